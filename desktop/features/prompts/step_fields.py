"""The steps of a chain: a name and a prompt each, which can be moved, added and removed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.features.prompts.text_field import TextField
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.text.message_text import MessageText
from engine.capabilities.prompts.api import MOST_STEPS, ChainStep


class StepCard(QFrame):
    """Name and prompt of one step, and below them what the last run wrote."""

    edited = Signal()
    moved = Signal(int)
    removed = Signal()

    def __init__(self, theme: Theme, step: ChainStep, parent: QWidget) -> None:
        super().__init__(parent)
        role(self, "card")
        self.name, self.prompt = QLineEdit(step.name, self), TextField(theme, self)
        self.prompt.show_text(step.prompt)
        self.up, self.down, self.remove = (
            IconButton(theme, icon, Size.ICON_SMALL, parent=self) for icon in ("caret-up", "caret-down", "x")
        )
        self.output = MessageText(theme, parent=self)
        self.output.hide()
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.name, 1)
        for button in (self.up, self.down, self.remove):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.S)
        column.addLayout(row)
        column.addWidget(self.prompt)
        column.addWidget(self.output)
        self.name.textEdited.connect(lambda _: self.edited.emit())
        self.prompt.edited.connect(self.edited)
        self.up.clicked.connect(lambda: self.moved.emit(-1))
        self.down.clicked.connect(lambda: self.moved.emit(1))
        self.remove.clicked.connect(self.removed)

    @property
    def step(self) -> ChainStep:
        """The step as it is in the fields."""
        return ChainStep(self.name.text(), self.prompt.toPlainText())

    def show_output(self, text: str) -> None:
        """Show what a run wrote; nothing hides it."""
        self.output.show_text(text)
        self.output.setVisible(bool(text))

    def append_output(self, text: str) -> None:
        """Add streamed text."""
        self.output.append(text)
        self.output.setVisible(True)

    def set_editable(self, is_editable: bool) -> None:
        """Let the step be changed, or only read."""
        self.name.setReadOnly(not is_editable)
        self.prompt.setReadOnly(not is_editable)
        for button in (self.up, self.down, self.remove):
            button.setVisible(is_editable)


class StepFields(TranslatedWidget):
    """`changed` is emitted when the person changes, adds, moves or removes a step."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.cards, self._is_editable = theme, list[StepCard](), True
        self.add = QPushButton(self)
        role(self.add, "link")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(Space.S)
        adding = QHBoxLayout()
        adding.addWidget(self.add)
        adding.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.XS)
        column.addLayout(self._rows)
        column.addLayout(adding)
        self.add.clicked.connect(self._add_step)
        self.retranslate()

    @property
    def steps(self) -> tuple[ChainStep, ...]:
        """The steps as they are in the fields."""
        return tuple(card.step for card in self.cards)

    def show_steps(self, steps: Sequence[ChainStep]) -> None:
        """Show these steps, unless they are shown."""
        if tuple(steps) == self.steps:
            return
        for card in list(self.cards):
            self._take(card)
        for step in steps:
            self._insert(step)
        self.retranslate()

    def show_outputs(self, outputs: Sequence[str]) -> None:
        """Show the outputs of a run below its steps."""
        for number, card in enumerate(self.cards):
            card.show_output(outputs[number] if number < len(outputs) else "")

    def set_editable(self, is_editable: bool) -> None:
        """Let the steps be changed, or only read."""
        self._is_editable = is_editable
        self.retranslate()

    def retranslate(self) -> None:
        self.add.setText(tr("prompts", "Add a step"))
        self.add.setVisible(self._is_editable)
        for number, card in enumerate(self.cards, 1):
            card.set_editable(self._is_editable)
            card.name.setAccessibleName(tr("prompts", "Name of step {number}", number=number))
            card.prompt.setAccessibleName(tr("prompts", "Prompt of step {number}", number=number))
            card.output.setAccessibleName(tr("prompts", "What step {number} wrote", number=number))
            card.up.set_name(tr("prompts", "Move step {number} up", number=number))
            card.down.set_name(tr("prompts", "Move step {number} down", number=number))
            card.remove.set_name(tr("prompts", "Remove step {number}", number=number))
            card.up.setEnabled(number > 1)
            card.down.setEnabled(number < len(self.cards))
            card.remove.setEnabled(len(self.cards) > 1)

    def _add_step(self) -> None:
        if len(self.cards) < MOST_STEPS:
            name = tr("prompts", "Step {number}", number=len(self.cards) + 1)
            card = self._insert(ChainStep(name, "{{previous}}"))
            self.retranslate()
            card.prompt.setFocus()
            self.changed.emit()

    def _insert(self, step: ChainStep) -> StepCard:
        card = StepCard(self._theme, step, self)
        card.edited.connect(self.changed)
        card.moved.connect(lambda by: self._move(card, by))
        card.removed.connect(lambda: self._remove(card))
        self.cards.append(card)
        self._rows.addWidget(card)
        return card

    def _move(self, card: StepCard, by: int) -> None:
        at = self.cards.index(card) + by
        if 0 <= at < len(self.cards):
            self.cards.remove(card)
            self.cards.insert(at, card)
            self._rows.removeWidget(card)
            self._rows.insertWidget(at, card)
            self.retranslate()
            self.changed.emit()

    def _remove(self, card: StepCard) -> None:
        self._take(card)
        self.retranslate()
        self.changed.emit()

    def _take(self, card: StepCard) -> None:
        self.cards.remove(card)
        self._rows.removeWidget(card)
        card.hide()
        card.deleteLater()
