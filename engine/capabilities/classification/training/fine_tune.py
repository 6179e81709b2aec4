"""The encoder itself changed by examples, in the training child: for one classifier, which keeps it, or for one comparison."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from engine.capabilities.classification import api
from engine.capabilities.classification.classifier_store import FINE_TUNED_FOLDER, Projects, data_hash
from engine.capabilities.classification.embedding_cache import Space
from engine.capabilities.classification.training.fine_tune_folder import WORK, remember, sweep
from engine.context import FINE_TUNED_FOLDER as FOLDER
from engine.context import EngineContext
from engine.models.training.fine_tuning import FineTuner, studio_is_installed
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import TrainingNeedsStudio
from engine.protocol.fine_tuning import EpochMetrics, Examples, FineTuneMethod, FineTuneRequest, FineTuneResult
from engine.protocol.progress import Progress
from engine.tables.tables import Row

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

HELD_OUT = 0.15
FEWEST_IN_ALL, FEWEST_OF_A_LABEL = 100, 7
"""Below either, all examples are learned from: what so few could judge is mostly chance."""
TUNED_HEAD: api.HeadMethod = "logistic"


class Tuner:
    """Tuned encoders lie in the profile, each in the folder of its id; a training at hand in the folder `tuning`."""

    def __init__(self, context: EngineContext, space: Space) -> None:
        self._context, self._space = context, space

    def tune(
        self, request: api.Train, method: FineTuneMethod, examples: Sequence[api.Example], is_cancelled: IsCancelled
    ) -> Generator[Progress | EpochMetrics, None, tuple[Space, api.FineTuneRecord]]:
        """The space of the tuned encoder, not yet anybody's: without a card that names it `sweep` takes it away.

        Raises TrainingNeedsStudio, TooFewToTrain, TrainingStopped, EncoderFixed, LayersMissing, DiskFull, Cancelled.
        """
        encoder, home = self._space.id, self._context.home
        told = msgspec.json.encode((request, encoder, data_hash(examples)))
        model = f"{FINE_TUNED_FOLDER}{hashlib.sha256(told).hexdigest()[:16]}"
        held = held_out([one.label for one in examples], request.seed)
        asked = FineTuneRequest(
            encoder, str(home / FOLDER / model), model, method, request.layers, request.epochs, 0, request.learning_rate,
            request.patience, request.seed, "passage", request.checkpoint_seconds,
        )  # fmt: skip
        if not studio_is_installed():
            raise TrainingNeedsStudio
        work = home / WORK / str(request.classifier)
        remember(work, request)
        training = FineTuner(self._context.registry.folder, work, home / "logs" / "training.log")
        done, curves = yield from _told(training.tune(asked, _lesson(examples, held), is_cancelled))
        card = api.FineTuneRecord(
            model, request.layers, done.epochs, done.best, len(held), done.agreement, done.int8, done.seconds,
            done.resumed, curves,
        )  # fmt: skip
        return self._space.tuned_to(model), card

    def done(self, request: api.Train, projects: Projects) -> None:
        """The classifier has its card: what its training left, and the encoder it had before, can go."""
        shutil.rmtree(self._context.home / WORK / str(request.classifier), ignore_errors=True)
        sweep(self._context.home, projects)

    def vectors(
        self, method: FineTuneMethod, known: Sequence[Row], texts: Sequence[str], seed: int, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, tuple[Floats, Floats]]:
        """Of the examples and of the texts, float32 [n, dimensions] each, for one comparison: nothing of it stays."""
        context = self._context
        examples = Examples(tuple(row.text for row in known), tuple(row.label for row in known))
        with tempfile.TemporaryDirectory(prefix="tuning-", dir=context.home) as place:
            models, model = Path(place) / "models", f"{FINE_TUNED_FOLDER}{seed}"
            models.mkdir()
            training = FineTuner(context.registry.folder, Path(place) / "work", context.home / "logs" / "training.log")
            asked = FineTuneRequest(self._space.id, str(models / model), model, method, seed=seed, prefix="passage")
            for curve in training.tune(asked, examples, is_cancelled):
                yield Progress(curve.step, curve.steps, "step")
            space = Space(context.store, context.pool, context.indexer, models, model)
            vectors = np.concatenate(list(space.by_child([*examples.texts, *texts], is_cancelled)))
        return vectors[: len(known)], vectors[len(known) :]


def held_out(labels: Sequence[str], seed: int) -> list[int]:
    """Places of the examples that judge each epoch: HELD_OUT of every label, none where the examples are few."""
    held = np.array(labels)
    names, counts = np.unique(held, return_counts=True)
    if len(held) < FEWEST_IN_ALL or counts.min() < FEWEST_OF_A_LABEL:
        return []
    generator = np.random.default_rng(seed)
    drawn = (
        generator.permutation(np.flatnonzero(held == name))[: round(HELD_OUT * sum(held == name))] for name in names
    )
    return sorted(int(place) for places in drawn for place in places)


def _lesson(examples: Sequence[api.Example], held: Sequence[int]) -> Examples:
    judges = set(held)
    known, asked = ([one for at, one in enumerate(examples) if (at in judges) is judging] for judging in (False, True))
    return Examples(
        tuple(one.text for one in known),
        tuple(one.label for one in known),
        tuple(one.text for one in asked),
        tuple(one.label for one in asked),
    )


def _told(
    training: Generator[EpochMetrics, None, FineTuneResult],
) -> Generator[Progress | EpochMetrics, None, tuple[FineTuneResult, tuple[EpochMetrics, ...]]]:
    """Each epoch as a point of the curve and as progress."""
    curves: list[EpochMetrics] = []
    begun = time.monotonic()
    while True:
        try:
            curve = next(training)
        except StopIteration as ended:
            return ended.value, tuple(curves)
        curves.append(curve)
        yield curve
        left = (time.monotonic() - begun) / len(curves) * (curve.steps - curve.step) * curve.epoch / curve.step
        yield Progress(curve.step, curve.steps, "step", seconds_left=left)
