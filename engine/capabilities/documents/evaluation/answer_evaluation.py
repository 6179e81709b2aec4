"""A run that measures answers: chat answers every question of a file from a collection, in no conversation."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median

import msgspec

from engine.capabilities.documents import document_store
from engine.capabilities.documents.api.evaluation import (
    AnswerFigures,
    EvaluateAnswers,
    EvaluationFileEmpty,
    Figure,
    MeasuredAnswer,
)
from engine.capabilities.documents.evaluation.answer_metrics import has_gold, names_file, rouge_l, token_f1
from engine.capabilities.documents.evaluation.beir_files import read_json_lines
from engine.capabilities.documents.evaluation.ranking_metrics import figure
from engine.files.changes import hash_file
from engine.files.names import named_path
from engine.files.opening import open_ordinary_file
from engine.models.interfaces import ModelPool
from engine.protocol.answering.asking import AnsweredOnce, AnswerOnce, AskedOnce
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled, ModelMissing
from engine.protocol.messages import VERSION, ErrorData
from engine.protocol.private_folder import make_private_folder
from engine.protocol.progress import Progress
from engine.store.database import Store
from engine.store.rows import rows

QUESTION_EXAMPLE = '{"question": "…", "doc": "report.pdf", "answers": ["…"]}'
MOST_KEPT = 50_000
"""Characters of an answer that a run keeps."""

Steps = Generator[Progress, None, AnswerFigures]


class KnownQuestion(msgspec.Struct, frozen=True):
    """A line of the file: a question, the document that answers it, and how the answer may read."""

    question: str
    doc: str = ""
    answers: tuple[str, ...] | str = ()

    @property
    def known(self) -> tuple[str, ...]:
        """The answers that are not empty."""
        answers = (self.answers,) if isinstance(self.answers, str) else self.answers
        return tuple(answer for answer in answers if answer.strip())


class AnswerEvaluation:
    """Handler of the run; what was answered stands in a journal in `folder` until all is."""

    def __init__(self, store: Store, pool: ModelPool, folder: Path, answer: Callable[[], AnswerOnce | None]) -> None:
        self._store, self._pool, self._folder, self._answer = store, pool, folder, answer

    def run(self, request: EvaluateAnswers, is_cancelled: IsCancelled) -> Steps:
        """Ask what is still to be asked. Raises FileError, NotFound, ModelError; a cancel returns what there is."""
        answer = self._answer()
        if answer is None:
            raise ModelMissing("chat")
        notices: list[ErrorData] = []
        lines = read_json_lines(request.questions, KnownQuestion, notices)
        questions = [line for line in lines if line.question.strip()]
        if not questions:
            raise EvaluationFileEmpty(name=named_path(request.questions).name, example=QUESTION_EXAMPLE)
        journal = AnswerJournal(self._folder / f"answers-{self._key(request)}.jsonl")
        if request.again:
            journal.remove()
        measured = journal.read()[: len(questions)]
        model, started, before = "", time.monotonic(), len(measured)
        with suppress(Cancelled):
            for known in questions[before:]:
                yield _progress(len(measured), before, len(questions), started, known.question)
                asked = AskedOnce(known.question, (request.collection,), request.model, request.extractive)
                answered = yield from _without_events(answer(asked, is_cancelled))
                model = answered.model or model
                measured.append(_measured(known, answered))
                journal.append(measured[-1])
        if len(measured) == len(questions):
            journal.remove()
        return _figures(measured, len(questions) - len(measured), model, tuple(notices))

    def _key(self, request: EvaluateAnswers) -> str:
        """Return what tells a run from one with other questions, documents or models. Raises NotFound."""
        with self._store.read() as connection:
            collection = document_store.collection_id(connection, request.collection)
            sql = "SELECT count(*), coalesce(max(indexed_at), 0) FROM documents WHERE collection = ? AND deleted_at IS NULL"
            ((count, newest),) = rows(connection.execute(sql, (collection,)))
        model = "" if request.extractive else self._pool.name(request.model)
        file = hash_file(named_path(request.questions)).hex()
        parts = (file, collection, count, newest, model, request.extractive, VERSION)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


class AnswerJournal:
    """The answers of a run that is not finished, one a line."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[MeasuredAnswer]:
        """Return the answers; the last one may have been cut by a kill, and is asked again."""
        try:
            with open_ordinary_file(self._path) as file:
                lines = file.read().splitlines(keepends=True)
        except FileNotFoundError:
            return []
        decoder, answers = msgspec.json.Decoder(MeasuredAnswer), list[MeasuredAnswer]()
        with suppress(msgspec.MsgspecError):
            answers += (decoder.decode(line) for line in lines if line.endswith(b"\n"))
        return answers

    def append(self, answer: MeasuredAnswer) -> None:
        """Write one more answer."""
        make_private_folder(self._path.parent)
        with self._path.open("ab") as file:
            file.write(msgspec.json.encode(answer) + b"\n")

    def remove(self) -> None:
        """Delete the journal."""
        self._path.unlink(missing_ok=True)


def _without_events(answering: Generator[object, None, AnsweredOnce]) -> Generator[Progress, None, AnsweredOnce]:
    """Run an answer to its end; its own events are for a person who waits for it."""
    yield from ()
    while True:
        try:
            next(answering)
        except StopIteration as stop:
            result: AnsweredOnce = stop.value
            return result


def _progress(done: int, before: int, total: int, started: float, question: str) -> Progress:
    seconds = time.monotonic() - started
    rate = (done - before) / seconds if done > before else 0.0
    return Progress(done, total, "question", question, rate, (total - done) / rate if rate else None)


def _measured(known: KnownQuestion, answered: AnsweredOnce) -> MeasuredAnswer:
    cited = tuple(dict.fromkeys(citation.path for citation in answered.citations))
    gold = known.known
    return MeasuredAnswer(
        known.question,
        known.doc,
        gold,
        answered.text[:MOST_KEPT],
        cited,
        contains_gold=has_gold(answered.text, gold) if gold else None,
        right_file_cited=any(names_file(path, known.doc) for path in cited) if known.doc.strip() else None,
        token_f1=token_f1(answered.own or answered.text, gold) if gold else None,
        rouge_l=rouge_l(answered.own or answered.text, gold) if gold else None,
        seconds=answered.seconds,
    )


def _figures(answers: Sequence[MeasuredAnswer], left: int, model: str, notices: tuple[ErrorData, ...]) -> AnswerFigures:
    seconds = sorted(answer.seconds for answer in answers) or [0.0]
    return AnswerFigures(
        tuple(answers),
        left,
        contains_gold=_mean([answer.contains_gold for answer in answers]),
        right_file_cited=_mean([answer.right_file_cited for answer in answers]),
        token_f1=_mean([answer.token_f1 for answer in answers]),
        rouge_l=_mean([answer.rouge_l for answer in answers]),
        seconds=median(seconds),
        slow_seconds=seconds[len(seconds) * 9 // 10],
        model=model,
        cancelled=left > 0,
        notices=notices,
    )


def _mean(values: Sequence[float | None]) -> Figure | None:
    known = [float(value) for value in values if value is not None]
    return figure(known) if known else None
