"""Tables without lines between their columns: cells are told by the gaps between them, which stand above each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

import msgspec

from engine.indexer.documents.pdf.cells import TableBlock, cell_text
from engine.indexer.documents.pdf.columns import is_running_text
from engine.indexer.documents.pdf.glyphs import Rule, Segment
from engine.indexer.documents.pdf.lines import PageLine
from engine.indexer.documents.tables.table_layout import Continued

WIDEST_STEP = 3.2
"""Times a line's height from its top to the top of the next line of one table."""
TIGHT = 0.82
"""Times the usual distance of rows: a line nearer than that goes on with the row above it."""
IN_LINE = 3.0
"""Points between the edges of two cells that stand in line."""
_PAIR = re.compile(r"^[^\W\d][\w .ºª]{1,30}: \S")
OTHER_SIZE, FURTHER = 0.12, 1.25
"""A line whose height differs by so much, or that stands so many times further away, belongs to no row above it."""
WORDS_OF_CELL, SAME_STEP = 4, 0.06
"""Words of the only cell of a row, at most, and how much its distance may differ from that of the others."""
CLOSE_GAP = 0.3
"""A cell may come this near to the next, times its height, where that begins in line with its column."""


class _Column(msgspec.Struct, frozen=True):
    left: float
    right: float

    def shared(self, segment: Segment) -> float:
        return min(self.right, segment.right) - max(self.left, segment.left)

    def distance(self, segment: Segment) -> float:
        """Return how far the segment is from standing in line with the column, by the left, the right or the middle."""
        centre = abs((self.left + self.right) / 2 - segment.centre)
        return min(abs(self.left - segment.left), abs(self.right - segment.right), centre)


def find_aligned_tables(lines: Sequence[PageLine], level: Sequence[Rule]) -> list[tuple[TableBlock, list[PageLine]]]:
    """Return the tables with the lines that they are made of."""
    found = []
    start = 0
    while start < len(lines):
        end = _region_end(lines, start)
        region = list(lines[start:end])
        table = _table(region, level) if end - start > 1 else None
        if table is not None:
            found.append((table, region))
        start = end if table is not None else max(start + 1, end if end - start > 1 else 0)
    return found


def _region_end(lines: Sequence[PageLine], start: int) -> int:
    """Return the index after the last line that may belong to one table with the line at `start`."""
    if len(lines[start].segments) < 2:
        return start + 1
    end, last_full = start + 1, start
    while end < len(lines) and lines[end].top - lines[end - 1].top <= WIDEST_STEP * lines[end].height:
        if _is_other_step(lines, start, end):
            break
        if len(lines[end].segments) > 1:
            last_full = end
        elif not _fits(lines[start:end], lines[end].segments[0]) or _is_caption(lines, start, end):
            break
        end += 1
    end = min(end, last_full + 1)
    while end < len(lines) and (_is_tail(lines, start, end) or _is_sparse_row(lines, start, end)):
        end += 1
    return end


def _is_other_step(lines: Sequence[PageLine], start: int, end: int) -> bool:
    """Tell whether the step to this line is so much wider than those before it that something else begins."""
    steps = [after.top - before.top for before, after in pairwise(lines[start:end])]
    return len(steps) > 1 and lines[end].top - lines[end - 1].top > 1.9 * max(steps)


def _is_caption(lines: Sequence[PageLine], start: int, end: int) -> bool:
    """Tell whether a line of one segment names what comes below it: it is of another size, or stands further away."""
    line, steps = lines[end], [after.top - before.top for before, after in pairwise(lines[start:end])]
    if abs(line.height - lines[start].height) > OTHER_SIZE * lines[start].height:
        return True
    begins = line.left < lines[start].left + IN_LINE
    return begins and bool(steps) and line.top - lines[end - 1].top > FURTHER * median(steps)


def _is_sparse_row(lines: Sequence[PageLine], start: int, end: int) -> bool:
    """Tell whether a line is a row of which only the first cell is filled: it stands as far away as the other rows do."""
    line, steps = lines[end], [after.top - before.top for before, after in pairwise(lines[start:end])]
    if len(line.segments) > 1 or not steps or len(line.text.split()) > WORDS_OF_CELL or line.text.endswith((".", ":")):
        return False
    is_regular = abs(line.top - lines[end - 1].top - median(steps)) < SAME_STEP * median(steps)
    if not is_regular or abs(line.height - lines[end - 1].height) > OTHER_SIZE * line.height:
        return False
    columns = _columns(lines[start:end])
    begins = len(columns) > 1 and abs(columns[0].left - line.left) < IN_LINE
    return begins and line.right < columns[1].left - CLOSE_GAP * line.height


def _is_tail(lines: Sequence[PageLine], start: int, end: int) -> bool:
    """Tell whether a line goes on with the last row: nearer than rows are to each other, and within one column."""
    steps = [after.top - before.top for before, after in pairwise(lines[start:end])]
    if len(lines[end].segments) > 1 or not steps or not _fits(lines[start:end], lines[end].segments[0]):
        return False
    return lines[end].top - lines[end - 1].top < TIGHT * median(steps)


def _fits(lines: Sequence[PageLine], segment: Segment) -> bool:
    """Tell whether a line of one segment stands within one of the columns above it."""
    columns = _columns(lines)
    touched = [column for column in columns if column.shared(segment) > 0.5]
    if len(touched) > 1 or not columns:
        return False
    if not touched or abs(touched[0].left - segment.left) < IN_LINE:
        return True
    return segment.right <= touched[0].right + (touched[0].right - touched[0].left) * 0.5 + 10


def _columns(lines: Sequence[PageLine]) -> list[_Column]:
    """Return the columns: those of the fullest lines, widened by the cells that stand in one column only."""
    counts = Counter(len(line.segments) for line in lines if len(line.segments) > 1)
    if not counts:
        return []
    most = max(counts)
    first = next(line for line in lines if len(line.segments) > 1)
    usual = most if counts[most] > 1 or len(first.segments) == most or sum(counts.values()) < 4 else 0
    width = usual or max(count for count, times in counts.items() if times > 1 or len(counts) == 1)
    columns = [_Column(s.left, s.right) for s in next(line for line in lines if len(line.segments) == width).segments]
    for line in sorted(lines, key=lambda line: -len(line.segments)):
        for segment in line.segments:
            _widen(columns, segment)
    return columns


def _widen(columns: list[_Column], segment: Segment) -> None:
    touched = [at for at, column in enumerate(columns) if column.shared(segment) > 0.5]
    if len(touched) != 1:
        return
    at = touched[0]
    left = max(min(columns[at].left, segment.left), columns[at - 1].right if at else 0)
    right = max(columns[at].right, segment.right)
    right = min(right, columns[at + 1].left) if at + 1 < len(columns) else right
    columns[at] = _Column(left, right)


def _table(region: list[PageLine], level: Sequence[Rule]) -> TableBlock | None:
    columns = _columns(region)
    region = [PageLine([part for segment in line.segments for part in _parted(segment, columns)]) for line in region]
    full = sum(len(line.segments) > 1 for line in region)
    if len(columns) < 2 or full < 2 or not _is_aligned(region, columns):
        return None
    rows = _rows(region, columns, level)
    if len(rows) < 2 or _is_prose(region, columns, rows):
        return None
    cells = [_cells(row, columns) for row in rows]
    left, right = min(line.left for line in region), max(line.right for line in region)
    edges = [column.left for column in columns]
    bottom = max(line.bottom for line in region)
    return TableBlock(cells, edges, left, right, region[0].top, bottom, _is_beside(cells))


def _parted(segment: Segment, columns: Sequence[_Column]) -> list[Segment]:
    """Return the cells of a segment that reaches over several columns: the space between two of them was narrow."""
    for gap in reversed(segment.gaps):
        _, end, begin = gap
        edges = (column.left for column in columns[1:] if column.left > segment.left + IN_LINE)
        if begin - end >= CLOSE_GAP * segment.height and any(end - IN_LINE <= x <= begin + IN_LINE for x in edges):
            before, after = segment.split(gap)
            return [*_parted(before, columns), after]
    return [segment]


def _is_beside(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether two columns are blocks of lines, by a name and its value in one of their cells."""
    return len(rows[0]) == 2 and any(_PAIR.search(row[1]) for row in rows)


def _is_aligned(region: Sequence[PageLine], columns: Sequence[_Column]) -> bool:
    """Tell whether most cells stand in line with their column. Words of running text do not."""
    distances = [
        columns[_column_of(columns, segment)].distance(segment) / segment.height
        for line in region
        for segment in line.segments
    ]
    return sum(distance < 0.6 for distance in distances) >= 0.6 * len(distances)


def _column_of(columns: Sequence[_Column], segment: Segment) -> int:
    """Return the column that a segment begins in: of several that it touches the one it is in line with, else the first."""
    touched = [at for at, column in enumerate(columns) if column.shared(segment) > 0.3 * _narrower(column, segment)]
    if not touched:
        return min(range(len(columns)), key=lambda at: columns[at].distance(segment))
    return touched[0]


def _narrower(column: _Column, segment: Segment) -> float:
    return min(column.right - column.left, segment.right - segment.left)


def _rows(region: Sequence[PageLine], columns: Sequence[_Column], level: Sequence[Rule]) -> list[list[PageLine]]:
    """Return the lines of each row: those between two level lines where every row has one, else by their distance."""
    ys = _row_rules(region, level)
    if ys:
        bands: dict[int, list[PageLine]] = {}
        for line in region:
            bands.setdefault(sum(y <= (line.top + line.bottom) / 2 for y in ys), []).append(line)
        if len(bands) > 2:
            return list(bands.values())
    steps = [after.top - before.top for before, after in pairwise(region)]
    usual = _row_step(region, columns, steps)
    rows: list[list[PageLine]] = [[region[0]]]
    for line, step in zip(region[1:], steps, strict=True):
        filled = {_column_of(columns, segment) for segment in line.segments}
        if len(filled) < len(columns) and _goes_on(rows[-1][-1], line, filled, step, usual, columns):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _row_step(region: Sequence[PageLine], columns: Sequence[_Column], steps: Sequence[float]) -> float:
    """Return the usual distance of two rows that begin in the first column."""
    begins = [
        line.top
        for line in region
        if len(line.segments) > 1 and any(_column_of(columns, segment) == 0 for segment in line.segments)
    ]
    own = [after - before for before, after in pairwise(begins)]
    return float(median(own)) if own else float(median(steps))


def _goes_on(
    above: PageLine, line: PageLine, filled: set[int], step: float, usual: float, columns: Sequence[_Column]
) -> bool:
    """Tell whether a line belongs to the row above it: nearer than rows are, or the rest of a cell that was full."""
    if step < TIGHT * usual:
        return True
    if len(filled) > 1 or 0 in filled or not line.segments[0].text[:1].islower():
        return False
    column = columns[next(iter(filled))]
    before = [segment for segment in above.segments if column.shared(segment) > 0]
    return bool(before) and before[0].right > column.left + 0.8 * (column.right - column.left)


def _row_rules(region: Sequence[PageLine], level: Sequence[Rule]) -> list[float]:
    """Return the places of the level lines that stand between lines of the region and under half of its width."""
    left, right = min(line.left for line in region), max(line.right for line in region)
    top, bottom = region[0].top, region[-1].bottom
    under: Counter[int] = Counter()
    for rule in level:
        if top < rule.top < bottom:
            under[round(rule.top)] += int(min(rule.right, right) - max(rule.left, left))
    return sorted(y for y, width in under.items() if width > 0.5 * (right - left))


def _cells(row: Sequence[PageLine], columns: Sequence[_Column]) -> list[str]:
    """Return the cells of a row. One over several columns is told by Continued."""
    found: list[list[Segment]] = [[] for _ in columns]
    wide: dict[int, int] = {}
    for line in row:
        for segment in line.segments:
            at = _column_of(columns, segment)
            found[at].append(segment)
            spans = [i for i, c in enumerate(columns) if i > at and c.shared(segment) > 0.5 * (c.right - c.left)]
            if spans and len(row) == 1:
                wide[at] = max(spans)
    texts = [cell_text(segments) for segments in found]
    for at, last in wide.items():
        for column in range(at + 1, last + 1):
            texts[column] = texts[column] or Continued(texts[at])
    return texts


def _is_prose(region: Sequence[PageLine], columns: Sequence[_Column], rows: Sequence[Sequence[PageLine]]) -> bool:
    """Tell whether all columns are running text, whose lines go on in the next line of the same column."""
    if len(columns) > 4 or sum(len(row) > 1 for row in rows) > len(rows) / 2:
        return False
    texts: list[list[str]] = [[] for _ in columns]
    for line in region:
        for segment in line.segments:
            texts[_column_of(columns, segment)].append(segment.text)
    return all(len(lines) > 1 and is_running_text(lines) for lines in texts)
