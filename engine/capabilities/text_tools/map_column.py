"""A task done for every row of a table. Each result is on disk before the next row: a kill costs one row."""

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
from engine.capabilities.text_tools.generation import TextGeneration
from engine.capabilities.text_tools.keywords import KeywordFinder
from engine.capabilities.text_tools.question_answering import QuestionAnswering
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import BadRequest, Cancelled, PromptTooLong, TextError
from engine.protocol.progress import Progress
from engine.protocol.tables import Source
from engine.rpc.generators import exhaust
from engine.tables.sources import TableOpener
from engine.tables.table_writer import ResumableTable, RowProgress
from engine.tables.tables import NO_COLUMN

SEPARATOR = ", "
KEYWORDS_PER_ROW = 5

RowResult = str | None
Task = Callable[[str, MapColumn, IsCancelled], str]


class ColumnMapper:
    """Handler of MAP_COLUMN."""

    def __init__(
        self,
        tables: TableOpener,
        keywords: KeywordFinder,
        entities: EntityFinder,
        questions: QuestionAnswering,
        generation: TextGeneration,
    ) -> None:
        self._tables = tables
        self._keywords, self._entities, self._questions, self._generation = keywords, entities, questions, generation
        self._tasks: dict[ColumnTask, Task] = {
            "language": self._identify_language,
            "keywords": self._find_keywords,
            "entities": self._find_entities,
            "ask": self._answer,
            "summarise": self._summarise,
            "simpler": self._rewrite,
            "formal": self._rewrite,
            "correct": self._rewrite,
            "translate": self._translate,
        }

    def map(self, request: MapColumn, is_cancelled: IsCancelled) -> Generator[Progress, None, MapColumnResult]:
        """Write the table with the new column.

        Raises ColumnMissing, BadRequest, ModelError and the errors of ResumableTable. A text that a tool refuses has an
        empty result and counts as failed.
        """
        _check_option(request)
        source = Source(request.path, "", request.column, NO_COLUMN, request.delimiter, request.encoding)
        job = f"{request.column} {request.task} {request.option} {request.model or ''}"
        with (
            (yield from self._tables.open(source, is_cancelled)) as table,
            ResumableTable[RowResult](table, request.target, job, RowResult) as output,
        ):
            resumed, failed = output.resumed, sum(result is None for result in output.results())
            column, progress = table.column_index(request.column), RowProgress(output.total, resumed)
            for number, row in enumerate(output.remaining_rows(), resumed):
                try:
                    result = self._run_task(row[column], request, is_cancelled)
                except Cancelled:
                    return MapColumnResult(str(output.target), "", number, resumed, failed, cancelled=True)
                failed += result is None
                output.add([result])
                if event := progress.after(number + 1):
                    yield event
            name = _unused_name(request, table.columns)
            output.finish([name], lambda result: [result or ""])
        return MapColumnResult(str(output.target), name, output.total, resumed, failed)

    def _run_task(self, text: str, request: MapColumn, is_cancelled: IsCancelled) -> RowResult:
        """Return None for a text that the tool refuses; an empty text is no failure. Raises Cancelled."""
        if is_cancelled():
            raise Cancelled
        if not text.strip():
            return ""
        try:
            return self._tasks[request.task](text, request, is_cancelled)
        except (TextError, PromptTooLong):
            return None

    def _identify_language(self, text: str, _: MapColumn, is_cancelled: IsCancelled) -> str:
        return self._keywords.identify(IdentifyLanguage(text, 1), is_cancelled).guesses[0].code

    def _find_keywords(self, text: str, _: MapColumn, is_cancelled: IsCancelled) -> str:
        result = self._keywords.find(FindKeywords(text, KEYWORDS_PER_ROW, diverse=False), is_cancelled)
        return SEPARATOR.join(keyword.text for keyword in result.keywords)

    def _find_entities(self, text: str, request: MapColumn, is_cancelled: IsCancelled) -> str:
        entities = self._entities.find(FindEntities(text, request.model), is_cancelled).entities
        return SEPARATOR.join(
            f"{entity.text} ({request.label_names.get(entity.label, entity.label)})" for entity in entities
        )

    def _answer(self, text: str, request: MapColumn, is_cancelled: IsCancelled) -> str:
        result = self._questions.answer(AskText(request.option, text, 1, request.model), is_cancelled)
        likely = [answer.text for answer in result.answers if answer.score >= result.no_answer_score]
        return likely[0] if likely else ""

    def _summarise(self, text: str, request: MapColumn, is_cancelled: IsCancelled) -> str:
        return _final_text(self._generation.summarise(Summarise(text, 1, model=request.model), is_cancelled))

    def _rewrite(self, text: str, request: MapColumn, is_cancelled: IsCancelled) -> str:
        style = request.task
        if style not in ("simpler", "formal", "correct"):
            raise BadRequest(style)
        return _final_text(self._generation.rewrite(Rewrite(text, style, request.model), is_cancelled))

    def _translate(self, text: str, request: MapColumn, is_cancelled: IsCancelled) -> str:
        to: Literal["es", "en"] = "es" if request.option == "es" else "en"
        return _final_text(self._generation.translate(Translate(text, to, request.model), is_cancelled))


def _check_option(request: MapColumn) -> None:
    """Raises BadRequest."""
    if request.task == "ask" and not request.option.strip():
        raise BadRequest("no question")
    if request.task == "translate" and request.option not in ("es", "en"):
        raise BadRequest("translate to es or en")


def _final_text(steps: Generator[TextEvent, None, TextResult]) -> str:
    """Raises Cancelled for a text that is incomplete."""
    result = exhaust(steps)
    if result.cancelled:
        raise Cancelled
    return result.text


def _unused_name(request: MapColumn, columns: tuple[str, ...]) -> str:
    wanted = request.name.strip() or f"{request.column}: {request.task}"
    names = (wanted if n == 1 else f"{wanted} {n}" for n in range(1, len(columns) + 2))
    return next(name for name in names if name not in columns)
