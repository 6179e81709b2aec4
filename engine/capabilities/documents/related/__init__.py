"""Passages of other documents that are related to what is being read."""
