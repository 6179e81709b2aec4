"""Line below an answer: what was remembered of it, with undo, or what may be, with keep, edit and no."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.controls.escape_key import EscapeKey
from engine.capabilities.memory.api import LONGEST_MEMORY, Memory


class MemoryLine(TranslatedWidget):
    """`kept` and `declined` carry the memory, `edited` the memory and its new words."""

    kept = Signal(object)
    declined = Signal(object)
    edited = Signal(object, str)

    def __init__(
        self, shown: Memory, replaces: str = "", *, was_forgotten: bool = False, parent: QWidget | None = None
    ) -> None:
        """`replaces` are the words of the memory whose place it takes."""
        super().__init__(parent)
        self.memory, self._replaces, self._was_forgotten = shown, replaces, was_forgotten
        self.sentence, self.editor = ElidedLabel("", self), QLineEdit(shown.text, self)
        self.editor.setMaxLength(LONGEST_MEMORY)
        role(self.sentence, "faint")
        self.keep, self.edit, self.decline = (QPushButton(self) for _ in range(3))
        for button in (self.keep, self.edit, self.decline):
            role(button, "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.S)
        row.addWidget(self.sentence, 1000)
        row.addWidget(self.editor, 1000)
        for button in (self.keep, self.edit, self.decline):
            row.addWidget(button)
        row.addStretch(1)
        self.keep.clicked.connect(self._keep)
        self.edit.clicked.connect(lambda: self._show_editor(True))
        self.decline.clicked.connect(lambda: self.declined.emit(self.memory))
        self.editor.returnPressed.connect(self._keep)
        EscapeKey(self.editor, lambda: self._show_editor(False))
        self._show_editor(False)
        self.retranslate()

    def retranslate(self) -> None:
        is_kept = self.memory.state == "kept"
        self.sentence.show_text(self._sentence())
        self.sentence.setMaximumWidth(self.sentence.sizeHint().width() + Space.XS)
        self.keep.setText(tr("chat", "Remember it"))
        self.edit.setText(tr("chat", "Edit"))
        self.decline.setText(tr("chat", "Undo") if is_kept else tr("chat", "No"))
        self.editor.setAccessibleName(tr("chat", "Words to remember"))
        for button in (self.keep, self.edit, self.decline):
            button.setAccessibleName(f"{button.text()}: {self.memory.text}")

    def _sentence(self) -> str:
        text = self.memory.text
        if self.memory.state == "kept":
            if self._replaces:
                return tr("chat", "Remembered: “{text}”, in place of “{old}”", text=text, old=self._replaces)
            return tr("chat", "Remembered: “{text}”", text=text)
        if self._was_forgotten:
            return tr("chat", "You deleted “{text}” for good. Shall I remember it again?", text=text)
        if self._replaces:
            return tr("chat", "Shall I remember “{text}”, in place of “{old}”?", text=text, old=self._replaces)
        return tr("chat", "Shall I remember “{text}”?", text=text)

    def _keep(self) -> None:
        words = " ".join(self.editor.text().split())
        if self.editor.isVisibleTo(self) and words and words != self.memory.text:
            self.edited.emit(self.memory, words)
        else:
            self.kept.emit(self.memory)

    def _show_editor(self, is_shown: bool) -> None:
        is_proposed = self.memory.state == "proposed"
        self.editor.setVisible(is_shown)
        self.sentence.setVisible(not is_shown)
        self.keep.setVisible(is_proposed)
        self.edit.setVisible(is_proposed and not is_shown)
        if is_shown:
            self.editor.setText(self.memory.text)
            self.editor.setFocus()
