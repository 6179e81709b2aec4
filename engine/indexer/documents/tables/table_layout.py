"""Finds in a grid of cells where a table begins: the lines above it, its header, and whether it is a form of names and values."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

MOST_ABOVE = 40
"""Rows above a header: a bank's extract has its holder, account and period there."""
MOST_HEADER_ROWS = 3
_PAIR = re.compile(r"[^\W\d][^:]{0,40}:\s+\S")
"""A name and its value in one cell, which names no column."""
_OF_A_FORM = re.compile(
    r"(?:fecha|date|periodo|período|period|desde|hasta|from|to|titular|holder|cuenta|account|iban|bic|cliente|customer|nombre|name|"
    r"apellidos|surname|nif|cif|dni|nie|direcci[óo]n|address|domicilio|tel[ée]fono|phone|e-?mail|correo|divisa|moneda|currency|"
    r"saldo|balance|oficina|branch|entidad|bank|banco|referencia|reference|expediente|asunto|subject|empresa|company|"
    r"n[úu]mero|number|p[óo]liza|contrato|factura|invoice|proveedor|supplier)(?:[ /]\S.{0,30})?\.?",
    re.IGNORECASE,
)
"""Names before the values of a form; below a table's own first row stand values."""
LONGEST_HEADER_CELL = 200
FULL_SHARE = 0.6
"""Share of a table's columns that its header fills at least."""
_NUMBER = re.compile(
    r"[\s(]*[-+−±<>~≈]?\s*[€$£¥]?\s*[-+−]?\d[\d.,'’\s]*(?:%|‰|[€$£¥]|[A-Za-zµ°º²³/\x22″′]{1,5})?[)\s]*(?:\([^)]*\))?\s*"
)
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?"
_DATE = re.compile(rf"\d{{1,4}}[-/.]\d{{1,2}}(?:[-/.]\d{{1,4}})?(?:[ T]{_TIME})?(?:\s*\(.*\))?|{_TIME}h?")
_YEAR = re.compile(r"(?:19|20)\d\d")
MOST_FORM_COLUMNS = 8


class Continued(str):
    """A cell that is part of the one at its left: both are one cell over several columns."""

    __slots__ = ()


class UnalignedRow(list[str]):
    """A row of which nobody can say in which columns its cells stand: it has more of them than the table has columns."""

    __slots__ = ()


class Layout(msgspec.Struct, frozen=True):
    """The rows of a grid by their purpose: `above` the table, its `header`, then its body."""

    above: range = range(0)
    header: range = range(0)
    is_form: bool = False

    @property
    def body(self) -> int:
        """The first row of the body."""
        return max(self.above.stop, self.header.stop)

    def names(self, rows: Sequence[Sequence[str]]) -> list[str]:
        """Return the columns' names: of a header of several rows the names from top to bottom."""
        header = [rows[at] for at in self.header]
        width = max(map(len, header), default=0)
        return [
            " ".join(dict.fromkeys(str(row[at]) for row in header if at < len(row) and row[at])) for at in range(width)
        ]


def find_layout(rows: Sequence[Sequence[str]]) -> Layout:
    """Return the layout of a grid without empty rows, of which the first few hundred are enough."""
    width = _usual_width(rows)
    first = _first_full_row(rows, width)
    above = range(first)
    if _is_form(rows[first:]):
        return Layout(above, range(first, first), is_form=True)
    if not _is_header(rows, first):
        return Layout(above, range(first, first))
    end = first + 1
    while end < min(first + MOST_HEADER_ROWS, len(rows) - 1) and _goes_on_below(rows, end):
        end += 1
    return Layout(above, range(first, end))


def begins_table(rows: Sequence[Sequence[str]], before: Sequence[str]) -> bool:
    """Tell whether rows after an empty one are a table of their own. `before` are the names of the table above."""
    layout = find_layout(rows)
    if not layout.header:
        return layout.is_form or bool(layout.above and layout.body < len(rows))
    own = layout.names(rows)
    if [name for name in own if name] == [name for name in before if name]:
        return True
    return (
        bool(layout.above) or _columns(own) != _columns(before) or _has_other_kinds_below(rows, layout.header.stop - 1)
    )


def is_number(text: str) -> bool:
    """Tell whether a cell holds a number, an amount, a date or a time."""
    return bool(text) and len(text) < 60 and bool(_NUMBER.fullmatch(text) or _DATE.fullmatch(text))


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    """Return how many cells the fuller rows fill."""
    counts = sorted(_filled(row) for row in rows)
    return counts[int(len(counts) * 0.8)] if len(counts) > 4 else counts[-1]


def _filled(row: Sequence[str]) -> int:
    """Return the number of filled cells. One over several columns counts for each of them, but as one where it is alone."""
    own = sum(1 for cell in row if cell and not isinstance(cell, Continued))
    return own if own == 1 else sum(1 for cell in row if cell)


def _first_full_row(rows: Sequence[Sequence[str]], width: int) -> int:
    """Return the first row that is as full as a table's; 0 where there is none, or only after very many."""
    needed = max(2, width * FULL_SHARE) if width > 1 else 1
    counts = [_filled(row) for row in rows[:MOST_ABOVE]]
    first = next((at for at, count in enumerate(counts) if count >= needed and at + 1 < len(rows)), 0)
    if width < 3 or counts[first] >= width:
        return first
    if any(map(_is_continued, rows[first])) and counts[first + 1] >= width:
        return first  # names of groups of columns, above all columns but the first
    # "Holder | Ana" is nearly as full as a table of three columns: the whole header below it tells.
    for at in range(first + 1, len(counts) - 1):
        if counts[at] >= width:
            return at if _is_header(rows, at) and _has_other_kinds_below(rows, at) else first
    return first


def _is_header(rows: Sequence[Sequence[str]], at: int) -> bool:
    if at + 1 >= len(rows):
        return False
    cells = [cell for cell in rows[at] if cell]
    if any(len(cell) > LONGEST_HEADER_CELL for cell in cells) and not _has_other_kinds_below(rows, at):
        return False
    if 2 * sum(map(bool, map(_PAIR.match, cells))) >= len(cells):
        return False
    numbers = [cell for cell in cells if is_number(cell)]
    if not all(_YEAR.fullmatch(cell) for cell in numbers):
        return False
    below = [cell for cell in rows[at + 1] if is_number(cell)]
    is_grouped = any(isinstance(cell, Continued) for cell in rows[at])
    return not numbers or is_grouped or not below or not all(_YEAR.fullmatch(cell) for cell in below)


def _goes_on_below(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Tell whether the row at `at` still belongs to the header: the one above has cells over several columns."""
    is_grouped = any(isinstance(cell, Continued) for cell in rows[at - 1])
    return (
        is_grouped
        and not any(is_number(cell) and not _YEAR.fullmatch(cell) for cell in rows[at])
        and _filled(rows[at]) > 1
    )


def name_columns(rows: Sequence[Sequence[str]]) -> set[int]:
    """Return the columns of a form that hold names: those whose cells mostly end with a colon, else the first one."""
    found = set[int]()
    for column in range(max(map(len, rows), default=0)):
        cells = [row[column] for row in rows if column < len(row) and row[column] and not _is_continued(row[column])]
        if cells and 2 * sum(cell.endswith(":") for cell in cells) >= len(cells):
            found.add(column)
    return found or {0}


def _is_continued(cell: str) -> bool:
    return isinstance(cell, Continued)


def _is_form(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the rows are pairs of a name and its value: names that end with a colon, or values of several kinds."""
    pairs = [[cell for cell in row if cell and not _is_continued(cell)] for row in rows[:MOST_ABOVE]]
    width = max(map(len, rows), default=0)
    if len(pairs) < 2 or width > MOST_FORM_COLUMNS:
        return False
    names = [pair[at] for pair in pairs for at in range(0, len(pair), 2)]
    if sum(name.endswith(":") for name in names) > len(names) / 2 or _has_columns_of_names(rows[:MOST_ABOVE]):
        return True
    if width == 2 and len(pairs) == sum(len(pair) == 2 and bool(_OF_A_FORM.fullmatch(pair[0])) for pair in pairs):
        return True
    if any(len(pair) > 2 for pair in pairs) or any(map(is_number, names)) or width > 2 or len(set(names)) < len(names):
        return False
    values = [pair[1] for pair in pairs if len(pair) == 2]
    numbers = [value for value in values if is_number(value)]
    if len(values) < 3 or values[0] in numbers or not numbers:
        return False
    return len(numbers) < len(values) - 1 or len(set(map(_kind, numbers))) > 1


def _has_columns_of_names(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether names with a colon stand in columns of their own, each with a column of values behind it."""
    if sum(cell.endswith(":") for row in rows for cell in row if not _is_continued(cell)) < 2:
        return False
    columns = name_columns(rows)
    width = max(map(len, rows))
    return all(at + 1 < width and at + 1 not in columns for at in columns)


def _kind(number: str) -> str:
    """Return of what kind a number is: a form has numbers of several kinds below each other, a column has not."""
    if _DATE.fullmatch(number):
        return "time" if ":" in number[:3] else "date"
    return "share" if "%" in number else "amount"


def _columns(names: Sequence[str]) -> list[int]:
    return [at for at, name in enumerate(names) if name]


def _has_other_kinds_below(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Tell whether a column has a word in this row and only numbers below it."""
    below = rows[at + 1 : at + 20]
    for column, name in enumerate(rows[at]):
        cells = [row[column] for row in below if column < len(row) and row[column]]
        if name and not is_number(name) and cells and all(map(is_number, cells)):
            return True
    return False
