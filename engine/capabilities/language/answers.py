"""Who answers: the head of a trained classifier, or its labels' descriptions before that."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from engine.capabilities.language import calibration, zero_shot
from engine.capabilities.language.api import USUAL_WORDING, Label
from engine.capabilities.language.heads import restored
from engine.capabilities.language.projects import Projects, hash_of
from engine.capabilities.language.space import FEW, Space
from engine.protocol.errors import NotTrained, TooFewLabels
from engine.protocol.progress import Progress

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

Cancelled = Callable[[], bool]
T = TypeVar("T")
ZERO_SHOT = "zero-shot"


@dataclass(frozen=True)
class Answerer:
    """`shares(vectors)`: float32 [texts, labels], rows adding up to 1. Two with one `id` answer alike."""

    id: str
    method: str
    labels: tuple[str, ...]
    trained_on: int
    shares: Callable[[Floats], Floats]


def answerer(projects: Projects, space: Space, classifier: int, labels: Sequence[Label], wording: str) -> Answerer:
    """Of a classifier, or of bare labels when that is 0. Raises NotFound, NotTrained, TooFewLabels, ModelMissing."""
    if not classifier:
        return described(space, labels, wording or USUAL_WORDING)
    found = projects.find(classifier)
    kept = projects.head(classifier)
    if kept is None or found.card is None:
        return _calibrated(projects, space, classifier, described(space, found.labels, wording or found.wording))
    if found.card.embedder != space.id:
        raise NotTrained(name=found.name, model=found.card.embedder)
    head = restored(kept)
    return Answerer(hashlib.sha256(kept).hexdigest(), head.method, head.labels, found.card.examples, head.probabilities)


def described(space: Space, labels: Sequence[Label], wording: str) -> Answerer:
    """Raises TooFewLabels, ModelMissing."""
    if len({label.name for label in labels}) < 2:
        raise TooFewLabels(count=len(labels))
    sentences = zero_shot.hypotheses(labels, wording)
    descriptions = finished(space.computed(sentences, lambda: False))
    names = tuple(label.name for label in labels)
    return Answerer(
        repr((space.id, names, sentences)),
        ZERO_SHOT,
        names,
        0,
        lambda texts: zero_shot.probabilities(texts, descriptions),
    )


def _calibrated(projects: Projects, space: Space, classifier: int, by: Answerer) -> Answerer:
    """As sure as it is right on a few of the examples that have a label already: so few as need no child."""
    import numpy as np

    labelled = [one for one in projects.labelled(classifier, "train") if one.label in by.labels]
    some = sorted(labelled, key=lambda one: hash_of(one.text))[:FEW]
    if len(some) < calibration.FEWEST:
        return by
    vectors = finished(space.remembered([one.text for one in some], lambda: False))
    truth = np.array([by.labels.index(one.label) for one in some])
    temperature = calibration.temperature(by.shares(vectors), truth)
    return replace(
        by, id=f"{by.id} {temperature}", shares=lambda texts: calibration.tempered(by.shares(texts), temperature)
    )


def finished(work: Generator[Progress, None, T]) -> T:
    """Of work too short to report on."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result
