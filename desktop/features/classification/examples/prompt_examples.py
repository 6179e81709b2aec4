"""A few labelled lines that the chat model is shown before it is asked: pasted, or typed with the label before a colon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from engine.capabilities.classification import api as classification
from engine.protocol import tables

MOST_SHOTS = 64
"""Of each label; By takes no more."""


class Lines(NamedTuple):
    """`rows`: text and label. `others` have none of the labels."""

    rows: tuple[tuple[str, str], ...]
    others: int


def read_lines(text: str, labels: Sequence[str]) -> Lines:
    """“text<tab>label”, as tables are copied, or “label: text”; a label is found whatever its capitals are."""
    known = {label.casefold(): label for label in labels}
    lines = [line for line in text.splitlines() if line.strip()]
    rows = [_row(line) for line in lines]
    found = tuple((said, known[label]) for said, label in rows if said and label in known)
    return Lines(found, len(lines) - len(found))


def _row(line: str) -> tuple[str, str]:
    said, tab, label = line.rpartition("\t")
    if not tab:
        label, _, said = line.partition(":")
    return " ".join(said.split()), label.strip().casefold()


class PromptExamples(TranslatedWidget):
    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._labels = theme, tuple[str, ...]()
        self._name, self.said, self.lines = QLabel(self), QLabel(self), QPlainTextEdit(self)
        for label in (self._name, self.said):
            role(label, "faint")
            label.setWordWrap(True)
        self.lines.setTabChangesFocus(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.XS)
        for widget in (self._name, self.lines, self.said):
            column.addWidget(widget)
        self.lines.textChanged.connect(self._typed)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()
        self.retranslate()

    def show_labels(self, labels: Sequence[str]) -> None:
        """Lines count when they have one of these."""
        self._labels = tuple(labels)
        self.retranslate()

    def told(self, by: classification.PredictionMethod) -> classification.PredictionMethod:
        """With what is shown, as many of each label as there are."""
        rows = read_lines(self.lines.toPlainText(), self._labels).rows
        if not rows:
            return by
        source = tables.Source(lines="\n".join(f"{text}\t{label}" for text, label in rows))
        most = max(Counter(label for _, label in rows).values())
        return classification.PredictionMethod(by.kind, by.model, min(most, MOST_SHOTS), source)

    def retranslate(self) -> None:
        self._name.setText(
            tr(
                "classification",
                "A few examples, if you like: a line each with its label, a colon and the text; or the text, a "
                "tabulator and its label, as tables are copied",
            )
        )
        self.lines.setPlaceholderText(tr("classification", "complaint: The lift has been out of order since Monday"))
        self.lines.setAccessibleName(tr("classification", "Examples shown to the chat model"))
        found = read_lines(self.lines.toPlainText(), self._labels)
        said = [tr("classification", "%n example(s) will be shown to it.", len(found.rows))]
        if found.others:
            said.append(tr("classification", "%n line(s) have none of the labels and are left out.", found.others))
        self.said.setText(" ".join(said))
        self.said.setVisible(bool(found.rows) or found.others > 0)

    def _typed(self) -> None:
        self.retranslate()
        self.changed.emit()

    def _apply_theme(self) -> None:
        self.lines.setFixedHeight(self._theme.px(Size.TEXT_FIELD))
