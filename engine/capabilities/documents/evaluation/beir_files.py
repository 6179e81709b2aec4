"""Reads test collections: corpus and queries as JSON lines, judgements (qrels) in BEIR's or TREC's columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

import msgspec

from engine.capabilities.documents.api.evaluation import (
    EvaluateRetrieval,
    EvaluationFileEmpty,
    JudgedIdsUnknown,
    LinesSkipped,
    NothingJudged,
    TextsMissing,
)
from engine.files.names import named_path
from engine.files.opening import open_ordinary_file
from engine.protocol.errors import FileError, FileUnreadable, FileVanished
from engine.protocol.messages import ErrorData

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes; a longer line cannot be understood."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
CORPUS_EXAMPLE = '{"_id": "d1", "title": "…", "text": "…"}'
QUERIES_EXAMPLE = '{"_id": "q1", "text": "…"}'
QRELS_EXAMPLE = "q1 ⇥ d1 ⇥ 1"

LineT = TypeVar("LineT")


class _TextLine(msgspec.Struct, frozen=True):
    """A line of a corpus or of queries; other fields are passed over."""

    text: str
    title: str = ""
    beir_id: str | int | None = msgspec.field(name="_id", default=None)
    plain_id: str | int | None = msgspec.field(name="id", default=None)

    @property
    def id(self) -> str:
        """The entry's id; empty where it has none."""
        id = self.beir_id if self.beir_id is not None else self.plain_id
        return "" if id is None else str(id)


class CorpusDocument(msgspec.Struct, frozen=True):
    """A document of a corpus."""

    title: str
    text: str

    @property
    def whole(self) -> str:
        """The text below its title, which is not repeated where the text begins with it."""
        title, text = self.title.strip(), self.text.strip()
        return text if not title or text.startswith(title) else f"{title}\n\n{text}"

    @property
    def name(self) -> str:
        """The title, or the beginning of the text."""
        return " ".join((self.title.strip() or self.text).split())[:80]


class JudgedCollection(msgspec.Struct, frozen=True):
    """Documents and questions by their ids, and the grades of the right documents of each question, all above 0."""

    documents: Mapping[str, CorpusDocument]
    queries: Mapping[str, str]
    grades: Mapping[str, Mapping[str, float]]
    notices: tuple[ErrorData, ...] = ()


class _Skipped(msgspec.Struct):
    """Counts what was left out of one file, and notes the first of it."""

    count: int = 0
    first: str = ""

    def add(self, what: str) -> None:
        self.count += 1
        self.first = self.first or what


def read_judged_collection(request: EvaluateRetrieval) -> JudgedCollection:
    """Return the collection; lines that cannot be understood are left out with a notice.

    Questions without a text, or without a right document, are left out too. Raises FileVanished, FileUnreadable, FileNotOrdinary,
    EvaluationFileEmpty, NothingJudged.
    """
    notices: list[ErrorData] = []
    documents = {
        line.id: CorpusDocument(line.title, line.text)
        for line in _entries(request.corpus, CORPUS_EXAMPLE, notices)
        if line.text.strip() or line.title.strip()
    }
    queries = {line.id: line.text for line in _entries(request.queries, QUERIES_EXAMPLE, notices) if line.text.strip()}
    if not documents or not queries:
        raise EvaluationFileEmpty(
            name=_name(request.queries if documents else request.corpus),
            example=QUERIES_EXAMPLE if documents else CORPUS_EXAMPLE,
        )
    grades = _grades(request.qrels, documents, queries, notices)
    judged = {id: text for id, text in queries.items() if id in grades}
    return JudgedCollection(documents, judged, grades, tuple(notices))


def read_json_lines(path: str, kind: type[LineT], notices: list[ErrorData]) -> Iterator[LineT]:
    """Yield the lines of a file of JSON lines; a notice names those that are not of the kind.

    Raises FileVanished, FileUnreadable, FileNotOrdinary.
    """
    decoder, bad = msgspec.json.Decoder(kind), _Skipped()
    for number, line in _lines(path):
        try:
            entry = decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            bad.add(str(number))
            continue
        yield entry
    if bad.count:
        notices.append(notice(LinesSkipped, name=_name(path), count=bad.count, line=bad.first))


def notice(kind: type[FileError], **values: object) -> ErrorData:
    """Return an error class with its values as a notice."""
    return ErrorData(kind.kind, "", {name: str(value) for name, value in values.items()})


def _entries(path: str, example: str, notices: list[ErrorData]) -> Iterator[_TextLine]:
    found, empty = 0, _Skipped()
    for line in read_json_lines(path, _TextLine, notices):
        if not line.id:
            continue
        found += 1
        if not (line.text.strip() or line.title.strip()):
            empty.add(line.id)
        else:
            yield line
    if not found:
        raise EvaluationFileEmpty(name=_name(path), example=example)
    if empty.count:
        notices.append(notice(TextsMissing, name=_name(path), count=empty.count, id=empty.first))


def _grades(
    path: str, documents: Mapping[str, CorpusDocument], queries: Mapping[str, str], notices: list[ErrorData]
) -> dict[str, dict[str, float]]:
    """Return the grades above 0 by query and document, of queries and documents that are there."""
    grades: dict[str, dict[str, float]] = {}
    bad, unknown, understood = _Skipped(), _Skipped(), 0
    columns: tuple[int, int, int] | None = None
    for number, line in _lines(path):
        cells = _cells(line.decode("utf-8", "replace"))
        if number == 1 and (columns := _header_columns(cells)) is not None:
            continue
        judgement = _judgement(cells, columns)
        if judgement is None:
            bad.add(str(number))
            continue
        understood += 1
        query, document, grade = judgement
        if query not in queries or document not in documents:
            unknown.add(document if query in queries else query)
        elif grade > 0:
            grades.setdefault(query, {})[document] = grade
    if not understood:
        raise EvaluationFileEmpty(name=_name(path), example=QRELS_EXAMPLE)
    if not grades:
        raise NothingJudged(name=_name(path))
    if bad.count:
        notices.append(notice(LinesSkipped, name=_name(path), count=bad.count, line=bad.first))
    if unknown.count:
        notices.append(notice(JudgedIdsUnknown, name=_name(path), count=unknown.count, id=unknown.first))
    return grades


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in (line.split("\t") if "\t" in line else line.split())]


def _header_columns(cells: list[str]) -> tuple[int, int, int] | None:
    """Return where query, document and grade stand by their names; None for a line without these names."""
    names = [cell.lower().replace("_", "-") for cell in cells]
    if "query-id" not in names or "corpus-id" not in names or "score" not in names:
        return None
    return names.index("query-id"), names.index("corpus-id"), names.index("score")


def _judgement(cells: list[str], columns: tuple[int, int, int] | None) -> tuple[str, str, float] | None:
    """Return (query, document, grade); None for a line of other columns. Four without a header are TREC's."""
    if columns is None:
        columns = {3: (0, 1, 2), 4: (0, 2, 3)}.get(len(cells))
    if columns is None or len(cells) <= max(columns):
        return None
    query, document, grade = (cells[column] for column in columns)
    try:
        value = float(grade)
    except ValueError:
        return None
    return (query, document, value) if query and document and value == value else None


def _lines(path: str) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank with their numbers, from 1; one that is too long is cut."""
    number = 0
    try:
        with open_ordinary_file(named_path(path)) as file:
            while line := file.readline(LONGEST_LINE):
                number += 1
                rest = line
                while rest and not rest.endswith(b"\n"):
                    rest = file.readline(LONGEST_LINE)
                line = line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line
                if line.strip():
                    yield number, line.strip()
    except FileNotFoundError:
        raise FileVanished(name=_name(path)) from None
    except OSError as error:
        raise FileUnreadable(str(error), name=_name(path)) from None


def _name(path: str) -> str:
    return named_path(path).name
