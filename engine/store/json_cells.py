"""Reads JSON from cells of the library. A damaged cell costs what it says, never the list or the row that it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

T = TypeVar("T")


def decode_cell(value: object, type_: type[T]) -> T | None:
    """Return the JSON of a cell as a `type_`; None where it is empty, no JSON, of another type, or no text at all."""
    if not value:  # most cells of most rows: an exception for each would take longer than all the rest
        return None
    try:
        return msgspec.json.decode(_content(value), type=type_)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def decode_list(value: object, type_: type[T]) -> tuple[T, ...]:
    """Return the items of a JSON list that can be read as a `type_`; the others are left out."""
    if value == b"[]":
        return ()
    return tuple(_readable(decode_cell(value, list[msgspec.Raw]) or (), type_))


def decode_texts(value: object) -> dict[str, str]:
    """Return a JSON object of texts; empty where it cannot be read."""
    return decode_cell(value, dict[str, str]) or {}


def _readable(items: Iterable[msgspec.Raw], type_: type[T]) -> Iterator[T]:
    for item in items:
        if (read := decode_cell(bytes(item), type_)) is not None:
            yield read


def _content(value: object) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    return value if isinstance(value, bytes) else b""
