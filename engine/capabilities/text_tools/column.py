"""A task done for every row of a table. Each result is on disk before the next is begun, so that a kill costs one row."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Literal

from engine.capabilities.text_tools.api import (
    AskText,
    ColumnTask,
    FindEntities,
    FindKeywords,
    IdentifyLanguage,
    MapColumn,
    MapColumnResult,
    Rewrite,
    Summarise,
    TextEvent,
    TextResult,
    Translate,
)
from engine.capabilities.text_tools.entities import EntityFinder
from engine.capabilities.text_tools.generation import Writer
from engine.capabilities.text_tools.keywords import KeywordFinder
from engine.capabilities.text_tools.question_answering import Answerer
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import BadRequest, Cancelled, PromptTooLong, TextError
from engine.protocol.progress import Progress
from engine.protocol.tables import Source
from engine.tables.sources import Tables
from engine.tables.table_writer import Pace, TableCopy
from engine.tables.tables import NO_COLUMN

BETWEEN = ", "
KEYWORDS_EACH = 5

Result = str | None
Task = Callable[[str, MapColumn, IsCancelled], str]


class ColumnFiller:
    def __init__(
        self, tables: Tables, keywords: KeywordFinder, entities: EntityFinder, answers: Answerer, writer: Writer
    ) -> None:
        self._tables = tables
        self._keywords, self._entities, self._answers, self._writer = keywords, entities, answers, writer
        self._tasks: dict[ColumnTask, Task] = {
            "language": self._language,
            "keywords": self._key_phrases,
            "entities": self._names,
            "ask": self._answered,
            "summarise": self._summarised,
            "simpler": self._rewritten,
            "formal": self._rewritten,
            "correct": self._rewritten,
            "translate": self._translated,
        }

    def fill(self, request: MapColumn, is_cancelled: IsCancelled) -> Generator[Progress, None, MapColumnResult]:
        """Raises ColumnMissing, BadRequest, model errors, and what `TableCopy` raises."""
        _check(request)
        source = Source(request.path, "", request.column, NO_COLUMN, request.delimiter, request.encoding)
        job = f"{request.column} {request.task} {request.option} {request.model or ''}"
        with (
            (yield from self._tables.open(source, is_cancelled)) as table,
            TableCopy[Result](table, request.target, job, Result) as copy,
        ):
            resumed, failed = copy.kept, sum(result is None for result in copy.results())
            column, pace = table.place(request.column), Pace(copy.total, resumed)
            for number, row in enumerate(copy.left(), resumed):
                try:
                    result = self._result(row[column], request, is_cancelled)
                except Cancelled:
                    return MapColumnResult(str(copy.target), "", number, resumed, failed, cancelled=True)
                failed += result is None
                copy.add([result])
                if progress := pace.after(number + 1):
                    yield progress
            name = _free_name(request, table.columns)
            copy.finish([name], lambda result: [result or ""])
        return MapColumnResult(str(copy.target), name, copy.total, resumed, failed)

    def _result(self, text: str, request: MapColumn, is_cancelled: IsCancelled) -> Result:
        """None for a text nothing can be done with; an empty one is no failure. Raises Cancelled."""
        if is_cancelled():
            raise Cancelled
        if not text.strip():
            return ""
        try:
            return self._tasks[request.task](text, request, is_cancelled)
        except (TextError, PromptTooLong):
            return None

    def _language(self, text: str, _: MapColumn, is_cancelled: IsCancelled) -> str:
        return self._keywords.identify(IdentifyLanguage(text, 1), is_cancelled).guesses[0].code

    def _key_phrases(self, text: str, _: MapColumn, is_cancelled: IsCancelled) -> str:
        found = self._keywords.find(FindKeywords(text, KEYWORDS_EACH, diverse=False), is_cancelled)
        return BETWEEN.join(one.text for one in found.keywords)

    def _names(self, text: str, request: MapColumn, is_cancelled: IsCancelled) -> str:
        found = self._entities.find(FindEntities(text, request.model), is_cancelled)
        return BETWEEN.join(f"{one.text} ({request.label_names.get(one.label, one.label)})" for one in found.entities)

    def _answered(self, text: str, request: MapColumn, is_cancelled: IsCancelled) -> str:
        found = self._answers.answer(AskText(request.option, text, 1, request.model), is_cancelled)
        sure = [one.text for one in found.answers if one.score >= found.no_answer_score]
        return sure[0] if sure else ""

    def _summarised(self, text: str, request: MapColumn, is_cancelled: IsCancelled) -> str:
        return _finished(self._writer.summarise(Summarise(text, 1, model=request.model), is_cancelled))

    def _rewritten(self, text: str, request: MapColumn, is_cancelled: IsCancelled) -> str:
        manner = request.task
        if manner not in ("simpler", "formal", "correct"):
            raise BadRequest(manner)
        return _finished(self._writer.rewrite(Rewrite(text, manner, request.model), is_cancelled))

    def _translated(self, text: str, request: MapColumn, is_cancelled: IsCancelled) -> str:
        to: Literal["es", "en"] = "es" if request.option == "es" else "en"
        return _finished(self._writer.translate(Translate(text, to, request.model), is_cancelled))


def _check(request: MapColumn) -> None:
    if request.task == "ask" and not request.option.strip():
        raise BadRequest("no question")
    if request.task == "translate" and request.option not in ("es", "en"):
        raise BadRequest("translate to es or en")


def _finished(steps: Generator[TextEvent, None, TextResult]) -> str:
    """Raises Cancelled for a text that was stopped halfway."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            done: TextResult = stop.value
            if done.cancelled:
                raise Cancelled from None
            return done.text


def _free_name(request: MapColumn, taken: tuple[str, ...]) -> str:
    wanted = request.name.strip() or f"{request.column}: {request.task}"
    names = (wanted if n == 1 else f"{wanted} {n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
