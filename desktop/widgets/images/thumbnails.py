"""Thumbnails of our own making, read a few at a time between two turns of the event loop; the least looked at go first.

Kept as they are drawn: cut to their place, at its size, with round corners. What is scrolled is then only copied.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from PySide6.QtCore import QElapsedTimer, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QImage, QImageReader, QPainter, QPixmap

from desktop.theme.tokens import Radius

MOST_BYTES = 96 * 1024 * 1024
TURN_MS = 6
"""Read for this long, then let the window draw."""


class Thumbnails(QObject):
    came = Signal()

    def __init__(self, parent: QObject, most_bytes: int = MOST_BYTES) -> None:
        super().__init__(parent)
        self._most, self._held = most_bytes, 0
        self._kept: OrderedDict[str, tuple[QSize, QPixmap]] = OrderedDict()
        self._wanted: list[tuple[str, QSize]] = []
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._read_some)

    @property
    def held_bytes(self) -> int:
        return self._held

    def get(self, path: str) -> QPixmap | None:
        """None until it was read; an empty one for a file that cannot be. One of another size until it is read anew."""
        kept = self._kept.get(path)
        if kept is None:
            return None
        self._kept.move_to_end(path)
        return kept[1]

    def want(self, places: Iterable[tuple[str, QSize]]) -> None:
        """These now, in this order, instead of those wanted before: nobody looks at them any more. Sizes in pixels drawn."""
        self._wanted = [(path, size) for path, size in places if path and self._size_of(path) != size]
        if self._wanted and not self._turn.isActive():
            self._turn.start()

    def _size_of(self, path: str) -> QSize | None:
        kept = self._kept.get(path)
        return kept[0] if kept else None

    def _read_some(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        while self._wanted and clock.elapsed() < TURN_MS:
            path, size = self._wanted.pop(0)
            self._keep(path, size, QPixmap.fromImage(cut(QImageReader(path).read(), size)))
        self.came.emit()
        if self._wanted:
            self._turn.start()

    def _keep(self, path: str, size: QSize, pixmap: QPixmap) -> None:
        if path in self._kept:
            self._held -= _bytes(self._kept.pop(path)[1])
        self._kept[path] = size, pixmap
        self._held += _bytes(pixmap)
        while self._held > self._most and len(self._kept) > 1:
            self._held -= _bytes(self._kept.popitem(last=False)[1][1])


def cut(picture: QImage, size: QSize) -> QImage:
    """The middle of the picture in the shape of its place, with the corners of a control."""
    if picture.isNull() or size.isEmpty():
        return QImage()
    inside = size.scaled(picture.size(), Qt.AspectRatioMode.KeepAspectRatio)
    corner = QPoint((picture.width() - inside.width()) // 2, (picture.height() - inside.height()) // 2)
    keep, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    scaled = picture.copy(QRect(corner, inside)).scaled(size, keep, smooth)
    rounded = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    rounded.fill(Qt.GlobalColor.transparent)
    painter = QPainter(rounded)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(scaled))
    painter.drawRoundedRect(rounded.rect(), Radius.CONTROL, Radius.CONTROL)
    painter.end()
    return rounded


def _bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * pixmap.depth() // 8
