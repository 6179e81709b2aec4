"""Card of one memory: its words, which are edited in place, where it was told, where it is used, and its buttons."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.panels.memory.scope_and_end import ScopeAndEnd, day_text
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.controls.elided_button import ElidedButton
from desktop.widgets.controls.escape_key import EscapeKey
from desktop.widgets.layout.flow_layout import FlowLayout
from engine.capabilities.memory.api import LONGEST_MEMORY, Memory


class MemoryCard(TranslatedMixin, QFrame):
    """`changed` carries changes as arguments of a Memory, `opened` its memory: the person goes to its message."""

    kept = Signal(object)
    declined = Signal(object)
    forgotten = Signal(object)
    changed = Signal(object, dict)
    opened = Signal(object)

    def __init__(
        self,
        theme: Theme,
        shown: Memory,
        folders: Mapping[int, str],
        replacement: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`replacement` are the words of the memory that took its place."""
        super().__init__(parent)
        self.memory, self._replacement = shown, replacement
        role(self, "card")
        self.text, self.editor = QLabel(shown.text, self), QLineEdit(shown.text, self)
        self.editor.setMaxLength(LONGEST_MEMORY)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._state, self._told, self.source = QLabel(self), QLabel(self), ElidedButton(self)
        role(self._told, "faint")
        role(self._state, "good-chip" if shown.state == "proposed" else "chip")
        role(self.source, "link")
        self.settings = ScopeAndEnd(shown, folders, self)
        self.keep, self.decline, self.edit, self.save, self.forget = (QPushButton(self) for _ in range(5))
        for button in (self.decline, self.edit, self.save, self.forget):
            role(button, "quiet")
        self._lay_out()
        self._connect()
        self._show_editor(False)
        self.retranslate()

    def retranslate(self) -> None:
        self.keep.setText(tr("memory", "Remember it"))
        self.decline.setText(tr("memory", "No"))
        self.edit.setText(tr("memory", "Edit"))
        self.save.setText(tr("memory", "Save"))
        self.forget.setText(tr("memory", "Delete for good…"))
        self.editor.setAccessibleName(tr("memory", "Words of the memory"))
        for button in (self.keep, self.decline, self.edit, self.save, self.forget):
            button.setAccessibleName(f"{button.text()}: {self.memory.text}")
        state = self._state_text()
        self._state.setText(state)
        self._state.setVisible(bool(state))
        day = day_text(self.memory.created_at)
        if self.memory.conversation is None:
            self._told.setText(tr("memory", "Written on {day}", day=day))
        else:
            self._told.setText(tr("memory", "Told on {day} in", day=day))
        self.source.show_text(self.memory.title or tr("memory", "a conversation without a title"))
        self.source.setVisible(self.memory.conversation is not None)

    def start_edit(self) -> None:
        """Let the person change the words."""
        self.editor.setText(self.memory.text)
        self._show_editor(True)
        self.editor.setFocus()
        self.editor.selectAll()

    def _state_text(self) -> str:
        shown = self.memory
        if shown.state == "proposed":
            return tr("memory", "Shall I remember this?")
        if shown.state == "replaced":
            return (
                tr("memory", "Replaced by “{text}”", text=self._replacement)
                if self._replacement
                else tr("memory", "Replaced")
            )
        return "" if shown.is_on else tr("memory", "Off")

    def _lay_out(self) -> None:
        where = QHBoxLayout()
        where.setSpacing(Space.XS)
        where.addWidget(self._told)
        where.addWidget(self.source)
        where.addStretch(1)
        buttons = QWidget(self)
        flow = FlowLayout(buttons)
        for button in (self.keep, self.decline, self.save, self.edit, self.forget):
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(self._state, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.text)
        column.addWidget(self.editor)
        column.addLayout(where)
        column.addWidget(self.settings)
        column.addWidget(buttons)

    def _connect(self) -> None:
        self.keep.clicked.connect(lambda: self.kept.emit(self.memory))
        self.decline.clicked.connect(lambda: self.declined.emit(self.memory))
        self.forget.clicked.connect(lambda: self.forgotten.emit(self.memory))
        self.source.clicked.connect(lambda: self.opened.emit(self.memory))
        self.settings.changed.connect(lambda changes: self.changed.emit(self.memory, changes))
        self.edit.clicked.connect(self.start_edit)
        self.save.clicked.connect(self._save)
        self.editor.returnPressed.connect(self._save)
        EscapeKey(self.editor, lambda: self._show_editor(False))

    def _save(self) -> None:
        words = " ".join(self.editor.text().split())
        self._show_editor(False)
        self.edit.setFocus()
        if words and words != self.memory.text:
            self.changed.emit(self.memory, {"text": words})

    def _show_editor(self, is_shown: bool) -> None:
        state = self.memory.state
        self.editor.setVisible(is_shown)
        self.text.setVisible(not is_shown)
        self.save.setVisible(is_shown)
        self.edit.setVisible(not is_shown and state != "replaced")
        self.keep.setVisible(not is_shown and state == "proposed")
        self.decline.setVisible(not is_shown and state == "proposed")
        self.forget.setVisible(not is_shown)
        self.settings.setVisible(state == "kept")
