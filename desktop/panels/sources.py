"""Source passages for the source cards, made of the passages and citations of the engine."""

from __future__ import annotations

from desktop.widgets.cards.source_card import SourcePassage
from engine.protocol.passage import Citation, Passage


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
        passage.label,
        bold,
    )
