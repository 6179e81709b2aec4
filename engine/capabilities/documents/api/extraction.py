"""Facts extracted over many documents into a table: a column for each field, and a source for each value. Types only."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.done import Done
from engine.protocol.errors import TextError
from engine.protocol.method import Method
from engine.protocol.progress import Progress

EXTRACTIONS = "extractions"
"""The noun of change: a page that shows tables of facts reads them again."""

FactOrigin = Literal["", "label", "pattern", "table", "model", "person"]
"""Where a value comes from: a label before it, its form, a column of a table, the chat model, or the person's own edit."""
FactRowState = Literal["waiting", "done", "failed"]
ModelUse = Literal["used", "off", "missing", "weak"]
"""Whether the chat model looks for what rules do not find; a model that is too small or not of the language is not asked."""
TableFormat = Literal["csv", "xlsx"]

MOST_FIELDS, LONGEST_NAME, LONGEST_DESCRIPTION = 30, 80, 300


class FactField(msgspec.Struct, frozen=True, omit_defaults=True):
    """A column: its name and, where the name does not say it, what is meant."""

    name: str
    description: str = ""


class FactCell(msgspec.Struct, frozen=True, omit_defaults=True):
    """A value of field number `field`, from 0, as the document writes it; empty where it states none.

    `start` and `end` are characters of the page's text. `normalized` is a date as ISO 8601 or a decimal with a point and a unit.
    """

    field: int
    text: str = ""
    origin: FactOrigin = ""
    page: int = 0
    start: int = 0
    end: int = 0
    quote: str = ""
    normalized: str = ""


class FactRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A document of the table, or one of the records in it: `record` counts them from 0."""

    position: int
    document: int
    path: str
    title: str
    state: FactRowState
    record: int = 0
    cells: tuple[FactCell, ...] = ()
    reason: str = ""


class FactTable(msgspec.Struct, frozen=True):
    """A table of facts: `done` of its `total` documents were read. `cancelled`: the run was stopped, and can go on."""

    id: int
    name: str
    fields: tuple[FactField, ...]
    rows: tuple[FactRow, ...]
    done: int
    total: int
    created_at: int
    model: ModelUse = "off"
    cancelled: bool = False


class FactTableInfo(msgspec.Struct, frozen=True):
    """A saved table of facts in a list."""

    id: int
    name: str
    fields: tuple[FactField, ...]
    done: int
    total: int
    created_at: int


class FactTables(msgspec.Struct, frozen=True):
    """The saved tables, newest first."""

    tables: tuple[FactTableInfo, ...]


class ExtractFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """Look for the fields in documents, else in those of a collection, else in all; or go on with the `table` of that id.

    Without `uses_model` only labels, tables and patterns count. Each document is kept at once. Raises NotFound, NoFields.
    """

    fields: tuple[FactField, ...] = ()
    documents: tuple[int, ...] = ()
    collection: str = ""
    name: str = ""
    uses_model: bool = True
    table: int = 0


class RowsExtracted(msgspec.Struct, frozen=True, tag="rows"):
    """A document was read: its rows of the table with that id."""

    table: int
    rows: tuple[FactRow, ...]


ExtractionEvent = Progress | RowsExtracted


class OpenFacts(msgspec.Struct, frozen=True):
    """Ask for a saved table. Raises NotFound."""

    table: int


class ListFacts(msgspec.Struct, frozen=True):
    """Ask for the saved tables."""


class EditFact(msgspec.Struct, frozen=True):
    """Write the person's own value into a cell; an empty one empties it. Raises NotFound."""

    table: int
    position: int
    record: int
    field: int
    text: str


class RemoveFacts(msgspec.Struct, frozen=True):
    """Hide a table; it is deleted after 30 days. Raises NotFound."""

    table: int


class RestoreFacts(msgspec.Struct, frozen=True):
    """Bring a removed table back. Raises NotFound."""

    table: int


class ExportFacts(msgspec.Struct, frozen=True):
    """Write a table to a file, with the source of each value. Raises NotFound, FileUnwritable, TargetNotAFile, DiskFull."""

    table: int
    path: str
    format: TableFormat
    language: str = "en"


class NoFields(TextError):
    """Facts were asked for without the name of any, or with too many."""

    kind = "no_fields"
    sentence = "Name what to look for, for example: supplier, date, total. At most {limit} are possible."


EXTRACT: Method[ExtractFacts, ExtractionEvent, FactTable] = Method(
    "documents.extract_facts", ExtractFacts, ExtractionEvent, FactTable
)
OPEN_FACTS: Method[OpenFacts, None, FactTable] = Method("documents.open_facts", OpenFacts, None, FactTable)
LIST_FACTS: Method[ListFacts, None, FactTables] = Method("documents.list_facts", ListFacts, None, FactTables)
EDIT_FACT: Method[EditFact, None, FactRow] = Method("documents.edit_fact", EditFact, None, FactRow)
REMOVE_FACTS: Method[RemoveFacts, None, Done] = Method("documents.remove_facts", RemoveFacts, None, Done)
RESTORE_FACTS: Method[RestoreFacts, None, Done] = Method("documents.restore_facts", RestoreFacts, None, Done)
EXPORT_FACTS: Method[ExportFacts, None, Done] = Method("documents.export_facts", ExportFacts, None, Done)
