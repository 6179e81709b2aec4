"""The chat model asked which label a text has: its answer is one of them, and how likely it finds each is what is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from engine.capabilities.classification.api import Label
from engine.capabilities.classification.predictors.predictors import named
from engine.models.interfaces import ChatMessage
from engine.protocol.cancellation import IsCancelled
from engine.text.language import detect

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.models.interfaces import TextModel
    from engine.protocol.cancellation import IsCancelled

    Shares = npt.NDArray[np.float64]

FOLDER = Path(__file__).parents[4] / "resources" / "prompts"
CONTENT_FREE = ("N/A", "", "[MASK]")
OTHERS = 24
"""So many texts are enough to know a leaning by."""
EXAMPLES_OF_CONTEXT = 0.6
"""Share of the window for labels and examples; those that do not fit are left out."""
LONGEST = 512
"""Tokens read of a text: as many as the embedder reads, and enough to tell what it is."""
TINY = 1e-6
SPARE_TOKENS = 16
"""A text between two others is spelt otherwise than alone."""


class Sorted(Protocol):
    """A text with its label."""

    @property
    def text(self) -> str: ...
    @property
    def label(self) -> str: ...


class Prompt:
    """`shown` are examples, as earlier questions with their answers; `wording` tells the language, where it is given.

    What the model answers to `others`, texts of all labels alike, is its leaning, and divides what it answers to a text;
    where there are none, texts without content have to do (Zhao et al., Calibrate Before Use, 2021). Two with one `id`
    ask the same. Raises TooFewLabels.
    """

    def __init__(self, labels: Sequence[Label], wording: str, shown: Sequence[Sorted], others: Sequence[str]) -> None:
        self.names, self.shown = named(labels), list(shown)
        said = [wording, *(label.description or label.name for label in labels), *(one.text for one in shown)]
        language = detect(" ".join(said), "en")
        listed = (f"{label.name}: {label.description}" if label.description else label.name for label in labels)
        self._system = _template(language, "classify").replace("{labels}", "\n".join(f"- {one}" for one in listed))
        self._asked = _template(language, "classify-text")
        self._free = tuple(others) or CONTENT_FREE
        self._room = 0
        self.id = repr((self._system, [(one.text, one.label) for one in shown], self._free))

    def leaning(self, model: TextModel, is_cancelled: IsCancelled) -> Shares:
        """[labels], adding up to 1. Raises PromptTooLong, Cancelled."""
        found: Shares = np.mean([self.own_shares(model, text, is_cancelled) for text in self._free], axis=0)
        return np.maximum(found, TINY)

    def own_shares(self, model: TextModel, text: str, is_cancelled: IsCancelled) -> Shares:
        """The model's own, [labels], adding up to 1. Raises PromptTooLong, Cancelled."""
        if not self._room:
            self._fit(model)
        return np.array(model.choose(self._turns(self._cut(model, text)), self.names, is_cancelled))

    def _turns(self, text: str) -> list[ChatMessage]:
        turns = [ChatMessage("system", self._system)]
        for one in self.shown:
            turns += [self._question(one.text), ChatMessage("assistant", one.label)]
        return [*turns, self._question(text)]

    def _question(self, text: str) -> ChatMessage:
        return ChatMessage("user", self._asked.replace("{text}", text))

    def _fit(self, model: TextModel) -> None:
        """Without the last examples, until the prompt leaves room for a text."""
        limit = model.context * EXAMPLES_OF_CONTEXT
        while self.shown and (tokens := len(model.prompt(self._turns("")))) > limit:
            del self.shown[int(len(self.shown) * limit / tokens) :]
        taken = len(model.prompt(self._turns(""))) + max(map(model.count, self.names))
        self._room = min(max(model.context - taken - SPARE_TOKENS, 1), LONGEST)

    def _cut(self, model: TextModel, text: str) -> str:
        """The beginning of a long text."""
        while (count := model.count(text)) > self._room:
            text = text[: len(text) * self._room // (count + 1)]
        return text


def divided(
    pool: Sequence[Sorted], names: Sequence[str], shots: int, seed: int = 0
) -> tuple[tuple[Sorted, ...], tuple[str, ...]]:
    """`shots` of each label to be shown, and about OTHERS texts, as many of each label: none where there are not two of each."""
    labels = [one.label for one in pool]
    left = min((labels.count(name) for name in names), default=0) - shots
    rounds = min(left, -(-OTHERS // max(len(names), 1)))
    shown, both = drawn(pool, shots, seed), drawn(pool, shots + rounds, seed)
    return shown, tuple(one.text for one in both[len(shown) :]) if rounds > 1 else ()


def drawn(pool: Sequence[Sorted], shots: int, seed: int = 0) -> tuple[Sorted, ...]:
    """`shots` of each label, by the seed alone, a round of all labels after the other."""
    generator = np.random.default_rng(seed)
    rounds: list[Sorted] = []
    names = sorted({one.label for one in pool})
    of_label = {name: generator.permutation([at for at, one in enumerate(pool) if one.label == name]) for name in names}
    for number in range(shots):
        places = [int(of_label[name][number]) for name in names if number < len(of_label[name])]
        rounds += [pool[at] for at in generator.permutation(places)]
    return tuple(rounds)


def _template(language: str, name: str) -> str:
    return (FOLDER / language / f"{name}.txt").read_text("utf-8").strip()
