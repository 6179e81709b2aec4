"""Whole documents in memory: their text, sections and vectors, and what work on them shares."""
