"""Comparison of two documents: their passages aligned, moved ones found, changed words and values shown."""
