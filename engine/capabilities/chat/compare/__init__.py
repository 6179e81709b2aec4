"""Comparisons: one prompt answered with several settings or models."""
