"""Tables are found again in the text that readers write of them, and everything else stays text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.widgets.tables.table_rows import TextPart, TextTable, page_parts
from engine.indexer.documents.tables.table_text import table_text

HEADER = ["Fecha", "Concepto", "Importe"]
ROWS = [["02/01/2024", "Recibo luz", "-45,20 €"], ["03/01/2024", "", "1.200,00 €"], ["05/01/2024", "Café: solo", ""]]


def tables(text: str) -> list[TextTable]:
    return [part for part in page_parts(text) if isinstance(part, TextTable)]


def cells(table: TextTable) -> list[list[str]]:
    return [[cell.text if cell else "" for cell in row] for row in table.rows]


def test_a_table_between_paragraphs_is_found_with_its_empty_cells() -> None:
    text = f"Extracto de enero.\n\nCuenta corriente\n\n{table_text(HEADER, ROWS)}\n\nFin · del extracto."
    before, table, after = page_parts(text)
    assert isinstance(before, TextPart) and text[before.start : before.end] == "Extracto de enero.\n\nCuenta corriente"
    assert isinstance(table, TextTable) and (table.names, cells(table)) == (HEADER, ROWS)
    assert isinstance(after, TextPart) and text[after.start : after.end] == "Fin · del extracto."


def test_every_cell_knows_its_place_in_the_text() -> None:
    text = "Uno.\n\n" + table_text(HEADER, ROWS)
    (table,) = tables(text)
    for row, expected in zip(table.rows, ROWS, strict=True):
        for name, cell, value in zip(HEADER, row, expected, strict=True):
            assert cell is not None and text[cell.start : cell.end] == f"{name}: {value or '—'}"


def test_a_value_with_the_sign_between_cells_stays_whole() -> None:
    rows = [["1", "a · b", "x"], ["2", "c", "y · z"]]
    (table,) = tables(table_text(HEADER, rows))
    assert cells(table) == rows


def test_a_cell_over_several_columns_stands_in_the_first_of_them() -> None:
    text = "Hora: 9 · Lunes: Mates · Martes: Lengua.\n\nHora: 11 · Lunes, Martes: Recreo."
    (table,) = tables(text)
    assert cells(table) == [["9", "Mates", "Lengua"], ["11", "Recreo", ""]]


def test_rows_of_a_wide_table_without_their_empty_cells_keep_their_columns() -> None:
    (table,) = tables("A: 1 · B: 2 · D: 4.\n\nA: 5 · B: 6 · C: 7 · D: 8.\n\nB: 9 · D: 10.")
    assert table.names == ["A", "B", "C", "D"]
    assert cells(table) == [["1", "2", "", "4"], ["5", "6", "7", "8"], ["", "9", "", "10"]]


def test_two_tables_one_behind_the_other_are_two() -> None:
    first, second = tables(
        f"{table_text(HEADER, ROWS)}\n\n{table_text(['Pieza', 'Peso', 'Color'], [['1', '2', '3']] * 2)}"
    )
    assert (len(first.rows), second.names) == (3, ["Pieza", "Peso", "Color"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        "Tel: 91 555 · Fax: 91 556.",
        "Titular: Ana · Cuenta: 12.\n\nPeriodo: enero · Divisa: euro.",
        "lunes · martes · jueves.",
        "Nota: se ve · desde lejos.\n\nOtra cosa.",
        "A: 1 · A: 2 · A: 3.\n\nA: 1 · A: 2 · A: 3.",
        ": · : · : .",
        " · " * 1000 + ".",
    ],
)
def test_what_is_no_table_stays_text(text: str) -> None:
    parts = page_parts(text)
    assert all(isinstance(part, TextPart) for part in parts)
    assert "".join(text[part.start : part.end] for part in parts if isinstance(part, TextPart)).split() == text.split()


@given(st.text(alphabet="aB:· .\n—,1", max_size=200))
def test_no_character_is_lost_whatever_the_text(text: str) -> None:
    spans = []
    for part in page_parts(text):
        if isinstance(part, TextPart):
            spans.append((part.start, part.end))
        else:
            spans += [(cell.start, cell.end) for row in part.rows for cell in row if cell is not None]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    shown = "".join(text[start:end] for start, end in spans)
    assert sorted(c for c in shown if c.isalnum()) == sorted(c for c in text if c.isalnum())


def test_a_hundred_thousand_characters_of_rows_are_one_table() -> None:
    rows = [[str(n), f"Concepto {n}", f"{n},00 €"] for n in range(3000)]
    (table,) = tables(table_text(HEADER, rows))
    assert cells(table) == rows
