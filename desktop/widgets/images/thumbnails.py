"""Cache of thumbnails, read a few at a time between two turns of the event loop; the least recently used are dropped.

They are kept as they are drawn, cropped to their place with round corners, so that scrolling only copies pixels.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from PySide6.QtCore import QElapsedTimer, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QImage, QImageReader, QPainter, QPixmap

from desktop.theme.tokens import Radius

MAX_BYTES = 96 * 1024 * 1024
TURN_MS = 6
"""Time for reading files before the window may draw again."""


class Thumbnails(QObject):
    loaded = Signal()

    def __init__(self, parent: QObject, max_bytes: int = MAX_BYTES) -> None:
        super().__init__(parent)
        self._max_bytes, self._bytes = max_bytes, 0
        self._cache: OrderedDict[str, tuple[QSize, QPixmap]] = OrderedDict()
        self._requested: list[tuple[str, QSize]] = []
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._read_some)

    @property
    def byte_count(self) -> int:
        return self._bytes

    def get(self, path: str) -> QPixmap | None:
        """Return a thumbnail: None until it is read, an empty pixmap for an unreadable file.

        While another size is being read, the old one is returned.
        """
        cached = self._cache.get(path)
        if cached is None:
            return None
        self._cache.move_to_end(path)
        return cached[1]

    def request(self, places: Iterable[tuple[str, QSize]]) -> None:
        """Read these files next, in this order, in place of those requested before. Sizes are in device pixels."""
        self._requested = [(path, size) for path, size in places if path and self._size_of(path) != size]
        if self._requested and not self._turn.isActive():
            self._turn.start()

    def _size_of(self, path: str) -> QSize | None:
        cached = self._cache.get(path)
        return cached[0] if cached else None

    def _read_some(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        while self._requested and clock.elapsed() < TURN_MS:
            path, size = self._requested.pop(0)
            self._add(path, size, QPixmap.fromImage(crop_rounded(QImageReader(path).read(), size)))
        self.loaded.emit()
        if self._requested:
            self._turn.start()

    def _add(self, path: str, size: QSize, pixmap: QPixmap) -> None:
        if path in self._cache:
            self._bytes -= _byte_count(self._cache.pop(path)[1])
        self._cache[path] = size, pixmap
        self._bytes += _byte_count(pixmap)
        while self._bytes > self._max_bytes and len(self._cache) > 1:
            self._bytes -= _byte_count(self._cache.popitem(last=False)[1][1])


def crop_rounded(picture: QImage, size: QSize) -> QImage:
    """Return the middle of the picture in the shape and size of its place, with round corners."""
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


def _byte_count(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * pixmap.depth() // 8
