"""Sources of texts (a file, a folder or pasted lines) and their preview as a table. Types only."""

from __future__ import annotations

import msgspec

from engine.protocol.method import Method


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file (CSV, TSV, JSONL, XLSX, ODS), a folder of documents whose subfolders are the labels, or pasted `lines`.

    Columns are named as in the first row; empty ones are guessed, and so are an empty `delimiter` and `encoding`.
    `label_column` "-" means that no column holds labels.
    """

    path: str = ""
    lines: str = ""
    text_column: str = ""
    label_column: str = ""
    delimiter: str = ""
    encoding: str = ""


class PreviewTable(msgspec.Struct, frozen=True):
    """Ask how a source would be read. Raises the errors of tables."""

    source: Source


class TablePreview(msgspec.Struct, frozen=True):
    """The columns and first rows of a source, and how it is read.

    `encoding` and `delimiter` are empty where there are none, as in a spreadsheet.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text_column: str
    label_column: str
    delimiter: str
    encoding: str


PREVIEW_TABLE: Method[PreviewTable, None, TablePreview] = Method("tables.preview", PreviewTable, None, TablePreview)
