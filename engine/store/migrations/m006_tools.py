"""Tool servers."""

STATEMENTS: tuple[str, ...] = ()
