"""List of the vague places of a prompt, each with the words it is about and a button that writes the mend."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.tokens import Space
from engine.capabilities.prompts.api import PromptWeakness, WeaknessKind

LONGEST_QUOTE = 50
"""Characters of the prompt that are shown of each place."""


class WeaknessList(TranslatedWidget):
    """`mended` carries the weakness whose mend is wanted, `pointed` the one whose place is to be shown."""

    mended = Signal(object)
    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.weaknesses: tuple[PromptWeakness, ...] = ()
        self._text, self._rows = "", list[QWidget]()
        self._title = QLabel(self)
        role(self._title, "faint")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._column.setSpacing(Space.XS)
        self._column.addWidget(self._title)
        self.retranslate()

    def show_weaknesses(self, text: str, weaknesses: Sequence[PromptWeakness]) -> None:
        """Show the weaknesses of a prompt; a good one has none."""
        self._text, self.weaknesses = text, tuple(weaknesses)
        self.retranslate()

    @property
    def buttons(self) -> list[QPushButton]:
        """The buttons that mend, from top to bottom."""
        return [row.findChildren(QPushButton)[-1] for row in self._rows]

    def retranslate(self) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(weakness) for weakness in self.weaknesses]
        for row in self._rows:
            self._column.addWidget(row)
        self._title.setText(
            tr("prompts", "What could be clearer")
            if self.weaknesses
            else tr("prompts", "It says what it wants.")
            if self._text.strip()
            else ""
        )

    def _row(self, weakness: PromptWeakness) -> QWidget:
        row = QWidget(self)
        about, mend = QPushButton(row), QPushButton(tr("prompts", "Mend"), row)
        role(about, "link")
        role(mend, "link")
        quote = " ".join(self._text[weakness.start : weakness.end].split())
        short = quote if len(quote) <= LONGEST_QUOTE else f"{quote[:LONGEST_QUOTE]}…"
        about.setText(tr("prompts", "{problem} “{words}”", problem=sentence_of(weakness.kind), words=short))
        about.setToolTip(tr("prompts", "Show the place"))
        proposal = weakness.mend.strip(". \n")
        mend.setToolTip(proposal)
        mend.setAccessibleName(tr("prompts", "Mend: {text}", text=proposal))
        proposed = QLabel(proposal.splitlines()[0] if proposal else "", row)
        role(proposed, "faint")
        proposed.setWordWrap(True)
        inside = QVBoxLayout(row)
        inside.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        inside.setSpacing(Space.NONE)
        line = QHBoxLayout()
        line.addWidget(about)
        line.addStretch(1)
        inside.addLayout(line)
        below = QHBoxLayout()
        below.addWidget(proposed, 1)
        below.addWidget(mend)
        inside.addLayout(below)
        about.clicked.connect(partial(self.pointed.emit, weakness))
        mend.clicked.connect(partial(self.mended.emit, weakness))
        return row


def sentence_of(kind: WeaknessKind) -> str:
    """Return what is wrong, in the user's language."""
    return {
        "no_text": tr("prompts", "The text it speaks of is missing:"),
        "no_delimiters": tr("prompts", "The text is not set apart from what is asked:"),
        "several_tasks": tr("prompts", "Several tasks at once:"),
        "vague_words": tr("prompts", "Vague words:"),
        "only_negative": tr("prompts", "It says only what not to do:"),
        "no_format": tr("prompts", "It does not say what the answer should look like:"),
        "no_length": tr("prompts", "It does not say how long the answer should be:"),
        "no_audience": tr("prompts", "It does not say for whom:"),
    }[kind]


def write_mend(field: QPlainTextEdit, weakness: PromptWeakness) -> None:
    """Write the mend, which Ctrl+Z takes back by itself: without a block Qt joins it with what was typed before."""
    cursor = _cursor(field, weakness.mend_start, weakness.mend_end)
    cursor.beginEditBlock()
    cursor.insertText(weakness.mend)
    cursor.endEditBlock()


def show_place(field: QPlainTextEdit, weakness: PromptWeakness) -> None:
    """Select the words that a weakness is about."""
    field.setTextCursor(_cursor(field, weakness.start, weakness.end))
    field.setFocus()


def _cursor(field: QPlainTextEdit, start: int, end: int) -> QTextCursor:
    text, cursor = field.toPlainText(), field.textCursor()
    cursor.setPosition(_position(text, start))
    cursor.setPosition(_position(text, end), QTextCursor.MoveMode.KeepAnchor)
    return cursor


def _position(text: str, offset: int) -> int:
    """Return Qt's position, in UTF-16 units, of a character."""
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
