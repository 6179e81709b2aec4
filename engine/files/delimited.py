"""Finds how the columns of a text file are separated, and where its table begins: below the lines that a bank writes above it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_CHARACTERS = 64 * 1024
SAMPLE_ROWS = 60
MOST_ABOVE = 40
"""Lines above the header."""
FULL_SHARE = 0.75
"""Share of the cells that most rows fill, which a header fills at least."""
LEAST_SHARE = 0.6
"""Share of a table's rows that have as many columns as its header."""
_DECLARED = re.compile(r'\A\s*"?sep=(.)"?[ \t]*(?:\r\n|\n|\r)', re.IGNORECASE)
_NUMBER = re.compile(r"[\s(]*[-+]?[€$£]?\s*\d[\d.,'\s/:-]*(?:%|€|\$|£|[A-Za-z]{1,3})?[)\s]*")


class DelimitedLayout(msgspec.Struct, frozen=True):
    """How a table in a text file is read: `above` rows stand above its header, `skipped` characters name the delimiter."""

    delimiter: str
    above: int = 0
    skipped: int = 0


def find_delimited_layout(text: str, delimiter: str = "") -> DelimitedLayout:
    """Return the layout that the beginning of a file has. A `delimiter` that is given, or that the file declares, is used."""
    sample = text[:SAMPLE_CHARACTERS]
    declared = _DECLARED.match(sample)
    skipped = declared.end() if declared else 0
    body = sample[skipped:]
    if declared and not delimiter:
        delimiter = declared[1]
    candidates = [delimiter] if delimiter else list(DELIMITERS)
    tables = {candidate: _rows(body, candidate, whole=len(text) <= SAMPLE_CHARACTERS) for candidate in candidates}
    best = max(candidates, key=lambda candidate: _regularity(tables[candidate]))
    return DelimitedLayout(best, _rows_above(tables[best], body) if tables[best] else 0, skipped)


def from_header(rows: Iterator[list[str]], above: int) -> Iterator[list[str]]:
    """Yield the rows from the header on, of which `above` rows with something in them stand above."""
    for row in rows:
        if any(map(str.strip, row)):
            if above <= 0:
                yield row
                break
            above -= 1
    yield from rows


def join_surplus(row: Sequence[str], width: int, text: int, delimiter: str) -> Sequence[str]:
    """Return a row of `width` cells: those too many belong to the cell `text`, empty ones at the end to none."""
    end = max((at for at, cell in enumerate(row, 1) if cell), default=0)
    row = row[: max(end, width)]
    after = text + 1 + len(row) - width
    return (*row[:text], delimiter.join(row[text:after]), *row[after:])


def _rows(text: str, delimiter: str, whole: bool) -> list[list[str]]:
    """Return the first rows that are not empty; the last one may be cut in two by the end of a sample."""
    lines = text.splitlines(keepends=True)
    lines = lines if whole or len(lines) < 2 else lines[:-1]
    csv.field_size_limit(max(csv.field_size_limit(), SAMPLE_CHARACTERS))
    rows: list[list[str]] = []
    try:
        rows.extend(
            islice((row for row in csv.reader(lines, delimiter=delimiter) if any(map(str.strip, row))), SAMPLE_ROWS)
        )
    except csv.Error:
        return rows
    return rows


def _regularity(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Return how many rows have as many columns as most rows have, if more than one, and how many columns those are."""
    width, count = _usual_width(rows)
    return (count / max(len(rows), 1), width) if width > 1 else (0.0, 0)


def _usual_width(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Return the commonest number of columns above one, and how many rows have it."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(widths.items(), key=lambda item: (item[1], item[0])) if widths else (1, 0)


def _rows_above(rows: Sequence[Sequence[str]], text: str) -> int:
    """Return how many rows come before the header: those that fill fewer columns than the table has.

    A single word over lines with commas is the name of a column of texts: only an empty line makes it a title.
    """
    width, _ = _usual_width(rows)
    filled = sorted(_filled(row) for row in rows)[len(rows) // 2]
    if width < 2 or _is_full(rows[0], width, filled):
        return 0
    at = next((at for at, row in enumerate(rows[:MOST_ABOVE]) if _is_full(row, width, filled)), 0)
    below = rows[at:]
    is_table = sum(len(row) == width for row in below) >= len(below) * LEAST_SHARE and len(below) > 1
    if not is_table or any(_NUMBER.fullmatch(cell) for cell in rows[at] if cell.strip()):
        return 0
    return at if width > 2 or _has_gap(text, at) or at > 1 else 0


def _is_full(row: Sequence[str], width: int, filled: int) -> bool:
    """Tell whether a row has as many columns as the table, and about as many cells with something in them as most rows."""
    return len(row) >= width and _filled(row) >= max(2, filled * FULL_SHARE)


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _has_gap(text: str, above: int) -> bool:
    """Tell whether an empty line stands below the first lines, of which `above` have something in them."""
    count = 0
    for line in text.splitlines():
        if line.strip(' \t;,|"'):
            count += 1
        elif count == above:
            return True
        if count > above:
            break
    return False
