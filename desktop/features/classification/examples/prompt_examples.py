"""Field for a few labelled lines that are shown to the chat model before it is asked (few-shot prompting)."""

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

MAX_SHOTS = 64
"""Examples of each label that a PredictionMethod takes."""


class LabelledLines(NamedTuple):
    """Pairs of text and label, and the number of lines that have none of the labels."""

    rows: tuple[tuple[str, str], ...]
    ignored: int


def parse_lines(text: str, labels: Sequence[str]) -> LabelledLines:
    """Read lines of "text<tab>label", as tables are copied, or "label: text"; labels match in any letter case."""
    known = {label.casefold(): label for label in labels}
    lines = [line for line in text.splitlines() if line.strip()]
    parsed = [_parse_line(line) for line in lines]
    rows = tuple((text, known[label]) for text, label in parsed if text and label in known)
    return LabelledLines(rows, len(lines) - len(rows))


def _parse_line(line: str) -> tuple[str, str]:
    text, tab, label = line.rpartition("\t")
    if not tab:
        label, _, text = line.partition(":")
    return " ".join(text.split()), label.strip().casefold()


class PromptExamples(TranslatedWidget):
    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._labels = theme, tuple[str, ...]()
        self._name, self.summary, self.lines = QLabel(self), QLabel(self), QPlainTextEdit(self)
        for label in (self._name, self.summary):
            role(label, "faint")
            label.setWordWrap(True)
        self.lines.setTabChangesFocus(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.XS)
        for widget in (self._name, self.lines, self.summary):
            column.addWidget(widget)
        self.lines.textChanged.connect(self._on_typed)
        theme.changed.connect(self._set_height)
        self._set_height()
        self.retranslate()

    def show_labels(self, labels: Sequence[str]) -> None:
        """Set the labels that a line must have to count."""
        self._labels = tuple(labels)
        self.retranslate()

    def add_to(self, method: classification.PredictionMethod) -> classification.PredictionMethod:
        """Return the method with these examples, and as many shots as the most frequent label has."""
        rows = parse_lines(self.lines.toPlainText(), self._labels).rows
        if not rows:
            return method
        source = tables.Source(lines="\n".join(f"{text}\t{label}" for text, label in rows))
        shots = min(max(Counter(label for _, label in rows).values()), MAX_SHOTS)
        return classification.PredictionMethod(method.kind, method.model, shots, source)

    def retranslate(self) -> None:
        self._name.setText(
            tr(
                "classification",
                "A few examples, if you like, one per line: the label, a colon and the text; or the text, a tab and the "
                "label, as tables are copied",
            )
        )
        self.lines.setPlaceholderText(tr("classification", "complaint: The lift has been out of order since Monday"))
        self.lines.setAccessibleName(tr("classification", "Examples shown to the chat model"))
        parsed = parse_lines(self.lines.toPlainText(), self._labels)
        sentences = [tr("classification", "%n example(s) will be shown to it.", len(parsed.rows))]
        if parsed.ignored:
            sentences.append(
                tr("classification", "%n line(s) have none of the labels and are left out.", parsed.ignored)
            )
        self.summary.setText(" ".join(sentences))
        self.summary.setVisible(bool(parsed.rows) or parsed.ignored > 0)

    def _on_typed(self) -> None:
        self.retranslate()
        self.changed.emit()

    def _set_height(self) -> None:
        self.lines.setFixedHeight(self._theme.px(Size.TEXT_FIELD))
