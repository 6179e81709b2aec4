"""Running summaries of conversations."""

STATEMENTS: tuple[str, ...] = ()
