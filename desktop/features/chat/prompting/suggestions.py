"""List above the composer of the prompts whose command or name begins as what was typed after a slash."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.i18n import tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from engine.capabilities.prompts.api import SavedPrompt

MOST_ROWS = 8


class Suggestions(QListWidget):
    """`chosen` carries a prompt. The keyboard stays in `field`: arrows, Enter, Tab and Esc work on the list meanwhile."""

    chosen = Signal(object)
    dismissed = Signal()

    def __init__(self, theme: Theme, field: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        role(self, "card")
        self._theme, self._field, self._view = theme, field, parent
        self.prompts: tuple[SavedPrompt, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(lambda item: self._choose(self.row(item)))
        field.installEventFilter(self)
        self.hide()

    def show_prompts(self, prompts: Sequence[SavedPrompt]) -> None:
        """Show these prompts above the field; none hide the list."""
        self.prompts = tuple(prompts[:MOST_ROWS])
        self.setAccessibleName(tr("chat", "Saved prompts"))
        self.clear()
        for prompt in self.prompts:
            command = f"/{prompt.command}    " if prompt.command else ""
            item = QListWidgetItem(f"{command}{prompt.name}")
            item.setToolTip(prompt.text)
            self.addItem(item)
        if not self.prompts:
            self.hide()
            return
        self.setCurrentRow(0)
        height = len(self.prompts) * self.sizeHintForRow(0) + 2 * self.frameWidth() + 2 * Space.XS
        corner = self._field.mapTo(self._view, self._field.rect().topLeft())
        self.setGeometry(
            corner.x(), corner.y() - height, min(self._field.width(), self._theme.px(Size.LIST) * 2), height
        )
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.isVisible() and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()  # else Esc would stop an answer
                return True
            if event.type() == QEvent.Type.KeyPress:
                return self._on_key(event.key())
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def _on_key(self, key: int) -> bool:
        """Return whether the key was for the list."""
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.setCurrentRow((self.currentRow() + step) % self.count())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._choose(self.currentRow())
        elif key == Qt.Key.Key_Escape:
            self.hide()
            self.dismissed.emit()
        else:
            return False
        return True

    def _choose(self, row: int) -> None:
        self.hide()
        self.chosen.emit(self.prompts[row])
