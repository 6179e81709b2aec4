"""A justified grid of pictures that draws only what is seen: 100,000 cost what a screen of them costs. Knows no engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.justified import Rows
from desktop.widgets.thumbnails import Thumbnails
from desktop.words import tr

AT_ONCE = 4000
"""Pictures laid out in one turn of the event loop."""
PAGE = 200
"""Tiles asked for together."""
NOBODY = -1
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Tile:
    """`note` is said beside the name when the pointer rests on it: a score, a label."""

    id: int
    thumbnail: str
    name: str
    note: str = ""


class PictureGrid(QAbstractScrollArea):
    """`show_shapes`, then answer `wanted` with `take`. `chosen` are the tiles selected, in their order."""

    current_changed = Signal()
    opened = Signal()
    removed = Signal()
    menu_wanted = Signal(QPoint)
    wanted = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._thumbnails = Thumbnails(self)
        self._tiles: dict[int, Tile] = {}
        self._asked: set[int] = set()
        self._aspects: Sequence[float] = ()
        self._rows = Rows((), 1, 1, 0)
        self._current = self._anchor = NOBODY
        self._chosen: set[int] = set()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._lay_out_more)
        self._thumbnails.came.connect(self.viewport().update)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        role(self.viewport(), "page")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.verticalScrollBar().valueChanged.connect(lambda _: self.viewport().update())
        theme.changed.connect(self._lay_out)

    # what is shown

    @property
    def count(self) -> int:
        return len(self._aspects)

    @property
    def known(self) -> int:
        """How many tiles are held."""
        return len(self._tiles)

    @property
    def current(self) -> Tile | None:
        return self._tiles.get(self._current)

    @property
    def chosen(self) -> list[Tile]:
        return [self._tiles[index] for index in sorted(self._chosen) if index in self._tiles]

    def show_shapes(self, aspects: Sequence[float]) -> None:
        """Another set of pictures: width ÷ height of each. Its tiles are asked for as they come into view."""
        self._aspects = aspects
        self._tiles.clear()
        self._asked.clear()
        self._chosen.clear()
        self._current = self._anchor = NOBODY
        self.verticalScrollBar().setValue(0)
        self._lay_out()
        self.current_changed.emit()

    def take(self, first: int, tiles: Sequence[Tile]) -> None:
        self._tiles.update(enumerate(tiles, first))
        self.viewport().update()

    def choose(self, index: int) -> None:
        self._go_to(index, Qt.KeyboardModifier.NoModifier)

    # laying out

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        gap = Space.XS
        self._rows = Rows(self._aspects, self.viewport().width(), self._theme.px(Size.TILE), gap)
        self._lay_out_more()
        if self._current != NOBODY:
            self._reveal(self._current)

    def _lay_out_more(self) -> None:
        self._rows.advance(AT_ONCE)
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, self._rows.bottom - height))
        bar.setPageStep(height)
        bar.setSingleStep(self._theme.px(Size.TILE) // 3)
        if not self._rows.done:
            self._later.start()
        self.viewport().update()

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        seen = self._seen()
        for index, rect in seen:
            self._draw(painter, index, rect)
        painter.end()
        self._ask([index for index, _ in seen])

    def _seen(self) -> list[tuple[int, QRect]]:
        top = self.verticalScrollBar().value()
        band = self._rows.between(top, top + self.viewport().height())
        return [(index, QRect(x, y - top, width, height)) for index, (x, y, width, height) in band]

    def _draw(self, painter: QPainter, index: int, rect: QRect) -> None:
        tile = self._tiles.get(index)
        pixmap = self._thumbnails.get(tile.thumbnail) if tile else None
        if pixmap is None or pixmap.isNull():
            painter.fillRect(rect, self._theme.colour("panel"))
        else:
            painter.drawPixmap(rect, pixmap, _cut(pixmap.size(), rect.size()))
        if pixmap is not None and pixmap.isNull() and tile:
            painter.setPen(self._theme.colour("faint"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, tile.name)
        if index in self._chosen or (index == self._current and self.hasFocus()):
            line = Space.XS - 1 if index in self._chosen else 1
            painter.setPen(QPen(self._theme.colour("accent"), line))
            painter.drawRect(rect.adjusted(line // 2, line // 2, -line // 2 - 1, -line // 2 - 1))

    def _ask(self, seen: Sequence[int]) -> None:
        """For the tiles and thumbnails in view, and for nothing that has been scrolled past."""
        self._thumbnails.want(self._tiles[index].thumbnail for index in seen if index in self._tiles)
        for first in {index // PAGE * PAGE for index in seen if index not in self._tiles} - self._asked:
            self._asked.add(first)
            self.wanted.emit(first, PAGE)

    # keyboard and pointer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        target = self._target(Qt.Key(key))
        if target is not None and self.count:
            self._go_to(min(max(target, 0), self.count - 1), modifiers)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current != NOBODY:
            self.opened.emit()
        elif key == Qt.Key.Key_Delete and self._chosen:
            self.removed.emit()
        elif key == Qt.Key.Key_A and modifiers & CTRL:
            self._chosen = set(range(self.count))
            self.viewport().update()
        else:
            event.ignore()

    def _target(self, key: Qt.Key) -> int | None:
        at = max(self._current, 0)
        screen = max(1, self.viewport().height() // self._theme.px(Size.TILE))
        rows = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -screen,
            Qt.Key.Key_PageDown: screen,
        }
        if key in rows:
            return at if self._current == NOBODY else self._rows.beside(at, rows[key])
        steps = {Qt.Key.Key_Left: self._current - 1, Qt.Key.Key_Right: self._current + 1}
        return {**steps, Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.count - 1}.get(key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._at(event.position().toPoint())
        if index == NOBODY:
            self._chosen.clear()
            self.viewport().update()
        elif event.button() == Qt.MouseButton.LeftButton or index not in self._chosen:
            self._go_to(index, event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._at(event.position().toPoint()) != NOBODY:
            self.opened.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = self._rows.place(self._current) if self._current != NOBODY else None
        if not self._chosen or place is None:
            return
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        top = self.verticalScrollBar().value()
        self.menu_wanted.emit(
            self.viewport().mapToGlobal(QPoint(place[0], place[1] - top)) if keyboard else event.globalPos()
        )

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tile = self._tiles.get(self._at(event.pos()))
            text = "\n".join(filter(None, (tile.name, tile.note))) if tile else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def _at(self, point: QPoint) -> int:
        return next((index for index, rect in self._seen() if rect.contains(point)), NOBODY)

    def _go_to(self, index: int, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & SHIFT and self._anchor != NOBODY:
            self._chosen = set(range(min(index, self._anchor), max(index, self._anchor) + 1))
        elif modifiers & CTRL:
            self._chosen ^= {index}
            self._anchor = index
        else:
            self._chosen, self._anchor = {index}, index
        self._current = index
        self._reveal(index)
        self._say_current()
        self.current_changed.emit()

    def _reveal(self, index: int) -> None:
        while not self._rows.done and self._rows.row_of(index) is None:
            self._lay_out_more()
        place = self._rows.place(index)
        if place is not None:
            bar, (_, top, _, height) = self.verticalScrollBar(), place
            if top < bar.value():
                bar.setValue(top)
            elif top + height > bar.value() + self.viewport().height():
                bar.setValue(top + height - self.viewport().height())
        self.viewport().update()

    def _say_current(self) -> None:
        tile = self.current
        name = ", ".join(filter(None, (tile.name, tile.note))) if tile else "…"
        said = tr("widgets", "{name}, {n} of {total}", name=name, n=self._current + 1, total=self.count)
        self.setAccessibleDescription(said)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))


def _cut(picture: QSize, place: QSize) -> QRect:
    """The middle of the picture, in the shape of its place."""
    inside = place.scaled(picture, Qt.AspectRatioMode.KeepAspectRatio)
    left, top = (picture.width() - inside.width()) // 2, (picture.height() - inside.height()) // 2
    return QRect(QPoint(left, top), inside)
