"""Folders, pins, archive and privacy of conversations, and titles written by a model."""
