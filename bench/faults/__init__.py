"""The kinds of single faults that are planted: what an author gets wrong on an ordinary day."""

from __future__ import annotations

from bench.faults import days, fields, files, marks, texts, wording
from bench.planting import KINDS

__all__ = ["KINDS", "days", "fields", "files", "marks", "texts", "wording"]
