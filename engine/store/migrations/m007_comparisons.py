"""Saved comparisons of answers."""

STATEMENTS: tuple[str, ...] = ()
