"""Routes of measuring, and the functions of chat that it uses."""

from __future__ import annotations

from engine.capabilities.documents.api import evaluation as api
from engine.capabilities.documents.evaluation.answer_evaluation import AnswerEvaluation
from engine.capabilities.documents.evaluation.evaluation_library import FOLDER, EvaluationLibraries
from engine.capabilities.documents.evaluation.question_sets import QuestionSetStore
from engine.capabilities.documents.evaluation.retrieval_evaluation import RetrievalEvaluation
from engine.models.interfaces import ModelPool
from engine.protocol.answering.asking import Answering, AnswerOnce, RerankPassages
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import Indexer
from engine.protocol.done import Done
from engine.rpc.routes import Route, route
from engine.store.database import Store


class AnsweringSlot:
    """Holds what chat gives: it is built after the documents, of which it needs the passages."""

    def __init__(self) -> None:
        self.answering: Answering | None = None

    def add(self, answering: Answering) -> None:
        """Take the functions of chat."""
        self.answering = answering

    def rerank(self) -> RerankPassages | None:
        """Return the second stage of ranking, None without chat."""
        return None if self.answering is None else self.answering.rerank

    def answer(self) -> AnswerOnce | None:
        """Return what answers a question, None without chat."""
        return None if self.answering is None else self.answering.answer


def routes(store: Store, indexer: Indexer, pool: ModelPool, slot: AnsweringSlot) -> tuple[Route, ...]:
    """Return the routes. Measuring search runs where files are indexed, since it indexes a corpus.

    Measuring answers makes way for every question of a person.
    """
    libraries = EvaluationLibraries(store.home, indexer, pool)
    answers = AnswerEvaluation(store, pool, store.home / FOLDER, slot.answer)
    sets = QuestionSetStore(store)
    retrieval = RetrievalEvaluation(libraries, sets, pool, slot.rerank)

    def clear(request: api.ClearEvaluations, _: IsCancelled) -> Done:
        libraries.clear()
        return Done()

    return (
        route(api.EVALUATE_RETRIEVAL, "index", retrieval.run),
        route(api.EVALUATE_QUESTION_SET, "index", retrieval.run_set),
        route(api.MARK_ANSWER, "quick", sets.mark),
        route(api.LIST_QUESTION_SETS, "quick", sets.list),
        route(api.REMOVE_QUESTION_SET, "quick", sets.remove),
        route(api.EXPORT_QUESTION_SET, "transfer", sets.export),
        route(api.EVALUATE_ANSWERS, "model", answers.run, preemptible=True, is_background=True),
        route(api.CLEAR_EVALUATIONS, "index", clear),
    )
