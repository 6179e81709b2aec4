"""The values of SQLite rows for code that unpacks them by column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def rows(cursor: Iterable[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    """Return the cursor's rows with untyped values, trusted to be of the types that STRICT tables hold."""
    return cursor  # Any: SQL states a column's type, mypy cannot see it
