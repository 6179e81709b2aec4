"""Readers of RTF files."""
