"""A quotation says something: no heading, no salutation; numbers are the same in every spelling."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engine.text.extractive_quote import best_quotes, is_frame, rank_sentences
from engine.text.tokens import number_spellings, plain_number, stem


def alike(_: str, texts: Sequence[str]) -> list[float]:
    """Find every sentence equally near, so that only shared words decide."""
    return [0.8] * len(texts)


def quoted(question: str, passage: str) -> str:
    (best,) = best_quotes(rank_sentences(question, [passage], alike), 1)
    return passage[slice(*best.span)]


LETTER = (
    "Estimada Candela, vecina del portal:\n\nEl ascensor del portal se cambia en abril.\n\n"
    "Un cordial saludo, la presidenta del portal"
)


def test_a_salutation_is_not_quoted_however_many_words_it_shares() -> None:
    assert quoted("¿Qué pasa con la vecina Candela del portal?", LETTER) == "El ascensor del portal se cambia en abril."


def test_a_heading_is_not_quoted() -> None:
    passage = "Horario de la biblioteca municipal\n\nAbre de nueve a dos, de lunes a viernes."
    assert (
        quoted("¿Cuál es el horario de la biblioteca municipal?", passage) == "Abre de nueve a dos, de lunes a viernes."
    )


def test_a_numbered_heading_is_not_quoted_and_the_item_of_a_list_is() -> None:
    policy = (
        "5. Working abroad\n\nWorking from another country needs approval.\n\n6. Equipment\n\nA laptop is provided."
    )
    assert quoted("Is working abroad allowed?", policy) == "Working from another country needs approval."
    recipe = "1. Harina de trigo\n2. Levadura fresca\n3. Aceite de oliva"
    assert quoted("¿Qué levadura lleva?", recipe) == "2. Levadura fresca"


def test_a_heading_is_quoted_where_there_is_nothing_else() -> None:
    assert quoted("horario", "Horario de la biblioteca municipal") == "Horario de la biblioteca municipal"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dear Sir or Madam,", True),
        ("Atentamente, Ana Rey", True),
        ("Capítulo de gastos", True),
        ("- Pan y dos docenas de huevos", False),
        ("Total de la obra: 4.410 euros", False),
        ("Concepto: Luz · Euros: 91.", False),
        ("La caldera se revisa cada octubre y la paga el dueño de la casa", False),
    ],
)
def test_what_says_nothing_by_itself_is_told(text: str, expected: bool) -> None:
    assert is_frame(text) is expected


@pytest.mark.parametrize("number", ["3.412,17", "3412,17", "3,412.17", "3412.17"])
def test_a_number_has_one_plain_spelling(number: str) -> None:
    assert (plain_number(number), stem(number)) == ("3412.17", "3412.17")


def test_a_number_is_looked_for_with_marks_of_thousands_and_without() -> None:
    assert number_spellings("3412,17") == ["3412,17", "3412.17", "3,412.17"]
    assert number_spellings("1.250,00") == ["1.250,00", "1250", "1,250"]
    assert number_spellings("1.234,50") == ["1.234,50", "1234.5", "1,234.5", "1234.50", "1,234.50"]
    assert number_spellings("12,50") == ["12,50", "12.50", "12.5"] and number_spellings("3.10") == ["3.10"]
    assert number_spellings("abc") == ["abc"]
    assert number_spellings("007") == ["007"]
    assert number_spellings("10.0.0.1") == ["10.0.0.1"]


def test_numbers_of_the_same_value_are_the_same_word() -> None:
    assert {stem(number) for number in ("1.234,50", "1234.5", "1,234.50", "1234,5")} == {"1234.5"}
    assert stem("3.10") != stem("3.1")  # a clause or a version
