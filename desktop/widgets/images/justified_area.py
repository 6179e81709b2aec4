"""Scroll area over a justified grid that is laid out a part at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.images.justified_layout import JustifiedRows
from desktop.widgets.images.picture_selection import NO_PICTURE

PICTURES_PER_TURN = 4000
"""Pictures laid out in one turn of the event loop."""


class JustifiedArea(QAbstractScrollArea):
    """Scrolls vertically over pictures of given shapes; a subclass paints those in view."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._aspects: Sequence[float] = ()
        self._section, self._heading = 0, ""
        self._rows = JustifiedRows((), 1, 1, 0)
        self._layout_timer = QTimer(self, singleShot=True, interval=0)
        self._layout_timer.timeout.connect(self._lay_out_more)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)  # the page shows through
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.verticalScrollBar().valueChanged.connect(lambda _: self.viewport().update())
        theme.changed.connect(self._lay_out)

    @property
    def count(self) -> int:
        return len(self._aspects)

    @property
    def is_laid_out(self) -> bool:
        return self._rows.is_complete

    @property
    def laid_out(self) -> int:
        """Number of pictures laid out so far; the rest follows in later turns of the event loop."""
        return self._rows.laid_out

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        """Lay out all pictures anew."""
        tile, heading = self._theme.px(Size.TILE), self._theme.px(Size.ROW) if self._heading else 0
        self._rows = JustifiedRows(self._aspects, self.viewport().width(), tile, Space.XS, self._section, heading)
        self._lay_out_more()

    def _lay_out_more(self) -> None:
        self._rows.advance(PICTURES_PER_TURN)
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, self._rows.bottom - height))
        bar.setPageStep(height)
        bar.setSingleStep(self._theme.px(Size.TILE) // 3)
        if not self._rows.is_complete:
            self._layout_timer.start()
        self.viewport().update()

    def _lay_out_until(self, index: int) -> None:
        while not self._rows.is_complete and self._rows.row_of(index) is None:
            self._lay_out_more()

    def visible_pictures(self) -> list[tuple[int, QRect]]:
        """Return index and rectangle of each picture in view, in the viewport's coordinates."""
        top = self.verticalScrollBar().value()
        rects = self._rows.between(top, top + self.viewport().height())
        return [(index, QRect(x, y - top, width, height)) for index, (x, y, width, height) in rects]

    @property
    def heading(self) -> str:
        """The heading above the second section; empty where all pictures are in one."""
        return self._heading

    @property
    def section(self) -> int:
        """Index of the first picture of the second section."""
        return self._section

    def set_section(self, section: int, heading: str) -> None:
        """Put the pictures from index `section` on under a heading; an empty heading removes it."""
        moves = section != self._section or bool(heading) != bool(self._heading)
        self._section, self._heading = section, heading
        if moves:
            JustifiedArea._lay_out(self)
        self.viewport().update()

    @property
    def heading_rect(self) -> QRect | None:
        """Where the section's heading is in the viewport; None when there is none in view."""
        top, height = self._rows.heading_top, self._theme.px(Size.ROW)
        if not self._heading or top is None:
            return None
        rect = QRect(0, top - self.verticalScrollBar().value(), self.viewport().width(), height)
        return rect if rect.intersects(self.viewport().rect()) else None

    def _index_at(self, point: QPoint) -> int:
        return next((index for index, rect in self.visible_pictures() if rect.contains(point)), NO_PICTURE)

    def _scroll_to(self, index: int, offset: int) -> None:
        self._lay_out_until(index)
        if (rect := self._rows.rect(index)) is not None:
            self.verticalScrollBar().setValue(rect[1] + offset)

    def _reveal(self, index: int) -> None:
        """Scroll no further than needed to show a picture."""
        self._lay_out_until(index)
        if (rect := self._rows.rect(index)) is not None:
            bar, (_, top, _, height) = self.verticalScrollBar(), rect
            if top < bar.value():
                bar.setValue(top)
            elif top + height > bar.value() + self.viewport().height():
                bar.setValue(top + height - self.viewport().height())
        self.viewport().update()
