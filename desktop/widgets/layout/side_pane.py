"""Main area with a closable side on its right, the inspector; in a narrow window the side covers part of the main area."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.controls.icon_button import IconButton


class SidePane(QWidget):
    """Lays out `main` and `side`. The width that the user drags is kept as at a text size of 100 %."""

    width_changed = Signal(int)
    opened = Signal(bool)

    def __init__(self, theme: Theme, main: QWidget, side: QWidget, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self._lay_out)
        self._main, self._side = main, side
        self._width = width or Size.INSPECTOR
        self._open = False
        for widget in (main, side):
            widget.setParent(self)
        self._handle = _SplitHandle(self)
        self._handle.moved.connect(self._drag_to)
        self._handle.released.connect(lambda: self.width_changed.emit(self._width))
        side.hide()
        self._handle.hide()

    @property
    def is_open(self) -> bool:
        return self._open

    def set_open(self, is_open: bool) -> None:
        if is_open == self._open:
            return
        self._open = is_open
        self._side.setVisible(is_open)
        self._handle.setVisible(is_open)
        self._lay_out()
        self.opened.emit(is_open)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._open and event.oldSize().width() >= self._min_width > event.size().width():
            self.set_open(False)
        self._lay_out()

    @property
    def _min_width(self) -> int:
        return self._theme.px(Size.NARROW - Size.RAIL)

    def _drag_to(self, x: int) -> None:
        width = round((self.width() - x) / self._theme.scale)
        self._width = max(Size.INSPECTOR_MIN, min(width, Size.INSPECTOR_MAX))
        self._lay_out()

    def _lay_out(self) -> None:
        area = self.rect()
        if not self._open:
            self._main.setGeometry(area)
            return
        width = min(self._theme.px(self._width), area.width() - Size.RAIL)
        left = area.width() - width
        is_over = area.width() < self._min_width
        self._main.setGeometry(area if is_over else QRect(0, 0, left, area.height()))
        self._side.setGeometry(left, 0, width, area.height())
        self._handle.setGeometry(left - Space.XS // 2, 0, Space.XS, area.height())
        self._side.raise_()
        self._handle.raise_()


class _SplitHandle(QWidget):
    moved = Signal(int)
    released = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.moved.emit(self.mapToParent(event.position().toPoint()).x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.released.emit()


class Inspector(TranslatedWidget):
    """Shows one widget at a time under a title, and owns it."""

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "inspector")
        self._title = ElidedLabel(parent=self)
        role(self._title, "heading")
        self._close = IconButton(theme, "x", Size.ICON_SMALL, parent=self)
        self._close.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.setContentsMargins(Space.L, Space.S, Space.S, Space.XS)
        top.addWidget(self._title, 1)
        top.addWidget(self._close)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.NONE)
        column.addLayout(top)
        column.addWidget(self._area, 1)
        self._empty = True
        self._add_hint()
        self.retranslate()

    def show_widget(self, title: str, widget: QWidget) -> None:
        self._empty = False
        self._title.show_text(title)
        if self._area.widget() is not widget:
            old = self._area.takeWidget()
            if old is not None:
                old.hide()
                old.deleteLater()
            self._area.setWidget(widget)
        widget.show()

    def retranslate(self) -> None:
        self._close.set_name(tr("shell", "Close the inspector"), "Ctrl+I")
        self._area.setAccessibleName(tr("shell", "Inspector"))
        if self._empty:
            self._title.show_text(tr("shell", "Inspector"))
            self._hint.setText(tr("shell", "Sources and the pages they come from are shown here."))

    def _add_hint(self) -> None:
        self._hint = QLabel(self)
        role(self._hint, "soft")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._hint.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        self._area.setWidget(self._hint)
