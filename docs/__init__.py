"""What people read about this program, and what keeps the generated parts of it true."""
