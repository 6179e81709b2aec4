"""The search box's language: what it means, and that nothing typed is an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.capabilities.images.api import COLOURS, PictureFilters, QueryTerm
from engine.capabilities.images.search.query import COLOUR_NAMES, MAX_TERMS, parse_query
from engine.indexer.images import image_features


def terms(text: str) -> list[tuple[str, float]]:
    return [(term.text, term.weight) for term in parse_query(text).terms]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("caballo blanco en la playa", [("caballo blanco en la playa", 1)]),
        ("horse + stripes", [("horse", 1), ("stripes", 1)]),
        ("horse +stripes", [("horse", 1), ("stripes", 1)]),
        ("caballo:0.7 + rayas", [("caballo", 0.7), ("rayas", 1)]),
        ("caballo blanco:0,7 + rayas:.3", [("caballo blanco", 0.7), ("rayas", 0.3)]),
        ('"red car":2 + night', [("red car", 2), ("night", 1)]),
        ("king - crown", [("king", 1), ("crown", -1)]),
        ("king − crown:0.5", [("king", 1), ("crown", -0.5)]),
        ("dog:0 + cat", [("cat", 1)]),
        ("well-known place", [("well-known place", 1)]),
        ("meet at 10:30", [("meet at 10:30", 1)]),
        ("https://example.org", [("https://example.org", 1)]),
        ("", []),
        ("+ + -", []),
        ('"', [('"', 1)]),
    ],
)
def test_words_are_descriptions_added_with_their_weights(text: str, expected: list[tuple[str, float]]) -> None:
    assert terms(text) == expected


def test_what_is_excluded_stands_apart() -> None:
    parsed = parse_query('playa -perro -"coche rojo" -dog -perro')
    assert (terms("playa -perro"), parsed.excluded) == ([("playa", 1)], ("perro", "coche rojo", "dog"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('text:"factura de luz"', PictureFilters(text="factura de luz")),
        ("texto:factura", PictureFilters(text="factura")),
        ("date:2024-05", PictureFilters(since="2024-05-01", until="2024-05-31")),
        ("fecha:2024-02", PictureFilters(since="2024-02-01", until="2024-02-29")),
        ("date:2024", PictureFilters(since="2024-01-01", until="2024-12-31")),
        ("date:2024-05-17", PictureFilters(since="2024-05-17", until="2024-05-17")),
        ("date:2024..2025", PictureFilters(since="2024-01-01", until="2025-12-31")),
        ("date:2024-06..", PictureFilters(since="2024-06-01")),
        ("date:..2023-06", PictureFilters(until="2023-06-30")),
        ("camera:canon", PictureFilters(camera="canon")),
        ('cámara:"Pixel 8"', PictureFilters(camera="Pixel 8")),
        ("folder:viajes", PictureFilters(folder="viajes")),
        ("carpeta:/fotos/2024", PictureFilters(folder="/fotos/2024")),
        ("colour:red", PictureFilters(colours=("red",))),
        ("color:rojo color:azul", PictureFilters(colours=("red", "blue"))),
        ("color:Marrón,gris", PictureFilters(colours=("brown", "grey"))),
        ("orientation:portrait", PictureFilters(orientation="portrait")),
        ("orientación:apaisada", PictureFilters(orientation="landscape")),
        ("nombre:img_0001", PictureFilters(name="img_0001")),
    ],
)
def test_filters_are_understood_in_both_languages(text: str, expected: PictureFilters) -> None:
    parsed = parse_query(f"gato {text} negro")
    assert (parsed.filters, parsed.terms) == (expected, (QueryTerm("gato negro", 1),))


@pytest.mark.parametrize(
    "text", ["date:yesterday", "date:2024-13", "date:2024-02-30", "date:..", "color:bonito", "foo:bar"]
)
def test_what_is_no_filter_is_words(text: str) -> None:
    assert (parse_query(text).filters, terms(text)) == (PictureFilters(), [(text, 1)])


def test_every_colour_has_a_name_in_both_languages() -> None:
    assert {COLOUR_NAMES[name] for name in COLOUR_NAMES if name not in COLOURS} == set(COLOURS)


def test_the_reader_names_the_colours_that_can_be_asked_for() -> None:
    assert image_features.COLOURS == COLOURS


@given(st.text(max_size=200) | st.from_regex(r'([-+a-z:"0-9. ]|date:|color:){0,60}'))
def test_nothing_typed_is_an_error(text: str) -> None:
    parsed = parse_query(text)
    assert len(parsed.terms) <= MAX_TERMS
    assert all(term.text.strip() and term.weight for term in parsed.terms)
