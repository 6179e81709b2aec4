"""Keeps what a model has computed of a conversation on disk, and takes it up again when the conversation goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.models import hardware
from engine.models.llama.scoring import common_length
from engine.store.caches.conversation_states import ConversationState, ConversationStates

if TYPE_CHECKING:
    from engine.models.llama.native import Evaluation
    from engine.store.caches.conversation_states import Tokens

FEWEST_TOKENS = 128
"""A shorter conversation is read again sooner than its state is worth."""
NEW_TOKENS, NEW_FRACTION = 64, 32
"""New tokens from which a state is written again: so many, and 1/32 of all, which are read in 1/32 of the whole time."""


class StateKeeper:
    """Saves and loads the states of conversations for one loaded model.

    `fingerprint` is everything that a state depends on: model file, template, context, library.
    """

    def __init__(self, states: ConversationStates, fingerprint: str) -> None:
        self._states, self._fingerprint = states, fingerprint
        self._conversation = ""
        self._saved: Sequence[int] = ()
        """The conversation's tokens on disk."""

    def take_up(self, evaluation: Evaluation, conversation: str) -> None:
        """Prepare the model for a conversation; "" is for work that belongs to none, and is never saved.

        What is in memory of the conversation before is saved first.
        """
        if conversation == self._conversation:
            return
        self.save(evaluation)
        self._conversation, self._saved = conversation, ()
        if not conversation:
            return

        def is_wanted(tokens: Tokens) -> bool:
            stored = tokens.tolist()
            if common_length(evaluation.tokens, stored) == len(stored):
                self._saved = stored
                return False
            return len(stored) < evaluation.context

        state = self._states.read(conversation, self._fingerprint, is_wanted)
        if state is not None and evaluation.restore(stored := state.tokens.tolist(), state.data):
            self._saved = stored

    def save(self, evaluation: Evaluation) -> None:
        """Copy the conversation's state, where enough of it is new, and begin to write it in the background."""
        if not self._conversation or not self._is_worth_saving(evaluation.tokens):
            return
        if evaluation.state_bytes() * 2 > hardware.free_bytes():
            return
        tokens = list(evaluation.tokens)
        state = ConversationState(np.array(tokens, np.int32), evaluation.state())
        if state.data.size and self._states.write_soon(self._conversation, self._fingerprint, state):
            self._saved = tokens

    def _is_worth_saving(self, tokens: list[int]) -> bool:
        """Whether enough is new. Tokens of images are numbers of this process alone."""
        new = len(tokens) - common_length(self._saved, tokens)
        is_enough = len(tokens) >= FEWEST_TOKENS and new >= max(NEW_TOKENS, len(tokens) // NEW_FRACTION)
        return is_enough and min(tokens) >= 0
