"""Amounts and dates as Spanish and English write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.text.values.amounts import Amount, decimal_mark, find_amounts, parse_amount, unit_in_name
from engine.text.values.dates import date_in_name, find_date, iso_date
from engine.text.values.folding import fold_aligned


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1.234,50 €", "1234.5", "EUR"),
        ("1,234.50", "1234.5", ""),
        ("$1,234.50", "1234.5", "USD"),
        ("US$ 30", "30", "USD"),
        ("EUR 12,5", "12.5", "EUR"),
        ("(120,00)", "-120", ""),
        ("-99", "-99", ""),
        ("−74,32 €", "-74.32", "EUR"),
        ("120,00-", "-120", ""),
        ("€-5.00", "-5", "EUR"),
        ("21 %", "21", "%"),
        ("21 % (0.21)", "21", "%"),
        ("1.234,50 € (1234.5)", "1234.5", "EUR"),
        ("1.234", "1234", ""),
        ("1,234", "1234", ""),
        ("0,125", "0.125", ""),
        ("12.345.678", "12345678", ""),
        ("1'234.50 CHF", "1234.5", "CHF"),
        ("1 234,50", "1234.5", ""),
        ("300 euros", "300", "EUR"),
        ("12 kg", "12", "kg"),
    ],
)
def test_an_amount_is_read_with_its_sign_and_unit(text: str, value: str, unit: str) -> None:
    assert parse_amount(text) == Amount(Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "05/03/2026",
        "2025-001",
        "B12345674",
        "Total",
        "12 meses y 3 días",
        "1.2.3",
        "=SUM(C2:C3)",
        "—",
        "1,2,3" * 40,
    ],
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert parse_amount(text) is None


def test_the_other_values_of_a_column_decide_on_the_mark() -> None:
    assert decimal_mark(["1,50", "2.345,00"]) == ","
    assert decimal_mark(["1.234", "2.345"]) == ""
    assert decimal_mark(["1,5", "1.5"]) == ""
    assert parse_amount("1.234", ".") == Amount(Decimal("1.234"))
    assert parse_amount("1.234", ",") == Amount(Decimal(1234))


def test_a_columns_name_may_give_the_unit() -> None:
    assert [unit_in_name(name) for name in ("Importe (€)", "Amount in USD", "Precio", "IVA %")] == [
        "EUR",
        "USD",
        "",
        "%",
    ]


def test_amounts_in_a_sentence_are_found_with_their_places() -> None:
    text = "El 05/03/2026 pagó 1.210,00 € y luego $30, en 3 plazos de 2025-01."
    assert [(text[m.start : m.end].strip(), m.amount.value) for m in find_amounts(text)] == [
        ("1.210,00 €", Decimal(1210)),
        ("$30", Decimal(30)),
    ]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Fecha: 05/03/2026", "2026-03-05"),
        ("2026-03-05", "2026-03-05"),
        ("a 5 de marzo de 2026", "2026-03-05"),
        ("March 5, 2026", "2026-03-05"),
        ("12 March 2025", "2025-03-12"),
        ("Fri, 31 Jan 2025 10:00", "2025-01-31"),
        ("03/25/2025", "2025-03-25"),
        ("5.3.26", "2026-03-05"),
        ("marzo de 2026", "2026-03"),
        ("31/02/2026", ""),
        ("1.234,50", ""),
        ("tel. 91-12-2025-3", ""),
    ],
)
def test_the_first_date_is_read(text: str, iso: str) -> None:
    assert iso_date(text) == iso


def test_a_date_has_its_place() -> None:
    text = "Madrid, a 5 de marzo de 2026."
    found = find_date(text)
    assert found is not None
    assert text[found[1] : found[2]] == "5 de marzo de 2026"


def test_a_file_name_may_give_the_date() -> None:
    names = ("factura_2026-03.pdf", "informe 2024.txt", "2025-001.pdf", "20250115_acta.docx", "nota.txt")
    assert [date_in_name(name) for name in names] == ["2026-03", "2024", "2025", "2025-01-15", ""]


def test_folded_text_keeps_its_length() -> None:
    for text in ("Camión ÑANDÚ", "İstanbul ß", "Ǆ ﬁn"):
        assert len(fold_aligned(text)) == len(text)
    assert fold_aligned("Camión ÑANDÚ") == "camion nandu"
