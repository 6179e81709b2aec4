"""A page of one scrolling column, no wider than is comfortable to read, and two small layouts used beside it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.focus_order import set_tab_order


class ReadingColumn(QScrollArea):
    """Add widgets to `items`; a stretch below keeps them at the top."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content, self._inner = QWidget(), QWidget()
        role(content, "page")
        self.items = QVBoxLayout()
        self.items.setSpacing(Space.L)
        self._column_layout = QVBoxLayout(self._inner)
        self._column_layout.setContentsMargins(Space.NONE, Space.S, Space.NONE, Space.XL)
        self._column_layout.addLayout(self.items)
        self._column_layout.addStretch(1)
        row = QHBoxLayout(content)
        row.setContentsMargins(Space.XL, Space.NONE, Space.XL, Space.NONE)
        row.addStretch(1)
        row.addWidget(self._inner, 100)
        row.addStretch(1)
        self.setWidget(content)
        self._apply_theme()
        theme.changed.connect(self._apply_theme)

    def top_of(self, widget: QWidget) -> int:
        """Return the distance from the column's top to the widget's, after laying out whatever has grown."""
        self._column_layout.activate()
        return widget.mapTo(self._inner, QPoint(0, 0)).y()

    def update_tab_order(self) -> None:
        """Let Tab follow the layout; call it when `items` are complete and again when some were added."""
        set_tab_order(self._inner)

    def scroll_to(self, widget: QWidget) -> None:
        """Scroll no further than needed to show the widget's beginning, once all is laid out.

        Text that wraps needs two rounds of the event loop for that.
        """
        QTimer.singleShot(0, widget, lambda: QTimer.singleShot(0, widget, lambda: self._scroll_to(widget)))

    def _scroll_to(self, widget: QWidget) -> None:
        beginning = min(widget.height(), self._theme.px(Size.TEXT_FIELD))
        self.ensureVisible(0, widget.mapTo(self._inner, QPoint(0, beginning)).y(), 0, Space.M)

    def _apply_theme(self) -> None:
        self._inner.setMaximumWidth(self._theme.px(Size.READING_COLUMN))


def make_scroll_area(content: QWidget) -> QScrollArea:
    """Return a scroll area that gives `content` all its room and scrolls below its minimum height."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    role(content, "page")
    area.setWidget(content)
    return area


def stack_vertically(parent: QWidget, *widgets: QWidget, growing: QWidget) -> QVBoxLayout:
    """Lay out widgets below each other without gaps; `growing` takes the room that is left."""
    column = QVBoxLayout(parent)
    column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
    column.setSpacing(Space.NONE)
    for widget in widgets:
        column.addWidget(widget, 1 if widget is growing else 0)
    return column
