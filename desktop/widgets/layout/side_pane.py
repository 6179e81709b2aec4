"""A main area and a closable side to its right; where the window is narrow the side lies over the main area."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.elided_label import ElidedLabel
from desktop.widgets.layout.icon_button import IconButton


class SidePane(QWidget):
    """Lays out `main` and `side`; remembers the width the person drew, as it is at a text size of 100 %."""

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
        self._grip = _Grip(self)
        self._grip.moved.connect(self._draw_to)
        self._grip.released.connect(lambda: self.width_changed.emit(self._width))
        side.hide()
        self._grip.hide()

    @property
    def is_open(self) -> bool:
        return self._open

    def set_open(self, is_open: bool) -> None:
        if is_open == self._open:
            return
        self._open = is_open
        self._side.setVisible(is_open)
        self._grip.setVisible(is_open)
        self._lay_out()
        self.opened.emit(is_open)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._open and event.oldSize().width() >= self._narrow > event.size().width():
            self.set_open(False)
        self._lay_out()

    @property
    def _narrow(self) -> int:
        return self._theme.px(Size.NARROW - Size.RAIL)

    def _draw_to(self, x: int) -> None:
        width = round((self.width() - x) / self._theme.scale)
        self._width = max(Size.INSPECTOR_MIN, min(width, Size.INSPECTOR_MAX))
        self._lay_out()

    def _lay_out(self) -> None:
        whole = self.rect()
        if not self._open:
            self._main.setGeometry(whole)
            return
        width = min(self._theme.px(self._width), whole.width() - Size.RAIL)
        left = whole.width() - width
        over = whole.width() < self._narrow
        self._main.setGeometry(whole if over else QRect(0, 0, left, whole.height()))
        self._side.setGeometry(left, 0, width, whole.height())
        self._grip.setGeometry(left - Space.XS // 2, 0, Space.XS, whole.height())
        self._side.raise_()
        self._grip.raise_()


class _Grip(QWidget):
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
    """Shows one widget at a time under a title; it owns what it shows."""

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
        self._show_hint()
        self.retranslate()

    def inspect(self, title: str, widget: QWidget) -> None:
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
        self._close.say(tr("shell", "Close the inspector"), "Ctrl+I")
        self._area.setAccessibleName(tr("shell", "Inspector"))
        if self._empty:
            self._title.show_text(tr("shell", "Inspector"))
            self._hint.setText(tr("shell", "Sources and the pages they come from are shown here."))

    def _show_hint(self) -> None:
        self._hint = QLabel(self)
        role(self._hint, "soft")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._hint.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        self._area.setWidget(self._hint)
