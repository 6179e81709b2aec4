"""Source passages for the source cards, made of the passages and citations of the engine."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale, Qt

from desktop.widgets.cards.source_card import SourcePassage
from engine.protocol.answering.passage import Citation, Passage


def source_passage(passage: Citation | Passage, number: int, bold: tuple[tuple[int, int], ...] = ()) -> SourcePassage:
    """Return the passage as a card shows it, with `number` (0 for none) and the words `bold` of its text (start, end)."""
    return SourcePassage(
        number,
        passage.document,
        passage.path,
        passage.title,
        passage.page,
        passage.start,
        passage.end,
        passage.text,
        _day(passage.label) if passage.message else passage.label,
        bold,
        passage.conversation,
        passage.message,
        _begin(passage, bold) if isinstance(passage, Passage) else None,
    )


def _begin(passage: Passage, bold: tuple[tuple[int, int], ...]) -> int | None:
    """Return where the sentence nearest to the query begins, None where it has none of the words that are shown as found."""
    start, end = passage.sentence
    if not end or (bold and not any(start <= first < end for first, _ in bold)):
        return None
    return start


def _day(label: str) -> str:
    """Return the day of a message as a person reads it; what is no date stays."""
    day = QDate.fromString(label, Qt.DateFormat.ISODate)
    return QLocale().toString(day, QLocale.FormatType.LongFormat) if day.isValid() else label
