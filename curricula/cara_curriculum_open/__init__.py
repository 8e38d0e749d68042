"""The open reference curriculum: authored files only, no code."""
