"""Layout that puts widgets side by side and continues in the next row when there is no more room."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from desktop.theme.tokens import Space


class FlowLayout(QLayout):
    """A widget that `grows` gets the room that is left in its row."""

    def __init__(self, parent: QWidget | None = None, gap: int = Space.S, grows: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap, self._grows = gap, grows
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self._visible_items()]
        width = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        hints = [item.minimumSize() for item in self._visible_items()]
        return QSize(
            max((hint.width() for hint in hints), default=0), max((hint.height() for hint in hints), default=0)
        )

    def _visible_items(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, move: bool) -> int:
        """Return the height needed for the width of `rect`; place the items there when `move`."""
        top = rect.top()
        for row in self._rows(rect.width()):
            row = self._grown(row, rect.width())
            left, row_height = rect.left(), max(size.height() for _, size in row)
            for item, size in row:
                if move:
                    item.setGeometry(QRect(QPoint(left, top + (row_height - size.height()) // 2), size))
                left += size.width() + self._gap
            top += row_height + self._gap
        return max(0, top - rect.top() - self._gap)

    def _grown(self, row: list[tuple[QLayoutItem, QSize]], width: int) -> list[tuple[QLayoutItem, QSize]]:
        left = width - sum(size.width() for _, size in row) - self._gap * (len(row) - 1)
        if self._grows is None or left <= 0:
            return row
        return [
            (item, QSize(size.width() + left, size.height()) if item.widget() is self._grows else size)
            for item, size in row
        ]

    def _rows(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        rows: list[list[tuple[QLayoutItem, QSize]]] = []
        left = 0
        for item in self._visible_items():
            hint = item.sizeHint().expandedTo(item.minimumSize())
            size = QSize(min(hint.width(), max(width, 1)), hint.height())
            if not rows or left + size.width() > width:
                rows.append([])
                left = 0
            rows[-1].append((item, size))
            left += size.width() + self._gap
        return rows
