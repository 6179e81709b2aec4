"""Rows of a justified grid: each filled to the width, every picture keeping its shape."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

Place = tuple[int, int, int, int]
"""Left, top, width, height."""
NARROWEST, WIDEST = 0.4, 4.0
"""A panorama or a receipt is shown cut to these shapes, so that one picture does not take a screen."""


class JustifiedRows:
    """`advance` lays out a part at a time, so that 100,000 pictures hold nobody up. The last row keeps the wished height."""

    def __init__(self, aspects: Sequence[float], width: int, height: int, gap: int) -> None:
        self._aspects, self._width, self._wished, self._gap = aspects, max(width, height), height, gap
        self._first: list[int] = []
        self._tops: list[int] = []
        self._heights: list[float] = []
        self._laid = 0
        self.bottom = 0

    @property
    def done(self) -> bool:
        return self._laid >= len(self._aspects)

    def advance(self, pictures: int) -> None:
        end = min(self._laid + pictures, len(self._aspects))
        while self._laid < end:
            self._add_row()

    def grow(self, aspects: Sequence[float]) -> None:
        """The same pictures and more; the last row, which may not have been full, is laid anew."""
        if self.done and self._first:
            self._laid, self.bottom = self._first.pop(), self._tops.pop()
            self._heights.pop()
        self._aspects = aspects

    def between(self, top: int, bottom: int) -> Iterator[tuple[int, Place]]:
        """Index and place of every picture that touches the band."""
        row = max(bisect_right(self._tops, top) - 1, 0)
        while row < len(self._tops) and self._tops[row] < bottom:
            yield from self._places(row)
            row += 1

    def place(self, index: int) -> Place | None:
        row = self.row_of(index)
        return next((place for one, place in self._places(row) if one == index), None) if row is not None else None

    def row_of(self, index: int) -> int | None:
        """None when it is not laid out yet."""
        return bisect_right(self._first, index) - 1 if 0 <= index < self._laid else None

    def beside(self, index: int, rows: int) -> int:
        """The picture so many rows below (above when negative) that is nearest to the middle of this one."""
        row, place = self.row_of(index), self.place(index)
        if row is None or place is None:
            return index
        target = min(max(row + rows, 0), len(self._first) - 1)
        middle = place[0] + place[2] // 2
        return min(self._places(target), key=lambda one: abs(one[1][0] + one[1][2] // 2 - middle))[0]

    def _add_row(self) -> None:
        total, index = 0.0, self._laid
        while index < len(self._aspects):
            total += _shape(self._aspects[index])
            index += 1
            if total * self._wished + self._gap * (index - self._laid - 1) >= self._width:
                break
        room = self._width - self._gap * (index - self._laid - 1)
        full = total * self._wished >= room
        height = room / total if full else float(self._wished)
        self._first.append(self._laid)
        self._tops.append(self.bottom)
        self._heights.append(height)
        self.bottom += round(height) + self._gap
        self._laid = index

    def _places(self, row: int) -> Iterator[tuple[int, Place]]:
        end = self._first[row + 1] if row + 1 < len(self._first) else self._laid
        left, top, height = 0.0, self._tops[row], self._heights[row]
        for index in range(self._first[row], end):
            width = _shape(self._aspects[index]) * height
            yield index, (round(left), top, round(left + width) - round(left), round(height))
            left += width + self._gap


def _shape(aspect: float) -> float:
    return min(max(aspect, NARROWEST), WIDEST)
