"""Measuring search and answers with questions whose answers are known. Types only."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.done import Done
from engine.protocol.errors import FileError
from engine.protocol.messages import ErrorData
from engine.protocol.method import Method
from engine.protocol.progress import Progress

EvaluationMode = Literal["dense", "keyword", "hybrid", "hybrid+rerank"]
"""`hybrid+rerank` also orders the first passages by their best sentence, as an answer does."""
MODES: tuple[EvaluationMode, ...] = ("dense", "keyword", "hybrid", "hybrid+rerank")


class EvaluateRetrieval(msgspec.Struct, frozen=True):
    """Measure search over a test collection in the layout of BEIR; without `modes` in all that are there.

    `corpus` and `queries` are JSON lines, `qrels` is tab-separated, or in TREC's four columns. The documents go into a library of
    their own, which the next run over them takes up again. Raises FileError.
    """

    corpus: str
    queries: str
    qrels: str
    modes: tuple[EvaluationMode, ...] = ()


class Figure(msgspec.Struct, frozen=True):
    """A mean over the questions, with the bounds of its 95 % interval (percentile bootstrap)."""

    mean: float
    low: float
    high: float


class ModeFigures(msgspec.Struct, frozen=True):
    """The figures of one mode. MRR and MAP are of the best 100 documents."""

    mode: EvaluationMode
    recall_1: Figure
    recall_5: Figure
    mrr: Figure
    map: Figure
    ndcg_10: Figure


class QueryOutcome(msgspec.Struct, frozen=True):
    """Outcome of a question in each mode: the `ranks` of its first right document (0: none), and what came `first`.

    `expected` and `first` are titles, or the beginnings of texts.
    """

    id: str
    text: str
    expected: str
    ranks: dict[EvaluationMode, int]
    first: dict[EvaluationMode, str]


class RetrievalFigures(msgspec.Struct, frozen=True):
    """The result: figures by mode, every question, and `notices`, which are errors of lines and parts that were left out."""

    modes: tuple[ModeFigures, ...]
    queries: tuple[QueryOutcome, ...]
    documents: int
    seconds: float
    notices: tuple[ErrorData, ...] = ()


class EvaluateAnswers(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ask a collection the questions of a file of JSON lines (question, doc, answers), each in no conversation.

    What is answered is kept at once: a run that was stopped, or made way for another request, goes on when it is asked for
    again. `again` begins anew. Without `model` the chosen one answers; `extractive`: sentences of the documents do.
    Raises FileError, NotFound, ModelError.
    """

    questions: str
    collection: str
    model: str | None = None
    extractive: bool = False
    again: bool = False


class MeasuredAnswer(msgspec.Struct, frozen=True):
    """An answer with its scores. `contains_gold` is None without known `answers`, `right_file_cited` without a `doc`.

    `token_f1` and `rouge_l` compare the words with the nearest of the known answers. `cited` are the paths of its sources.
    """

    question: str
    doc: str
    answers: tuple[str, ...]
    answer: str
    cited: tuple[str, ...]
    contains_gold: bool | None
    right_file_cited: bool | None
    token_f1: float | None
    rouge_l: float | None
    seconds: float


class AnswerFigures(msgspec.Struct, frozen=True):
    """Means over the answers so far, with intervals; None where no question tells. `left` questions are still to be asked.

    `seconds` is the median, `slow_seconds` the ninth tenth. `model` wrote; empty where the documents were quoted.
    """

    answers: tuple[MeasuredAnswer, ...]
    left: int
    contains_gold: Figure | None
    right_file_cited: Figure | None
    token_f1: Figure | None
    rouge_l: Figure | None
    seconds: float
    slow_seconds: float
    model: str
    cancelled: bool = False
    notices: tuple[ErrorData, ...] = ()


class MarkAnswer(msgspec.Struct, frozen=True):
    """Note that a passage of a document answers a question, in the question set of that name; marked again it is replaced.

    `start` and `end` are characters of the page; its words are not kept, so that deleting the document for good deletes them.
    Raises NotFound for a document that is not there, BadRequest for an empty question or name.
    """

    name: str
    question: str
    document: int
    page: int = 1
    start: int = 0
    end: int = 0


class QuestionSet(msgspec.Struct, frozen=True):
    """A person's own questions with the passages that answer them."""

    name: str
    questions: int
    passages: int


class ListQuestionSets(msgspec.Struct, frozen=True):
    """Ask for the question sets."""


class QuestionSets(msgspec.Struct, frozen=True):
    """The question sets, by name."""

    sets: tuple[QuestionSet, ...]


class RemoveQuestionSet(msgspec.Struct, frozen=True):
    """Delete a question set. Raises NotFound."""

    name: str


class ExportQuestionSet(msgspec.Struct, frozen=True):
    """Write a set as BEIR's three files into `folder`, with the text of every document of the collections it is about.

    Raises NotFound, FileUnwritable, DiskFull.
    """

    name: str
    folder: str


class EvaluateQuestionSet(msgspec.Struct, frozen=True):
    """Measure search with a question set, as EvaluateRetrieval does with files. Raises NotFound."""

    name: str
    modes: tuple[EvaluationMode, ...] = ()


class ClearEvaluations(msgspec.Struct, frozen=True):
    """Delete the libraries that measuring made, and what it kept of runs that were stopped."""


class EvaluationFileEmpty(FileError):
    """A file of a test collection without one line that can be used. `example` is such a line."""

    kind = "evaluation_file_empty"
    sentence = "There is nothing to measure with in {name}. Its lines have to be like this one: {example}"


class NothingJudged(FileError):
    """Judgements that belong to other questions or documents than the files beside them."""

    kind = "nothing_judged"
    sentence = "No line of {name} names both a question and a document of the other two files. Choose files that belong together."


class LinesSkipped(FileError):
    """A notice: lines that could not be understood. `line` is the first one, from 1."""

    kind = "lines_skipped"
    sentence = "Lines of {name} that could not be understood and do not count: {count}. The first one is line {line}."


class JudgedIdsUnknown(FileError):
    """A notice: judgements of questions or documents that are not there. `id` is the first one."""

    kind = "judged_ids_unknown"
    sentence = "Lines of {name} about questions or documents that the other files do not have: {count}. The first one names {id}."


class TextsMissing(FileError):
    """A notice: questions or documents without a text. `id` is the first one."""

    kind = "texts_missing"
    sentence = "Entries of {name} without a text, which do not count: {count}. The first one is {id}."


class RerankNotMeasured(FileError):
    """A notice: there is no second stage of ranking here."""

    kind = "rerank_not_measured"
    sentence = "“hybrid+rerank” was not measured: no model here can order passages by their sentences."


class MeaningNotMeasured(FileError):
    """A notice: without an embedder only words can be searched."""

    kind = "meaning_not_measured"
    sentence = "Only search by words was measured: no model that finds passages by meaning is installed."


EVALUATE_RETRIEVAL: Method[EvaluateRetrieval, Progress, RetrievalFigures] = Method(
    "documents.evaluate_retrieval", EvaluateRetrieval, Progress, RetrievalFigures
)
MARK_ANSWER: Method[MarkAnswer, None, Done] = Method("documents.mark_answer", MarkAnswer, None, Done)
LIST_QUESTION_SETS: Method[ListQuestionSets, None, QuestionSets] = Method(
    "documents.list_question_sets", ListQuestionSets, None, QuestionSets
)
REMOVE_QUESTION_SET: Method[RemoveQuestionSet, None, Done] = Method(
    "documents.remove_question_set", RemoveQuestionSet, None, Done
)
EXPORT_QUESTION_SET: Method[ExportQuestionSet, None, Done] = Method(
    "documents.export_question_set", ExportQuestionSet, None, Done
)
EVALUATE_QUESTION_SET: Method[EvaluateQuestionSet, Progress, RetrievalFigures] = Method(
    "documents.evaluate_question_set", EvaluateQuestionSet, Progress, RetrievalFigures
)
EVALUATE_ANSWERS: Method[EvaluateAnswers, Progress, AnswerFigures] = Method(
    "documents.evaluate_answers", EvaluateAnswers, Progress, AnswerFigures
)
CLEAR_EVALUATIONS: Method[ClearEvaluations, None, Done] = Method(
    "documents.clear_evaluations", ClearEvaluations, None, Done
)
