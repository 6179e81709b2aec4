"""Reads members of other programs' JSON, whose types nobody promises."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]  # Any: JSON of other programs


def text_of(value: object) -> str:
    """Return a text; empty for anything else."""
    return value if isinstance(value, str) else ""


def list_of(value: object) -> list[Any]:  # Any: as in Json
    """Return a list; empty for anything else."""
    return value if isinstance(value, list) else []


def object_of(value: object) -> Json:
    """Return an object; empty for anything else."""
    return value if isinstance(value, dict) else {}


def objects_of(value: object) -> list[Json]:
    """Return the objects of a list."""
    return [item for item in list_of(value) if isinstance(item, dict)]


def count_of(value: object) -> int:
    """Return a whole number that is not negative; 0 for anything else."""
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e15 else 0


def seconds_of(value: object) -> float:
    """Return a duration in seconds; 0 for anything else."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9 else 0.0


def first_text(*values: object) -> str:
    """Return the first of the values that is a text with anything in it; empty where none is."""
    return next((value for value in values if isinstance(value, str) and value.strip()), "")
