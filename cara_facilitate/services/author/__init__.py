"""What a curriculum author does: compare, make, pin, build and install curricula."""
