"""Who answers: the head of a trained classifier, or before that, and where one asks for it, what needs no training."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from engine.capabilities.classification.api import PredictionMethod, TrainingRecord, Label
from engine.capabilities.classification.classifier_store import Projects, hash_of
from engine.capabilities.classification.embedding_cache import FEW, Space
from engine.capabilities.classification.heads import calibration
from engine.capabilities.classification.heads.heads import restored
from engine.capabilities.classification.predictors import zero_shot
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelMissing, NotTrained, TooFewLabels, FineTunedModelMissing
from engine.protocol.progress import Progress

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from engine.capabilities.classification.predictors.zero_shot_predictors import Means

    Floats = npt.NDArray[np.float32]

ResultT = TypeVar("ResultT")
ZERO_SHOT = "zero-shot"
TEXTS_TOGETHER = 512
LEAST = 0.5
"""From this share on a label fits, where each has a share of its own."""


class Answer(Protocol):
    def __call__(
        self, texts: Sequence[str], is_cancelled: IsCancelled, keep: bool = False
    ) -> Generator[Progress, None, Floats]:
        """float32 [texts, labels]; what is computed of examples may be kept for the next time. Raises Cancelled, ModelError."""


@dataclass(frozen=True)
class Answerer:
    """Rows of `answer` add up to 1, unless labels are `independent`. Two with one `id` answer alike.

    `together`: so many texts are answered in a moment, short enough to stop between two lots of them.
    """

    id: str
    method: str
    labels: tuple[str, ...]
    trained_on: int
    answer: Answer
    independent: bool = False
    together: int = TEXTS_TOGETHER

    def label(self, shares: Sequence[float], threshold: float) -> str:
        """The likeliest; empty when it is below the threshold, or no label fits."""
        best = max(range(len(shares)), key=shares.__getitem__)
        return self.labels[best] if shares[best] >= max(threshold, LEAST * self.independent) else ""


def answerer(
    projects: Projects, means: Means, classifier: int, labels: Sequence[Label], wording: str, by: PredictionMethod | None = None
) -> Answerer:
    """Of a classifier, or of bare labels when that is 0; `by` None: as it was trained, by meaning before that.

    Raises NotFound, NotTrained, FineTunedModelMissing, TooFewLabels, ModelMissing, ModelUnfit.
    """
    if not classifier:
        return means.answerer(by or PredictionMethod(), labels, wording)
    found = projects.find(classifier)
    kept = projects.head(classifier)
    if by is not None or kept is None or found.training is None:
        pool = projects.labelled(classifier, "train") if by and by.kind == "prompt" else ()
        untrained = means.answerer(by or PredictionMethod(), found.labels, wording or found.wording, pool)
        return _calibrated(projects, classifier, untrained) if untrained.method == ZERO_SHOT else untrained
    head, card = restored(kept), found.training
    space = _space_of(found.name, card, means.space)
    return Answerer(
        hashlib.sha256(kept).hexdigest(),
        card.method,
        head.labels,
        card.examples,
        by_vectors(space, head.probabilities),
    )


def _space_of(name: str, card: TrainingRecord, space: Space) -> Space:
    """Where the vectors come from that the head was trained on."""
    if card.fine_tuning:
        try:
            return space.tuned_to(card.fine_tuning.model)
        except ModelMissing as gone:
            raise FineTunedModelMissing(gone.detail, name=name) from None
    if card.embedder != space.id:
        raise NotTrained(name=name, model=card.embedder)
    return space


def described(space: Space, labels: Sequence[Label], wording: str) -> Answerer:
    """Raises TooFewLabels, ModelMissing."""
    names = named(labels)
    sentences = zero_shot.hypotheses(labels, wording)
    descriptions = finished(space.computed(sentences, lambda: False))
    shares = by_vectors(space, lambda texts: zero_shot.probabilities(texts, descriptions))
    return Answerer(repr((space.id, names, sentences)), ZERO_SHOT, names, 0, shares)


def named(labels: Sequence[Label]) -> tuple[str, ...]:
    """Raises TooFewLabels."""
    if (count := len({label.name for label in labels})) < 2:
        raise TooFewLabels(count=count)
    return tuple(label.name for label in labels)


def by_vectors(space: Space, shares: Callable[[Floats], Floats]) -> Answer:
    def answer(
        texts: Sequence[str], is_cancelled: IsCancelled, keep: bool = False
    ) -> Generator[Progress, None, Floats]:
        vectors = yield from (space.remembered if keep else space.computed)(texts, is_cancelled)
        return shares(vectors)

    return answer


def _calibrated(projects: Projects, classifier: int, by: Answerer) -> Answerer:
    """As sure as it is right on a few of the examples that have a label already: so few as need no child."""
    import numpy as np

    labelled = [one for one in projects.labelled(classifier, "train") if one.label in by.labels]
    some = sorted(labelled, key=lambda one: hash_of(one.text))[:FEW]
    if len(some) < calibration.FEWEST:
        return by
    shares = finished(by.answer([one.text for one in some], lambda: False, keep=True))
    temperature = calibration.temperature(shares, np.array([by.labels.index(one.label) for one in some]))
    return replace(by, id=f"{by.id} {temperature}", answer=_tempered(by.answer, temperature))


def _tempered(by: Answer, temperature: float) -> Answer:
    def answer(
        texts: Sequence[str], is_cancelled: IsCancelled, keep: bool = False
    ) -> Generator[Progress, None, Floats]:
        shares = yield from by(texts, is_cancelled, keep)
        return calibration.tempered(shares, temperature)

    return answer


def finished(work: Generator[Progress, None, ResultT]) -> ResultT:
    """Of work too short to report on."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: ResultT = end.value
            return result
