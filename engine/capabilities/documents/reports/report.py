"""A report: its title and its blocks, independent of the kind of file that it is written to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

import msgspec

from engine.protocol.i18n import Translations, number
from engine.protocol.i18n.passage_place import place_text


class ReportHeading(msgspec.Struct, frozen=True):
    """A heading within the report."""

    text: str


class ReportParagraph(msgspec.Struct, frozen=True):
    """Some text. A `strong` one is bold, a `quiet` one is an aside."""

    text: str
    strong: bool = False
    quiet: bool = False


class ReportCell(msgspec.Struct, frozen=True):
    """A cell. The words in `marked`, start and end in characters, are those that differ."""

    text: str
    marked: tuple[tuple[int, int], ...] = ()


class ReportTable(msgspec.Struct, frozen=True):
    """A table; `widths` are the columns' parts of the whole, as whole numbers, empty for equal ones."""

    header: Sequence[str]
    rows: Sequence[Sequence[ReportCell]]
    widths: tuple[int, ...] = ()


Block = ReportHeading | ReportParagraph | ReportTable


class Report(msgspec.Struct, frozen=True):
    """A title with blocks below it."""

    title: str
    blocks: Sequence[Block]


class ReportWording:
    """The words of reports, in the person's language."""

    def __init__(self, language: str) -> None:
        self._translations = Translations(language)
        self.language = language

    def tr(self, source: str, /, **values: object) -> str:
        """Return a text of a report in the language."""
        return self._translations.tr("reports", source, **values)

    def number(self, value: float, digits: int = 2) -> str:
        """Return a number as the language writes it, without zeros at the end of its decimals."""
        text = number(self.language, value, digits)
        mark = "," if self.language == "es" else "."
        return text.rstrip("0").rstrip(mark) if mark in text else text

    def place(self, page: int, label: str) -> str:
        """Return where a quotation stands: the heading, sheet or paragraphs that `label` names, else the page."""
        return place_text(self._translations, page, label)

    def name(self, path: str, title: str) -> str:
        """Return a document's name: the file's, with its title where that is another."""
        name = PurePath(path.replace("\\", "/")).name
        return name if not title or title in name else f"{name} — {title}"
