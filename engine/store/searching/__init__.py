"""Shared parts of hybrid searches: terms of a query in a full-text index, and the fusion of words and meaning."""
