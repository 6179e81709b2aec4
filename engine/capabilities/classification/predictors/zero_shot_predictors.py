"""What answers without training: the labels' meaning, an entailment model, the chat model, a ready-made classifier."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, suppress
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from engine.capabilities.classification.api import DEFAULT_WORDING, PredictionMethod, Label, AvailableMethod, AvailableMethods
from engine.capabilities.classification.embedding_cache import Space
from engine.capabilities.classification.heads.calibration import softmax
from engine.capabilities.classification.predictors import zero_shot
from engine.capabilities.classification.predictors.predictors import Answer, Answerer, described, finished, named
from engine.capabilities.classification.predictors.prompting import Prompt, Sorted, divided
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled, ModelCrashed, ModelMissing, ModelUnfit, NoTexts
from engine.protocol.progress import Progress
from engine.protocol.tables import Source
from engine.tables.sources import Tables
from engine.tables.tables import Row

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.models.interfaces import ClassifierInfo, ModelPool, TextClassifier, TextModel

    Floats = npt.NDArray[np.float32]
    Leaning = npt.NDArray[np.float64]

ModelT = TypeVar("ModelT")
FEW = 16
"""Texts that such a model answers in a moment."""
HELD = 0.3
"""Seconds."""


class Means:
    def __init__(self, space: Space, pool: ModelPool, tables: Tables) -> None:
        self.space, self.pool, self._tables = space, pool, tables
        self._leanings: dict[str, Leaning] = {}
        """Of each prompt asked so far, which is a question to the model for each of a few dozen texts."""

    def answerer(
        self, by: PredictionMethod, labels: Sequence[Label], wording: str, candidates: Sequence[Sorted] = (), seed: int = 0
    ) -> Answerer:
        """`candidates`: labelled texts a prompt draws on, unless it is given others.

        Raises TooFewLabels, ModelMissing, ModelUnfit and the errors of tables.
        """
        if by.kind == "entailment":
            return self._entailing(by.model, labels, wording or DEFAULT_WORDING)
        if by.kind == "prompt":
            names = [label.name for label in labels]
            known = _labelled(self._tables, by.examples, names) if by.examples else candidates
            shown, others = divided(known, names, by.shots, seed)
            return self._prompted(by.model or None, Prompt(labels, wording, shown, others))
        if by.kind == "ready-made":
            return self._ready_made(by.model, labels)
        return described(self.space, labels, wording or DEFAULT_WORDING)

    def offers(self) -> AvailableMethods:
        """What is installed, without loading any of it."""
        found = [AvailableMethod(PredictionMethod("meaning"), embedder)] if (embedder := self.pool.embedder_id()) else []
        sorters = self.pool.text_classifiers()
        found += [AvailableMethod(PredictionMethod("entailment", one.id), one.name) for one in sorters if one.entails]
        with suppress(ModelMissing, ModelCrashed):
            found.append(AvailableMethod(PredictionMethod("prompt"), self.pool.name()))
        found += [AvailableMethod(PredictionMethod("ready-made", one.id), one.name, one.labels) for one in sorters if not one.entails]
        return AvailableMethods(tuple(found))

    def _entailing(self, model: str, labels: Sequence[Label], wording: str) -> Answerer:
        """The softmax of each hypothesis's entailment (Yin et al., Benchmarking Zero-shot Text Classification, 2019)."""
        names, sentences = named(labels), zero_shot.hypotheses(labels, wording)
        found = self._sorter(model, entails=True)

        def shares(loaded: TextClassifier, text: str, is_cancelled: IsCancelled) -> Floats:
            logits = [loaded.entailment(text, sentence, is_cancelled) for sentence in sentences]
            row: Floats = softmax(np.array([logits], np.float32))[0]
            return row

        answer = one_by_one(lambda _: self.pool.text_classifier(found.id), shares)
        return Answerer(repr((found.id, names, sentences)), "entailment", names, 0, answer, together=FEW)

    def _ready_made(self, model: str, labels: Sequence[Label]) -> Answerer:
        """Its labels are called as ours are where they differ in capitals alone."""
        found = self._sorter(model, entails=False)
        ours = {label.name.casefold(): label.name for label in labels}
        names = tuple(ours.get(name.casefold(), name) for name in found.labels)
        hold = self.pool.text_classifier

        def shares(loaded: TextClassifier, text: str, is_cancelled: IsCancelled) -> Floats:
            return np.array(loaded.classify(text, is_cancelled), np.float32)

        answer = one_by_one(lambda _: hold(found.id), shares)
        return Answerer(
            repr((found.id, names)), found.name, names, 0, answer, independent=found.independent, together=FEW
        )

    def _prompted(self, model: str | None, prompt: Prompt) -> Answerer:
        id = repr((self.pool.name(model), prompt.id))

        def shares(loaded: TextModel, text: str, is_cancelled: IsCancelled) -> Floats:
            if id not in self._leanings:
                self._leanings[id] = prompt.leaning(loaded, is_cancelled)
            found = prompt.own_shares(loaded, text, is_cancelled) / self._leanings[id]
            whole: Floats = (found / found.sum()).astype(np.float32)
            return whole

        answer = one_by_one(lambda is_cancelled: self.pool.text_model(model, is_cancelled), shares)
        return Answerer(id, "prompt", prompt.names, len(prompt.shown), answer, together=FEW)

    def _sorter(self, model: str, entails: bool) -> ClassifierInfo:
        """The one named, else the first on the shelf. Raises ModelMissing, ModelUnfit."""
        found = [one for one in self.pool.text_classifiers() if model in ("", one.id)]
        fit = next((one for one in found if one.entails == entails), None)
        if fit is None and found and model:
            raise ModelUnfit(name=found[0].name)
        if fit is None:
            raise ModelMissing("no entailment model" if entails else "no text classifier")
        return fit


def _labelled(tables: Tables, source: Source, names: Sequence[str]) -> list[Row]:
    """Raises NoTexts where no row has a text and one of the labels."""
    with finished(tables.open(source, lambda: False)) as table:
        rows = [row for row in table.rows() if row.text and row.label in names]
    if not rows:
        raise NoTexts(name=table.name)
    return rows


def one_by_one(
    hold: Callable[[IsCancelled], AbstractContextManager[ModelT]], shares: Callable[[ModelT, str, IsCancelled], Floats]
) -> Answer:
    """One text after the other. A model is held for HELD at a time, so that another job, such as the chat's, comes between."""

    def held(texts: Sequence[str], is_cancelled: IsCancelled) -> list[Floats]:
        """Of as many of the first texts as there is time for."""
        found: list[Floats] = []
        with hold(is_cancelled) as model:
            until = time.monotonic() + HELD
            for text in texts:
                if is_cancelled():
                    raise Cancelled
                found.append(shares(model, text, is_cancelled))
                if time.monotonic() >= until:
                    break
        return found

    def answer(
        texts: Sequence[str], is_cancelled: IsCancelled, keep: bool = False
    ) -> Generator[Progress, None, Floats]:
        found: list[Floats] = []
        begun = time.monotonic()
        yield Progress(0, len(texts), "text")
        while len(found) < len(texts):
            found += held(texts[len(found) :], is_cancelled)
            rate = len(found) / max(time.monotonic() - begun, 1e-6)
            yield Progress(len(found), len(texts), "text", "", rate, (len(texts) - len(found)) / rate)
        return np.stack(found)

    return answer
