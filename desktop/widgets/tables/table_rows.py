"""Finds the tables in the text of a page, where each row is a paragraph of "Column: value · Column: —." (see the reader)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

SEPARATOR, NAME_END, ROW_END = " · ", ": ", "."
EMPTY = "—"
LEAST_NAMES_ALONE = 3
"""Named cells of a row that stands alone: "Tel: 1 · Fax: 2." may be a line of a letter."""
LONGEST_NAME = 110
MOST_COLUMNS = 40


class Cell(msgspec.Struct, frozen=True):
    """A value, and its place in the text with its name: `start` to `end`."""

    text: str
    start: int
    end: int


class TextTable(msgspec.Struct):
    """Rows with the same columns. A row has None where it says nothing of a column."""

    names: list[str]
    rows: list[list[Cell | None]] = msgspec.field(default_factory=list)


class TextPart(msgspec.Struct, frozen=True):
    """Text of a page that is no table, as it stands from `start` to `end`."""

    start: int
    end: int


_NamedCell = tuple[str, Cell]


def page_parts(text: str) -> list[TextPart | TextTable]:
    """Return the parts of a text in its order; blank lines around tables belong to none."""
    parts: list[TextPart | TextTable] = []
    for start, end in _paragraphs(text):
        row = _named_cells(text, start, end)
        last = parts[-1] if parts else None
        if row and isinstance(last, TextTable) and _add_row(last, row):
            continue
        if row:
            parts.append(TextTable([name for name, _ in row], [[cell for _, cell in row]]))
        elif isinstance(last, TextPart):
            parts[-1] = TextPart(last.start, end)
        else:
            parts.append(TextPart(start, end))
    return list(_joined(parts, text))


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(text):
        end = text.find("\n\n", at)
        end = len(text) if end < 0 else end
        if text[at:end].strip():
            yield at, end
        at = end + 2


def _named_cells(text: str, start: int, end: int) -> list[_NamedCell]:
    """Return the cells of a row; nothing for a paragraph that is none."""
    line = text[start:end]
    if not line.endswith(ROW_END) or SEPARATOR not in line or "\n" in line:
        return []
    cells: list[_NamedCell] = []
    at = start
    pieces = line[: -len(ROW_END)].split(SEPARATOR)
    for piece in pieces:
        name, colon, value = piece.partition(NAME_END)
        if colon and name and len(name) <= LONGEST_NAME:
            cells.append((name, Cell("" if value == EMPTY else value, at, at + len(piece))))
        elif cells:  # the separator stood in a value
            before = cells[-1][1]
            cells[-1] = cells[-1][0], Cell(f"{before.text}{SEPARATOR}{piece}", before.start, at + len(piece))
        else:
            return []
        at += len(piece) + len(SEPARATOR)
    names = [name for name, _ in cells]
    is_row = 2 <= len(names) <= MOST_COLUMNS and len(set(names)) == len(names)
    return cells if is_row else []


def _add_row(table: TextTable, row: Sequence[_NamedCell]) -> bool:
    """Add a row to a table of which it has at least half of the columns, in their order."""
    spread = _over_columns(table.names, row)
    names = [name for name, _ in spread]
    common = [name for name in names if name in table.names]
    if len(common) * 2 < max(len(names), min(len(table.names), 2 * len(names))) or len(common) < 2:
        return False
    if common != [name for name in table.names if name in common]:
        return False
    for at, name in enumerate(names):
        if name not in table.names:
            _insert_column(table, names, at)
    if len(table.names) > MOST_COLUMNS:
        return False
    cells = dict(spread)
    table.rows.append([cells.get(name) for name in table.names])
    return True


def _over_columns(names: Sequence[str], row: Sequence[_NamedCell]) -> list[_NamedCell]:
    """Return the cells with the name of their first column: one over several columns has all their names."""
    return [
        (name.split(", ")[0] if name not in names and all(part in names for part in name.split(", ")) else name, cell)
        for name, cell in row
    ]


def _insert_column(table: TextTable, names: Sequence[str], at: int) -> None:
    """Insert the column names[at] after the one before it; the rows above have nothing in it."""
    place = table.names.index(names[at - 1]) + 1 if at else 0
    table.names.insert(place, names[at])
    for row in table.rows:
        row.insert(place, None)


def _joined(parts: Sequence[TextPart | TextTable], text: str) -> Iterator[TextPart | TextTable]:
    """Yield the parts, where a single row of few cells is text."""
    last: TextPart | None = None
    for part in parts:
        if isinstance(part, TextTable) and (len(part.rows) > 1 or len(part.names) >= LEAST_NAMES_ALONE):
            if last is not None:
                yield last
                last = None
            yield part
            continue
        span = part if isinstance(part, TextPart) else _row_span(part, text)
        last = TextPart(last.start, span.end) if last is not None else span
    if last is not None:
        yield last


def _row_span(table: TextTable, text: str) -> TextPart:
    cells = [cell for cell in table.rows[0] if cell is not None]
    end = cells[-1].end
    return TextPart(cells[0].start, end + text.startswith(ROW_END, end))
