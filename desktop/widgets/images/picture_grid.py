"""Justified grid of pictures that draws only the visible ones: 100,000 cost as much as one screen of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
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
)
from PySide6.QtWidgets import QWidget

from desktop.i18n import tr
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.images.justified_area import JustifiedArea
from desktop.widgets.images.picture_selection import CTRL, NO_PICTURE, PictureSelection, TypeAhead
from desktop.widgets.images.picture_tile import PictureTile, TilePainter
from desktop.widgets.images.thumbnails import Thumbnails

PAGE = 200
"""Tiles requested together."""


class PictureGrid(JustifiedArea):
    """Call `show_shapes`, answer `tiles_requested` with `set_tiles`, and `end_near` with `extend` when there are more."""

    current_changed = Signal()
    opened = Signal()
    details_requested = Signal()
    removed = Signal()
    menu_requested = Signal(QPoint)
    tiles_requested = Signal(int, int)
    end_near = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._thumbnails = Thumbnails(self)
        self._tiles: dict[int, PictureTile] = {}
        self._requested: set[int] = set()
        self._ids: Sequence[int] = ()
        self._selection, self._hovered = PictureSelection(), NO_PICTURE
        self._typed = TypeAhead(self)
        self._thumbnails.loaded.connect(self.viewport().update)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)

    # contents

    @property
    def tiles(self) -> Mapping[int, PictureTile]:
        """Tiles loaded so far, by their index."""
        return MappingProxyType(self._tiles)

    @property
    def known(self) -> int:
        """Number of tiles loaded so far."""
        return len(self._tiles)

    @property
    def current(self) -> PictureTile | None:
        return self._tiles.get(self._selection.current)

    @property
    def chosen(self) -> list[PictureTile]:
        """The selected tiles in their order, as far as they are loaded."""
        return [self._tiles[index] for index in sorted(self._selection.chosen) if index in self._tiles]

    @property
    def visible_ids(self) -> list[int]:
        """Ids of the loaded tiles that are now in view."""
        return [self._tiles[index].id for index, _ in self.visible_pictures() if index in self._tiles]

    def show_shapes(self, aspects: Sequence[float]) -> None:
        """Show another set of pictures, given as width ÷ height of each; tiles are requested as they come into view."""
        self._aspects, self._ids = aspects, ()
        self._tiles.clear()
        self._requested.clear()
        self._selection.clear()
        self._hovered = NO_PICTURE
        self.verticalScrollBar().setValue(0)
        self._lay_out()
        self.current_changed.emit()

    def show_list(self, ids: Sequence[int], aspects: Sequence[float], same_place: bool) -> None:
        """Show pictures by id. When it is the same list as before, scroll position and selection stay with the pictures."""
        if not same_place or not self._ids:
            self.show_shapes(aspects)
            self._ids = ids
            return
        self._requested.clear()  # visible tiles are requested anew, and shown as they were until then
        if ids != self._ids:
            self._move_to(ids, aspects)
        self.viewport().update()

    def extend(self, aspects: Sequence[float], ids: Sequence[int] = ()) -> None:
        """Add pictures at the end; scroll position and selection stay."""
        self._aspects, self._ids = [*self._aspects, *aspects], [*self._ids, *ids]
        self._rows.grow(self._aspects)
        self._lay_out_more()

    def set_tiles(self, first: int, tiles: Sequence[PictureTile]) -> None:
        """Set the tiles from index `first` on."""
        self._tiles.update(enumerate(tiles, first))
        self._requested.update(range(first // PAGE * PAGE, first + len(tiles), PAGE))
        self.viewport().update()

    def choose(self, index: int) -> None:
        self._select(index, Qt.KeyboardModifier.NoModifier)

    def _move_to(self, ids: Sequence[int], aspects: Sequence[float]) -> None:
        index_of = {id: index for index, id in enumerate(ids)}
        new_indexes = {old: index_of[id] for old, id in enumerate(self._ids) if id in index_of}
        tiles = {tile.id: tile for tile in self._tiles.values()}
        scroll_value = self.verticalScrollBar().value()
        first, top = next(
            ((self._id_at(index), rect.top()) for index, rect in self.visible_pictures()), (NO_PICTURE, 0)
        )
        self._ids, self._aspects = ids, aspects
        self._tiles = {index_of[id]: tile for id, tile in tiles.items() if id in index_of}
        self._selection.move(new_indexes)
        self._hovered = NO_PICTURE
        super()._lay_out()
        if scroll_value and first in index_of:  # at the very top the newest pictures are to be seen
            self._scroll_to(index_of[first], -top)

    def _id_at(self, index: int) -> int:
        return self._ids[index] if 0 <= index < len(self._ids) else NO_PICTURE

    def _lay_out(self) -> None:
        super()._lay_out()
        if self._selection.current != NO_PICTURE:
            self._reveal(self._selection.current)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        visible, painter = self.visible_pictures(), QPainter(self.viewport())
        tiles = TilePainter(self._theme, painter)
        for index, rect in visible:
            self._draw(tiles, index, rect)
        if (heading := self.heading_rect) is not None:
            tiles.draw_heading(self._heading, heading)
        painter.end()
        self._request(visible)

    def _draw(self, painter: TilePainter, index: int, rect: QRect) -> None:
        tile, is_current = self._tiles.get(index), index == self._selection.current and self.hasFocus()
        is_chosen = index in self._selection.chosen
        painter.draw_picture(tile, self._thumbnails.get(tile.thumbnail) if tile else None, rect)
        if tile and (index == self._hovered or is_current):
            painter.draw_caption(tile, rect)
        if is_chosen or is_current:
            painter.draw_frame(rect, Space.XS - 1 if is_chosen else 1)

    def _request(self, visible: Sequence[tuple[int, QRect]]) -> None:
        """Request the tiles and thumbnails in view, and none that were scrolled past."""
        ratio = self.devicePixelRatio()
        self._thumbnails.request(
            (self._tiles[index].thumbnail, rect.size() * ratio) for index, rect in visible if index in self._tiles
        )
        for first in {index // PAGE * PAGE for index, _ in visible} - self._requested:
            self._requested.add(first)
            self.tiles_requested.emit(first, PAGE)
        if visible and visible[-1][0] >= self.count - PAGE // 2:
            self.end_near.emit()

    # keyboard and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers, has_current = event.key(), event.modifiers(), self._selection.current != NO_PICTURE
        target = self._target(Qt.Key(key))
        if target is not None and self.count:
            self._select(min(max(target, 0), self.count - 1), modifiers)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and has_current:
            self.opened.emit()
        elif key == Qt.Key.Key_Space and has_current and not self._typed.text:
            self.details_requested.emit()
        elif key == Qt.Key.Key_Delete and self._selection.chosen:
            self.removed.emit()
        elif key == Qt.Key.Key_A and modifiers & CTRL:
            self._selection.chosen = set(range(self.count))
            self.viewport().update()
        elif event.text().isprintable() and event.text() and not modifiers & CTRL:
            self._find_typed(event.text())
        else:
            event.ignore()

    def _find_typed(self, letters: str) -> None:
        """Select the next picture, among the loaded ones, whose name starts with the letters typed."""
        self._typed.type(letters)
        start = self._selection.current + (len(self._typed.text) == 1)
        indexes = sorted(self._tiles, key=lambda index: (index < start, index))
        match = next((i for i in indexes if self._tiles[i].name.casefold().startswith(self._typed.text)), NO_PICTURE)
        if match != NO_PICTURE:
            self._select(match, Qt.KeyboardModifier.NoModifier)

    def _target(self, key: Qt.Key) -> int | None:
        """Return the index that a navigation key leads to, None for other keys."""
        current = self._selection.current
        page = max(1, self.viewport().height() // self._theme.px(Size.TILE))
        rows = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}
        if key in rows:
            return 0 if current == NO_PICTURE else self._rows.neighbour(current, rows[key])
        steps = {Qt.Key.Key_Left: current - 1, Qt.Key.Key_Right: current + 1}
        return {**steps, Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.count - 1}.get(key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position().toPoint())
        if index == NO_PICTURE:
            self._selection.chosen.clear()
            self.viewport().update()
        elif event.button() == Qt.MouseButton.LeftButton or index not in self._selection.chosen:
            self._select(index, event.modifiers())
            if event.button() == Qt.MouseButton.LeftButton and not event.modifiers():
                self.details_requested.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._index_at(event.position().toPoint()) != NO_PICTURE:
            self.opened.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        rect = self._rows.rect(self._selection.current) if self._selection.current != NO_PICTURE else None
        if not self._selection.chosen or rect is None:
            return
        by_keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        corner = QPoint(rect[0], rect[1] - self.verticalScrollBar().value())
        self.menu_requested.emit(self.viewport().mapToGlobal(corner) if by_keyboard else event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._index_at(event.position().toPoint()))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(NO_PICTURE)
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def _hover(self, index: int) -> None:
        if index != self._hovered:
            self._hovered = index
            self.viewport().update()

    def _select(self, index: int, modifiers: Qt.KeyboardModifier) -> None:
        self._selection.select(index, modifiers)
        self._reveal(index)
        self._announce_current()
        self.current_changed.emit()

    def _announce_current(self) -> None:
        """Let screen readers read the current picture's name and place."""
        tile = self.current
        name = ", ".join(filter(None, (tile.name, tile.note))) if tile else "…"
        text = tr("widgets", "{name}, {n} of {total}", name=name, n=self._selection.current + 1, total=self.count)
        self.setAccessibleDescription(text)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
