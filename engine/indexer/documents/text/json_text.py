"""Reads JSON and JSON lines: each value with the names that lead to it, lists of alike objects as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from engine.indexer.documents.plain_text import MOST_CHARACTERS
from engine.indexer.documents.tables.table_text import table_text

DEEPEST = 40
"""Levels of objects in each other that are told apart; what is deeper is written as JSON."""
MOST_COLUMNS = 40
LEAST_SHARE = 0.75
"""Share of the lines of a file of JSON lines that are objects or lists."""
Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def read_json(text: str) -> str:
    """Return a line for each value, "name › name: value". Raises ValueError for a text that is no JSON."""
    parts: list[str] = []
    characters = 0
    for part in _parts(_parse(text), (), 0):
        parts.append(part)
        characters += len(part)
        if characters > MOST_CHARACTERS:
            break
    return "\n\n".join(parts)


def _parse(text: str) -> Json:
    try:
        parsed: Json = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < 2:
            raise ValueError("no JSON") from None
        values = [_line_value(line) for line in lines]
        if sum(isinstance(value, dict | list) for value in values) < LEAST_SHARE * len(lines):
            raise ValueError("no JSON lines") from None
        return values
    return parsed


def _line_value(line: str) -> Json:
    """Return the value of a line; one that is no JSON costs only itself, and is taken as a text."""
    try:
        value: Json = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return line.strip()
    return value


def _parts(value: Json, names: tuple[str, ...], depth: int) -> Iterator[str]:
    """Yield the paragraphs of a value that `names` lead to."""
    path = " › ".join(names)
    if depth > DEEPEST:
        yield _line(path, msgspec.json.encode(value).decode())
    elif isinstance(value, dict):
        plain = [f"{name}: {_text(each)}" for name, each in value.items() if not isinstance(each, dict | list)]
        if plain:
            yield (f"{path}\n" if path else "") + "\n".join(plain)
        for name, each in value.items():
            if isinstance(each, dict | list) and each:
                yield from _parts(each, (*names, name), depth + 1)
    elif isinstance(value, list):
        yield from _list(value, names, depth)
    else:
        yield _line(path, _text(value))


def _list(values: Sequence[Json], names: tuple[str, ...], depth: int) -> Iterator[str]:
    path = " › ".join(names)
    if not any(isinstance(value, dict | list) for value in values):
        yield _line(path, ", ".join(map(_text, values)))
        return
    columns = _columns(values)
    if columns:
        rows = [[_text(value.get(name)) for name in columns] for value in values if isinstance(value, dict)]
        yield (f"{path}\n\n" if path else "") + table_text(columns, rows)
        return
    for value in values:
        yield from _parts(value, names, depth + 1)


def _columns(values: Sequence[Json]) -> list[str]:
    """Return the names that objects without further levels have; empty where these are no rows of one table."""
    names: dict[str, None] = {}
    for value in values:
        if not isinstance(value, dict) or any(isinstance(each, dict | list) for each in value.values()):
            return []
        names.update(dict.fromkeys(value))
        if len(names) > MOST_COLUMNS:
            return []
    return list(names) if len(values) > 1 else []


def _line(path: str, text: str) -> str:
    return f"{path}: {text}" if path else text


def _text(value: Json) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else msgspec.json.encode(value).decode()
