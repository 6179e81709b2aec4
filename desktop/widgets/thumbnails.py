"""Thumbnails of our own making, read a few at a time between two turns of the event loop; the least looked at go first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtGui import QImageReader, QPixmap

MOST_BYTES = 96 * 1024 * 1024
TURN_MS = 6
"""Read for this long, then let the window draw."""


class Thumbnails(QObject):
    came = Signal()

    def __init__(self, parent: QObject, most_bytes: int = MOST_BYTES) -> None:
        super().__init__(parent)
        self._most, self._held = most_bytes, 0
        self._kept: OrderedDict[str, QPixmap] = OrderedDict()
        self._wanted: list[str] = []
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._read_some)

    @property
    def held_bytes(self) -> int:
        return self._held

    def get(self, path: str) -> QPixmap | None:
        """None until it was read; an empty one for a file that cannot be."""
        pixmap = self._kept.get(path)
        if pixmap is not None:
            self._kept.move_to_end(path)
        return pixmap

    def want(self, paths: Iterable[str]) -> None:
        """These now, in this order, instead of those wanted before: nobody looks at them any more."""
        self._wanted = [path for path in paths if path and path not in self._kept]
        if self._wanted and not self._turn.isActive():
            self._turn.start()

    def _read_some(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        while self._wanted and clock.elapsed() < TURN_MS:
            path = self._wanted.pop(0)
            self._keep(path, QPixmap.fromImageReader(QImageReader(path)))
        self.came.emit()
        if self._wanted:
            self._turn.start()

    def _keep(self, path: str, pixmap: QPixmap) -> None:
        self._kept[path] = pixmap
        self._held += _bytes(pixmap)
        while self._held > self._most and len(self._kept) > 1:
            self._held -= _bytes(self._kept.popitem(last=False)[1])


def _bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * pixmap.depth() // 8
