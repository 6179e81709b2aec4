"""Tests of searching in documents."""
