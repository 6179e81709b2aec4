"""Filters of pictures as SQL. Every value is bound, never written into the statement."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from engine.capabilities.images.api import PictureFilters
from engine.capabilities.images.picture_rows import VISIBLE, path_bounds
from engine.text.tokens import words

_SHAPES = {"landscape": "width > height * 1.05", "portrait": "height > width * 1.05"}
_SQUARE = "width > 0 AND width <= height * 1.05 AND height <= width * 1.05"


class WhereClause(msgspec.Struct, frozen=True):
    """The SQL after WHERE with the `values` of its marks; `is_everything`: only hidden pictures are left out."""

    sql: str
    values: tuple[str | int, ...]
    is_everything: bool


def where_clause(filters: PictureFilters) -> WhereClause:
    """Return the condition of the visible pictures that pass the filters."""
    parts = [part for make in _PARTS for part in [make(filters)] if part is not None]
    values = tuple(value for _, bound in parts for value in bound)
    return WhereClause(" AND ".join((VISIBLE, *(f"({sql})" for sql, _ in parts))), values, not parts)


def merge_filters(first: PictureFilters, second: PictureFilters) -> PictureFilters:
    """Return filters that hold both; where only one value is possible, the second's wins."""
    merged = {name: getattr(second, name) or getattr(first, name) for name in PictureFilters.__struct_fields__}
    if second.has_text is False:
        merged["has_text"] = False
    merged["colours"] = tuple(dict.fromkeys((*first.colours, *second.colours)))
    return PictureFilters(**merged)


def _every_word(text: str) -> str:
    """Return an FTS5 query for every word of `text` in what is written in pictures; empty without words."""
    quoted = " AND ".join(f'"{word}"' for word in words(text))
    return f"{{ocr_text}} : ({quoted})" if quoted else ""


_Part = tuple[str, Sequence[str | int]] | None


def _folder(filters: PictureFilters) -> _Part:
    if not filters.folder:
        return None
    if Path(filters.folder).is_absolute():
        return "path >= ? AND path < ?", path_bounds(filters.folder)
    return "instr(lower(substr(path, 1, length(path) - length(name))), lower(?))", [filters.folder]


def _since(filters: PictureFilters) -> _Part:
    return ("day >= ?", [filters.since]) if filters.since else None


def _until(filters: PictureFilters) -> _Part:
    """The whole of the last day is included: "U" sorts after the "T" before the hour."""
    return ("day < ? || 'U'", [filters.until]) if filters.until else None


def _colours(filters: PictureFilters) -> _Part:
    sql = " AND ".join("instr(colours, ?)" for _ in filters.colours)
    return (sql, [f" {colour} " for colour in filters.colours]) if sql else None


def _orientation(filters: PictureFilters) -> _Part:
    return (_SHAPES.get(filters.orientation, _SQUARE), []) if filters.orientation else None


def _camera(filters: PictureFilters) -> _Part:
    return ("instr(lower(camera), lower(?))", [filters.camera]) if filters.camera else None


def _name(filters: PictureFilters) -> _Part:
    return ("instr(lower(name), lower(?))", [filters.name]) if filters.name else None


def _text(filters: PictureFilters) -> _Part:
    query = _every_word(filters.text)
    return ("id IN (SELECT rowid FROM images_fts WHERE images_fts MATCH ?)", [query]) if query else None


def _has_text(filters: PictureFilters) -> _Part:
    if filters.has_text is None:
        return None
    return ("ocr_text <> ''" if filters.has_text else "ocr_text = ''"), []


def _state(filters: PictureFilters) -> _Part:
    return ("state = ?", [filters.state]) if filters.state else None


def _pictures(filters: PictureFilters) -> _Part:
    if not filters.pictures:
        return None
    return f"id IN ({','.join('?' * len(filters.pictures))})", filters.pictures


_PARTS = (_folder, _since, _until, _colours, _orientation, _camera, _name, _text, _has_text, _state, _pictures)
