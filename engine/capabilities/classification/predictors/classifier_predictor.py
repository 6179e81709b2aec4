"""The predictor of a classifier: its trained head, or before the training a method that needs none."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace

from engine.capabilities.classification.api import (
    FineTunedModelMissing,
    Label,
    NotTrained,
    PredictionMethod,
    TrainingRecord,
)
from engine.capabilities.classification.classifier_store import ClassifierStore, text_hash
from engine.capabilities.classification.embedding_cache import MAX_IN_PROCESS, EmbeddingCache
from engine.capabilities.classification.heads import calibration
from engine.capabilities.classification.heads.heads import FittedHead
from engine.capabilities.classification.predictors.predictor import (
    PredictFunction,
    Predictor,
    predict_from_embeddings,
)
from engine.capabilities.classification.predictors.zero_shot import ZERO_SHOT
from engine.capabilities.classification.predictors.zero_shot_predictors import ZeroShotPredictors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelMissing
from engine.protocol.progress import Progress
from engine.rpc.generators import exhaust

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]


def find_predictor(
    store: ClassifierStore,
    zero_shot: ZeroShotPredictors,
    classifier: int,
    labels: Sequence[Label] = (),
    wording: str = "",
    method: PredictionMethod | None = None,
) -> Predictor:
    """Return the predictor of a classifier, or of `labels` alone where `classifier` is 0.

    Without a `method`: the trained head, or by meaning before there is one. Raises NotFound, NotTrained,
    FineTunedModelMissing, TooFewLabels, ModelMissing, ModelKindMismatch.
    """
    if not classifier:
        return zero_shot.predictor(method or PredictionMethod(), labels, wording)
    info = store.get(classifier)
    stored_head = store.head(classifier)
    if method is not None or stored_head is None or info.training is None:
        examples = store.labelled_examples(classifier, "train") if method and method.kind == "prompt" else ()
        untrained = zero_shot.predictor(method or PredictionMethod(), info.labels, wording or info.wording, examples)
        return _calibrate(store, classifier, untrained) if untrained.method == ZERO_SHOT else untrained
    head, cache = FittedHead.from_bytes(stored_head), _cache_of(info.name, info.training, zero_shot.cache)
    return Predictor(
        hashlib.sha256(stored_head).hexdigest(),
        info.training.method,
        head.labels,
        info.training.examples,
        predict_from_embeddings(cache, head.probabilities),
    )


def _cache_of(name: str, training: TrainingRecord, cache: EmbeddingCache) -> EmbeddingCache:
    """Return the embeddings that the head was trained on. Raises FineTunedModelMissing, NotTrained, ModelMissing."""
    if training.fine_tuning:
        try:
            return cache.for_model(training.fine_tuning.model)
        except ModelMissing as missing:
            raise FineTunedModelMissing(missing.detail, name=name) from None
    if training.embedder != cache.embedder_id:
        raise NotTrained(name=name, model=training.embedder)
    return cache


def _calibrate(store: ClassifierStore, classifier: int, predictor: Predictor) -> Predictor:
    """Calibrate by some labelled examples of the classifier: so few that the embedder in memory takes them."""
    labelled = [
        example for example in store.labelled_examples(classifier, "train") if example.label in predictor.labels
    ]
    sample = sorted(labelled, key=lambda example: text_hash(example.text))[:MAX_IN_PROCESS]
    if len(sample) < calibration.MIN_TEXTS:
        return predictor
    probabilities = exhaust(predictor.predict([example.text for example in sample], lambda: False, keep=True))
    truth = np.array([predictor.labels.index(example.label) for example in sample])
    temperature = calibration.fit_temperature(probabilities, truth)
    predict = _with_temperature(predictor.predict, temperature)
    return replace(predictor, id=f"{predictor.id} {temperature}", predict=predict)


def _with_temperature(function: PredictFunction, temperature: float) -> PredictFunction:
    def predict(
        texts: Sequence[str], is_cancelled: IsCancelled, keep: bool = False
    ) -> Generator[Progress, None, Floats]:
        probabilities = yield from function(texts, is_cancelled, keep)
        return calibration.apply_temperature(probabilities, temperature)

    return predict
