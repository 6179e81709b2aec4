"""The embedder itself changed by a few examples, in the training child, for one comparison. Nothing of it stays."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.capabilities.language.space import Space
from engine.capabilities.language.tables import Row
from engine.house import House
from engine.indexer.child import IndexerChild
from engine.models.fine_tuning import FineTuning
from engine.protocol.progress import Progress
from engine.protocol.tuning import Examples, Tune

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

Cancelled = Callable[[], bool]
TUNED = "tuned"


def tuned_vectors(
    house: House, known: Sequence[Row], texts: Sequence[str], seed: int, cancelled: Cancelled
) -> Generator[Progress, None, tuple[Floats, Floats]]:
    """Of the examples and of the texts, float32 [n, dimensions] each, by the embedder in use after contrastive training.

    Raises TrainingNeedsStudio, TooFewToTrain, TrainingStopped, ModelError, Cancelled.
    """
    encoder = Space(house.store, house.residents, house.indexer).id
    logs = house.home / "logs"
    examples = Examples(tuple(row.text for row in known), tuple(row.label for row in known))
    with tempfile.TemporaryDirectory(prefix="tuning-", dir=house.home) as place:
        models = Path(place) / "models"
        models.mkdir()
        training = FineTuning(house.shelf.folder, Path(place) / "work", logs / "training.log")
        request = Tune(encoder, str(models / TUNED), TUNED, seed=seed, prefix="passage")
        for curve in training.tune(request, examples, cancelled):
            yield Progress(curve.step, curve.steps, "step")
        with closing(IndexerChild(models, logs / "indexer.log")) as child:
            space = Space(house.store, house.residents, child)
            vectors = np.concatenate(list(space.by_child([*examples.texts, *texts], TUNED, cancelled)))
    return vectors[: len(known)], vectors[len(known) :]
