"""Answers in several ways, side by side: comparisons, and the versions of one answer."""
