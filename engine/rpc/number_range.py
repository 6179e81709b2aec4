"""Whole numbers of a request: Python's have no end, those of SQLite and numpy have 64 bits."""

from __future__ import annotations

import msgspec

LEAST, MOST = -(2**63), 2**63 - 1


def check_numbers(value: object) -> None:
    """Return when each whole number in a struct, or in what it holds, has at most 64 bits. Raises msgspec.ValidationError."""
    if isinstance(value, int):
        if not LEAST <= value <= MOST:
            raise msgspec.ValidationError("A number has more than 64 bits.")
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            check_numbers(getattr(value, field))
    elif isinstance(value, dict):
        check_numbers((*value, *value.values()))
    elif isinstance(value, (tuple, list)):
        for part in value:
            check_numbers(part)
