"""A few pictures as buttons in rows: similar pictures, duplicates, or the covers of albums."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Radius, Space, Type
from desktop.widgets.images.thumbnails import Thumbnails


class StripPicture(msgspec.Struct, frozen=True):
    """Picture of a strip: `lines` are shown below it, `badge` on it."""

    id: int
    thumbnail: str
    lines: tuple[str, ...] = ()
    badge: str = ""
    name: str = ""
    """Accessible name and tooltip."""


class PictureStrip(QWidget):
    clicked = Signal(int)

    def __init__(self, theme: Theme, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._side = theme, side
        self._thumbnails = Thumbnails(self)
        self._thumbnails.loaded.connect(self._redraw)
        self.buttons: list[PictureButton] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._arrange)

    def show_pictures(self, pictures: Sequence[StripPicture]) -> None:
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = [PictureButton(self._theme, self._thumbnails, picture, self._side, self) for picture in pictures]
        for button in self.buttons:
            button.clicked.connect(lambda _=False, id=button.content.id: self.clicked.emit(id))
            button.show()
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(self._side) * 2, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Request thumbnails only when the strip is visible."""
        ratio = self.devicePixelRatio()
        self._thumbnails.request((button.content.thumbnail, button.picture.size() * ratio) for button in self.buttons)

    def _arrange(self) -> None:
        gap = Space.S
        if not self.buttons:
            self.setFixedHeight(0)
            return
        size = self.buttons[0].sizeHint()
        per_row = max(1, (self.width() + gap) // (size.width() + gap))
        for index, button in enumerate(self.buttons):
            left, top = index % per_row * (size.width() + gap), index // per_row * (size.height() + gap)
            button.setGeometry(QRect(left, top, size.width(), size.height()))
        rows = -(-len(self.buttons) // per_row)
        self.setFixedHeight(rows * (size.height() + gap) - gap)

    def _redraw(self) -> None:
        for button in self.buttons:
            button.update()


class PictureButton(QAbstractButton):
    def __init__(self, theme: Theme, thumbnails: Thumbnails, content: StripPicture, side: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._thumbnails, self._side = theme, thumbnails, side
        self.content = content
        self.setAccessibleName(content.name)
        self.setToolTip(content.name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def picture(self) -> QRect:
        side = self._theme.px(self._side)
        return QRect(0, 0, side, side * 3 // 4)

    def sizeHint(self) -> QSize:
        lines = len(self.content.lines)
        text = lines * self._line_height() + Space.XS if lines else 0
        return QSize(self.picture.width(), self.picture.height() + text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._draw_picture(painter, self._thumbnails.get(self.content.thumbnail))
        painter.setFont(self._theme.font(Type.SMALL))
        if self.content.badge:
            self._draw_badge(painter)
        top = self.picture.height() + Space.XS
        for line, colour in zip(self.content.lines, ("text", "soft", "soft"), strict=False):
            painter.setPen(self._theme.colour(colour))
            elided = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideMiddle, self.width())
            painter.drawText(0, top + painter.fontMetrics().ascent(), elided)
            top += self._line_height()

    def _draw_picture(self, painter: QPainter, pixmap: QPixmap | None) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("line"))
        if pixmap is None or pixmap.isNull():
            painter.drawRoundedRect(self.picture, Radius.CONTROL, Radius.CONTROL)
        else:
            painter.drawPixmap(self.picture, pixmap)
        if self.hasFocus() or self.underMouse():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.picture).adjusted(1, 1, -1, -1), Radius.CONTROL, Radius.CONTROL)

    def _draw_badge(self, painter: QPainter) -> None:
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(self.content.badge) + 2 * Space.S
        place = QRect(Space.XS, Space.XS, width, metrics.height() + Space.XS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(place, Radius.CONTROL, Radius.CONTROL)
        painter.setPen(self._theme.colour("on_accent"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.content.badge)

    def _line_height(self) -> int:
        return self._theme.px(Type.SMALL) * 3 // 2
