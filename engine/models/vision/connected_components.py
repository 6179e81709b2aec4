"""Regions of touching pixels in a mask, and their order on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

Rectangle = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""


def connected_components(mask: npt.NDArray[np.bool_]) -> list[Rectangle]:
    """Return the bounding rectangle of each region of touching pixels.

    The runs of each row are joined with those they touch in the row above (union-find).
    """
    regions: list[list[int]] = []
    parents: list[int] = []

    def root(region: int) -> int:
        while parents[region] != region:
            parents[region] = region = parents[parents[region]]
        return region

    above: list[tuple[int, int, int]] = []
    for row, runs in enumerate(_runs(mask)):
        current = []
        for start, end in runs:
            touching = sorted({root(region) for left, right, region in above if left <= end and start <= right})
            region = touching[0] if touching else len(regions)
            if not touching:
                regions.append([start, row, end, row + 1])
                parents.append(region)
            for other in touching[1:]:
                parents[other] = region
                regions[region] = _union(regions[region], regions[other])
            regions[region] = _union(regions[region], [start, row, end, row + 1])
            current.append((start, end, region))
        above = current
    return [(left, top, right, bottom) for i, (left, top, right, bottom) in enumerate(regions) if parents[i] == i]


def sort_in_reading_order(rectangles: Sequence[Rectangle]) -> list[Rectangle]:
    """Return rows from the top, each from the left.

    Rectangles are in one row when they overlap vertically by half of the flatter one.
    """
    rows: list[list[Rectangle]] = []
    for rectangle in sorted(rectangles, key=lambda r: r[1] + r[3]):
        row = next((row for row in reversed(rows) if _are_in_one_row(row[-1], rectangle)), None)
        if row is None:
            rows.append([rectangle])
        else:
            row.append(rectangle)
    return [rectangle for row in rows for rectangle in sorted(row)]


def _runs(mask: npt.NDArray[np.bool_]) -> Iterator[list[tuple[int, int]]]:
    """Yield the (start, end) of each run of set pixels, row by row."""
    edged = np.zeros((mask.shape[0], mask.shape[1] + 2), np.int8)
    edged[:, 1:-1] = mask
    steps = np.diff(edged, axis=1)
    for row in steps:
        yield list(zip(np.flatnonzero(row == 1).tolist(), np.flatnonzero(row == -1).tolist(), strict=True))


def _union(a: Sequence[int], b: Sequence[int]) -> list[int]:
    return [min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])]


def _are_in_one_row(a: Rectangle, b: Rectangle) -> bool:
    common = min(a[3], b[3]) - max(a[1], b[1])
    return common * 2 > min(a[3] - a[1], b[3] - b[1])
