"""A run that grades a document criterion by criterion; what was judged is kept at once, and a stopped run can go on."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress

import msgspec

from engine.capabilities.documents.api.grading import (
    GradedCriterion,
    GradeDocument,
    Grading,
    GradingEvent,
    JudgingModel,
    RubricCriterion,
)
from engine.capabilities.documents.grading.grading_store import GradingStore
from engine.capabilities.documents.grading.judge import Judge
from engine.capabilities.documents.grading.passages import DocumentPassages
from engine.capabilities.documents.grading.rubric_reader import RubricReader
from engine.capabilities.documents.whole.model_strength import is_weak_in
from engine.capabilities.documents.whole.whole_document import OpenDocument, WholeDocument
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled, ModelMissing
from engine.protocol.progress import Progress
from engine.text.language import Language, detect_language

PASSAGES = 7
"""Chunks that a criterion is judged by, as far as they fit."""
LANGUAGE_SAMPLE = 4000
"""Characters by which the language of a document is told."""


class GradingRun:
    """Handlers of GRADE and DESCRIBE_JUDGE."""

    def __init__(self, gradings: GradingStore, rubrics: RubricReader, open: OpenDocument, pool: ModelPool) -> None:
        self._gradings, self._rubrics, self._open, self._pool = gradings, rubrics, open, pool

    def describe_judge(self, language: Language = "es") -> JudgingModel:
        """Return the model in use and whether it is too weak; no name where there is none."""
        try:
            return JudgingModel(self._pool.name(), is_weak_in(self._pool, None, language))
        except ModelMissing:
            return JudgingModel("", True)

    def grade(self, request: GradeDocument, is_cancelled: IsCancelled) -> Generator[GradingEvent, None, Grading]:
        """Grade the criteria that have no level yet. Raises as GradeDocument says, and Cancelled before anything is kept."""
        yield Progress(0, 1, "criterion")
        self._pool.name(request.model)  # before anything is read: without a model nothing can be graded
        if request.grading:
            kept = self._gradings.find(request.grading)
            document = yield from self._open(kept.document, kept.path, is_cancelled)
            id = kept.id
        else:
            rubric = self._rubrics.read(request.rubric, is_cancelled)
            document = yield from self._open(request.document, request.path, is_cancelled)
            weak = is_weak_in(self._pool, request.model, _language(document))
            id = self._gradings.add(document, rubric, self._pool.name(request.model), weak)
        with suppress(Cancelled):  # what was judged is kept
            yield from self._judge_all(id, document, request.model, is_cancelled)
        return msgspec.structs.replace(self._gradings.find(id), cancelled=is_cancelled())

    def _judge_all(
        self, id: int, document: WholeDocument, model_id: str | None, is_cancelled: IsCancelled
    ) -> Generator[GradingEvent, None, None]:
        criteria = self._gradings.find(id).criteria
        left = [criterion for criterion in criteria if not criterion.level]
        passages = DocumentPassages(document, self._pool)
        with self._pool.text_model(model_id, is_cancelled) as model:
            judge = Judge(model, _language(document), is_cancelled)
            for criterion in left:
                done = len(criteria) - len(left) + left.index(criterion)
                yield Progress(done, len(criteria), "criterion", criterion.name)
                if is_cancelled():
                    return
                yield self._judge(id, criterion, judge, passages)
        yield Progress(len(criteria), len(criteria), "criterion")

    def _judge(self, id: int, criterion: GradedCriterion, judge: Judge, passages: DocumentPassages) -> GradedCriterion:
        asked = RubricCriterion(criterion.name, criterion.weight, criterion.levels, criterion.description)
        query = _query(asked)
        chunks = passages.about(criterion.name, query, PASSAGES)
        texts = [chunk.text for chunk in chunks]
        level = judge.choose(asked, texts)
        reason = judge.explain(asked, level, texts)
        evidence = passages.evidence(query, chunks)
        return self._gradings.put(id, criterion.position, level.name, reason, evidence)


def _query(criterion: RubricCriterion) -> str:
    """Return what is looked for: the criterion, and what its highest level takes, which says what it is about."""
    highest = max(criterion.levels, key=lambda level: level.score).description
    return ". ".join(part for part in (criterion.name, criterion.description, highest) if part)


def _language(document: WholeDocument) -> Language:
    sample = "\n".join(page.text for page in document.pages[:6])[:LANGUAGE_SAMPLE]
    return detect_language(sample)
