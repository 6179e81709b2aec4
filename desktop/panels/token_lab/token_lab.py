"""A text, the probabilities of the token that stands in one of its places, and what sampling settings make of them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.panels.token_lab.choice_sliders import ChoiceSliders
from desktop.panels.token_lab.token_bars import TokenBars
from desktop.panels.token_lab.token_text import TokenText
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.text import formatting
from engine.protocol.answering.token_choice import (
    CandidateToken,
    ChoiceOutcome,
    OtherTokens,
    SamplingSteps,
    choose,
    visible,
)


class TextPlace(msgspec.Struct, frozen=True):
    """A place in a text: its likeliest tokens, best first, of a whole `vocabulary`, and the token that stands there.

    `boundaries` are the first characters of the text's tokens, and their end. `notes` are sentences to be told below.
    """

    text: str
    boundaries: Sequence[int]
    start: int
    taken: str
    tokens: Sequence[CandidateToken]
    vocabulary: int
    settings: SamplingSteps
    notes: Sequence[str] = ()
    others: OtherTokens | None = None
    """Tokens that are not listed and fit the format of the text; None where it has none."""


class TokenLab(TranslatedWidget):
    """`picked` carries the first character of the token that the person went to, `token_chosen` the text of another token.

    The sliders change the picture only.
    """

    picked = Signal(int)
    token_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place: TextPlace | None = None
        self._outcome: ChoiceOutcome | None = None
        self._is_waiting = False
        self._can_branch = True
        self._hint, self._sentence, self._notes, self._foot = (QLabel(self) for _ in range(4))
        for label, kind in (
            (self._hint, "soft"), (self._sentence, "strong"), (self._notes, "faint"), (self._foot, "faint")
        ):  # fmt: skip
            role(label, kind)
            label.setWordWrap(True)
        self._text, self._bars, self._sliders = TokenText(theme, self), TokenBars(theme), ChoiceSliders(self)
        self._previous = IconButton(theme, "caret-left", Size.ICON_SMALL, parent=self)
        self._next = IconButton(theme, "caret-right", Size.ICON_SMALL, parent=self)
        self._reset = QPushButton(self)
        role(self._reset, "link")
        self._lay_out()
        self._text.picked.connect(self.picked)
        self._previous.clicked.connect(lambda: self._text.step(-1))
        self._next.clicked.connect(lambda: self._text.step(1))
        self._bars.chosen.connect(self._on_chosen)
        self._sliders.changed.connect(self._update)
        self._reset.clicked.connect(self._on_reset)
        self.retranslate()

    @property
    def choice(self) -> SamplingSteps:
        """The settings of the sliders."""
        return self._sliders.settings

    def show_place(self, place: TextPlace) -> None:
        """Show a place. The sliders keep what a person chose, unless these are the first probabilities."""
        if self._place is None:
            self._sliders.show_settings(place.settings)
        self._place, self._is_waiting = place, False
        self._sliders.show_format(place.others is not None)
        self._text.show_tokens(place.text, place.boundaries, place.start)
        self._update()

    def show_waiting(self) -> None:
        """Tell that the probabilities of another place are on their way; the old ones stay until they come."""
        self._is_waiting = True
        self._show_sentence()

    def show_failure(self, sentence: str) -> None:
        """Tell why there are no probabilities."""
        self._is_waiting = False
        self._sentence.setText(sentence)

    def set_can_branch(self, can: bool) -> None:
        """Tell whether the text can go on from another token now."""
        self._can_branch = can
        self.retranslate()

    def retranslate(self) -> None:
        self._hint.setText(tr("widgets", "Click a word, or go on with the arrow keys."))
        self._previous.set_name(tr("widgets", "Previous token"), "←")
        self._next.set_name(tr("widgets", "Next token"), "→")
        self._reset.setText(tr("widgets", "Settings as they were"))
        foot = tr("widgets", "Wide bar: the model's own probability. Narrow bar: the chance that these settings leave.")
        if self._can_branch:
            foot += " " + tr("widgets", "Click another token to go on from there as a new version.")
        self._foot.setText(foot)
        self._update()

    def _lay_out(self) -> None:
        steps = QHBoxLayout()
        steps.addWidget(self._hint, 1)
        steps.addWidget(self._previous)
        steps.addWidget(self._next)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        column.addLayout(steps)
        for widget in (self._text, self._sentence, self._bars, self._foot, self._sliders):
            column.addWidget(widget)
        column.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._notes)
        column.addStretch(1)

    def _update(self) -> None:
        if self._place is None:
            return
        place = self._place
        self._outcome = choose(place.tokens, place.vocabulary, self._sliders.settings, place.others)
        taken = next((at for at, token in enumerate(place.tokens) if token.text == place.taken and not token.ends), -1)
        self._bars.show_outcome(self._outcome, taken)
        self._notes.setText("\n".join(place.notes))
        self._notes.setVisible(bool(place.notes))
        self._previous.setEnabled(self._text.index > 0)
        self._next.setEnabled(self._text.index + 1 < len(place.boundaries))
        self._show_sentence()

    def _show_sentence(self) -> None:
        if self._is_waiting:
            self._sentence.setText(tr("widgets", "The model looks at this place…"))
        elif self._place is not None and self._outcome is not None:
            self._sentence.setText(_sentence(self._place, self._outcome))

    def _on_chosen(self, index: int) -> None:
        """Go on with another token. One that ends the answer, or is a part of a character, cannot be gone on with."""
        if self._place is None or not self._can_branch:
            return
        token = self._place.tokens[index]
        if not token.ends and token.text and "\ufffd" not in token.text and token.text != self._place.taken:
            self.token_chosen.emit(token.text)

    def _on_reset(self) -> None:
        if self._place is not None:
            self._sliders.show_settings(self._place.settings)
            self._update()


def _sentence(place: TextPlace, outcome: ChoiceOutcome) -> str:
    kept = tr("widgets", "%n token(s) can be chosen here.", outcome.kept)
    if not place.taken:
        return f"{tr('widgets', 'The end of the text.')} {kept}"
    shown = next((c for c in outcome.chances if c.token.text == place.taken and not c.token.ends), None)
    if shown is None:
        rare = tr("widgets", "Here stands “{token}”, which is none of the likeliest.", token=visible(place.taken))
        return f"{rare} {kept}"
    said = tr(
        "widgets",
        "Here stands “{token}”: the model held it {probability} likely.",
        token=visible(place.taken),
        probability=formatting.percent(shown.token.probability, 1),
    )
    return f"{said} {kept}"
