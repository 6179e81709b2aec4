"""A task done for every row of a table. Each result is on disk before the next is begun, so that a kill costs one row."""

from __future__ import annotations

import csv
import hashlib
import os
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec

from engine.capabilities.language.api import (
    AskText,
    ColumnFilled,
    ColumnTask,
    FillColumn,
    FindEntities,
    FindKeywords,
    IdentifyLanguage,
    Rewrite,
    Summarise,
    TextDone,
    TextEvent,
    Translate,
)
from engine.capabilities.language.entities import EntityFinder
from engine.capabilities.language.questions import Answerer
from engine.capabilities.language.table import Table
from engine.capabilities.language.topics import KeywordFinder
from engine.capabilities.language.writing import Writer
from engine.house import Cancelled
from engine.protocol.errors import BadRequest, FileVanished, NameTaken, PromptTooLong, TextError
from engine.protocol.errors import Cancelled as Stopped
from engine.protocol.progress import Progress

JOURNAL_ENDING = ".ateneo-rows"
BETWEEN = ", "
KEYWORDS_EACH = 5
REPORT_EVERY = 0.1
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Result = str | None
Task = Callable[[str, FillColumn, Cancelled], str]


class ColumnFiller:
    def __init__(self, keywords: KeywordFinder, entities: EntityFinder, answers: Answerer, writer: Writer) -> None:
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

    def fill(self, request: FillColumn, cancelled: Cancelled) -> Generator[Progress, None, ColumnFilled]:
        """Raises ColumnMissing, NameTaken for the table itself as target, BadRequest, file and model errors."""
        table, target = Table(Path(request.path)), Path(request.target).expanduser()
        place = table.place(request.column)
        if target.exists() and target.samefile(table.path):
            raise NameTaken(name=target.name)
        _check(request)
        total = sum(1 for _ in table.rows())
        journal = _Journal(target.with_name(target.name + JOURNAL_ENDING), _fingerprint(table.path, request))
        resumed, failed = journal.kept, journal.failed
        begun = said = time.monotonic()
        with journal:
            for number, row in enumerate(table.rows()):
                if number < resumed:
                    continue
                if cancelled():
                    return ColumnFilled(str(target), "", number, resumed, failed, cancelled=True)
                try:
                    result = self._result(row[place], request, cancelled)
                except Stopped:
                    return ColumnFilled(str(target), "", number, resumed, failed, cancelled=True)
                failed += result is None
                journal.add(result)
                now = time.monotonic()
                if now - said >= REPORT_EVERY or number + 1 == total:
                    said, rate = now, (number + 1 - resumed) / max(now - begun, 1e-6)
                    yield Progress(number + 1, total, "row", "", rate, (total - number - 1) / rate)
        name = _free_name(request, table.columns)
        _write(table, target, name, journal.results())
        journal.path.unlink()
        return ColumnFilled(str(target), name, total, resumed, failed)

    def _result(self, text: str, request: FillColumn, cancelled: Cancelled) -> Result:
        """None for a text nothing can be done with; an empty one is no failure."""
        if not text.strip():
            return ""
        try:
            return self._tasks[request.task](text, request, cancelled)
        except (TextError, PromptTooLong):
            return None

    def _language(self, text: str, _: FillColumn, cancelled: Cancelled) -> str:
        return self._keywords.identify(IdentifyLanguage(text, 1), cancelled).guesses[0].code

    def _key_phrases(self, text: str, _: FillColumn, cancelled: Cancelled) -> str:
        found = self._keywords.find(FindKeywords(text, KEYWORDS_EACH, varied=False), cancelled)
        return BETWEEN.join(one.text for one in found.keywords)

    def _names(self, text: str, request: FillColumn, cancelled: Cancelled) -> str:
        found = self._entities.find(FindEntities(text, request.model), cancelled)
        return BETWEEN.join(f"{one.text} ({one.label})" for one in found.entities)

    def _answered(self, text: str, request: FillColumn, cancelled: Cancelled) -> str:
        found = self._answers.answer(AskText(request.option, text, 1, request.model), cancelled)
        sure = [one.text for one in found.answers if one.share >= found.unanswered]
        return sure[0] if sure else ""

    def _summarised(self, text: str, request: FillColumn, cancelled: Cancelled) -> str:
        return _finished(self._writer.summarise(Summarise(text, 1, model=request.model), cancelled))

    def _rewritten(self, text: str, request: FillColumn, cancelled: Cancelled) -> str:
        manner = request.task
        if manner not in ("simpler", "formal", "correct"):
            raise BadRequest(manner)
        return _finished(self._writer.rewrite(Rewrite(text, manner, request.model), cancelled))

    def _translated(self, text: str, request: FillColumn, cancelled: Cancelled) -> str:
        to: Literal["es", "en"] = "es" if request.option == "es" else "en"
        return _finished(self._writer.translate(Translate(text, to, request.model), cancelled))


def _check(request: FillColumn) -> None:
    if request.task == "ask" and not request.option.strip():
        raise BadRequest("no question")
    if request.task == "translate" and request.option not in ("es", "en"):
        raise BadRequest("translate to es or en")


class _Journal:
    """One JSON value a row, after a line that says what they are results of; half a line at the end is cut off."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path, self._head = path, msgspec.json.encode(fingerprint) + b"\n"
        self.kept = self.failed = 0
        try:
            self._recover()
        except OSError as refused:
            raise FileVanished(str(refused), name=path.name) from None

    def add(self, result: Result) -> None:
        self._file.write(msgspec.json.encode(result) + b"\n")
        self._file.flush()

    def results(self) -> Iterator[Result]:
        with self.path.open("rb") as file:
            next(file)
            for line in file:
                yield msgspec.json.decode(line, type=Result)

    def __enter__(self) -> _Journal:
        self._file = self.path.open("ab")
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            os.fsync(self._file.fileno())
        self._file.close()

    def _recover(self) -> None:
        if not self.path.exists():
            self.path.write_bytes(self._head)
            return
        whole = 0
        with self.path.open("rb") as file:
            same = next(file, b"") == self._head
            whole = len(self._head)
            for line in file if same else ():
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                self.kept += 1
                self.failed += line == b"null\n"
        if same:
            os.truncate(self.path, whole)
        else:
            self.path.write_bytes(self._head)


def _fingerprint(path: Path, request: FillColumn) -> str:
    """Of the table's content and what is done with it: other results are none of ours."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{digest} {request.column} {request.task} {request.option} {request.model or ''}"


def _finished(steps: Generator[TextEvent, None, TextDone]) -> str:
    """Raises Cancelled for a text that was stopped halfway."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            done: TextDone = stop.value
            if done.cancelled:
                raise Stopped from None
            return done.text


def _free_name(request: FillColumn, taken: tuple[str, ...]) -> str:
    wanted = request.name.strip() or f"{request.column}: {request.task}"
    names = (wanted if n == 1 else f"{wanted} {n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _write(table: Table, target: Path, name: str, results: Iterator[Result]) -> None:
    """Beside, then moved over. What a spreadsheet would run as a formula is marked as text. Raises FileVanished."""
    part = target.with_name(target.name + ".part")
    try:
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*table.columns, name])
            for row, result in zip(table.rows(), results, strict=True):
                writer.writerow([*row, _plain(result or "")])
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise FileVanished(error.strerror or "", name=target.name) from error


def _plain(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
