"""Makes a rubric of a grid of cells: finds its header, its criteria, their weights and levels, and says what it had to assume."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from engine.capabilities.documents.api.grading import RubricCriterion, RubricLevel, RubricNotice
from engine.capabilities.documents.grading.rubric_cells import (
    Column,
    NamedPoints,
    column_of,
    has_percent,
    is_ascending,
    is_total,
    named_points,
    names_level,
    scale,
    weight,
)

Grid = Sequence[Sequence[str]]
HEADER_ROWS = 12
"""Rows among which the header is looked for: a title and the name of the course may stand above it."""
MOST_CRITERIA, MOST_LEVELS = 60, 12
LONGEST_NAME = 200
ASSUMED_LEVELS = {
    "es": ("Insuficiente", "Suficiente", "Notable", "Excelente"),
    "en": ("Insufficient", "Sufficient", "Good", "Excellent"),
}
"""Of a rubric that names none, from the lowest to the highest."""
TOLERANCE = 0.011
"""How far from 1 or 100 weights may add up that were rounded: 0.33 three times."""


class _Row(msgspec.Struct):
    """A criterion in the making. `levels` are from the rubric, in its order."""

    name: str
    section: str = ""
    description: str = ""
    weight: float | None = None
    levels: list[tuple[NamedPoints, str]] = msgspec.field(default_factory=list)


class _Grid(msgspec.Struct):
    """A grid whose columns are known: `levels` are those with a level each."""

    columns: dict[Column, int]
    levels: list[int]
    header: Sequence[str]
    body: Grid


def parse_rubric(grid: Grid, language: str) -> tuple[tuple[RubricCriterion, ...], tuple[RubricNotice, ...]]:
    """Return the criteria and what had to be assumed; no criteria where the grid is no rubric.

    `language` names the levels of a rubric that has none.
    """
    filled = [[cell.strip() for cell in row] for row in grid if any(cell.strip() for cell in row)]
    if not filled:
        return (), ()
    laid_out = _lay_out(filled)
    notices: list[RubricNotice] = []
    rows = _long_rows(laid_out) if _is_long(laid_out) else _wide_rows(laid_out)
    rows = rows[:MOST_CRITERIA]
    if not rows:
        return (), ()
    weights = _weights(rows, notices)
    levels = [_levels(row, language, notices) for row in rows]
    criteria = tuple(
        RubricCriterion(row.name[:LONGEST_NAME], part, tuple(graded), row.description, row.section)
        for row, part, graded in zip(rows, weights, levels, strict=True)
    )
    return criteria, tuple(dict.fromkeys(notices))


def _lay_out(grid: Grid) -> _Grid:
    at = _header_row(grid)
    header = grid[at] if at is not None else ()
    body = grid[at + 1 :] if at is not None else grid
    columns: dict[Column, int] = {}
    others: list[int] = []
    for index, name in enumerate(header):
        column = column_of(name) if name else None
        if column is None and name:
            others.append(index)
        elif column is not None and column not in columns:
            columns[column] = index
        elif column == "points" or (column is not None and column != "other" and names_level(name)):
            others.append(index)
    if "criterion" not in columns:
        first = next((index for index in range(_width(grid)) if index not in columns.values()), 0)
        columns["criterion"] = first
        others = [index for index in others if index != first]
    if "weight" not in columns and "points" in columns and others:
        columns["weight"] = columns.pop("points")  # "Puntos" beside the levels: how much the criterion counts
    return _Grid(columns, [index for index in others if _has_text(body, index)][:MOST_LEVELS], header, body)


def _header_row(grid: Grid) -> int | None:
    """Return the row that names the columns: the one with most names that are known, of two at least or with levels."""
    best, found = 0, None
    for at, row in enumerate(grid[:HEADER_ROWS]):
        known = sum(column_of(cell) is not None for cell in row if cell)
        levels = sum(names_level(cell) for cell in row)
        has_criterion = any(column_of(cell) == "criterion" for cell in row if cell)
        score = known + levels + has_criterion
        if score >= 2 and score > best and sum(map(bool, row)) >= 2:
            best, found = score, at
    return found


def _is_long(grid: _Grid) -> bool:
    """Tell whether a criterion has a row for each of its levels."""
    if "level" not in grid.columns or grid.levels:
        return False
    values = [_cell(row, grid.columns["level"]) for row in grid.body]
    return not any(scale(value) for value in values)


def _long_rows(grid: _Grid) -> list[_Row]:
    rows: list[_Row] = []
    for cells in grid.body:
        name = _cell(cells, grid.columns["criterion"])
        level = _cell(cells, grid.columns["level"])
        if is_total(name):
            continue
        if name and (not rows or rows[-1].name != name):
            rows.append(_Row(name, weight=_weight_of(grid, cells)))
        if rows and level:
            named = named_points(level)
            points = weight(_cell(cells, grid.columns.get("points")))
            if points is not None:
                named = NamedPoints(level, points)
            rows[-1].levels.append((named, _cell(cells, grid.columns.get("description"))))
            rows[-1].weight = rows[-1].weight if rows[-1].weight is not None else _weight_of(grid, cells)
    return [row for row in rows if row.name]


def _wide_rows(grid: _Grid) -> list[_Row]:
    rows: list[_Row] = []
    section = ""
    for cells in grid.body:
        name = _cell(cells, grid.columns["criterion"])
        if not name or is_total(name):
            continue
        filled = {cell for cell in cells if cell}
        if len(filled) == 1 and _width(grid.body) > 1 and len(grid.body) > 1 and _others_are_filled(grid):
            section = name
            continue
        row = _Row(name, section, _cell(cells, grid.columns.get("description")), _weight_of(grid, cells))
        for index in grid.levels:
            text = _cell(cells, index)
            if text and text not in ("-", "–", "—"):
                row.levels.append((named_points(_cell(grid.header, index)), text))
        for column in ("scale", "level", "points"):
            if not row.levels and column in grid.columns:
                row.levels = [(level, "") for level in scale(_cell(cells, grid.columns[column]))]
        rows.append(row)
    return rows


def _others_are_filled(grid: _Grid) -> bool:
    """Tell whether most rows have more than a name: then one with nothing else is a heading."""
    more = [sum(map(bool, row)) > 1 for row in grid.body]
    return sum(more) > len(more) / 2


def _weight_of(grid: _Grid, cells: Sequence[str]) -> float | None:
    for column in ("weight", "points"):
        if column in grid.columns and (value := weight(_cell(cells, grid.columns[column]))) is not None:
            header = grid.header[grid.columns[column]] if grid.columns[column] < len(grid.header) else ""
            is_percent = "%" in header and not has_percent(_cell(cells, grid.columns[column])) and value > 1
            return value / 100 if is_percent else value
    return None


def _weights(rows: Sequence[_Row], notices: list[RubricNotice]) -> list[float]:
    """Return the weights as parts of the whole."""
    given = [row.weight for row in rows]
    known = [value for value in given if value is not None and value > 0]
    if not known:
        notices.append(RubricNotice("equal_weights"))
        return [1 / len(rows)] * len(rows)
    if len(known) < len(rows):
        missing = [row.name for row, value in zip(rows, given, strict=True) if value is None]
        if missing:
            notices.append(RubricNotice("some_weights_missing", ", ".join(missing)))
    total = sum(known)
    whole = next((all_of for all_of in (1.0, 10.0, 100.0) if abs(total - all_of) <= TOLERANCE * all_of), None)
    if whole is None:
        shown = total * 100 if max(known) <= 1 else total
        notices.append(RubricNotice("weights_normalised", f"{shown:.6g}"))
    return [max(value or 0.0, 0.0) / total for value in given]


def _levels(row: _Row, language: str, notices: list[RubricNotice]) -> list[RubricLevel]:
    """Return the levels from the lowest to the highest, with points."""
    named = _distinct(row.levels)
    if len(named) < 2:
        notices.append(RubricNotice("levels_assumed"))
        names = ASSUMED_LEVELS["es" if language == "es" else "en"]
        if len(named) == 1 and not row.description:
            row.description = named[0][1]
        return [RubricLevel(name, float(points)) for points, name in enumerate(names, 1)]
    if all(level.points is not None for level, _ in named):
        if any(level.is_range for level, _ in named):
            notices.append(RubricNotice("points_from_ranges"))
    else:
        notices.append(RubricNotice("points_assumed"))
        ascending = is_ascending([level.name for level, _ in named])
        ordered = list(reversed(named)) if ascending is False else named
        named = [(NamedPoints(level.name, float(at)), text) for at, (level, text) in enumerate(ordered, 1)]
    levels = [RubricLevel(level.name, float(level.points or 0.0), text) for level, text in named]
    return sorted(levels, key=lambda level: level.score)


def _distinct(levels: Sequence[tuple[NamedPoints, str]]) -> list[tuple[NamedPoints, str]]:
    """Return the levels with names that no other has: two called the same are told apart by their points or place."""
    seen: dict[str, int] = {}
    distinct = []
    for level, text in levels:
        seen[level.name] = seen.get(level.name, 0) + 1
        mark = f" ({level.points:g})" if level.points is not None else f" ({seen[level.name]})"
        name = level.name if seen[level.name] == 1 else f"{level.name}{mark}"
        distinct.append((NamedPoints(name, level.points, level.is_range), text))
    return distinct


def _cell(row: Sequence[str], index: int | None) -> str:
    return row[index] if index is not None and index < len(row) else ""


def _has_text(body: Grid, index: int) -> bool:
    return any(_cell(row, index) for row in body)


def _width(grid: Grid) -> int:
    return max(map(len, grid), default=0)
