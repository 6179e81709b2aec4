from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.sentences import spans

TEXT = "Llame al Sr. Pérez. La caldera cuesta 1.250,50 euros, aprox. el doble. ¿Cuándo vence? El 14.10.2025."


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


def test_abbreviations_and_decimals_end_no_sentence() -> None:
    assert split(TEXT) == [
        "Llame al Sr. Pérez.",
        "La caldera cuesta 1.250,50 euros, aprox. el doble.",
        "¿Cuándo vence?",
        "El 14.10.2025.",
    ]


def test_blank_lines_and_list_items_end_a_sentence() -> None:
    assert split("Title\n\nFirst line\nsecond line.\n- one\n- two") == [
        "Title",
        "First line\nsecond line.",
        "- one",
        "- two",
    ]


@given(st.text(alphabet=st.sampled_from("ab. \n!?1-"), max_size=80))
def test_no_character_of_a_word_is_lost_between_sentences(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())


@pytest.mark.parametrize("unit", [".", "1. y ", ".)", " ", "1.", "\n ", "…"])
def test_an_endless_line_takes_time_in_proportion_to_its_length(unit: str) -> None:
    """A million characters: code that looks back at all of them from each would not come to an end."""
    text = f"x{unit * (1_000_000 // len(unit))}x"
    assert spans(text)[-1][1] == len(text)
