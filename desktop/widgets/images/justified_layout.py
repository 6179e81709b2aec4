"""Rows of a justified grid: each row fills the width, and every picture keeps its shape."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

Rect = tuple[int, int, int, int]
"""Left, top, width, height."""
MIN_ASPECT, MAX_ASPECT = 0.4, 4.0
"""Width ÷ height. Panoramas and receipts are cropped to these shapes, so that one picture does not fill the screen."""


class JustifiedRows:
    """Lays out pictures of `aspects` in rows of about `height`. The last row keeps that height.

    With a `heading` the picture `section` starts a new row, `heading` pixels below the one before. `advance` lays out a part
    at a time, so that 100,000 pictures do not block the window.
    """

    def __init__(
        self, aspects: Sequence[float], width: int, height: int, gap: int, section: int = 0, heading: int = 0
    ) -> None:
        self._aspects, self._width, self._row_height, self._gap = aspects, max(width, height), height, gap
        self._section, self._heading = section, heading
        self._first: list[int] = []
        self._tops: list[int] = []
        self._heights: list[float] = []
        self.laid_out = 0
        """Number of pictures laid out so far."""
        self.bottom = 0
        self.heading_top: int | None = None
        """Where the heading stands, None before it is laid out."""

    @property
    def is_complete(self) -> bool:
        return self.laid_out >= len(self._aspects)

    def advance(self, pictures: int) -> None:
        end = min(self.laid_out + pictures, len(self._aspects))
        while self.laid_out < end:
            self._add_row()

    def grow(self, aspects: Sequence[float]) -> None:
        """Replace the pictures by the same and more at the end; the last row, which may not be full, is laid out anew."""
        if self.is_complete and self._first:
            self.laid_out, self.bottom = self._first.pop(), self._tops.pop()
            self._heights.pop()
            if self._heading and self.laid_out == self._section:  # the heading is laid out again with the row
                self.bottom, self.heading_top = self.bottom - self._heading, None
        self._aspects = aspects

    def between(self, top: int, bottom: int) -> Iterator[tuple[int, Rect]]:
        """Yield index and rectangle of every picture between two heights."""
        row = max(bisect_right(self._tops, top) - 1, 0)
        while row < len(self._tops) and self._tops[row] < bottom:
            yield from self._rects(row)
            row += 1

    def rect(self, index: int) -> Rect | None:
        row = self.row_of(index)
        return next((rect for i, rect in self._rects(row) if i == index), None) if row is not None else None

    def row_of(self, index: int) -> int | None:
        """Return the row of a picture, None when it is not laid out yet."""
        return bisect_right(self._first, index) - 1 if 0 <= index < self.laid_out else None

    def neighbour(self, index: int, rows: int) -> int:
        """Return the picture so many rows below (above when negative) whose middle is nearest to this one's."""
        row, rect = self.row_of(index), self.rect(index)
        if row is None or rect is None:
            return index
        target = min(max(row + rows, 0), len(self._first) - 1)
        middle = rect[0] + rect[2] // 2
        return min(self._rects(target), key=lambda pair: abs(pair[1][0] + pair[1][2] // 2 - middle))[0]

    def _add_row(self) -> None:
        total, index = 0.0, self.laid_out
        end = len(self._aspects)
        if self._heading and index == self._section:
            self.heading_top = self.bottom
            self.bottom += self._heading
        elif self._heading and index < self._section:
            end = min(end, self._section)
        while index < end:
            total += _limited(self._aspects[index])
            index += 1
            if total * self._row_height + self._gap * (index - self.laid_out - 1) >= self._width:
                break
        width = self._width - self._gap * (index - self.laid_out - 1)
        is_full = total * self._row_height >= width
        height = width / total if is_full else float(self._row_height)
        self._first.append(self.laid_out)
        self._tops.append(self.bottom)
        self._heights.append(height)
        self.bottom += round(height) + self._gap
        self.laid_out = index

    def _rects(self, row: int) -> Iterator[tuple[int, Rect]]:
        end = self._first[row + 1] if row + 1 < len(self._first) else self.laid_out
        left, top, height = 0.0, self._tops[row], self._heights[row]
        for index in range(self._first[row], end):
            width = _limited(self._aspects[index]) * height
            yield index, (round(left), top, round(left + width) - round(left), round(height))
            left += width + self._gap


def _limited(aspect: float) -> float:
    return min(max(aspect, MIN_ASPECT), MAX_ASPECT)
