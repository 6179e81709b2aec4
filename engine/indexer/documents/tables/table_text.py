"""Writes tables as text, each cell after its column's name, so that a row found alone still says what its numbers are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from engine.indexer.documents.tables.table_layout import (
    Continued,
    Layout,
    UnalignedRow,
    find_layout,
    is_number,
    name_columns,
)

LONGEST_NAME = 100
"""Characters of a column's name, which stands before each of its cells."""
EMPTY_CELL = "—"
LEAST_COLUMNS_ABOVE_TOTAL = 4
MOST_COLUMNS_WITH_EMPTY = 12
"""Columns of a table in which empty cells are told. A wider one, such as an exported database, has hundreds of them."""
LONGEST_LAYOUT_CELL = 120
"""Characters. A row of longer cells stands alone for the look of a page: its cells are paragraphs."""
_BETWEEN_CELLS = " · "
_SPACES = re.compile(r"\s+")


def table_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a paragraph for each row, "Header: value · Header: —."."""
    return "\n\n".join(body_lines(header, rows))


def grid_text(rows: Sequence[Sequence[str]], marked_header: int = 0) -> str:
    """Return the text of a small table. Its first `marked_header` rows are its header where it does not look as if it had one."""
    cleaned = [[_one_line(cell) for cell in row] for row in rows]
    filled = [row for row in cleaned if any(row)]
    if len(filled) <= 1 or max(map(len, filled)) == 1:
        return _without_columns(rows)
    layout = find_layout(filled)
    if marked_header and not layout.header:
        layout = Layout(header=range(min(marked_header, len(filled))))
    if not layout.header and not layout.is_form:
        filled = _with_empty_cells(filled)
    return "\n\n".join(layout_lines(layout, filled))


def layout_lines(layout: Layout, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table of which all rows are given: those above the header, then a line for each row."""
    for row in (rows[at] for at in layout.above):
        yield " ".join(_distinct(row))
    body = rows[layout.body :]
    names = layout.names(rows)
    if layout.is_form:
        yield from form_lines(body)
        return
    if not body:
        yield " · ".join(_distinct(names))
    yield from body_lines(names, body)


def body_lines(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a line for each row that is not empty."""
    short, width = column_names(names), len(names)
    tells_empty = any(short) and width <= MOST_COLUMNS_WITH_EMPTY
    before = [f"{name}: " if name else "" for name in short]
    empty = [f"{name}: {EMPTY_CELL}" if name and tells_empty else "" for name in short]
    for row in rows:
        if type(row) is UnalignedRow:
            yield row_text([], row, 0)
            continue
        if len(row) == width and row[0] and Continued not in map(type, row):
            parts = [a + cell if cell else b for a, cell, b in zip(before, row, empty, strict=True)]
            line = " · ".join(filter(None, parts)) + "." if any(row) else ""
            if "\n" not in line and "\t" not in line and "  " not in line:
                if line:
                    yield line
                continue
        if line := _total_text(row, width) or row_text(short, row, width):
            yield line


def _total_text(row: Sequence[str], width: int) -> str:
    """Return "Total: 1.727,00." of a row below a table with only that in two columns beside each other; empty for others."""
    filled = [at for at, cell in enumerate(row) if cell.strip()]
    if width < LEAST_COLUMNS_ABOVE_TOTAL or len(filled) != 2 or filled[0] < 2 or filled[1] != filled[0] + 1:
        return ""
    name, value = (_one_line(row[at]) for at in filled)
    return "" if is_number(name) or not is_number(value) else f"{name.rstrip(':')}: {value}."


def column_names(header: Sequence[str]) -> list[str]:
    """Return the names as they stand before the cells."""
    return [_one_line(name)[:LONGEST_NAME].rstrip(":") for name in header]


def row_text(names: Sequence[str], row: Sequence[str], width: int) -> str:
    """Return a row of a table of `width` columns as one line; empty for an empty row.

    A cell over several columns has all their names.
    """
    parts: list[str] = []
    tells_empty = any(names) and width <= MOST_COLUMNS_WITH_EMPTY and any(row)
    for at in range(max(len(row), width if tells_empty else 0)):
        cell = row[at].strip() if at < len(row) else ""
        if at < len(row) and isinstance(row[at], Continued):
            continue
        name = _spanned_name(names, row, at)
        if cell:
            parts.append(f"{name}: {_one_line(cell)}" if name else _one_line(cell))
        elif name and tells_empty:
            parts.append(f"{name}: {EMPTY_CELL}")
    return " · ".join(parts) + "." if parts else ""


def _spanned_name(names: Sequence[str], row: Sequence[str], at: int) -> str:
    end = at + 1
    while end < len(row) and isinstance(row[end], Continued):
        end += 1
    if end == at + 1:
        return names[at] if at < len(names) else ""
    return ", ".join(_distinct(names[at:end]))


def form_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield "name: value · name: —." for each row of a form."""
    names = name_columns(rows)
    for row in rows:
        cells = _distinct(row)
        if len(cells) == 1 and not cells[0].endswith(":"):
            yield _one_line(cells[0]) + "."
        elif cells:
            yield _form_line(row, names) + "."


def _form_line(row: Sequence[str], names: set[int]) -> str:
    pairs: list[list[str]] = []
    for at, cell in enumerate(row):
        if not cell.strip() or isinstance(cell, Continued):
            continue
        if at in names or cell.endswith(":") or not pairs:
            pairs.append([_one_line(cell)])
        else:
            pairs[-1].append(_one_line(cell))
    return " · ".join(f"{name.rstrip(': ')}: {' '.join(values) or EMPTY_CELL}" for name, *values in pairs)


def _without_columns(rows: Sequence[Sequence[str]]) -> str:
    """Return the cells of a table of one row or one column, which holds no table but keeps things beside or under each other."""
    cells = [cell.strip() for row in rows for cell in _distinct(row)]
    has_long = any(len(cell) > LONGEST_LAYOUT_CELL or "\n" in cell for cell in cells)
    is_row = len([row for row in rows if any(row)]) == 1
    return (" · " if is_row and not has_long else "\n\n").join(cells)


def _with_empty_cells(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Tell the empty cells of a table whose columns have no names: only they show where the cells after them stand."""
    width = max(map(len, rows))
    used = [at for at in range(width) if any(at < len(row) and row[at] for row in rows)]
    if len(used) > MOST_COLUMNS_WITH_EMPTY:
        return [list(row) for row in rows]
    told = []
    for row in rows:
        cells = [row[at] if at < len(row) else "" for at in used]
        end = max((at for at, cell in enumerate(cells, 1) if cell), default=0)
        told.append([cell or EMPTY_CELL for cell in cells[:end]] if len(_distinct(row)) > 1 else cells)
    return told


def _distinct(row: Sequence[str]) -> list[str]:
    """Return the cells that are not empty, one over several columns once."""
    return [cell for cell in row if cell.strip() and not isinstance(cell, Continued)]


def _one_line(cell: str) -> str:
    if isinstance(cell, Continued):
        return cell
    stripped = cell.strip()
    if _BETWEEN_CELLS in stripped:  # a table in a cell
        stripped = stripped.replace(".\n\n", "; ").replace(_BETWEEN_CELLS, ", ").removesuffix(".")
    return _SPACES.sub(" ", stripped) if "\n" in stripped or "\t" in stripped or "  " in stripped else stripped
