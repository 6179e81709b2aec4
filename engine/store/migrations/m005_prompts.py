"""Personas, saved prompts and prompt chains."""

STATEMENTS: tuple[str, ...] = ()
