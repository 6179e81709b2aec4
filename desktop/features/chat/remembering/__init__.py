"""Memories in a conversation: what a question told, and what an answer was given."""
