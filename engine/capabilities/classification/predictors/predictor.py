"""Predictor: labels with a function that gives each text a probability for each of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, Protocol

import msgspec

from engine.capabilities.classification.api import Label, TooFewLabels
from engine.capabilities.classification.embedding_cache import EmbeddingCache
from engine.protocol.cancellation import IsCancelled
from engine.protocol.progress import Progress

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

BATCH_SIZE = 512
MULTI_LABEL_CUTOFF = 0.5
"""Probability from which a label applies, where several can apply to a text."""


class PredictFunction(Protocol):
    """A generator function that computes probabilities."""

    def __call__(
        self, texts: Sequence[str], is_cancelled: IsCancelled, keep: bool = False
    ) -> Generator[Progress, None, Floats]:
        """Return float32 [texts, labels]. `keep`: the texts are examples, whose embeddings are stored.

        Raises Cancelled, ModelError.
        """


class Predictor(msgspec.Struct, frozen=True):
    """Predicts the labels of texts. Two predictors with one `id` give the same probabilities.

    Each text's probabilities sum to 1 unless it is `multi_label`. `batch_size` texts take a moment: the function is
    called for so many at a time where it must be possible to stop in between. `trained_on` counts training examples.
    """

    id: str
    method: str
    labels: tuple[str, ...]
    trained_on: int
    predict: PredictFunction
    multi_label: bool = False
    batch_size: int = BATCH_SIZE

    def label(self, probabilities: Sequence[float], threshold: float) -> str:
        """Return the likeliest label, empty when its probability is below the threshold or no label applies."""
        best = max(range(len(probabilities)), key=probabilities.__getitem__)
        cutoff = max(threshold, MULTI_LABEL_CUTOFF if self.multi_label else 0.0)
        return self.labels[best] if probabilities[best] >= cutoff else ""


def check_labels(labels: Sequence[Label]) -> tuple[str, ...]:
    """Return the labels' names. Raises TooFewLabels for fewer than two different ones."""
    if (count := len({label.name for label in labels})) < 2:
        raise TooFewLabels(count=count)
    return tuple(label.name for label in labels)


def predict_from_embeddings(cache: EmbeddingCache, probabilities: Callable[[Floats], Floats]) -> PredictFunction:
    """Return a function that embeds texts and applies `probabilities` to float32 [texts, dimensions]."""

    def predict(
        texts: Sequence[str], is_cancelled: IsCancelled, keep: bool = False
    ) -> Generator[Progress, None, Floats]:
        embed = cache.cached_embeddings if keep else cache.embeddings
        return probabilities((yield from embed(texts, is_cancelled)))

    return predict
