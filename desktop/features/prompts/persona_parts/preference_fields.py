"""How a persona chooses its words, and the model that it prefers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.controls.labelled_field import LabelledField
from engine.capabilities.models.api import ModelInfo
from engine.protocol.answering.presets import PRESETS, Preset

LEAST_CHARACTERS = 8
"""Of a choice that are seen where the form is narrow; its list shows all."""


class PreferenceFields(TranslatedWidget):
    """Both may be left to the conversation. `changed` is emitted when the person chooses.

    A preferred model that is not installed stays preferred, and a sentence says that another one answers meanwhile.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._names = "", dict[str, str]()
        self.preset_box, self.model_box, self.note = QComboBox(self), QComboBox(self), QLabel(self)
        self._preset_label, self._model_label = (
            LabelledField(self.preset_box, self),
            LabelledField(self.model_box, self),
        )
        for box in (self.preset_box, self.model_box):  # a long name must not make the form wider than the page
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(LEAST_CHARACTERS)
        for name in ("", *PRESETS):
            self.preset_box.addItem("", name)
        self.note.setWordWrap(True)
        role(self.note, "faint")
        self.note.hide()
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._preset_label, 1)
        row.addWidget(self._model_label, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.XS)
        column.addLayout(row)
        column.addWidget(self.note)
        self.preset_box.activated.connect(lambda _: self.changed.emit())
        self.model_box.activated.connect(lambda _: self._on_model())
        self.retranslate()

    @property
    def preset(self) -> Preset | None:
        """The chosen preset; None leaves it to the conversation."""
        return next((name for name in PRESETS if name == self.preset_box.currentData()), None)

    @property
    def model(self) -> str:
        """Id of the preferred model; empty leaves it to the conversation."""
        return self._model

    def show_preferences(self, preset: Preset | None, model: str) -> None:
        """Show what a persona prefers."""
        self._model = model
        self.preset_box.setCurrentIndex(max(self.preset_box.findData(preset or ""), 0))
        self._fill_models()

    def show_models(self, installed: Sequence[ModelInfo]) -> None:
        """Offer the chat models that are installed and ready."""
        self._names = {model.id: model.name for model in installed if model.kind == "text" and model.state == "ready"}
        self._fill_models()

    def set_editable(self, is_editable: bool) -> None:
        """Let both be chosen, or only read."""
        self.preset_box.setEnabled(is_editable)
        self.model_box.setEnabled(is_editable)

    def retranslate(self) -> None:
        self._preset_label.set_name(tr("prompts", "How it chooses words"))
        self._model_label.set_name(tr("prompts", "The model it prefers"))
        names = {
            "": tr("prompts", "As the conversation does"),
            "precise": tr("chat", "Precise"),
            "balanced": tr("chat", "Balanced"),
            "creative": tr("chat", "Creative"),
        }
        for row in range(self.preset_box.count()):
            self.preset_box.setItemText(row, names[self.preset_box.itemData(row)])
        self._fill_models()

    def _fill_models(self) -> None:
        self.model_box.clear()
        self.model_box.addItem(tr("prompts", "The model of the conversation"), "")
        for id, name in self._names.items():
            self.model_box.addItem(name, id)
        is_missing = bool(self._model) and self._model not in self._names
        if is_missing:
            self.model_box.addItem(self._model, self._model)
        self.model_box.setCurrentIndex(max(self.model_box.findData(self._model), 0))
        self._show_note(is_missing=is_missing and bool(self._names))

    def _show_note(self, *, is_missing: bool) -> None:
        sentence = tr("prompts", "This model is not installed: until it is, the model of the conversation answers.")
        self.note.setText(sentence if is_missing else "")
        self.note.setVisible(is_missing)

    def _on_model(self) -> None:
        self._model = self.model_box.currentData()
        self._show_note(is_missing=bool(self._model) and self._model not in self._names)
        self.changed.emit()
