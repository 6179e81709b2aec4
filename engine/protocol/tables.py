"""Texts that come from a file, a folder or pasted lines, and how such a source is read as a table. Types only."""

from __future__ import annotations

import msgspec

from engine.protocol.method import Method


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where texts come from: a file (CSV, TSV, JSONL, XLSX, ODS), a folder of documents (its subfolders are the labels), or
    pasted `lines`.

    Columns are names from the heading; empty ones are guessed. `delimiter` and `encoding` empty are found out.
    `label_column` "-" says that no column holds labels.
    """

    path: str = ""
    lines: str = ""
    text_column: str = ""
    label_column: str = ""
    delimiter: str = ""
    encoding: str = ""


class Preview(msgspec.Struct, frozen=True):
    """How a source would be read, before anything is. `rows` are the first ones; `encoding` and `delimiter` as found.

    They are empty where there are none, as in a spreadsheet.
    """

    source: Source


class Previewed(msgspec.Struct, frozen=True):
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text_column: str
    label_column: str
    delimiter: str
    encoding: str


PREVIEW: Method[Preview, None, Previewed] = Method("tables.preview", Preview, None, Previewed)
