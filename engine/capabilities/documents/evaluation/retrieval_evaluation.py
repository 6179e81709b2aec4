"""A run that measures search: every question in every mode, against the documents that are known to answer it."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence

import msgspec

from engine.capabilities.documents.api import SearchDocuments, SearchMode
from engine.capabilities.documents.api.evaluation import (
    MODES,
    EvaluateQuestionSet,
    EvaluateRetrieval,
    EvaluationMode,
    MeaningNotMeasured,
    ModeFigures,
    QueryOutcome,
    RerankNotMeasured,
    RetrievalFigures,
)
from engine.capabilities.documents.evaluation.beir_files import JudgedCollection, notice, read_judged_collection
from engine.capabilities.documents.evaluation.evaluation_library import EvaluationLibraries, EvaluationLibrary
from engine.capabilities.documents.evaluation.question_sets import QuestionSetStore
from engine.capabilities.documents.evaluation.ranking_metrics import RankingScores, figure, score_ranking
from engine.models.interfaces import ModelPool
from engine.protocol.answering.asking import RerankPassages
from engine.protocol.answering.passage import Passage
from engine.protocol.cancellation import IsCancelled, raise_if_cancelled
from engine.protocol.messages import ErrorData
from engine.protocol.progress import Progress

DEPTH = 100
"""Passages of a ranking; the search looks at as many candidates for a person, too."""
RERANK: EvaluationMode = "hybrid+rerank"
SEARCHES: dict[EvaluationMode, SearchMode] = {
    "dense": "dense",
    "keyword": "keyword",
    "hybrid": "hybrid",
    "hybrid+rerank": "hybrid",
}

Steps = Generator[Progress, None, RetrievalFigures]


class _Measured(msgspec.Struct):
    """The scores by mode, and every question's outcome, of those asked so far."""

    scores: dict[EvaluationMode, list[RankingScores]]
    outcomes: list[QueryOutcome] = msgspec.field(default_factory=list)
    started: float = msgspec.field(default_factory=time.monotonic)

    def progress(self, total: int) -> Progress:
        done, seconds = len(self.outcomes), time.monotonic() - self.started
        rate = done / seconds if done else 0.0
        return Progress(done, total, "question", "", rate, (total - done) / rate if rate else None)


class RetrievalEvaluation:
    """Handlers of the runs. `rerank` returns the second stage of ranking, None where there is none."""

    def __init__(
        self,
        libraries: EvaluationLibraries,
        sets: QuestionSetStore,
        pool: ModelPool,
        rerank: Callable[[], RerankPassages | None],
    ) -> None:
        self._libraries, self._sets, self._pool, self._rerank = libraries, sets, pool, rerank

    def run(self, request: EvaluateRetrieval, is_cancelled: IsCancelled) -> Steps:
        """Read the files, index the corpus and ask every question. Raises FileError, LibraryError, Cancelled.

        What was embedded before a cancel is kept for the next run.
        """
        started = time.monotonic()
        return (
            yield from self.measure(
                read_judged_collection(request), request.corpus, request.modes, is_cancelled, started
            )
        )

    def run_set(self, request: EvaluateQuestionSet, is_cancelled: IsCancelled) -> Steps:
        """Measure with a person's own question set. Raises NotFound, LibraryError, Cancelled."""
        with self._libraries.temporary_folder() as folder:
            files = self._sets.write_files(request.name, folder)
            judged = read_judged_collection(files)
        return (yield from self.measure(judged, f"set {request.name}", request.modes, is_cancelled, time.monotonic()))

    def measure(
        self,
        judged: JudgedCollection,
        corpus: str,
        modes: Sequence[EvaluationMode],
        is_cancelled: IsCancelled,
        started: float,
    ) -> Steps:
        """Measure a collection that was read; `corpus` names the library that is kept for it."""
        possible, notices = self._possible(modes)
        with self._libraries.open(corpus) as builder:
            library = yield from builder.fill(judged.documents, is_cancelled)
            measured = _Measured({mode: [] for mode in possible})
            for id, text in judged.queries.items():
                raise_if_cancelled(is_cancelled)
                yield measured.progress(len(judged.queries))
                self._ask(library, judged, id, text, measured)
        figures = tuple(_figures(mode, scores) for mode, scores in measured.scores.items())
        return RetrievalFigures(
            figures,
            tuple(measured.outcomes),
            len(judged.documents),
            time.monotonic() - started,
            (*judged.notices, *notices),
        )

    def _possible(self, modes: Sequence[EvaluationMode]) -> tuple[list[EvaluationMode], list[ErrorData]]:
        """Return those of the modes that can be measured here, in their usual order, and why others cannot."""
        wanted = [mode for mode in MODES if not modes or mode in modes]
        if self._pool.embedder_id() is None:
            return ["keyword"], [notice(MeaningNotMeasured)] if wanted != ["keyword"] else []
        if RERANK in wanted and self._rerank() is None:
            return [mode for mode in wanted if mode != RERANK], [notice(RerankNotMeasured)]
        return wanted, []

    def _ask(
        self, library: EvaluationLibrary, judged: JudgedCollection, id: str, text: str, measured: _Measured
    ) -> None:
        found: dict[SearchMode, tuple[Passage, ...]] = {}
        ranks: dict[EvaluationMode, int] = {}
        first: dict[EvaluationMode, str] = {}
        grades = judged.grades[id]
        for mode, scores in measured.scores.items():
            search = SEARCHES[mode]
            if search not in found:
                request = SearchDocuments(text, k=DEPTH, mode=search, exact_phrases=False)  # as answers search
                found[search] = library.search.rank(request).passages
            rerank = self._rerank() if mode == RERANK else None
            passages = found[search] if rerank is None else rerank(text, found[search])
            ranked = library.documents_of(passage.path for passage in passages)
            scores.append(score := score_ranking(ranked, grades))
            ranks[mode] = score.first
            first[mode] = judged.documents[ranked[0]].name if ranked else ""
        expected = judged.documents[max(grades, key=lambda document: grades[document])].name
        measured.outcomes.append(QueryOutcome(id, text, expected, ranks, first))


def _figures(mode: EvaluationMode, scores: Sequence[RankingScores]) -> ModeFigures:
    return ModeFigures(
        mode,
        recall_1=figure([score.recall_1 for score in scores]),
        recall_5=figure([score.recall_5 for score in scores]),
        mrr=figure([score.reciprocal_rank for score in scores]),
        map=figure([score.average_precision for score in scores]),
        ndcg_10=figure([score.ndcg_10 for score in scores]),
    )
