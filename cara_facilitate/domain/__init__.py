"""What is true in this work, in its own words: no I/O, clock, randomness or framework."""
