"""A page's list at its left; where the letters leave no room for both, the list waits behind a button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.icon_button import IconButton

NARROWEST_WITH_LIST = 2.6
"""Of the list's width."""


class ListPane(TranslatedWidget):
    """`open_list` lays it over `main` until something is clicked, in it or beside it, the focus goes on to `main`, or
    `close_list` is called."""

    def __init__(self, theme: Theme, list: QWidget, main: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list, self._main = list, main
        self._is_offered, self._is_open = True, False
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
        self._beside = QWidget(self)
        self._beside.installEventFilter(self)
        self.button.clicked.connect(self._toggle)
        for view in list.findChildren(QAbstractItemView):
            view.clicked.connect(self.close_list)
        for button in list.findChildren(QPushButton):
            button.clicked.connect(self.close_list)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]
        theme.changed.connect(self._arrange)
        self._arrange()
        self.retranslate()

    def offer(self, is_offered: bool) -> None:
        """Neither the list nor its button is there while there is nothing to choose from."""
        self._is_offered = is_offered
        self._arrange()

    def open_list(self) -> None:
        """Where it is beside `main` anyway nothing changes."""
        self._is_open = self._is_offered and self._is_narrow
        self._arrange()
        view = self._list.findChild(QAbstractItemView)
        if self._is_open and view is not None:
            view.setFocus()

    def close_list(self) -> bool:
        """Whether it lay over `main`."""
        was_open, self._is_open = self._is_open, False
        if was_open and self._list.isAncestorOf(self.window().focusWidget() or self):
            self.button.setFocus()
        self._arrange()
        return was_open

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._beside and event.type() == QEvent.Type.MouseButtonPress:
            return self.close_list()
        return super().eventFilter(watched, event)

    def retranslate(self) -> None:
        self.button.say(tr("widgets", "Show the list"))

    @property
    def _is_narrow(self) -> bool:
        return self.width() < NARROWEST_WITH_LIST * self._list.minimumWidth()

    def _toggle(self) -> None:
        if not self.close_list():
            self.open_list()

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        if self._is_open and now is not None and self._main.isAncestorOf(now):
            self.close_list()

    def _arrange(self) -> None:
        self._is_open = self._is_open and self._is_narrow
        self._strip.setVisible(self._is_offered and self._is_narrow)
        if self._is_narrow:
            self._row.removeWidget(self._list)
            self._list.setGeometry(0, 0, self._list.minimumWidth(), self.height())
            self._beside.setGeometry(self.rect().adjusted(self._list.width(), 0, 0, 0))
            self._list.raise_()
            self._beside.raise_()
        elif self._row.indexOf(self._list) < 0:
            self._row.insertWidget(0, self._list)
        self._beside.setVisible(self._is_open)
        self._list.setVisible(self._is_offered and (self._is_open or not self._is_narrow))
