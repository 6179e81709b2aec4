"""Sentences, languages and chunks of Spanish and English text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.chunk import LIMIT_TOKENS, chunk
from engine.text.language import detect
from engine.text.sentences import spans

TEXT = "Llame al Sr. Pérez. La caldera cuesta 1.250,50 euros, aprox. el doble. ¿Cuándo vence? El 14.10.2025."


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in spans(text)]


def words_as_tokens(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]


def test_abbreviations_and_decimals_end_no_sentence() -> None:
    assert cut(TEXT) == [
        "Llame al Sr. Pérez.",
        "La caldera cuesta 1.250,50 euros, aprox. el doble.",
        "¿Cuándo vence?",
        "El 14.10.2025.",
    ]


def test_blank_lines_and_list_items_end_a_sentence() -> None:
    assert cut("Title\n\nFirst line\nsecond line.\n- one\n- two") == [
        "Title",
        "First line\nsecond line.",
        "- one",
        "- two",
    ]


@given(st.text(alphabet=st.sampled_from("ab. \n!?1-"), max_size=80))
def test_no_character_of_a_word_is_lost_between_sentences(text: str) -> None:
    assert "".join("".join(cut(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¿Cuándo se revisa la caldera?", "es"),
        ("When is the boiler serviced?", "en"),
        ("precio total contrato alquiler", "es"),
        ("boiler service interval", "en"),
        ("Who is Julián Ferrer?", "en"),
        ("Resume el contrato", "es"),
        ("explain this", "en"),
    ],
)
def test_a_short_question_tells_its_language(text: str, language: str) -> None:
    assert detect(text) == language


def test_chunks_cover_every_word_and_respect_the_limit() -> None:
    text = "# Manual\n\n" + "\n\n".join(f"Párrafo {n}. " + "La caldera se revisa cada octubre. " * 20 for n in range(9))
    tokens = words_as_tokens(text)
    pieces = chunk(text, tokens)
    assert "".join("".join(text[a:b] for a, b in pieces).split()) == "".join(text.split())
    assert all(sum(a <= start < b for start, _ in tokens) <= LIMIT_TOKENS for a, b in pieces)
    assert text[slice(*pieces[0])].startswith("# Manual\n\nPárrafo 0")


def test_short_paragraphs_share_a_chunk_and_a_heading_goes_with_what_follows() -> None:
    text = "Uno dos.\n\nTres cuatro.\n\nMantenimiento\n\n" + "Palabra " * 155 + "fin."
    pieces = [text[a:b] for a, b in chunk(text, words_as_tokens(text))]
    assert pieces[0] == "Uno dos.\n\nTres cuatro."
    assert pieces[1].startswith("Mantenimiento\n\nPalabra")


def test_one_endless_line_without_spaces_is_cut_by_tokens() -> None:
    text = "x" * 5_000
    tokens = [(n, n + 1) for n in range(5_000)]
    pieces = chunk(text, tokens)
    assert "".join(text[a:b] for a, b in pieces) == text
    assert max(b - a for a, b in pieces) <= LIMIT_TOKENS
