"""A justified grid of pictures that draws only what is seen: 100,000 cost what a screen of them costs. Knows no engine."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop.i18n import tr
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.images.justified_layout import JustifiedRows
from desktop.widgets.images.picture_tile import PictureTile, TilePainter
from desktop.widgets.images.thumbnails import Thumbnails

AT_ONCE = 4000
"""Pictures laid out in one turn of the event loop."""
PAGE = 200
"""Tiles asked for together."""
NOBODY = -1
TYPING_MS = 900
"""Letters typed within this time are one name."""
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class PictureGrid(QAbstractScrollArea):
    """`show_shapes`, then answer `wanted` with `take`, and `end_near` with `extend` where there is more.

    `chosen` are the tiles selected, in their order.
    """

    current_changed = Signal()
    opened = Signal()
    details_wanted = Signal()
    removed = Signal()
    menu_wanted = Signal(QPoint)
    wanted = Signal(int, int)
    end_near = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._thumbnails = Thumbnails(self)
        self._tiles: dict[int, PictureTile] = {}
        self._asked: set[int] = set()
        self._aspects: Sequence[float] = ()
        self._ids: Sequence[int] = ()
        self._rows = JustifiedRows((), 1, 1, 0)
        self._current = self._anchor = self._hovered = NOBODY
        self._chosen: set[int] = set()
        self._typed, self._typing = "", QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._forget_typed)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._lay_out_more)
        self._thumbnails.came.connect(self.viewport().update)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)  # the page shows through
        self.viewport().setMouseTracking(True)
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
    def current(self) -> PictureTile | None:
        return self._tiles.get(self._current)

    @property
    def chosen(self) -> list[PictureTile]:
        return [self._tiles[index] for index in sorted(self._chosen) if index in self._tiles]

    def show_shapes(self, aspects: Sequence[float]) -> None:
        """Another set of pictures: width ÷ height of each. Its tiles are asked for as they come into view."""
        self._aspects, self._ids = aspects, ()
        self._tiles.clear()
        self._asked.clear()
        self._chosen.clear()
        self._current = self._anchor = self._hovered = NOBODY
        self.verticalScrollBar().setValue(0)
        self._lay_out()
        self.current_changed.emit()

    def show_list(self, ids: Sequence[int], aspects: Sequence[float], same_place: bool) -> None:
        """A list that may have grown: at the same place what is looked at and chosen stays where it is."""
        if not same_place or not self._ids:
            self.show_shapes(aspects)
            self._ids = ids
            return
        self._asked.clear()  # what is in view is asked for anew, and shown as it was until then
        if ids != self._ids:
            self._move_to(ids, aspects)
        self.viewport().update()

    def extend(self, aspects: Sequence[float], ids: Sequence[int] = ()) -> None:
        """More at the end; what is looked at and chosen stays where it is."""
        self._aspects, self._ids = [*self._aspects, *aspects], [*self._ids, *ids]
        self._rows.grow(self._aspects)
        self._lay_out_more()

    def _move_to(self, ids: Sequence[int], aspects: Sequence[float]) -> None:
        now_at = {id: index for index, id in enumerate(ids)}
        known = {tile.id: tile for tile in self._tiles.values()}
        chosen = {self._ids[index] for index in self._chosen}
        current, scrolled = self._id_at(self._current), self.verticalScrollBar().value()
        first, top = next(((self._id_at(index), rect.top()) for index, rect in self._seen()), (NOBODY, 0))
        self._ids, self._aspects = ids, aspects
        self._tiles = {now_at[id]: tile for id, tile in known.items() if id in now_at}
        self._chosen = {now_at[id] for id in chosen if id in now_at}
        self._current = self._anchor = now_at.get(current, NOBODY)
        self._hovered = NOBODY
        self._rows = JustifiedRows(aspects, self.viewport().width(), self._theme.px(Size.TILE), Space.XS)
        self._lay_out_more()
        if scrolled and first in now_at:  # at the very top the newest are what is looked for
            self._scroll_to(now_at[first], -top)

    def _id_at(self, index: int) -> int:
        return self._ids[index] if 0 <= index < len(self._ids) else NOBODY

    def _scroll_to(self, index: int, below: int) -> None:
        self._lay_out_until(index)
        if (place := self._rows.place(index)) is not None:
            self.verticalScrollBar().setValue(place[1] + below)

    def take(self, first: int, tiles: Sequence[PictureTile]) -> None:
        self._tiles.update(enumerate(tiles, first))
        self._asked.update(range(first // PAGE * PAGE, first + len(tiles), PAGE))
        self.viewport().update()

    def choose(self, index: int) -> None:
        self._go_to(index, Qt.KeyboardModifier.NoModifier)

    # laying out

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        gap = Space.XS
        self._rows = JustifiedRows(self._aspects, self.viewport().width(), self._theme.px(Size.TILE), gap)
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

    def _lay_out_until(self, index: int) -> None:
        while not self._rows.done and self._rows.row_of(index) is None:
            self._lay_out_more()

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        seen, painter = self._seen(), QPainter(self.viewport())
        tiles = TilePainter(self._theme, painter)
        for index, rect in seen:
            self._draw(tiles, index, rect)
        painter.end()
        self._ask(seen)

    def _seen(self) -> list[tuple[int, QRect]]:
        top = self.verticalScrollBar().value()
        band = self._rows.between(top, top + self.viewport().height())
        return [(index, QRect(x, y - top, width, height)) for index, (x, y, width, height) in band]

    def _draw(self, painter: TilePainter, index: int, rect: QRect) -> None:
        tile, is_current = self._tiles.get(index), index == self._current and self.hasFocus()
        painter.draw_picture(tile, self._thumbnails.get(tile.thumbnail) if tile else None, rect)
        if tile and (index == self._hovered or is_current):
            painter.draw_caption(tile, rect)
        if index in self._chosen or is_current:
            painter.draw_frame(rect, Space.XS - 1 if index in self._chosen else 1)

    def _ask(self, seen: Sequence[tuple[int, QRect]]) -> None:
        """For the tiles and thumbnails in view, and for nothing that has been scrolled past."""
        sharp = self.devicePixelRatio()
        self._thumbnails.want(
            (self._tiles[index].thumbnail, rect.size() * sharp) for index, rect in seen if index in self._tiles
        )
        for first in {index // PAGE * PAGE for index, _ in seen} - self._asked:
            self._asked.add(first)
            self.wanted.emit(first, PAGE)
        if seen and seen[-1][0] >= self.count - PAGE // 2:
            self.end_near.emit()

    # keyboard and pointer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        target = self._target(Qt.Key(key))
        if target is not None and self.count:
            self._go_to(min(max(target, 0), self.count - 1), modifiers)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current != NOBODY:
            self.opened.emit()
        elif key == Qt.Key.Key_Space and self._current != NOBODY and not self._typed:
            self.details_wanted.emit()
        elif key == Qt.Key.Key_Delete and self._chosen:
            self.removed.emit()
        elif key == Qt.Key.Key_A and modifiers & CTRL:
            self._chosen = set(range(self.count))
            self.viewport().update()
        elif event.text().isprintable() and event.text() and not modifiers & CTRL:
            self._type(event.text())
        else:
            event.ignore()

    def _type(self, text: str) -> None:
        """To the next picture whose name starts so, among those that were looked at."""
        self._typed += text.casefold()
        self._typing.start()
        start = self._current + (len(self._typed) == 1)
        known = sorted(self._tiles, key=lambda index: (index < start, index))
        found = next((at for at in known if self._tiles[at].name.casefold().startswith(self._typed)), NOBODY)
        if found != NOBODY:
            self._go_to(found, Qt.KeyboardModifier.NoModifier)

    def _forget_typed(self) -> None:
        self._typed = ""

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

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._at(event.position().toPoint()))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(NOBODY)
        return super().viewportEvent(event)

    def _hover(self, index: int) -> None:
        if index != self._hovered:
            self._hovered = index
            self.viewport().update()

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
        self._lay_out_until(index)
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
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
