"""Comparing two documents: what was added, dropped, changed and moved, with both places. Types only."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.capabilities.documents.api.whole_document import ReportFormat
from engine.protocol.done import Done
from engine.protocol.method import Method
from engine.protocol.progress import Progress

DifferenceKind = Literal["changed", "added", "dropped", "moved"]
ValueKind = Literal["amount", "date", "percent", "number"]


class ComparedFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of two documents. `document` is 0 where it is not in the library."""

    path: str
    title: str
    document: int = 0


class ComparedPassage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A passage of one document: `start` and `end` are offsets in its page, which counts from 1.

    `words` are start and end, in the text, of the words that the other document has not.
    """

    page: int
    start: int
    end: int
    text: str
    label: str = ""
    words: tuple[tuple[int, int], ...] = ()


class ValueChange(msgspec.Struct, frozen=True):
    """A number, date or amount that is another one in the second document; empty where only one of them has it."""

    kind: ValueKind
    first: str
    second: str


class Difference(msgspec.Struct, frozen=True, omit_defaults=True):
    """A passage that differs. `first` is None for one that was added, `second` for one that was dropped.

    `is_moved`: a changed passage that also stands elsewhere.
    """

    kind: DifferenceKind
    first: ComparedPassage | None = None
    second: ComparedPassage | None = None
    values: tuple[ValueChange, ...] = ()
    is_moved: bool = False


class DocumentComparison(msgspec.Struct, frozen=True, omit_defaults=True):
    """The differences of two documents: first those with another number, date or amount, then the others in their order.

    `unchanged` passages are the same. `left_out` differences are beyond what is listed.
    """

    first: ComparedFile
    second: ComparedFile
    differences: tuple[Difference, ...]
    unchanged: int
    left_out: int = 0


class CompareDocuments(msgspec.Struct, frozen=True):
    """Compare two documents, each named by its number in the library or else by its path.

    Raises NotFound, DocumentWithoutText, FileError, Cancelled.
    """

    first: int = 0
    second: int = 0
    first_path: str = ""
    second_path: str = ""


class SummariseDifferences(msgspec.Struct, frozen=True):
    """Ask the chat model for two sentences on a comparison. Raises ModelError."""

    comparison: DocumentComparison
    language: Literal["en", "es"] = "en"
    model: str | None = None


class DifferencesSummary(msgspec.Struct, frozen=True):
    """Two sentences. `is_weak`: the model is too small to be relied upon."""

    text: str
    model: str
    is_weak: bool


class ExportComparedDocuments(msgspec.Struct, frozen=True):
    """Write a comparison to a file, with its summary if there is one. Raises FileUnwritable, TargetNotAFile, DiskFull."""

    comparison: DocumentComparison
    path: str
    format: ReportFormat
    language: Literal["en", "es"] = "en"
    summary: str = ""


COMPARE: Method[CompareDocuments, Progress, DocumentComparison] = Method(
    "documents.compare", CompareDocuments, Progress, DocumentComparison
)
SUMMARISE_DIFFERENCES: Method[SummariseDifferences, Progress, DifferencesSummary] = Method(
    "documents.summarise_differences", SummariseDifferences, Progress, DifferencesSummary
)
EXPORT_COMPARED: Method[ExportComparedDocuments, None, Done] = Method(
    "documents.export_comparison", ExportComparedDocuments, None, Done
)
