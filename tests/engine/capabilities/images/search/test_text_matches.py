"""Search by the words in pictures: not every word is demanded; how many and how rare those found are decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.images.search.query import parse_query
from engine.capabilities.images.search.text_matches import informative_words
from tests.engine.capabilities.images.planted_library import PlantedLibrary

MENU = "Menú del día: lentejas con chorizo. Pan y bebida, 12 €"


@pytest.fixture
def library(home: Path) -> Iterator[PlantedLibrary]:
    """Sixty pictures of as many things, with nothing written in them."""
    library = PlantedLibrary(home)
    library.plant({f"other{n}.jpg": f"thing{n}" for n in range(60)})
    yield library
    library.close()


@pytest.mark.parametrize(
    "query",
    [
        "foto del menú con lentejas",
        "una imagen de la carta con la lenteja y el chorizo",
        "picture of the MENUS saying lentejas",
        "¿dónde está la foto que pone «menú del día»?",
    ],
)
def test_a_picture_is_found_though_not_every_word_asked_is_in_it(library: PlantedLibrary, query: str) -> None:
    library.plant({"menu.jpg": "thing98", "bill.jpg": "thing99"}, {"menu.jpg": MENU, "bill.jpg": "Factura de la luz"})
    assert library.convincing(query)[0] == "menu.jpg"
    assert "bill.jpg" not in library.convincing(query)


def test_the_words_found_in_a_picture_are_named_as_they_were_typed(library: PlantedLibrary) -> None:
    library.plant({"menu.jpg": "thing98"}, {"menu.jpg": MENU})
    best = library.search("foto del Menú con lenteja y arroz").results[0]
    assert best.matched_words == ("Menú", "lenteja")


def test_the_more_and_the_rarer_the_words_in_it_the_earlier_a_picture_comes(library: PlantedLibrary) -> None:
    texts = {f"common{n}.jpg": "menú" for n in range(6)} | {"both.jpg": "menú lentejas", "rare.jpg": "lentejas"}
    library.plant({name: f"sign{name}" for name in texts}, texts)
    names = library.names("foto del menú con lentejas", include_weaker=True, k=60)
    assert names[:2] == ["both.jpg", "rare.jpg"]
    assert library.convincing("foto del menú con lentejas") == ["both.jpg"]


def test_one_word_of_two_in_a_picture_makes_it_a_runner_up(library: PlantedLibrary) -> None:
    library.plant({"poster.jpg": "thing97"}, {"poster.jpg": "Mar de plástico"})
    assert "poster.jpg" not in library.convincing("un velero en el mar")
    assert "poster.jpg" in library.names("un velero en el mar")


def test_without_vectors_words_alone_make_pictures_sure_or_less_sure(library: PlantedLibrary) -> None:
    library.plant({"menu.jpg": "", "half.jpg": ""}, {"menu.jpg": MENU, "half.jpg": "lentejas"})
    with library.store.write() as connection:
        connection.execute("DELETE FROM images WHERE name LIKE 'other%'")
    assert library.convincing("menú lentejas") == ["menu.jpg"]
    assert library.names("menú lentejas")[:2] == ["menu.jpg", "half.jpg"]


def test_words_that_only_say_that_a_picture_is_meant_are_not_looked_for(library: PlantedLibrary) -> None:
    library.plant({"camera.jpg": "thing96"}, {"camera.jpg": "Foto Imagen Picture"})
    assert "camera.jpg" not in library.convincing("foto de un submarino")
    assert library.search("foto de un submarino", include_weaker=True, k=99).results[-1].matched_words == ()
    assert library.convincing("imagen")[0] == "camera.jpg"


@pytest.mark.parametrize(
    "query",
    ['menú "', "menú AND", "NEAR(menú", "menú*", "ocr_text:menú", "^menú", "menú'; DROP TABLE images; --", "menú \0"],
)
def test_what_a_person_types_is_no_query_language(library: PlantedLibrary, query: str) -> None:
    library.plant({"menu.jpg": "thing95"}, {"menu.jpg": "Menú"})
    assert "menu.jpg" in library.names(query)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("foto del menú con lentejas", ("menú", "lentejas")),
        ("a picture of the bill", ("bill",)),
        ("¿La factura?", ("factura",)),
        ("menú-del-día", ("menu", "dia")),
        ("caballo -perro + rayas", ("caballo", "rayas")),
        ("rey - corona", ("rey",)),
        ("de la con", ()),
        ("", ()),
        ("12,50", ("12,50",)),
    ],
)
def test_only_words_with_a_meaning_of_their_own_count(query: str, wanted: tuple[str, ...]) -> None:
    assert informative_words(parse_query(query)) == wanted
