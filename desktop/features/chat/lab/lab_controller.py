"""The sampling lab in the inspector: asks for the probabilities in one place of an answer, and goes on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.feature import Shell
from desktop.features.chat.session import ChatSession
from desktop.i18n import tr
from desktop.i18n.faults import fault_sentence
from desktop.link.call import Call, EngineFault
from desktop.link.client import is_cancelled
from desktop.theme.style import role
from desktop.theme.tokens import Space
from engine.capabilities.chat import api as chat
from engine.capabilities.chat.api import lab as api
from engine.protocol.answering.token_choice import CandidateToken, OtherTokens, steps_of

if TYPE_CHECKING:
    from desktop.features.chat.settings.example_distribution import ExampleChoice
    from desktop.panels.token_lab.token_lab import TokenLab

LONGEST_EXAMPLE = 60
"""Characters before a place that the picture in the settings names."""


class LabController(QObject):
    """`last_place` is the place that was looked at last, for the picture in the settings."""

    def __init__(self, shell: Shell, session: ChatSession, parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._session = shell, session
        self._pane: TokenLab | None = None
        self._message: chat.Message | None = None
        self._found: api.TokenDistribution | None = None
        self._call: Call[None, api.TokenDistribution] | None = None
        self.last_place: ExampleChoice | None = None
        session.busy_changed.connect(lambda _: self._show_busy())

    def shows(self, message: int) -> bool:
        """Whether the inspector shows the lab for this answer."""
        return self._is_shown() and self._message is not None and self._message.id == message

    def show(self, message: chat.Message, offset: int | None = None) -> None:
        """Show the lab for an answer, at the token that holds character `offset`; None is its first one."""
        if self.shows(message.id) and offset is not None:
            self._ask(offset)
            return
        from desktop.panels.token_lab.token_lab import TokenLab

        self._message, self._found = message, None
        pane = self._pane = TokenLab(self._shell.theme)
        pane.picked.connect(self._ask)
        pane.token_chosen.connect(self._branch)
        holder = QWidget()
        role(holder, "panel")
        column = QVBoxLayout(holder)
        column.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        column.addWidget(pane)
        self._shell.show_in_inspector(tr("chat", "Sampling lab"), holder)
        start, end = written_span(message)
        offset = start if offset is None else min(max(offset, start), end)
        self._show_busy()
        self._ask(offset)

    def _ask(self, offset: int) -> None:
        """Ask for another place; an answer about an earlier one is not waited for."""
        if self._message is None or self._pane is None:
            return
        if self._call is not None:
            self._call.cancel()
        self._pane.show_waiting()
        call = self._shell.client.call(api.NEXT_TOKENS, api.NextTokens(self._message.id, offset), self)
        self._call = call
        call.on_result(lambda found: self._on_found(call, found))
        call.on_failed(lambda fault: self._on_failed(call, fault))

    def _on_found(self, call: Call[None, api.TokenDistribution], found: api.TokenDistribution) -> None:
        if call is not self._call or self._message is None or not self._is_shown():
            return
        from desktop.features.chat.settings.example_distribution import ExampleChoice
        from desktop.panels.token_lab.token_lab import TextPlace

        assert self._pane is not None
        self._found = found
        tokens, others = _candidates(found)
        settings = steps_of(found.settings.sampling)
        if found.other_fitting is None:  # the answer was cut, or is not what its format asks for
            settings = replace(settings, keeps_format=False)
        before = " ".join(self._message.text[: found.start].split())[-LONGEST_EXAMPLE:]
        self.last_place = ExampleChoice(before or "…", found.model, tokens, found.vocabulary)
        place = TextPlace(
            self._message.text, found.boundaries, found.start, found.taken, tokens, found.vocabulary, settings,
            [doubt_sentence(doubt) for doubt in found.doubts], others,
        )  # fmt: skip
        self._pane.show_place(place)

    def _on_failed(self, call: Call[None, api.TokenDistribution], fault: EngineFault) -> None:
        if call is self._call and not is_cancelled(fault) and self._is_shown():
            assert self._pane is not None
            self._pane.show_failure(fault_sentence(fault))

    def _branch(self, token: str) -> None:
        if self._message is None or self._found is None:
            return
        settings = self._found.settings
        self._session.branch(self._message.id, self._found.start, token, settings)

    def _show_busy(self) -> None:
        if self._is_shown() and self._pane is not None:
            self._pane.set_can_branch(not self._session.shows_live_answer)

    def _is_shown(self) -> bool:
        return self._pane is not None and shiboken6.isValid(self._pane) and self._pane.isVisible()


def _candidates(found: api.TokenDistribution) -> tuple[tuple[CandidateToken, ...], OtherTokens | None]:
    """Return the tokens, and those that are not listed and fit the format of the answer."""
    tokens = (
        CandidateToken(token.text, token.probability, token.ends_answer, token.logit, token.times, token.fits)
        for token in found.tokens
    )
    if found.other_fitting is None:
        return tuple(tokens), None
    return tuple(tokens), OtherTokens(found.other_fitting, found.other_fitting_probability)


def written_span(message: chat.Message) -> tuple[int, int]:
    """Return where the model's own words stand in an answer."""
    start, end = message.remarks.written_start, message.remarks.written_end
    return (start, end) if end else (0, len(message.text))


def doubt_sentence(doubt: api.PromptDoubt) -> str:
    """Return why the picture may differ from what the model saw then."""
    sentences = {
        "model": tr("chat", "The model that wrote this is not here any more; another one is asked."),
        "settings": tr("chat", "The settings of that time are not known; those of now are taken."),
        "thinking": tr("chat", "The model thought before it answered; its thoughts are not part of this picture."),
        "tools": tr("chat", "The model used tools before it answered; this picture may lack their results."),
        "memories": tr("chat", "Facts from other conversations were in the prompt; they may have changed."),
    }
    return sentences[doubt]
