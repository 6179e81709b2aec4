"""One thing that is counted: a document, or a row of a table in one."""

from __future__ import annotations

import msgspec

from engine.capabilities.documents.collection_questions.scope import ScopedDocument
from engine.text.values.amounts import Amount


class Record(msgspec.Struct, frozen=True):
    """A document or a row, with its place on a page, its amount, its date (ISO 8601) and its number, empty where there is none.

    `fields` are the values of a row by the folded names of their columns, or the labelled values of a document. `text` is the
    row's text. `is_dated_by_file`: the date is only that of the file.
    """

    document: ScopedDocument
    page: int = 1
    start: int = 0
    end: int = 0
    is_row: bool = False
    amount: Amount | None = None
    date: str = ""
    number: str = ""
    text: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    is_dated_by_file: bool = False

    @property
    def identity(self) -> tuple[str, str, str] | None:
        """Number, amount and unit by which the same invoice in two files is known; None where it has no number or amount."""
        plain = "".join(c for c in self.number.lower() if c.isalnum()).lstrip("0")
        if not plain or self.amount is None:
            return None
        return plain, format(self.amount.value.normalize(), "f"), self.amount.unit
