"""The settings that everybody understands: instructions, variety, length, passages, thinking."""

from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QWidget

from desktop.features.chat.settings.form_section import FormSection
from desktop.i18n import tr, tr_noop
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size
from desktop.widgets.forms.fields import FloatField, IntField
from engine.capabilities.chat.api import AnsweringModel, ConversationSettings
from engine.protocol.answering.presets import RANGES

LONGEST_SYSTEM = 400_000
"""Characters."""


class BasicSection(FormSection):
    """The switch for thinking is shown once it is known that the model takes one."""

    def __init__(self, theme: Theme, settings: ConversationSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sampling = settings.sampling
        self._system = QPlainTextEdit(self)
        self._system.setTabChangesFocus(True)
        self._system.setFixedHeight(theme.px(Size.PREVIEW_HEIGHT // 2))
        self._temperature = FloatField(theme, *RANGES["temperature"], sampling.temperature, self._on_changed)
        least, most = (int(end) for end in RANGES["max_tokens"])
        self._max_tokens = IntField(theme, least, most, 64, sampling.max_tokens, self._on_changed)
        self._passages = IntField(theme, 1, 20, 1, settings.passages, self._on_changed)
        self._thinking = QCheckBox(self)
        self._thinking.hide()
        self._column.addWidget(self._thinking)
        self._extractive = QCheckBox(self)
        self._column.addWidget(self._extractive)
        self._add(self._system, tr_noop("chat", "Instructions"), tr_noop("chat", "System prompt"))
        self._add(
            self._temperature,
            tr_noop("chat", "How varied answers are"),
            tr_noop("chat", "Temperature. Low: sober, much the same each time. High: varied and inventive."),
        )
        self._add(
            self._max_tokens,
            tr_noop("chat", "Longest answer"),
            tr_noop("chat", "In tokens; a token is about three quarters of a word."),
        )
        self._add(
            self._passages,
            tr_noop("chat", "Passages read from your documents"),
            tr_noop("chat", "More take longer to read."),
        )
        self.show_settings(settings)
        self._system.textChanged.connect(self._on_changed)
        self._thinking.toggled.connect(self._on_changed)
        self._extractive.toggled.connect(self._on_changed)
        self.retranslate()

    def apply(self, settings: ConversationSettings) -> ConversationSettings:
        sampling = msgspec.structs.replace(
            settings.sampling, temperature=round(self._temperature.value(), 2), max_tokens=self._max_tokens.value()
        )
        return msgspec.structs.replace(
            settings,
            sampling=sampling,
            system=self._system.toPlainText()[:LONGEST_SYSTEM],
            passages=self._passages.value(),
            thinking=self._thinking.isChecked(),
            extractive=self._extractive.isChecked(),
        )

    def show_model(self, model: AnsweringModel) -> None:
        """Offer the switch for thinking where the model takes one."""
        self._thinking.setVisible(model.thinking == "optional")

    def retranslate(self) -> None:
        super().retranslate()
        self._thinking.setText(tr("chat", "Let the model think before it answers"))
        self._thinking.setToolTip(tr("chat", "Slower, and often better for difficult questions."))
        self._extractive.setText(tr("chat", "Only quote the documents"))
        self._extractive.setToolTip(tr("chat", "No model writes: the best sentences are quoted, with their sources."))
        self._system.setPlaceholderText(tr("chat", "How should the model answer? For example: briefly, in Spanish."))

    def _show(self, settings: ConversationSettings) -> None:
        if settings.system != self._system.toPlainText():
            self._system.setPlainText(settings.system)
        self._temperature.setValue(settings.sampling.temperature)
        self._max_tokens.setValue(settings.sampling.max_tokens)
        self._passages.setValue(settings.passages)
        self._thinking.setChecked(settings.thinking)
        self._extractive.setChecked(settings.extractive)
