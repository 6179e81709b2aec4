"""Button that copies a text and says that it did."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QToolTip, QWidget

from desktop.i18n import tr
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size
from desktop.widgets.controls.icon_button import IconButton

SAID_MS = 1600
"""How long the button shows that the text was copied."""


class CopyButton(IconButton):
    """`text` returns what to copy when the button is clicked."""

    def __init__(self, theme: Theme, text: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(theme, "copy", Size.ICON_SMALL, "faint", parent)
        self._text = text
        self._over = QTimer(self, singleShot=True, interval=SAID_MS)
        self._over.timeout.connect(lambda: self.setIcon(theme.icon("copy", "faint")))
        self.clicked.connect(self._copy)

    def _copy(self) -> None:
        copy_and_say_so(self._text(), self)
        self.setIcon(self._theme.icon("check", "accent"))
        self._over.start()


def copy_and_say_so(text: str, widget: QWidget) -> None:
    """Copy a text; a tooltip beside the widget and the screen reader say so."""
    QGuiApplication.clipboard().setText(text)
    copied = tr("widgets", "Copied")
    QToolTip.showText(widget.mapToGlobal(QPoint(0, widget.height())), copied, widget, widget.rect(), SAID_MS)
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, copied))
