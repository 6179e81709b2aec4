"""Folders, pins, archive and privacy of conversations, and the vectors of their messages."""

STATEMENTS: tuple[str, ...] = ()
