"""A page that is one scrolling column, no wider than is good to read."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.focus_order import follow_layout


class Column(QScrollArea):
    """Add to `items`; a stretch below them keeps them at the top."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole, self._inner = QWidget(), QWidget()
        role(whole, "page")
        self.items = QVBoxLayout()
        self.items.setSpacing(Space.L)
        down = self._down = QVBoxLayout(self._inner)
        down.setContentsMargins(Space.NONE, Space.S, Space.NONE, Space.XL)
        down.addLayout(self.items)
        down.addStretch(1)
        row = QHBoxLayout(whole)
        row.setContentsMargins(Space.XL, Space.NONE, Space.XL, Space.NONE)
        row.addStretch(1)
        row.addWidget(self._inner, 100)
        row.addStretch(1)
        self.setWidget(whole)
        self._fit()
        theme.changed.connect(self._fit)

    def place(self, widget: QWidget) -> int:
        """How far below the column's top a widget stands, once all that has grown is laid out."""
        self._down.activate()
        return widget.mapTo(self._inner, QPoint(0, 0)).y()

    def order_tabs(self) -> None:
        """Once `items` are all there, and again when some were added."""
        follow_layout(self._inner)

    def bring(self, widget: QWidget) -> None:
        """Its beginning into sight, no further than that needs, once all is laid out: what wraps takes two rounds."""
        QTimer.singleShot(0, widget, lambda: QTimer.singleShot(0, widget, lambda: self._bring(widget)))

    def _bring(self, widget: QWidget) -> None:
        beginning = min(widget.height(), self._theme.px(Size.TEXT_FIELD))
        self.ensureVisible(0, widget.mapTo(self._inner, QPoint(0, beginning)).y(), 0, Space.M)

    def _fit(self) -> None:
        self._inner.setMaximumWidth(self._theme.px(Size.READING_COLUMN))


def scrolling(inside: QWidget) -> QScrollArea:
    """It takes all the room there is, and scrolls where that is less than its least height."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    role(inside, "page")
    area.setWidget(inside)
    return area


def fill(parent: QWidget, *widgets: QWidget, growing: QWidget) -> QVBoxLayout:
    """Widgets below each other without gaps; `growing` takes the room that is left."""
    column = QVBoxLayout(parent)
    column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
    column.setSpacing(Space.NONE)
    for widget in widgets:
        column.addWidget(widget, 1 if widget is growing else 0)
    return column
