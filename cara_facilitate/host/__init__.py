"""Finds, checks, guards and lists plugins; what is not ours runs in a limited child."""
