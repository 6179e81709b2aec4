"""The columns of a text file and the beginning of its table are found, whatever stands above it."""

from __future__ import annotations

import pytest

from engine.files.delimited import DelimitedLayout, find_delimited_layout

ROWS = "Fecha;Concepto;Importe\n03/03/2026;Recibo, luz;-84,31\n04/03/2026;Nómina;1.850,00\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ROWS, DelimitedLayout(";")),
        (ROWS.replace(";", "\t"), DelimitedLayout("\t")),
        (f"sep=;\n{ROWS}", DelimitedLayout(";", 0, 6)),
        (f'"sep=;"\r\n{ROWS}', DelimitedLayout(";", 0, 9)),
        (f"Extracto de cuenta\n{ROWS}", DelimitedLayout(";", 1)),
        (f"Extracto;;\nTitular;Ana Ruiz;\n\n{ROWS}", DelimitedLayout(";", 2)),
        ("Exportado el 3/3/2026\nUsuario: Ana\n\ntexto;clase\nhola;a\nadiós;b\n", DelimitedLayout(";", 2)),
        ("texto\nHola, buenas\nAdiós, buenas\nVuelva, por favor\n", DelimitedLayout(",")),
        ("texto,clase\nhola, buenas,a\nadiós,b\n", DelimitedLayout(",")),
        ("una sola línea", DelimitedLayout(",")),
        ("", DelimitedLayout(",")),
        ("\n\n\n", DelimitedLayout(",")),
    ],
)
def test_the_layout_of_a_table_in_a_text(text: str, expected: DelimitedLayout) -> None:
    assert find_delimited_layout(text) == expected


def test_a_delimiter_that_is_given_is_used() -> None:
    assert find_delimited_layout(ROWS, ",").delimiter == ","
