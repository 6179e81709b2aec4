"""What is wrong with the examples, pair by pair, for the inspector; and texts one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.layout.wrapping_delegate import Wrapping
from desktop.widgets.text import formatting
from engine.capabilities.classification import api as classification

SENTENCES = {
    "same text": tr_noop("classification", "The same text is used for learning and for testing"),
    "alike": tr_noop("classification", "Nearly the same text is used for learning and for testing"),
    "two labels": tr_noop("classification", "One text has two labels"),
}


class TextList(TranslatedWidget):
    """Lines that wrap, under a sentence that says what they are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line, self.list = QLabel(self), QListWidget(self)
        role(self.line, "soft")
        self.line.setWordWrap(True)
        self.list.setWordWrap(True)
        self.list.setItemDelegate(Wrapping(2 * (Space.S + Space.M), self.list))
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSpacing(Space.XS)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.M)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        column.addStretch()
        self.retranslate()

    def retranslate(self) -> None:
        self.list.setAccessibleName(tr("classification", "Texts"))

    def show_texts(self, texts: Sequence[str]) -> None:
        self.list.clear()
        self.list.addItems(list(texts))
        self.list.setVisible(bool(texts))


class IssueList(TextList):
    def __init__(self, found: classification.DataIssues, parent: QWidget | None = None) -> None:
        self._found = found
        super().__init__(parent)

    def retranslate(self) -> None:
        super().retranslate()
        self.line.setText(
            tr(
                "classification",
                "%n problem(s). They make the figures look better or worse than they are.",
                self._found.total,
            )
            if self._found.total
            else tr("classification", "No text is repeated between learning and testing, and none has two labels.")
        )
        self.show_texts([_said(pair) for pair in self._found.pairs])


class ConfusionCellTexts(TextList):
    """The texts of one cell of the confusion matrix."""

    def __init__(self, label: str, guess: str, found: classification.ExamplePage, parent: QWidget | None = None) -> None:
        self._label, self._guess, self._found = label, guess, found
        super().__init__(parent)

    def retranslate(self) -> None:
        super().retranslate()
        said = tr(
            "classification",
            "%n text(s) of “{label}” taken for “{guess}”",
            self._found.total,
            label=self._label,
            guess=self._guess,
        )
        self.line.setText(said)
        self.show_texts([example.text for example in self._found.examples])


def _said(pair: classification.ExamplePair) -> str:
    first, second = pair.first, pair.second
    lines = [tr("classification", SENTENCES[pair.issue]), f"{first.text}  ·  {first.label}"]
    if pair.issue != "same text" or second.label != first.label:
        lines.append(f"{second.text}  ·  {second.label}")
    if pair.issue == "alike":
        lines[0] = f"{lines[0]} ({formatting.number(pair.cosine, 2)})"
    return "\n".join(lines)
