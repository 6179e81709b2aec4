"""Tests of the parts of searches."""
