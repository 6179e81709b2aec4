"""The running summary of a conversation, to be read and changed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from engine.capabilities.chat.api.context import ConversationSummary

LONGEST = 20_000
"""Characters."""


class SummaryEditor(TranslatedWidget):
    """`saved` carries the summary's last answer and its new text; an empty one has the summary written anew."""

    saved = Signal(int, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._summary = ConversationSummary("")
        self._title, self._state = QLabel(self), QLabel(self)
        role(self._title, "soft")
        role(self._state, "faint")
        self._state.setWordWrap(True)
        self._text = QPlainTextEdit(self)
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(theme.px(Size.PREVIEW_HEIGHT))
        self._title.setBuddy(self._text)
        self._save, self._anew = QPushButton(self), QPushButton(self)
        role(self._anew, "link")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.XS)
        for part in (self._title, self._text, self._state):
            column.addWidget(part)
        column.addWidget(self._save, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._anew, 0, Qt.AlignmentFlag.AlignLeft)
        self._text.textChanged.connect(self._update_buttons)
        self._save.clicked.connect(lambda: self.saved.emit(self._summary.upto, self._text.toPlainText()[:LONGEST]))
        self._anew.clicked.connect(lambda: self.saved.emit(self._summary.upto, ""))
        self.retranslate()

    def show_summary(self, summary: ConversationSummary) -> None:
        """Show a summary; what the person is changing stays."""
        is_untouched = self._text.toPlainText() == self._summary.text
        self._summary = summary
        if is_untouched:
            self._text.setPlainText(summary.text)
        self.retranslate()

    def show_saved(self, summary: ConversationSummary) -> None:
        """Show what was saved in the place of the text."""
        self._summary = summary
        self._text.setPlainText(summary.text)
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(tr("chat", "Summary of earlier messages"))
        self._text.setAccessibleName(tr("chat", "Summary of earlier messages"))
        self._text.setPlaceholderText(tr("chat", "The model writes it after a few more answers."))
        self._save.setText(tr("chat", "Save the summary"))
        self._anew.setText(tr("chat", "Have it written anew"))
        self._state.setText(self._state_sentence())
        self._update_buttons()

    def _state_sentence(self) -> str:
        summary = self._summary
        if not summary.text:
            return ""
        covered = tr("chat", "It stands for the first %n message(s).", summary.summarised)
        waiting = tr("chat", "%n more message(s) will be added soon.", summary.waiting) if summary.waiting else ""
        edited = tr("chat", "You have changed it; what follows is added to your version.") if summary.is_edited else ""
        return " ".join(part for part in (covered, waiting, edited) if part)

    def _update_buttons(self) -> None:
        text = self._text.toPlainText()
        self._text.setReadOnly(not self._summary.upto)
        self._save.setEnabled(bool(self._summary.upto and text.strip() and text != self._summary.text))
        self._anew.setEnabled(bool(self._summary.upto))
