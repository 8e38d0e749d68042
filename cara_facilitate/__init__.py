"""A toolkit for delivering pairs of one-day CARA workshops, from curriculum to supervision note."""

__version__ = "0.1.0"
