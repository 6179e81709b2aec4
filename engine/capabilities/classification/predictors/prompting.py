"""Classification by prompting: the chat model chooses one of the labels, and its probability of each is the result."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from engine.capabilities.classification.api import Label
from engine.capabilities.classification.predictors.predictor import check_labels
from engine.models.interfaces import ChatMessage
from engine.protocol.cancellation import IsCancelled
from engine.text.language import detect_language

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.models.interfaces import TextModel

    Probabilities = npt.NDArray[np.float64]

FOLDER = Path(__file__).parents[4] / "resources" / "prompts"
CONTENT_FREE = ("N/A", "", "[MASK]")
PRIOR_TEXTS = 24
"""Texts that suffice to estimate the label prior."""
EXAMPLES_SHARE = 0.6
"""Largest share of the context window for labels and examples; examples that do not fit are left out."""
MAX_TEXT_TOKENS = 512
"""As many as the embedder reads."""
MIN_PRIOR = 1e-6
SPARE_TOKENS = 16
"""A text between two others may have a few more tokens than alone."""


class LabelledText(Protocol):
    """A text with its label."""

    @property
    def text(self) -> str:
        """The text as it stands in the prompt."""

    @property
    def label(self) -> str:
        """The name of one of the prompt's labels."""


class ClassificationPrompt:
    """A few-shot prompt. `examples` appear as earlier questions with their answers.

    The model's mean answer to `prior_texts`, as many of each label, is its label prior; answers are divided by it. Without
    such texts, texts without content stand in (Zhao et al., Calibrate Before Use, 2021). The prompt's language is that of
    the wording, labels and examples. Two prompts with one `id` are the same. Raises TooFewLabels.
    """

    def __init__(
        self, labels: Sequence[Label], wording: str, examples: Sequence[LabelledText], prior_texts: Sequence[str]
    ) -> None:
        self.names, self.examples = check_labels(labels), [*examples]
        spoken = [
            wording,
            *(label.description or label.name for label in labels),
            *(example.text for example in examples),
        ]
        language = detect_language(" ".join(spoken), "en")
        lines = (f"- {label.name}: {label.description}" if label.description else f"- {label.name}" for label in labels)
        self._system = _template(language, "classify").replace("{labels}", "\n".join(lines))
        self._question_template = _template(language, "classify-text")
        self._prior_texts = tuple(prior_texts) or CONTENT_FREE
        self._text_tokens = 0
        self.id = repr((self._system, [(example.text, example.label) for example in examples], self._prior_texts))

    def label_prior(self, model: TextModel, is_cancelled: IsCancelled) -> Probabilities:
        """Return float64 [labels], summing to about 1: the model's mean answer. Raises PromptTooLong, Cancelled."""
        answers = [self.raw_probabilities(model, text, is_cancelled) for text in self._prior_texts]
        prior: Probabilities = np.mean(answers, axis=0)
        return np.maximum(prior, MIN_PRIOR)

    def raw_probabilities(self, model: TextModel, text: str, is_cancelled: IsCancelled) -> Probabilities:
        """Return float64 [labels], summing to 1, as the model answers. Raises PromptTooLong, Cancelled."""
        if not self._text_tokens:
            self._fit_examples(model)
        return np.array(
            model.answer_probabilities(self._messages(self._truncate(model, text)), self.names, is_cancelled)
        )

    def _messages(self, text: str) -> list[ChatMessage]:
        messages = [ChatMessage("system", self._system)]
        for example in self.examples:
            messages += [self._question(example.text), ChatMessage("assistant", example.label)]
        return [*messages, self._question(text)]

    def _question(self, text: str) -> ChatMessage:
        return ChatMessage("user", self._question_template.replace("{text}", text))

    def _fit_examples(self, model: TextModel) -> None:
        """Drop the last examples until the prompt leaves room for a text."""
        limit = model.context * EXAMPLES_SHARE
        while self.examples and (tokens := len(model.prompt(self._messages("")))) > limit:
            del self.examples[int(len(self.examples) * limit / tokens) :]
        used = len(model.prompt(self._messages(""))) + max(map(model.count, self.names))
        self._text_tokens = min(max(model.context - used - SPARE_TOKENS, 1), MAX_TEXT_TOKENS)

    def _truncate(self, model: TextModel, text: str) -> str:
        while (count := model.count(text)) > self._text_tokens:
            text = text[: len(text) * self._text_tokens // (count + 1)]
        return text


def split_shots(
    pool: Sequence[LabelledText], names: Sequence[str], shots: int, seed: int = 0
) -> tuple[tuple[LabelledText, ...], tuple[str, ...]]:
    """Return `shots` examples of each label for the prompt, and about PRIOR_TEXTS other texts, as many of each label.

    There are no other texts where fewer than two of each label are left.
    """
    labels = [example.label for example in pool]
    left = min((labels.count(name) for name in names), default=0) - shots
    rounds = min(left, -(-PRIOR_TEXTS // max(len(names), 1)))
    examples, all_sampled = sample_shots(pool, shots, seed), sample_shots(pool, shots + rounds, seed)
    return examples, tuple(example.text for example in all_sampled[len(examples) :]) if rounds > 1 else ()


def sample_shots(pool: Sequence[LabelledText], shots: int, seed: int = 0) -> tuple[LabelledText, ...]:
    """Return `shots` examples of each label in rounds of all labels; the same seed gives the same ones."""
    generator = np.random.default_rng(seed)
    sampled: list[LabelledText] = []
    names = sorted({example.label for example in pool})
    indices = {
        name: generator.permutation([at for at, example in enumerate(pool) if example.label == name]) for name in names
    }
    for number in range(shots):
        chosen = [int(indices[name][number]) for name in names if number < len(indices[name])]
        sampled += [pool[at] for at in generator.permutation(chosen)]
    return tuple(sampled)


def _template(language: str, name: str) -> str:
    return (FOLDER / language / f"{name}.txt").read_text("utf-8").strip()
