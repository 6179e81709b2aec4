"""Facts and preferences that the person told."""

STATEMENTS: tuple[str, ...] = ()
