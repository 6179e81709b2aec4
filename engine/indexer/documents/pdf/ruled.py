"""Tables drawn with lines: the lines make a grid, and text belongs to the cell it stands in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from engine.indexer.documents.pdf.cells import TableBlock, cell_text
from engine.indexer.documents.pdf.glyphs import Rule, Segment
from engine.indexer.documents.pdf.lines import to_lines
from engine.indexer.documents.tables.table_layout import Continued

NEAR = 2.5
"""Points between two lines that are meant to meet, or to be one."""
MOST_RULES = 1500
"""Lines of a page that are compared with each other; a drawing has more."""
MOST_CELLS = 20_000


class Grid(msgspec.Struct, frozen=True):
    """The lines of a table: `xs` and `ys` are their places from the left and from the top."""

    xs: list[float]
    ys: list[float]
    upright: list[Rule]
    level: list[Rule]

    def holds(self, segment: Segment) -> bool:
        """Tell whether the segment stands in the grid."""
        middle = (segment.top + segment.bottom) / 2
        return self.xs[0] - NEAR <= segment.centre <= self.xs[-1] + NEAR and self.ys[0] <= middle <= self.ys[-1]

    def is_parted(self, row: int, column: int) -> bool:
        """Tell whether a line stands between this cell and the next of its row."""
        x, middle = self.xs[column + 1], (self.ys[row] + self.ys[row + 1]) / 2
        return any(abs(rule.left - x) <= NEAR and rule.top - 1 <= middle <= rule.bottom + 1 for rule in self.upright)

    def is_underlined(self, row: int, column: int) -> bool:
        """Tell whether a line stands between this cell and the one below it."""
        y, middle = self.ys[row + 1], (self.xs[column] + self.xs[column + 1]) / 2
        return any(abs(rule.top - y) <= NEAR and rule.left - 1 <= middle <= rule.right + 1 for rule in self.level)


def find_grids(upright: Sequence[Rule], level: Sequence[Rule]) -> list[Grid]:
    """Return the grids of at least two columns and two rows, from the top of the page to its bottom."""
    if len(upright) + len(level) > MOST_RULES:
        return []
    grids = []
    for group in _touching([*upright, *level]):
        across = [rule for rule in group if rule.right - rule.left < rule.bottom - rule.top]
        along = [rule for rule in group if rule.right - rule.left >= rule.bottom - rule.top]
        xs, ys = _places(rule.left for rule in across), _places(rule.top for rule in along)
        if len(xs) > 2 and len(ys) > 2 and len(xs) * len(ys) <= MOST_CELLS:
            grids.append(Grid(xs, ys, across, along))
    return sorted(grids, key=lambda grid: grid.ys[0])


def _touching(rules: list[Rule]) -> list[list[Rule]]:
    """Return the groups of lines that meet, directly or through others."""
    groups: list[list[Rule]] = []
    boxes: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (rule.top, rule.left)):
        met = [at for at, box in enumerate(boxes) if _meet(box, rule)]
        merged, box = [rule], rule
        for at in reversed(met):
            merged += groups.pop(at)
            box = _around(box, boxes.pop(at))
        groups.append(merged)
        boxes.append(box)
    return groups


def _meet(one: Rule, other: Rule) -> bool:
    return (
        one.left <= other.right + NEAR
        and other.left <= one.right + NEAR
        and one.top <= other.bottom + NEAR
        and other.top <= one.bottom + NEAR
    )


def _around(one: Rule, other: Rule) -> Rule:
    left, right = min(one.left, other.left), max(one.right, other.right)
    return Rule(left, right, min(one.top, other.top), max(one.bottom, other.bottom))


def _places(values: Iterable[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > NEAR:
            places.append(value)
    return places


def read_grid(grid: Grid, segments: Sequence[Segment]) -> TableBlock | None:
    """Return the table with the text of its cells; None where fewer than two cells have text: a frame, or a drawing."""
    cells: dict[tuple[int, int], list[Segment]] = defaultdict(list)
    for segment in segments:
        cells[_index(grid.ys, (segment.top + segment.bottom) / 2), _index(grid.xs, segment.centre)].append(segment)
    if len(cells) < 2:
        return None
    rows: list[list[str]] = []
    for row in range(len(grid.ys) - 1):
        own = {column: found for (at, column), found in cells.items() if at == row}
        rows += _split_rows(own, len(grid.xs) - 1) if len(grid.ys) <= 3 else [_row_text(grid, row, own)]
    _spread_down(grid, rows)
    filled = [row for row in rows if any(row)]
    if not filled or len(filled[0]) < 2:
        return None
    return TableBlock(filled, grid.xs[:-1], grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1])


def _index(places: list[float], at: float) -> int:
    inside = sum(place <= at for place in places) - 1
    return min(max(inside, 0), len(places) - 2)


def _row_text(grid: Grid, row: int, cells: dict[int, list[Segment]]) -> list[str]:
    """Return the texts of a row. Cells without a line between them are one, told by Continued."""
    texts: list[str] = []
    column, columns = 0, len(grid.xs) - 1
    while column < columns:
        end = column + 1
        while end < columns and not grid.is_parted(row, end - 1):
            end += 1
        text = cell_text([segment for at in range(column, end) for segment in cells.get(at, [])])
        texts += [text, *[Continued(text)] * (end - column - 1)]
        column = end
    return texts


def _spread_down(grid: Grid, rows: list[list[str]]) -> None:
    """Write the text of a cell that is several rows high into each of them. Its text stands in its middle."""
    if len(rows) != len(grid.ys) - 1:
        return
    for column in range(len(grid.xs) - 1):
        start = 0
        for row in range(len(rows)):
            if row + 1 < len(rows) and not grid.is_underlined(row, column):
                continue
            texts = [rows[at][column] for at in range(start, row + 1) if rows[at][column]]
            if row > start and len(texts) == 1 and all(any(rows[at]) for at in range(start, row + 1)):
                for at in range(start, row + 1):
                    rows[at][column] = texts[0]
            start = row + 1


def _split_rows(cells: dict[int, list[Segment]], columns: int) -> list[list[str]]:
    """Return the rows of a band between two lines: the lines of text, where several fill more than one column.

    Tables with lines between columns only, or under their header only, have one such band with all their rows.
    """
    segments = [segment for found in cells.values() for segment in found]
    column_of = {id(segment): column for column, found in cells.items() for segment in found}
    rows: list[list[list[Segment]]] = []
    for line in to_lines_unjoined(segments):
        filled = {column_of[id(segment)] for segment in line}
        if not rows or (len(filled) > 1 and 0 in filled):
            rows.append([[] for _ in range(columns)])
        for segment in line:
            rows[-1][column_of[id(segment)]].append(segment)
    return [[cell_text(found) for found in row] for row in rows]


def to_lines_unjoined(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Return the segments line by line; each stays the object that it is."""
    ruled = {id(segment): segment.is_ruled_off for segment in segments}
    for segment in segments:
        segment.is_ruled_off = True  # so that no two are joined
    lines = [line.segments for line in to_lines(segments)]
    for segment in segments:
        segment.is_ruled_off = ruled[id(segment)]
    return lines
