"""Examples of question and answer (one-shot, few-shot), each in two fields, with a button for one more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.features.prompts.text_field import TextField
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_button import IconButton
from engine.protocol.answering.prompt_example import PromptExample

MOST_EXAMPLES = 20


class _Pair(QWidget):
    """The fields of one example."""

    edited = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, example: PromptExample, parent: QWidget) -> None:
        super().__init__(parent)
        self.question, self.answer = (TextField(theme, self, lines=1) for _ in range(2))
        self.question.show_text(example.question)
        self.answer.show_text(example.answer)
        self.remove = IconButton(theme, "x", Size.ICON_SMALL, parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.S)
        row.addWidget(self.question, 1)
        row.addWidget(self.answer, 1)
        row.addWidget(self.remove)
        self.question.edited.connect(self.edited)
        self.answer.edited.connect(self.edited)
        self.remove.clicked.connect(self.removed)

    @property
    def example(self) -> PromptExample:
        return PromptExample(self.question.toPlainText(), self.answer.toPlainText())


class ExampleFields(TranslatedWidget):
    """`changed` is emitted when the person changes, adds or removes an example."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._pairs, self._is_editable = theme, list[_Pair](), True
        self._label, self.add = QLabel(self), QPushButton(self)
        role(self._label, "faint")
        role(self.add, "link")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(Space.S)
        adding = QHBoxLayout()
        adding.addWidget(self.add)
        adding.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.XS)
        column.addWidget(self._label)
        column.addLayout(self._rows)
        column.addLayout(adding)
        self.add.clicked.connect(self._add_empty)
        self.retranslate()

    @property
    def examples(self) -> tuple[PromptExample, ...]:
        """The examples that have a question and an answer."""
        examples = (pair.example for pair in self._pairs)
        return tuple(e for e in examples if e.question.strip() and e.answer.strip())

    def show_examples(self, examples: Sequence[PromptExample]) -> None:
        """Show these examples, unless they are shown."""
        if tuple(examples) == self.examples and len(examples) == len(self._pairs):
            return
        for pair in list(self._pairs):
            self._take(pair)
        for example in examples:
            self._add(example)

    def set_editable(self, is_editable: bool) -> None:
        """Let examples be changed, or only read."""
        self._is_editable = is_editable
        self.retranslate()

    def retranslate(self) -> None:
        self._label.setText(tr("prompts", "Examples: what is asked, and how it is answered"))
        self._label.setVisible(bool(self._pairs) or self._is_editable)
        self.add.setText(tr("prompts", "Add an example"))
        self.add.setVisible(self._is_editable)
        for number, pair in enumerate(self._pairs, 1):
            pair.question.setAccessibleName(tr("prompts", "Question of example {number}", number=number))
            pair.answer.setAccessibleName(tr("prompts", "Answer of example {number}", number=number))
            pair.question.setPlaceholderText(tr("prompts", "Question"))
            pair.answer.setPlaceholderText(tr("prompts", "Answer"))
            pair.remove.set_name(tr("prompts", "Remove example {number}", number=number))
            pair.remove.setVisible(self._is_editable)
            for field in (pair.question, pair.answer):
                field.setReadOnly(not self._is_editable)

    def _add_empty(self) -> None:
        if len(self._pairs) < MOST_EXAMPLES:
            self._add(PromptExample("", "")).question.setFocus()

    def _add(self, example: PromptExample) -> _Pair:
        pair = _Pair(self._theme, example, self)
        pair.edited.connect(self.changed)
        pair.removed.connect(lambda: self._remove(pair))
        self._pairs.append(pair)
        self._rows.addWidget(pair)
        self.retranslate()
        return pair

    def _remove(self, pair: _Pair) -> None:
        self._take(pair)
        self.changed.emit()

    def _take(self, pair: _Pair) -> None:
        self._pairs.remove(pair)
        self._rows.removeWidget(pair)
        pair.hide()
        pair.deleteLater()
        self.retranslate()
