"""Fine-tuning the encoder on a classifier's examples, in the training child."""

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
from engine.capabilities.classification.classifier_store import FINE_TUNED_PREFIX, ClassifierStore, data_hash
from engine.capabilities.classification.embedding_cache import EmbeddingCache
from engine.capabilities.classification.training.fine_tune_folder import WORK_FOLDER, delete_unused, save_request
from engine.context import FINE_TUNED_FOLDER, EngineContext
from engine.models.training.fine_tuning import FineTuner, studio_is_installed
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.fine_tuning import (
    EpochMetrics,
    FineTuneExamples,
    FineTuneMethod,
    FineTuneRequest,
    FineTuneResult,
)
from engine.protocol.errors import TrainingNeedsStudio
from engine.protocol.progress import Progress
from engine.tables.tables import Row

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

HELD_OUT_FRACTION = 0.15
MIN_EXAMPLES, MIN_LABEL_EXAMPLES = 100, 7
"""With fewer of either, all examples are trained on: a validation on so few would be mostly chance."""
FINE_TUNED_HEAD: api.HeadMethod = "logistic"


class EncoderFineTuner:
    """Fine-tunes encoders: for a classifier, which keeps its own in the profile, or for a benchmark, which keeps nothing."""

    def __init__(self, context: EngineContext, cache: EmbeddingCache) -> None:
        self._context, self._cache = context, cache

    def fine_tune(
        self, request: api.Train, method: FineTuneMethod, examples: Sequence[api.Example], is_cancelled: IsCancelled
    ) -> Generator[Progress | EpochMetrics, None, tuple[EmbeddingCache, api.FineTuneRecord]]:
        """Return the embeddings of the fine-tuned encoder and its record, which the caller saves: see `delete_unused`.

        Raises TrainingNeedsStudio, TooFewToTrain, TrainingStopped, EncoderFixed, LayersMissing, DiskFull, Cancelled.
        """
        encoder, home = self._cache.embedder_id, self._context.home
        identity = msgspec.json.encode((request, encoder, data_hash(examples)))
        model = f"{FINE_TUNED_PREFIX}{hashlib.sha256(identity).hexdigest()[:16]}"
        held_out = held_out_examples([example.label for example in examples], request.seed)
        child_request = FineTuneRequest(
            encoder,
            str(home / FINE_TUNED_FOLDER / model),
            model,
            method,
            request.layers,
            request.epochs,
            learning_rate=request.learning_rate,
            patience=request.patience,
            seed=request.seed,
            prefix="passage",
            checkpoint_seconds=request.checkpoint_seconds,
        )
        if not studio_is_installed():
            raise TrainingNeedsStudio
        work = home / WORK_FOLDER / str(request.classifier)
        save_request(work, request)
        log, background = home / "logs" / "training.log", self._context.background
        tuner = FineTuner(self._context.registry.folder, work, log, background)
        training_set = _training_set(examples, held_out)
        result, curves = yield from _with_progress(tuner.fine_tune(child_request, training_set, is_cancelled))
        record = api.FineTuneRecord(
            model,
            request.layers,
            result.epochs,
            result.best,
            len(held_out),
            result.agreement,
            result.int8,
            result.seconds,
            result.resumed,
            curves,
        )
        return self._cache.for_model(model), record

    def clean_up(self, request: api.Train, store: ClassifierStore) -> None:
        """Delete the checkpoints of a finished training, and the encoder that the classifier had before."""
        shutil.rmtree(self._context.home / WORK_FOLDER / str(request.classifier), ignore_errors=True)
        delete_unused(self._context.home, store)

    def embeddings(
        self, method: FineTuneMethod, rows: Sequence[Row], texts: Sequence[str], seed: int, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, tuple[Floats, Floats]]:
        """Fine-tune on `rows` and return the embeddings of their texts and of `texts`, float32 [n, dimensions] each.

        Nothing is kept: for a benchmark. Raises as `fine_tune`.
        """
        context = self._context
        examples = FineTuneExamples(tuple(row.text for row in rows), tuple(row.label for row in rows))
        with tempfile.TemporaryDirectory(prefix="tuning-", dir=context.home) as folder:
            models, model = Path(folder) / "models", f"{FINE_TUNED_PREFIX}{seed}"
            models.mkdir()
            log = context.home / "logs" / "training.log"
            tuner = FineTuner(context.registry.folder, Path(folder) / "work", log, context.background)
            request = FineTuneRequest(
                self._cache.embedder_id, str(models / model), model, method, seed=seed, prefix="passage"
            )
            for metrics in tuner.fine_tune(request, examples, is_cancelled):
                yield Progress(metrics.step, metrics.steps, "step")
            cache = EmbeddingCache(context.store, context.pool, context.indexer, models, model)
            vectors = np.concatenate([*cache.batches_in_child([*examples.texts, *texts], is_cancelled)])
        return vectors[: len(rows)], vectors[len(rows) :]


def held_out_examples(labels: Sequence[str], seed: int) -> list[int]:
    """Return the indices of the validation examples: HELD_OUT_FRACTION of every label, none where examples are few."""
    array = np.array(labels)
    names, counts = np.unique(array, return_counts=True)
    if len(array) < MIN_EXAMPLES or counts.min() < MIN_LABEL_EXAMPLES:
        return []
    generator = np.random.default_rng(seed)
    held_out: list[int] = []
    for name in names:
        of_label = np.flatnonzero(array == name)
        held_out += [int(at) for at in generator.permutation(of_label)[: round(HELD_OUT_FRACTION * len(of_label))]]
    return sorted(held_out)


def _training_set(examples: Sequence[api.Example], held_out: Sequence[int]) -> FineTuneExamples:
    validation = set(held_out)
    train, test = (
        [example for at, example in enumerate(examples) if (at in validation) is is_validation]
        for is_validation in (False, True)
    )
    return FineTuneExamples(
        tuple(example.text for example in train),
        tuple(example.label for example in train),
        tuple(example.text for example in test),
        tuple(example.label for example in test),
    )


def _with_progress(
    training: Generator[EpochMetrics, None, FineTuneResult],
) -> Generator[Progress | EpochMetrics, None, tuple[FineTuneResult, tuple[EpochMetrics, ...]]]:
    """Yield each epoch's metrics with the progress; return the result and all metrics."""
    epochs: list[EpochMetrics] = []
    started = time.monotonic()
    while True:
        try:
            metrics = next(training)
        except StopIteration as end:
            return end.value, tuple(epochs)
        epochs.append(metrics)
        yield metrics
        seconds_of_epoch = (time.monotonic() - started) / len(epochs)
        left = seconds_of_epoch * (metrics.steps - metrics.step) * metrics.epoch / metrics.step
        yield Progress(metrics.step, metrics.steps, "step", seconds_left=left)
