"""A small picture of a real choice of the next word, and what the settings make of it."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.features.chat.settings.example_distribution import EXAMPLES, ExampleChoice
from desktop.i18n import TranslatedWidget, tr
from desktop.panels.token_lab.token_bars import TokenBars
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from engine.protocol.answering.token_choice import ChoiceOutcome, SamplingSteps, choose

BARS = 6


class LivePicture(TranslatedWidget):
    """Shows an example that a real model gave, or the place that was last looked at in the sampling lab."""

    def __init__(self, theme: Theme, place: ExampleChoice | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._settings = SamplingSteps()
        self._title = QLabel(self)
        role(self._title, "faint")
        self._title.setWordWrap(True)
        self._bars = TokenBars(theme, can_choose=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.XS)
        column.addWidget(self._title)
        column.addWidget(self._bars)
        self.retranslate()

    @property
    def outcome(self) -> ChoiceOutcome:
        """The chances with the settings shown."""
        example = self._example
        return choose(example.tokens, example.vocabulary, self._settings)

    def show_settings(self, settings: SamplingSteps) -> None:
        """Show what these settings make of the words. A format is left out: the words were not chosen within it."""
        self._settings = replace(settings, keeps_format=False)
        self._bars.show_outcome(self.outcome, most=BARS)

    def retranslate(self) -> None:
        example = self._example
        self._title.setText(
            tr("chat", "The next word after “{text}” ({model})", text=example.text, model=example.model)
        )
        self.show_settings(self._settings)

    @property
    def _example(self) -> ExampleChoice:
        return self._place or EXAMPLES.get(QLocale().name()[:2], EXAMPLES["en"])
