"""A small button beside selected text that quotes it in the question."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.i18n import tr
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.text.message_text import MessageText

SETTLED_MS = 250
"""How long a selection stays the same before the button comes: it would be in the way while one drags."""


class SelectionAction(QObject):
    """Belongs to one text; the button is made with the first selection, and lies over the scrolled page."""

    def __init__(self, text: MessageText, quote: Callable[[str], object]) -> None:
        super().__init__(text)
        self._text, self._quote = text, quote
        self._button: QPushButton | None = None
        self._page: QWidget = text
        """The widget that holds all messages and is scrolled with them."""
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self._show)
        text.selectionChanged.connect(self._on_changed)

    def _on_changed(self) -> None:
        if self._button is not None:
            self._button.hide()
        if self._text.textCursor().hasSelection():
            self._settled.start()
        else:
            self._settled.stop()

    def _show(self) -> None:
        """Show the button above the end of the selection, once no mouse button is held."""
        if not self._text.textCursor().hasSelection() or not self._text.isVisible():
            return
        if QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._settled.start()
            return
        button = self._button = self._button or self._make_button()
        button.setText(tr("chat", "Quote"))
        button.setAccessibleName(tr("chat", "Quote the selection in the question"))
        button.adjustSize()
        host = self._page
        corner = self._text.viewport().mapTo(host, self._text.cursorRect().topRight())
        x = min(max(corner.x() + Space.XS, 0), host.width() - button.width())
        y = corner.y() - button.height() - Space.XS
        button.move(QPoint(x, y if y >= 0 else corner.y() + self._text.cursorRect().height() + Space.XS))
        button.show()
        button.raise_()

    def _make_button(self) -> QPushButton:
        self._page = _page_of(self._text)
        button = QPushButton(self._page)
        role(button, "primary")
        button.setFocusPolicy(
            Qt.FocusPolicy.NoFocus
        )  # the selection would lose its colour; the menu has the same by keyboard
        button.clicked.connect(self._on_clicked)
        self._text.destroyed.connect(button.deleteLater)
        return button

    def _on_clicked(self) -> None:
        if self._button is not None:
            self._button.hide()
        self._quote(selected_text(self._text))


def selected_text(text: MessageText) -> str:
    """Return the selection as a person reads it."""
    return text.createMimeDataFromSelection().text().strip("\n")


def _page_of(text: MessageText) -> QWidget:
    """Return the widget that holds all messages and is scrolled with them."""
    widget: QWidget = text
    while (parent := widget.parentWidget()) is not None and parent.objectName() != "qt_scrollarea_viewport":
        widget = parent
    return widget
