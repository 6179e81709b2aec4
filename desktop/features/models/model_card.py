"""Card of one installed model: what it does, its size and speed, and buttons to use, verify or remove it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.features.models.grade_sentences import grade_text
from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.layout.folding_row import FoldingRow
from desktop.widgets.text import formatting
from engine.capabilities.models.api import ModelInfo
from engine.protocol.model_kinds import KIND_DESCRIPTIONS

STATES = {
    "damaged": tr_noop("models", "Damaged"),
    "changed": tr_noop("models", "Changed since it was added"),
    "quarantined": tr_noop("models", "Switched off after a crash"),
}
LANGUAGES = {
    "ca": "Català", "de": "Deutsch", "en": "English", "es": "Español", "eu": "Euskara", "fr": "Français",
    "gl": "Galego", "it": "Italiano", "pt": "Português", "zh": "中文",
}  # fmt: skip
"""Each language's name in that language; not translated."""
BASE_MODEL = tr_noop(
    "models",
    "A base model: it continues a text and does not answer questions. Chat uses it only if you choose it.",
)
DESCRIPTIONS = (
    tr_noop(
        "models",
        "Answers from documents in Spanish and English, in whole sentences, and writes code.\n"
        "It is a coding model: ask it about a text. Without one it often gets plain facts wrong.",
    ),
    tr_noop(
        "models",
        "A very small model to start with. It answers from a text it is given; it is weak on facts and writes little Spanish.",
    ),
    tr_noop("models", "Finds passages by meaning, in Spanish, English and about a hundred other languages."),
    tr_noop(
        "models",
        "Reads printed text in pictures, in Spanish, English and other languages of the Latin alphabet.",
    ),
    tr_noop(
        "models",
        "Finds photographs of a thousand kinds of animals and things, in Spanish and English. "
        "A CLIP model understands more: scenes, colours, actions.",
    ),
)
"""Descriptions of the starter models, marked for translation; those of other models are shown as their makers wrote them."""


class ModelCard(TranslatedMixin, QFrame):
    choose_clicked = Signal()
    verify_clicked = Signal()
    remove_clicked = Signal()
    retry_clicked = Signal()
    grade_clicked = Signal()

    def __init__(self, theme: Theme, model: ModelInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        role(self, "card")
        self.setProperty("chosen", model.chosen)
        self._name = ElidedLabel(model.name, self)
        role(self._name, "heading")
        self._state, self._kind, self._description, self._facts, self._note = (QLabel(self) for _ in range(5))
        self._grade_text = QLabel(self)
        role(self._kind, "chip")
        role(self._state, "good-chip" if model.state == "ready" else "danger-chip")
        for label in (self._facts, self._note, self._grade_text):
            role(label, "faint")
        for label in (self._description, self._facts, self._note, self._grade_text):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = [QPushButton(self) for _ in range(5)]
        self._retry, self._choose, self._grade, self._verify, self._remove = self._buttons
        clicked = (self.choose_clicked, self.grade_clicked, self.verify_clicked, self.remove_clicked)
        signals = (self.retry_clicked, *clicked)
        for button, signal in zip(self._buttons, signals, strict=True):
            role(button, "quiet")
            button.clicked.connect(signal)
        self._lay_out(theme)
        self.retranslate()

    def retranslate(self) -> None:
        model = self.model
        self._kind.setText(
            tr("models", "Continues texts") if model.is_base else tr("models", KIND_DESCRIPTIONS[model.kind])
        )
        self._state.setText(self._state_text())
        self._state.setVisible(bool(self._state.text()))
        description = BASE_MODEL if model.is_base else model.description
        self._description.setText(tr("models", description))
        self._description.setVisible(bool(description))
        self._facts.setText("  ·  ".join(_facts(model)))
        self._note.setText(tr("models", "Technical note: {note}", note=model.note))
        self._note.setVisible(bool(model.note))
        self._retry.setText(tr("models", "Try again"))
        self._retry.setVisible(model.state == "quarantined")
        self._choose.setText(tr("models", "Use this model"))
        self._choose.setVisible(not model.chosen and model.state == "ready")
        self._grade.setText(tr("models", "Test again") if model.grades else tr("models", "Test its answers"))
        self._grade.setToolTip(
            tr(
                "models",
                "Asks the model twelve short questions in each language, each with a text that holds the answer. "
                "It takes some minutes; what you ask meanwhile goes first.",
            )
        )
        self._grade_text.setText(grade_text(model))
        for widget in (self._grade, self._grade_text):
            widget.setVisible(model.kind == "text" and model.state == "ready")
        self._verify.setText(tr("models", "Verify"))
        self._remove.setText(tr("models", "Remove"))
        for button in self._buttons:
            button.setAccessibleName(f"{button.text()}: {model.name}")

    def _state_text(self) -> str:
        if self.model.stand_in:
            state = tr("models", STATES[self.model.state])
            return f"{state}: {tr('models', '{name} is used instead', name=self.model.stand_in)}"
        if self.model.state != "ready":
            return tr("models", STATES[self.model.state])
        return tr("models", "In use") if self.model.chosen else ""

    def _lay_out(self, theme: Theme) -> None:
        chips, buttons = QWidget(self), QWidget(self)
        _lay_out_row(chips, Space.S, self._state, self._kind)
        others = [button for button in self._buttons if button is not self._grade]
        _lay_out_row(buttons, Space.XS, *others)
        top, bottom = FoldingRow(theme, self._name, chips), FoldingRow(theme, self._facts, buttons)
        top.setContentsMargins(Space.NONE, Space.NONE, Space.S, Space.NONE)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.S, Space.S)
        column.setSpacing(Space.XS)
        column.addLayout(top)
        column.addWidget(self._description)
        column.addLayout(FoldingRow(theme, self._grade_text, self._grade))
        column.addWidget(self._note)
        column.addLayout(bottom)


def _lay_out_row(holder: QWidget, gap: int, *widgets: QWidget) -> None:
    row = QHBoxLayout(holder)
    row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
    row.setSpacing(gap)
    row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget)


def _facts(model: ModelInfo) -> list[str]:
    facts = [formatting.size(model.bytes), model.licence]
    if model.languages:
        facts.append(", ".join(LANGUAGES.get(code, code) for code in model.languages))
    if model.is_official:
        facts.append(tr("models", "official file of {publisher}", publisher=model.publisher))
    if model.is_multimodal:
        facts.append(tr("models", "understands pictures"))
    if model.context:
        facts.append(tr("models", "reads {n} tokens", n=formatting.number(model.context)))
    if model.tokens_per_second:
        facts.append(tr("models", "about {speed} here", speed=formatting.speed(model.tokens_per_second)))
    if model.peak_bytes:
        facts.append(tr("models", "{size} of memory", size=formatting.size(model.peak_bytes)))
    return [fact for fact in facts if fact]
