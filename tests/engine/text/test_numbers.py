from __future__ import annotations

import pytest

from engine.text.numbers import all_numbers, digit_numbers, missing_numbers, readable_numbers


def test_numbers_have_one_spelling() -> None:
    assert digit_numbers("1.880, 1,880 y 1880") == {"1880"}
    assert digit_numbers("1,5 y 1.5; 12.30") == {"1.5", "12.30"}
    assert digit_numbers("2. La caldera") == frozenset()
    assert digit_numbers("a las 9:00, el 03/05") == {"9", "3", "5"}
    assert all_numbers("doce, twelve, 12 y sixty") == {"12", "60"}


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("treinta y cinco euros", {"35"}),
        ("thirty-five pounds", {"35"}),
        ("mil novecientos veintitrés", {"1923"}),
        ("two hundred and fifty", {"250"}),
        ("one hundred and five", {"105"}),
        ("tres mil doscientos cuarenta y uno", {"3241"}),
        ("ciento veinte mil", {"120000"}),
        ("dos y tres", {"2", "3"}),
        ("veinte o treinta", {"20", "30"}),
        ("one of the two", {"2"}),
        ("una vez", set()),
    ],
)
def test_a_number_in_words_is_read_as_a_whole(words: str, numbers: set[str]) -> None:
    assert all_numbers(words) == numbers


@pytest.mark.parametrize(
    ("sentence", "source", "missing"),
    [
        ("Llama al 950123456.", "teléfono 950 123 456", []),
        ("Llama al 950 123 456.", "teléfono 950123456", []),
        ("El 12/3/2019.", "el 12 de marzo de 2019", []),
        ("Son nueve días.", "en un plazo de 7 días", ["9"]),
        ("Cuesta 15 euros.", "cuesta doce euros", ["15"]),
    ],
)
def test_a_number_is_missing_when_no_way_of_writing_it_is_in_the_source(
    sentence: str, source: str, missing: list[str]
) -> None:
    assert missing_numbers(sentence, readable_numbers(source)) == missing
