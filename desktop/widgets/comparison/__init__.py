"""Texts side by side, with their differences marked."""
