"""Form in the inspector for the settings of one conversation: the simple part first, the expert's parts folded away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec
from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.features.chat.settings.basic_section import BasicSection
from desktop.features.chat.settings.choice_section import ChoiceSection
from desktop.features.chat.settings.example_distribution import ExampleChoice
from desktop.features.chat.settings.explanation import explain
from desktop.features.chat.settings.format_section import FormatSection
from desktop.features.chat.settings.live_picture import LivePicture
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.layout.fold import Fold
from engine.capabilities.chat.api import AnsweringModel, ConversationSettings
from engine.protocol.answering.presets import PRESETS, Preset, preset_of, with_preset
from engine.protocol.answering.token_choice import steps_of

EXPLANATION_LINES = 8


class SettingsPart(Protocol):
    """A widget with some of the settings, of this pane or of another part of the page."""

    changed: SignalInstance

    def apply(self, settings: ConversationSettings) -> ConversationSettings: ...
    def show_settings(self, settings: ConversationSettings) -> None: ...


class ConversationSettingsPane(TranslatedWidget):
    """`changed` and `default_clicked` carry the settings as they are in the form, `schema_typed` a schema to be checked.

    `place` is the place last looked at in the sampling lab. `parts` are further widgets, shown below the basic ones.
    """

    changed = Signal(object)
    default_clicked = Signal(object)
    schema_typed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        settings: ConversationSettings,
        place: ExampleChoice | None = None,
        parts: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        role(self, "panel")
        self._initial = settings
        self._basic, self._choice = BasicSection(theme, settings, self), ChoiceSection(theme, settings, self)
        self._format = FormatSection(theme, settings, self)
        self._further = list(parts)
        self._choice_fold = Fold(theme, self._choice, self, is_open=False)
        self._format_fold = Fold(theme, self._format, self, is_open=bool(settings.sampling.schema))
        self._picture = LivePicture(theme, place, self)
        self._note, self._preset_label, self._explanation, self._own = (QLabel(self) for _ in range(4))
        role(self._note, "faint")
        role(self._preset_label, "soft")
        role(self._own, "chip")
        for label in (self._note, self._explanation):
            label.setWordWrap(True)
        self._explanation.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._presets: dict[Preset, QPushButton] = {name: QPushButton(self) for name in PRESETS}
        self._group = QButtonGroup(self)
        for button in self._presets.values():
            role(button, "chip")
            button.setCheckable(True)
            self._group.addButton(button)
        self._use_for_new = QPushButton(self)
        self._lay_out()
        theme.changed.connect(self._reserve_room)
        self._reserve_room()
        self._connect()
        self.retranslate()

    @property
    def current(self) -> ConversationSettings:
        """The settings in the form. Fields that it does not show keep their values."""
        settings = self._initial
        for part in self._parts:
            settings = part.apply(settings)
        return settings

    def show_model(self, model: AnsweringModel) -> None:
        """Offer the switch for thinking where the model takes one."""
        self._basic.show_model(model)

    def show_schema_problem(self, schema: str, reason: str) -> None:
        """Tell why the engine cannot hold answers to a schema; an empty reason where it can."""
        self._format.show_schema_problem(schema, reason)

    def retranslate(self) -> None:
        self._note.setText(tr("chat", "These settings apply to this conversation, from the next answer on."))
        self._preset_label.setText(tr("chat", "How should it answer?"))
        names = {
            "precise": (tr("chat", "Precise"), tr("chat", "Always the likeliest word: for facts and extracts.")),
            "balanced": (tr("chat", "Balanced"), tr("chat", "Sober, with a little variety: for most questions.")),
            "creative": (tr("chat", "Creative"), tr("chat", "Varied and inventive: for ideas and stories.")),
        }
        for name, button in self._presets.items():
            button.setText(names[name][0])
            button.setToolTip(names[name][1])
            button.setAccessibleDescription(names[name][1])
        self._own.setText(tr("chat", "My own"))
        self._own.setToolTip(tr("chat", "You changed single settings below."))
        self._choice_fold.set_title(tr("chat", "Expert: how words are chosen"))
        self._format_fold.set_title(tr("chat", "Expert: form and length"))
        self._use_for_new.setText(tr("chat", "Use for new conversations"))
        self._explain()

    @property
    def _parts(self) -> Sequence[SettingsPart]:
        return [self._basic, *self._further, self._choice, self._format]  # type: ignore[list-item]  # widgets with these methods

    def _lay_out(self) -> None:
        presets = FlowLayout()
        for button in self._presets.values():
            presets.addWidget(button)
        presets.addWidget(self._own)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self._note)
        column.addWidget(self._preset_label)
        column.addLayout(presets)
        for widget in (
            self._explanation,
            self._picture,
            self._basic,
            *self._further,
            self._choice_fold,
            self._format_fold,
        ):
            column.addWidget(widget)
        column.addWidget(self._use_for_new, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def _reserve_room(self) -> None:
        """Keep room for a long explanation, so that nothing below moves while settings change."""
        self._explanation.setMinimumHeight(self._explanation.fontMetrics().lineSpacing() * EXPLANATION_LINES)

    def _connect(self) -> None:
        for part in self._parts:
            part.changed.connect(self._on_changed)
        for name, button in self._presets.items():
            button.clicked.connect(lambda _=False, name=name: self._on_preset(name))
        self._format.schema_typed.connect(self.schema_typed)
        self._use_for_new.clicked.connect(lambda: self.default_clicked.emit(self.current))

    def _on_preset(self, preset: Preset) -> None:
        settings = self.current
        settings = msgspec.structs.replace(settings, sampling=with_preset(settings.sampling, preset))
        self._initial = settings  # a preset also sets fields that the form does not show
        for section in (self._basic, self._choice):
            section.show_settings(settings)
        self._on_changed()

    def _on_changed(self) -> None:
        self._explain()
        self.changed.emit(self.current)

    def _explain(self) -> None:
        settings = self.current
        self._picture.show_settings(steps_of(settings.sampling))
        self._explanation.setText(explain(settings, self._picture.outcome))
        preset = preset_of(settings.sampling)
        self._group.setExclusive(False)
        for name, button in self._presets.items():
            button.setChecked(name == preset)
        self._group.setExclusive(preset is not None)
        self._own.setVisible(preset is None)
