"""Grids of cells are written as text: titles above the header, forms, groups of columns, and rows that name their columns."""

from __future__ import annotations

import pytest

from engine.indexer.documents.tables.table_layout import Continued, is_number
from engine.indexer.documents.tables.table_text import grid_text, table_text


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["Día", "Mañana", "Tarde"], ["Lunes", "", "16"]], "Día: Lunes · Mañana: — · Tarde: 16."),
        ([["Ventas"], ["Mes", "Euros"], ["Enero", "5"]], "Ventas\n\nMes: Enero · Euros: 5."),
        ([["Nombre:", "Ana"], ["Ciudad:", "Zamora"]], "Nombre: Ana.\n\nCiudad: Zamora."),
        (
            [["Nombre", "Ana"], ["Edad", "41"], ["Ciudad", "Zamora"]],
            "Nombre: Ana.\n\nEdad: 41.\n\nCiudad: Zamora.",
        ),
        ([["", "2024", "2025"], ["Ventas", "410", "455"]], "Ventas · 2024: 410 · 2025: 455."),
        ([["1", "2"], ["3", "4"]], "1 · 2.\n\n3 · 4."),
        ([["Aviso en un recuadro\nde dos líneas"]], "Aviso en un recuadro\nde dos líneas"),
        ([["Firma", "Sello"]], "Firma · Sello"),
        ([["a", "b"], ["x", Continued("x")]], "a, b: x."),
        ([["a", "b"], ["", ""], ["1", "2"]], "a: 1 · b: 2."),
        ([["a", "b"], ["1", "2", "3"]], "a: 1 · b: 2 · 3."),
        ([[], []], ""),
        (
            [["Nombre:", "", "NIF:", "12Z"], ["Tel", "5", "Ciudad", "Soria"], ["Fax:", "", "", ""]],
            "Nombre: — · NIF: 12Z.\n\nTel: 5 · Ciudad: Soria.\n\nFax: —.",
        ),
        (
            [["Nombre", "Ana"], ["NIF", "123"], ["Alta", "5/3/2026"]],
            "Nombre: Ana.\n\nNIF: 123.\n\nAlta: 5/3/2026.",
        ),
        (
            [["Pieza", "Euros"], ["Silla", "12"], ["Mesa", "40"]],
            "Pieza: Silla · Euros: 12.\n\nPieza: Mesa · Euros: 40.",
        ),
        ([["Cable", "2", "1,20"], ["Enchufe", "", "0,80"]], "Cable · 2 · 1,20.\n\nEnchufe · — · 0,80."),
        (
            [["a", "b"], ["1", "Talla: M · Cajas: 4.\n\nTalla: L · Cajas: —."]],
            "a: 1 · b: Talla: M, Cajas: 4; Talla: L, Cajas: —.",
        ),
    ],
)
def test_a_grid_as_text(rows: list[list[str]], expected: str) -> None:
    assert grid_text(rows) == expected


def test_empty_cells_of_very_wide_tables_are_left_out() -> None:
    names = [f"c{at}" for at in range(40)]
    assert table_text(names, [["1", *[""] * 38, "2"]]) == "c0: 1 · c39: 2."


@pytest.mark.parametrize(
    "text", ["12", "-3,50 €", "1.234,50", "$ 5", "(7)", "21 %", "3/3/2026", "2026-03-05", "09:30", "12 kg"]
)
def test_numbers_dates_and_times_name_no_column(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize(
    "text", ["", "Enero", "3.º piso de la casa", "A-100", "IVA 21 %", "x" * 100_000, "1" * 100_000]
)
def test_words_are_no_numbers(text: str) -> None:
    assert not is_number(text)
