"""A page with its list on the left; in a narrow window, or with large text, a button opens the list over the page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_button import IconButton

MIN_WIDTH_RATIO = 2.6
"""Below this many list widths the list is not shown beside the page."""


class ListPane(TranslatedWidget):
    """Lays out `list` and `main`, and opens the list over `main` when it is narrow.

    The open list closes when something in it or beside it is clicked, when the focus moves to `main`, and by `close_list`.
    """

    def __init__(self, theme: Theme, list: QWidget, main: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list, self._main = list, main
        self._has_list, self._is_open = True, False
        self._strip = QWidget(self)
        role(self._strip, "list-panel")
        self.button = IconButton(theme, "list", Size.ICON_SMALL, parent=self._strip)
        inside = QVBoxLayout(self._strip)
        inside.setContentsMargins(Space.XS, Space.M, Space.XS, Space.M)
        inside.addWidget(self.button)
        inside.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._row.setSpacing(Space.NONE)
        self._row.addWidget(self._strip)
        self._row.addWidget(main, 1)
        list.setParent(self)
        self._outside = QWidget(self)
        self._outside.installEventFilter(self)
        self.button.clicked.connect(self._toggle)
        for view in list.findChildren(QAbstractItemView):
            view.clicked.connect(self.close_list)
        for button in list.findChildren(QPushButton):
            button.clicked.connect(self.close_list)
        QApplication.instance().focusChanged.connect(self._on_focus_changed)  # type: ignore[union-attr]  # a widget has an application
        theme.changed.connect(self._arrange)
        self._arrange()
        self.retranslate()

    def set_available(self, is_available: bool) -> None:
        """Hide the list and its button while there is nothing to choose from."""
        self._has_list = is_available
        self._arrange()

    def open_list(self) -> None:
        """Open the list over `main`; does nothing when it is shown beside it."""
        self._is_open = self._has_list and self._is_narrow
        self._arrange()
        view = self._list.findChild(QAbstractItemView)
        if self._is_open and view is not None:
            view.setFocus()

    def close_list(self) -> bool:
        """Close the list, and return whether it was open over `main`."""
        was_open, self._is_open = self._is_open, False
        if was_open and self._list.isAncestorOf(self.window().focusWidget() or self):
            self.button.setFocus()
        self._arrange()
        return was_open

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._outside and event.type() == QEvent.Type.MouseButtonPress:
            return self.close_list()
        return super().eventFilter(watched, event)

    def retranslate(self) -> None:
        self.button.set_name(tr("widgets", "Show the list"))

    @property
    def _is_narrow(self) -> bool:
        return self.width() < MIN_WIDTH_RATIO * self._list.minimumWidth()

    def _toggle(self) -> None:
        if not self.close_list():
            self.open_list()

    def _on_focus_changed(self, _: QWidget | None, focused: QWidget | None) -> None:
        if self._is_open and focused is not None and self._main.isAncestorOf(focused):
            self.close_list()

    def _arrange(self) -> None:
        self._is_open = self._is_open and self._is_narrow
        self._strip.setVisible(self._has_list and self._is_narrow)
        if self._is_narrow:
            self._row.removeWidget(self._list)
            self._list.setGeometry(0, 0, self._list.minimumWidth(), self.height())
            self._outside.setGeometry(self.rect().adjusted(self._list.width(), 0, 0, 0))
            self._list.raise_()
            self._outside.raise_()
        elif self._row.indexOf(self._list) < 0:
            self._row.insertWidget(0, self._list)
        self._outside.setVisible(self._is_open)
        self._list.setVisible(self._has_list and (self._is_open or not self._is_narrow))
