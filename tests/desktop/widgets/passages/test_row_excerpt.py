"""The row of a table in two lines: the row that was found, with its columns' names; and the tooltip with the whole table."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from desktop.theme.theme import Theme
from desktop.widgets.cards.source_card import SourceCard, SourcePassage
from desktop.widgets.passages.row_excerpt import RowExcerpt, found_row
from desktop.widgets.tables.passage_tooltip import MOST_ROWS, passage_tooltip

ROWS = [
    "Fecha: 02/01 · Concepto: Recibo luz · Importe: -45,20 €.",
    "Fecha: 03/01 · Concepto: Nómina · Importe: 1.200,00 €.",
    "Fecha: 05/01 · Concepto: — · Importe: 3,00 €.",
]
TABLE = "\n\n".join(ROWS)


def span(word: str) -> tuple[int, int]:
    return TABLE.index(word), TABLE.index(word) + len(word)


def test_the_row_with_the_words_found_is_shown() -> None:
    assert [(cell.name, cell.text, cell.is_found) for cell in found_row(TABLE, [span("Nómina")])] == [
        ("Fecha", "03/01", False),
        ("Concepto", "Nómina", True),
        ("Importe", "1.200,00 €", False),
    ]


def test_without_words_the_first_row_is_shown_and_a_text_is_none() -> None:
    assert [cell.text for cell in found_row(TABLE, [])] == ["02/01", "Recibo luz", "-45,20 €"]
    assert found_row(f"Movimientos de enero.\n\n{TABLE}", []) == []
    assert found_row("Movimientos de enero.", [(0, 3)]) == []
    assert found_row("", []) == []


def test_where_there_is_little_room_the_column_that_was_found_stays(qtbot: QtBot, theme: Theme) -> None:
    row = RowExcerpt(theme, found_row(TABLE, [span("3,00 €")]))
    qtbot.addWidget(row)
    for width, names in ((600, ["Fecha", "Concepto", "Importe"]), (70, ["Importe"])):
        row.resize(width, row.sizeHint().height())
        assert [cell.name for cell in row.shown_cells()] == names
        row.render(QPixmap(row.size()))


@pytest.mark.parametrize(("text", "kind"), [(TABLE, "RowExcerpt"), ("La caldera se revisa.", "Excerpt")])
def test_a_card_shows_a_row_or_a_text_in_the_same_height(qtbot: QtBot, theme: Theme, text: str, kind: str) -> None:
    card = SourceCard(theme, SourcePassage(1, 1, "/a.xlsx", "A", 1, 0, len(text), text))
    plain = SourceCard(theme, SourcePassage(1, 1, "/a.txt", "A", 1, 0, 5, "Texto"))
    for widget in (card, plain):
        qtbot.addWidget(widget)
    assert any(type(child).__name__ == kind for child in card.children())
    assert card.sizeHint().height() == plain.sizeHint().height()
    assert text[:20] in card.accessibleName()


def test_the_tooltip_shows_a_table_and_no_markup_of_a_document_is_taken_for_ours() -> None:
    assert passage_tooltip(TABLE).count("<tr>") == 4 and '<th align="left">Concepto</th>' in passage_tooltip(TABLE)
    hostile = "<img src='file:///etc/passwd'> & <b>bold</b>"
    assert "<img" not in passage_tooltip(hostile) and "&lt;img" in passage_tooltip(hostile)
    assert "<img" not in passage_tooltip("A: <img> · B: 1 · C: 2.\n\nA: <img> · B: 1 · C: 2.")
    assert passage_tooltip("  ") == ""
    long = "\n\n".join(f"A: {n} · B: 2." for n in range(50))
    assert passage_tooltip(long).count("<tr>") == MOST_ROWS + 2
