"""Menus of the Documents page."""
