"""Training a classifier: a head over frozen embeddings, or over those of a fine-tuned encoder."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.capabilities.classification import api
from engine.capabilities.classification.classifier_store import ClassifierStore, data_hash
from engine.capabilities.classification.embedding_cache import EmbeddingCache
from engine.capabilities.classification.heads import calibration, heads, model_selection
from engine.capabilities.classification.predictors.zero_shot import hypotheses
from engine.capabilities.classification.training.fine_tune import (
    FINE_TUNED_HEAD,
    EncoderFineTuner,
    held_out_examples,
)
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.fine_tuning import EpochMetrics, FineTuneMethod
from engine.protocol.progress import Progress
from engine.rpc.generators import exhaust
from engine.store.clock import now_ms

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

TrainingEvent = Progress | EpochMetrics


class _Trained(NamedTuple):
    """A trained head, the method to record, and what the record says of its training."""

    head: heads.FittedHead
    method: str
    validation: model_selection.CrossValidation | None = None
    fine_tuning: api.FineTuneRecord | None = None


class Trainer:
    """Trains heads and saves them with their record."""

    def __init__(self, store: ClassifierStore, cache: EmbeddingCache, fine_tuner: EncoderFineTuner) -> None:
        self._store, self._cache, self._fine_tuner = store, cache, fine_tuner

    def train(self, request: api.Train, is_cancelled: IsCancelled) -> Generator[TrainingEvent, None, api.Classifier]:
        """Train and return the classifier; its present head stays until the new one is saved.

        Labels with a single example are left out, and named in the record.

        Raises TooFewLabels, TooManyLabels, TooFewExamples, ModelMissing, Cancelled and the errors of
        EncoderFineTuner.fine_tune.
        """
        revision = self._store.revision(request.classifier)
        examples = self._store.labelled_examples(request.classifier, "train")
        left_out = heads.single_example_labels([example.label for example in examples])
        examples = tuple(example for example in examples if example.label not in left_out)
        labels = [example.label for example in examples]
        if request.method == "contrastive" or request.method == "supervised":
            trained = yield from self._fine_tune(request, request.method, examples, is_cancelled)
        else:
            trained = yield from self._train_head(request, examples, is_cancelled)
        validation = trained.validation
        record = api.TrainingRecord(
            trained.method,
            data_hash(examples),
            len(heads.training_sample(trained.head.method, labels, request.seed)),
            now_ms(),
            request.seed,
            self._cache.embedder_id,
            validation.folds if validation else 0,
            validation.scores if validation else (),
            trained.fine_tuning,
            request.method,
            left_out,
        )
        self._store.save_head(request.classifier, trained.head.to_bytes(), record, revision, examples)
        self._fine_tuner.clean_up(request, self._store)
        return self._store.get(request.classifier)

    def _train_head(
        self, request: api.Train, examples: Sequence[api.Example], is_cancelled: IsCancelled
    ) -> Generator[TrainingEvent, None, _Trained]:
        labels = [example.label for example in examples]
        vectors = yield from self._cache.cached_embeddings([example.text for example in examples], is_cancelled)
        label_vectors = self._label_vectors(request.classifier, labels)
        validation = yield from model_selection.cross_validate(
            vectors, labels, request.seed, label_vectors, is_cancelled
        )
        method: api.HeadMethod = validation.best
        for head_method in api.HEAD_METHODS:
            if head_method == request.method:
                method = head_method
        head = heads.fit(method, vectors, labels, request.seed, label_vectors, is_cancelled)
        return _Trained(head.with_temperature(validation.score_of(method).temperature), method, validation)

    def _fine_tune(
        self,
        request: api.Train,
        method: FineTuneMethod,
        examples: Sequence[api.Example],
        is_cancelled: IsCancelled,
    ) -> Generator[TrainingEvent, None, _Trained]:
        labels = [example.label for example in examples]
        cache, record = yield from self._fine_tuner.fine_tune(request, method, examples, is_cancelled)
        vectors = yield from cache.cached_embeddings([example.text for example in examples], is_cancelled)
        temperature = _held_out_temperature(vectors, labels, request.seed)
        head = heads.fit(FINE_TUNED_HEAD, vectors, labels, request.seed, None, is_cancelled)
        return _Trained(head.with_temperature(temperature), method, fine_tuning=record)

    def _label_vectors(self, classifier: int, labels: Sequence[str]) -> Floats:
        """Return float32 [labels, dimensions]: the embedded sentences of the sorted labels that have examples."""
        info = self._store.get(classifier)
        used = sorted((label for label in info.labels if label.name in labels), key=lambda label: label.name)
        return exhaust(self._cache.embeddings(hypotheses(used, info.wording), lambda: False))


def _held_out_temperature(vectors: Floats, labels: Sequence[str], seed: int) -> float:
    """Fit the temperature on the examples that the encoder was not fine-tuned on; 1 where there are none."""
    held_out = held_out_examples(labels, seed)
    if not held_out:
        return 1.0
    rest = np.setdiff1d(np.arange(len(labels)), held_out)
    head = heads.fit(FINE_TUNED_HEAD, vectors[rest], [labels[at] for at in rest], seed)
    truth = np.array([head.labels.index(labels[at]) for at in held_out])
    return calibration.fit_temperature(head.probabilities(vectors[np.array(held_out)]), truth)
