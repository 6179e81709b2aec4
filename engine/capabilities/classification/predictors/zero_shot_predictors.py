"""Predictors that need no training: label embeddings, an entailment model, the chat model, a ready-made classifier."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, suppress
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from engine.capabilities.classification.api import (
    DEFAULT_WORDING,
    AvailableMethod,
    AvailableMethods,
    Label,
    NoTexts,
    PredictionMethod,
)
from engine.capabilities.classification.embedding_cache import EmbeddingCache
from engine.capabilities.classification.heads.calibration import softmax
from engine.capabilities.classification.predictors.predictor import PredictFunction, Predictor, check_labels
from engine.capabilities.classification.predictors.prompting import ClassificationPrompt, LabelledText, split_shots
from engine.capabilities.classification.predictors.zero_shot import hypotheses, zero_shot_predictor
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled, ModelCrashed, ModelKindMismatch, ModelMissing, ModelUnknown
from engine.protocol.progress import Progress
from engine.protocol.tables import Source
from engine.rpc.generators import exhaust
from engine.tables.sources import TableOpener
from engine.tables.tables import Row

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.models.interfaces import ClassifierInfo, ModelPool, TextClassifier, TextModel

    Floats = npt.NDArray[np.float32]
    Prior = npt.NDArray[np.float64]

ModelT = TypeVar("ModelT")
BATCH_SIZE = 16
MAX_HOLD_SECONDS = 0.3
"""How long a model is kept from other jobs, such as the chat's."""


class ZeroShotPredictors:
    """Makes predictors for labels that nothing was trained on."""

    def __init__(self, cache: EmbeddingCache, pool: ModelPool, tables: TableOpener) -> None:
        self.cache, self._pool, self._tables = cache, pool, tables
        self._label_priors: dict[str, Prior] = {}
        """By model and prompt: computing one asks the model about a few dozen texts."""

    def predictor(
        self,
        method: PredictionMethod,
        labels: Sequence[Label],
        wording: str,
        examples: Sequence[LabelledText] = (),
        seed: int = 0,
    ) -> Predictor:
        """Return the predictor of a method. A prompt takes its shots from `examples` unless the method names others.

        Raises TooFewLabels, ModelMissing, ModelKindMismatch, NoTexts and the errors of tables.
        """
        if method.kind == "entailment":
            return self._entailment(method.model, labels, wording or DEFAULT_WORDING)
        if method.kind == "prompt":
            names = [label.name for label in labels]
            pool = _read_examples(self._tables, method.examples, names) if method.examples else examples
            shots, prior_texts = split_shots(pool, names, method.shots, seed)
            return self._prompt(method.model or None, ClassificationPrompt(labels, wording, shots, prior_texts))
        if method.kind == "ready-made":
            return self._ready_made(method.model, labels)
        return zero_shot_predictor(self.cache, labels, wording or DEFAULT_WORDING)

    def available_methods(self) -> AvailableMethods:
        """Return the methods that the installed models allow, without loading one."""
        methods = []
        if embedder := self._pool.embedder_id():
            methods.append(AvailableMethod(PredictionMethod("meaning"), embedder))
        classifiers = self._pool.text_classifiers()
        methods += [
            AvailableMethod(PredictionMethod("entailment", model.id), model.name)
            for model in classifiers
            if model.entails
        ]
        with suppress(ModelMissing, ModelCrashed):
            methods.append(AvailableMethod(PredictionMethod("prompt"), self._pool.name()))
        methods += [
            AvailableMethod(PredictionMethod("ready-made", model.id), model.name, model.labels)
            for model in classifiers
            if not model.entails
        ]
        return AvailableMethods(tuple(methods))

    def _entailment(self, model: str, labels: Sequence[Label], wording: str) -> Predictor:
        """Softmax over the entailment of each label's hypothesis (Yin et al., Benchmarking Zero-shot Text Classification,
        2019)."""
        names, sentences = check_labels(labels), hypotheses(labels, wording)
        info = self._find_model(model, entails=True)

        def probabilities(loaded: TextClassifier, text: str, is_cancelled: IsCancelled) -> Floats:
            logits = [loaded.entailment(text, sentence, is_cancelled) for sentence in sentences]
            row: Floats = softmax(np.array([logits], np.float32))[0]
            return row

        predict = predict_one_by_one(lambda _: self._pool.text_classifier(info.id), probabilities)
        id = repr((info.id, names, sentences))
        return Predictor(id, "entailment", names, 0, predict, batch_size=BATCH_SIZE)

    def _ready_made(self, model: str, labels: Sequence[Label]) -> Predictor:
        """A model's own labels, in the user's spelling where they differ in capitals alone."""
        info = self._find_model(model, entails=False)
        spelling = {label.name.casefold(): label.name for label in labels}
        names = tuple(spelling.get(name.casefold(), name) for name in info.labels)

        def probabilities(loaded: TextClassifier, text: str, is_cancelled: IsCancelled) -> Floats:
            return np.array(loaded.classify(text, is_cancelled), np.float32)

        predict = predict_one_by_one(lambda _: self._pool.text_classifier(info.id), probabilities)
        id = repr((info.id, names))
        return Predictor(id, info.name, names, 0, predict, multi_label=info.independent, batch_size=BATCH_SIZE)

    def _prompt(self, model: str | None, prompt: ClassificationPrompt) -> Predictor:
        id = repr((self._pool.name(model), prompt.id))

        def probabilities(loaded: TextModel, text: str, is_cancelled: IsCancelled) -> Floats:
            if id not in self._label_priors:
                self._label_priors[id] = prompt.label_prior(loaded, is_cancelled)
            corrected = prompt.raw_probabilities(loaded, text, is_cancelled) / self._label_priors[id]
            normalised: Floats = (corrected / corrected.sum()).astype(np.float32)
            return normalised

        predict = predict_one_by_one(lambda is_cancelled: self._pool.text_model(model, is_cancelled), probabilities)
        return Predictor(id, "prompt", prompt.names, len(prompt.examples), predict, batch_size=BATCH_SIZE)

    def _find_model(self, model: str, entails: bool) -> ClassifierInfo:
        """Return the model of that id, or the first installed one. Raises ModelMissing, ModelUnknown, ModelKindMismatch."""
        candidates = [info for info in self._pool.text_classifiers() if model in ("", info.id)]
        match = next((info for info in candidates if info.entails == entails), None)
        if match is None and candidates and model:
            raise ModelKindMismatch(name=candidates[0].name)
        if match is None and model and (infos := self._pool.text_classifiers()):
            raise ModelUnknown(model=model, models=", ".join(info.id for info in infos))
        if match is None:
            raise ModelMissing("no entailment model" if entails else "no text classifier")
        return match


def _read_examples(tables: TableOpener, source: Source, names: Sequence[str]) -> list[Row]:
    """Raises NoTexts where no row has a text and one of the labels, and the errors of tables."""
    with exhaust(tables.open(source, lambda: False)) as table:
        rows = [row for row in table.rows() if row.text and row.label in names]
    if not rows:
        raise NoTexts(name=table.name)
    return rows


def predict_one_by_one(
    open_model: Callable[[IsCancelled], AbstractContextManager[ModelT]],
    probabilities: Callable[[ModelT, str, IsCancelled], Floats],
) -> PredictFunction:
    """Return a function that asks a model about one text after the other and releases it every MAX_HOLD_SECONDS.

    `probabilities` returns float32 [labels] of one text.
    """

    def predict_some(texts: Sequence[str], is_cancelled: IsCancelled) -> list[Floats]:
        """Return the rows of as many of the first texts as there is time for."""
        rows: list[Floats] = []
        with open_model(is_cancelled) as model:
            until = time.monotonic() + MAX_HOLD_SECONDS
            for text in texts:
                if is_cancelled():
                    raise Cancelled
                rows.append(probabilities(model, text, is_cancelled))
                if time.monotonic() >= until:
                    break
        return rows

    def predict(
        texts: Sequence[str], is_cancelled: IsCancelled, keep: bool = False
    ) -> Generator[Progress, None, Floats]:
        rows: list[Floats] = []
        started = time.monotonic()
        yield Progress(0, len(texts), "text")
        while len(rows) < len(texts):
            rows += predict_some(texts[len(rows) :], is_cancelled)
            rate = len(rows) / max(time.monotonic() - started, 1e-6)
            yield Progress(len(rows), len(texts), "text", "", rate, (len(texts) - len(rows)) / rate)
        return np.stack(rows)

    return predict
