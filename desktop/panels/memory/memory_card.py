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
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.controls.escape_key import EscapeKey
from desktop.widgets.layout.flow_layout import FlowLayout
from engine.capabilities.memory.api import LONGEST_MEMORY, Memory


class MemoryCard(TranslatedMixin, QFrame):
    """In two lines, until the person changes it: then with its choices and what deletes it.

    `changed` carries changes as arguments of a Memory, `opened` its memory: the person goes to its message.
    """

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
        self.text, self.editor = QLabel(self), QLineEdit(self)
        self.editor.setMaxLength(LONGEST_MEMORY)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._state, self._told, self.source = QLabel(self), ElidedLabel(parent=self), ElidedButton(self)
        role(self._told, "faint")
        role(self.source, "link")
        self.settings = ScopeAndEnd(shown, folders, self)
        self.keep, self.decline, self.edit, self.save, self.forget = (QPushButton(self) for _ in range(5))
        for button in (self.keep, self.decline, self.edit):
            role(button, "chip")
        role(self.forget, "quiet")
        self._open, self._is_editing = QWidget(self), False
        self._lay_out()
        self._connect()
        self.show_memory(shown, folders, replacement)

    def show_memory(self, shown: Memory, folders: Mapping[int, str], replacement: str = "") -> None:
        """Show the memory as it is now. What the person is changing stays open, with the focus."""
        self.memory, self._replacement = shown, replacement
        role(self._state, "good-chip" if shown.state == "proposed" else "chip")
        self.text.setText(shown.text)
        self.settings.show_memory(shown, folders)
        self._show_editor(self._is_editing)
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
        self._told.show_text(self._told_text())
        self._told.setMaximumWidth(self._told.sizeHint().width() + Space.XS)
        self.source.show_text(self.memory.title or tr("memory", "a conversation without a title"))
        self.source.setVisible(self.memory.conversation is not None)

    def start_edit(self) -> None:
        """Let the person change the words, and where and until when they are used."""
        self.editor.setText(self.memory.text)
        self._show_editor(True)
        self.editor.setFocus()
        self.editor.selectAll()

    def _told_text(self) -> str:
        """Return when it was told, and how its use is limited: the last words lead to the conversation where there is one."""
        day = day_text(self.memory.created_at)
        limits = [] if self.memory.state != "kept" else self.settings.limits()
        if self.memory.conversation is None:
            return " · ".join((tr("memory", "Written on {day}", day=day), *limits))
        return " · ".join((*limits, tr("memory", "Told on {day} in", day=day)))

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
        where = QWidget(self)
        words = QHBoxLayout(where)
        words.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        words.setSpacing(Space.XS)
        words.addWidget(self._told, 1000)
        words.addWidget(self.source)
        words.addStretch(1)
        below = FlowLayout(grows=where)
        for widget in (where, self.settings.on, self.keep, self.decline, self.edit):
            below.addWidget(widget)
        inside = QVBoxLayout(self._open)
        inside.setContentsMargins(Space.NONE, Space.XS, Space.NONE, Space.NONE)
        inside.setSpacing(Space.S)
        inside.addWidget(self.editor)
        inside.addWidget(self.settings)
        buttons = FlowLayout()
        for button in (self.save, self.forget):
            buttons.addWidget(button)
        inside.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.S, Space.M, Space.S)
        column.setSpacing(Space.XS)
        column.addWidget(self._state, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.text)
        column.addLayout(below)
        column.addWidget(self._open)

    def _connect(self) -> None:
        self.keep.clicked.connect(lambda: self.kept.emit(self.memory))
        self.decline.clicked.connect(lambda: self.declined.emit(self.memory))
        self.forget.clicked.connect(lambda: self.forgotten.emit(self.memory))
        self.source.clicked.connect(lambda: self.opened.emit(self.memory))
        self.settings.changed.connect(lambda changes: self.changed.emit(self.memory, changes))
        self.edit.clicked.connect(self.start_edit)
        self.save.clicked.connect(self._save)
        self.editor.returnPressed.connect(self._save)
        EscapeKey(self._open, self._end_edit)

    def _save(self) -> None:
        words = " ".join(self.editor.text().split())
        self._end_edit()
        if words and words != self.memory.text:
            self.changed.emit(self.memory, {"text": words})

    def _end_edit(self) -> None:
        self._show_editor(False)
        self.edit.setFocus()

    def _show_editor(self, is_shown: bool) -> None:
        state, self._is_editing = self.memory.state, is_shown
        self._open.setVisible(is_shown or state == "replaced")
        for widget in (self.editor, self.save):
            widget.setVisible(is_shown)
        self.text.setVisible(not is_shown)
        self.edit.setVisible(not is_shown and state != "replaced")
        self.keep.setVisible(not is_shown and state == "proposed")
        self.decline.setVisible(not is_shown and state == "proposed")
        self.settings.on.setVisible(state == "kept")
        self.settings.setVisible(is_shown and state == "kept")
