"""Passages for the question of a conversation."""
