"""Who answers: the head of a trained classifier, or its labels' descriptions before that."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.capabilities.language import zero_shot
from engine.capabilities.language.api import USUAL_WORDING, Card, Label
from engine.capabilities.language.heads import restored
from engine.capabilities.language.projects import Projects
from engine.capabilities.language.space import Space
from engine.protocol.errors import ModelMissing, NotTrained, TooFewLabels, TunedModelMissing
from engine.protocol.progress import Progress

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

Cancelled = Callable[[], bool]
ZERO_SHOT = "zero-shot"


@dataclass(frozen=True)
class Answerer:
    """`shares(vectors)`: float32 [texts, labels], rows adding up to 1, of `space`'s vectors. Two with one `id` answer alike."""

    id: str
    method: str
    labels: tuple[str, ...]
    trained_on: int
    shares: Callable[[Floats], Floats]
    space: Space


def answerer(projects: Projects, space: Space, classifier: int, labels: Sequence[Label], wording: str) -> Answerer:
    """Of a classifier, or of bare labels when that is 0.

    Raises NotFound, NotTrained, TunedModelMissing, TooFewLabels, ModelMissing.
    """
    if not classifier:
        return described(space, labels, wording or USUAL_WORDING)
    found = projects.find(classifier)
    kept = projects.head(classifier)
    if kept is None or found.card is None:
        return described(space, found.labels, wording or found.wording)
    head, card = restored(kept), found.card
    return Answerer(
        hashlib.sha256(kept).hexdigest(),
        card.method,
        head.labels,
        card.examples,
        head.probabilities,
        _space_of(found.name, card, space),
    )


def _space_of(name: str, card: Card, space: Space) -> Space:
    """Where the vectors come from that the head was trained on."""
    if card.tuning:
        try:
            return space.tuned_to(card.tuning.model)
        except ModelMissing as gone:
            raise TunedModelMissing(gone.detail, name=name) from None
    if card.embedder != space.id:
        raise NotTrained(name=name, model=card.embedder)
    return space


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
        space,
    )


def finished(work: Generator[Progress, None, Floats]) -> Floats:
    """Of work too short to report on."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            vectors: Floats = end.value
            return vectors
