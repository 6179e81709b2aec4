"""Form in the inspector for the settings of one conversation."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.forms.fields import FloatField, IntField
from engine.capabilities.chat.api import AnsweringModel, ConversationSettings

LONGEST_SYSTEM = 20_000
"""Characters."""
LARGEST_SEED = 2**32 - 1


class ConversationSettingsPane(TranslatedWidget):
    """`changed` and `default_clicked` carry the settings as they are in the form."""

    changed = Signal(object)
    default_clicked = Signal(object)

    def __init__(self, theme: Theme, settings: ConversationSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "panel")
        self._initial = settings
        self._system = QPlainTextEdit(self)
        self._system.setPlainText(settings.system)
        self._system.setTabChangesFocus(True)
        self._system.setFixedHeight(theme.px(Size.PREVIEW_HEIGHT // 2))
        sampling = settings.sampling
        self._temperature = FloatField(theme, 0.0, 2.0, sampling.temperature, self._on_changed)
        self._top_p = FloatField(theme, 0.0, 1.0, sampling.top_p, self._on_changed)
        self._top_k = IntField(theme, 0, 1000, 5, sampling.top_k, self._on_changed)
        self._max_tokens = IntField(theme, 1, 100_000, 64, sampling.max_tokens, self._on_changed)
        self._passages = IntField(theme, 1, 20, 1, settings.passages, self._on_changed)
        self._seed = QLineEdit("" if sampling.seed is None else str(sampling.seed), self)
        self._thinking = QCheckBox(self)
        self._thinking.setChecked(settings.thinking)
        self._thinking.hide()  # until it is known that the model takes the switch
        self._note, self._use_for_new = QLabel(self), QPushButton(self)
        role(self._note, "faint")
        self._note.setWordWrap(True)
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def current(self) -> ConversationSettings:
        """The settings in the form. Fields that it does not show keep their values."""
        seed = self._seed.text().strip()
        sampling = msgspec.structs.replace(
            self._initial.sampling,
            temperature=round(self._temperature.value(), 2),
            top_p=round(self._top_p.value(), 2),
            top_k=self._top_k.value(),
            max_tokens=self._max_tokens.value(),
            seed=min(int(seed), LARGEST_SEED) if seed.isascii() and seed.isdigit() else None,
        )
        system = self._system.toPlainText()[:LONGEST_SYSTEM]
        return msgspec.structs.replace(
            self._initial,
            sampling=sampling,
            system=system,
            passages=self._passages.value(),
            thinking=self._thinking.isChecked(),
        )

    def show_model(self, model: AnsweringModel) -> None:
        """Offer the switch for thinking where the model takes one."""
        self._thinking.setVisible(model.thinking == "optional")

    def retranslate(self) -> None:
        words = (
            tr("chat", "Instructions"),
            tr("chat", "How varied answers are"),
            tr("chat", "Only likely words"),
            tr("chat", "Words to choose from"),
            tr("chat", "Longest answer"),
            tr("chat", "Number that fixes chance"),
            tr("chat", "Passages read from your documents"),
        )
        terms = (
            tr("chat", "System prompt"),
            tr("chat", "Temperature. Low: sober, much the same each time. High: varied and inventive."),
            tr("chat", "Top-p. It chooses among the likeliest words that together reach this probability; 1: all."),
            tr("chat", "Top-k. At most so many of the likeliest ones; 0: all."),
            tr("chat", "In tokens; a token is about three quarters of a word."),
            tr("chat", "Seed. The same number gives the same answer to the same question."),
            tr("chat", "More take longer to read."),
        )
        for (label, field), text, term in zip(self._fields, words, terms, strict=True):
            label.setText(text)
            label.setToolTip(term)
            field.setToolTip(term)
            field.setAccessibleName(text)
            field.setAccessibleDescription(term)
        self._thinking.setText(tr("chat", "Let the model think before it answers"))
        self._thinking.setToolTip(tr("chat", "Slower, and often better for difficult questions."))
        self._system.setPlaceholderText(tr("chat", "How should the model answer? For example: briefly, in Spanish."))
        self._seed.setPlaceholderText(tr("chat", "Random"))
        self._note.setText(tr("chat", "These settings apply to this conversation, from the next answer on."))
        self._use_for_new.setText(tr("chat", "Use for new conversations"))

    def _lay_out(self) -> None:
        controls = (
            self._system,
            self._temperature,
            self._top_p,
            self._top_k,
            self._max_tokens,
            self._seed,
            self._passages,
        )
        self._fields: list[tuple[QLabel, QWidget]] = [(QLabel(self), control) for control in controls]
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(Space.S)
        for label, control in self._fields:
            role(label, "soft")
            label.setBuddy(control)
            form.addRow(label, control)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self._note)
        column.addWidget(self._thinking)
        column.addLayout(form)
        column.addWidget(self._use_for_new)
        column.addStretch(1)

    def _connect(self) -> None:
        self._system.textChanged.connect(self._on_changed)
        self._seed.textChanged.connect(self._on_changed)
        self._thinking.toggled.connect(self._on_changed)
        self._use_for_new.clicked.connect(lambda: self.default_clicked.emit(self.current))

    def _on_changed(self, *_: object) -> None:
        self.changed.emit(self.current)
