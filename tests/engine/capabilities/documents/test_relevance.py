"""Results of a search that are sure, less sure and not shown; and the words of the query in a passage."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.text.relevance import (
    LEAST_COSINE,
    MAX_AFTER_SURE,
    MAX_LESS_SURE,
    MIN_SCANNED,
    QueryTerms,
    Relevance,
    Similarity,
    order_by_relevance,
    relevance,
)
from tests.support.harness import DocumentsHarness

QUERY, TERMS = "revisar la caldera", QueryTerms({"revis": 1.0, "calder": 3.0})


@pytest.mark.parametrize(
    ("text", "similarity", "expected"),
    [
        ("La caldera se revisa cada octubre.", Similarity(0.1), "sure"),
        ("La caldera está en el sótano.", Similarity(0.82), "sure"),
        ("La caldera está en el sótano.", Similarity(0.7), "less_sure"),
        ("La caldera está en el sótano.", None, "sure"),
        ("Se revisa el ascensor.", None, "none"),
        ("Se revisa el ascensor.", Similarity(0.83), "none"),
        ("La calefacción se comprueba en otoño.", Similarity(0.87), "sure"),
        ("La calefacción se comprueba en otoño.", Similarity(0.8, stands_out=True), "less_sure"),
        ("La calefacción se comprueba en otoño.", Similarity(0.8), "none"),
        ("The boiler is serviced in the autumn.", Similarity(0.85), "sure"),
        ("The boiler is serviced in the autumn.", Similarity(0.8), "none"),
        ("La calefacción se comprueba en otoño.", None, "none"),
    ],
)
def test_words_and_meaning_together_say_how_sure_a_passage_is(
    text: str, similarity: Similarity | None, expected: Relevance
) -> None:
    assert relevance(QUERY, text, TERMS.match(text), similarity) == expected


def test_a_cosine_stands_out_above_what_so_many_unrelated_passages_reach() -> None:
    assert not Similarity.of(0.86, 0.75, 0.04, MIN_SCANNED).stands_out
    assert Similarity.of(0.86, 0.75, 0.02, MIN_SCANNED).stands_out
    assert not Similarity.of(0.86, 0.75, 0.02, 10_000_000).stands_out


@pytest.mark.parametrize(("scanned", "deviation"), [(0, 0.0), (1, 0.0), (MIN_SCANNED - 1, 0.05), (MIN_SCANNED, 0.0)])
def test_few_passages_have_no_distribution_and_are_judged_by_the_cosine_alone(scanned: int, deviation: float) -> None:
    assert Similarity.of(LEAST_COSINE, 0.5, deviation, scanned).stands_out
    assert not Similarity.of(LEAST_COSINE - 0.01, 0.5, deviation, scanned).stands_out


def test_the_sure_ones_come_first_and_few_others_follow() -> None:
    kinds: list[Relevance] = ["less_sure", "none", "sure", "less_sure", "sure", *["less_sure"] * 9]  # type: ignore[list-item]
    ordered = order_by_relevance(list(enumerate(kinds)))
    assert ordered[:4] == [(2, True), (4, True), (0, False), (3, False)]
    assert len(ordered) == 2 + MAX_AFTER_SURE
    less_sure: list[tuple[int, Relevance]] = [(at, "less_sure") for at in range(20)]
    assert len(order_by_relevance(less_sure)) == MAX_LESS_SURE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("La CALDERA, ¿se revisó? Las calderas (dos) se revisan.", ["CALDERA", "calderas"]),
        ("caldera", ["caldera"]),
        ("Nada de eso.", []),
        ("", []),
        ("a\u0301rbol caldera ﬁn", ["caldera"]),
        ("🏠 caldera", ["caldera"]),
    ],
)
def test_the_words_of_the_query_are_found_where_they_stand(text: str, words: list[str]) -> None:
    match = QueryTerms({"calder": 1.0}).match(text)
    assert [text[start:end] for start, end in match.spans] == words
    assert match.share == float(bool(words))


def test_a_search_marks_its_words_and_leaves_out_what_has_none_of_them(engine: DocumentsHarness, folder: Path) -> None:
    (folder / "otro.txt").write_text("Nada que ver con lo demás.", "utf-8")
    engine.index(folder)
    matches = engine.matches("¿Dónde está palabra3?")
    assert [Path(match.passage.path).name for match in matches] == ["3.txt"]
    best = matches[0]
    assert best.is_sure and [best.passage.text[start:end] for start, end in best.words] == ["palabra3"]


def test_a_query_of_stop_words_alone_is_searched_by_them(engine: DocumentsHarness, folder: Path) -> None:
    engine.index(folder)
    assert all(match.is_sure for match in engine.matches("en la"))


@pytest.mark.model
def test_what_the_documents_do_not_speak_of_is_never_sure(home: Path, models: Path) -> None:
    engine = DocumentsHarness(home, models)
    engine.index(Path(__file__).parents[4] / "resources" / "samples")
    for query in ("¿Cuántos goles marcó el Real Betis en 1977?", "Who won the 1986 world cup?", "xyzzy", "lentejas"):
        assert not any(match.is_sure for match in engine.matches(query, k=20)), query
    heating = engine.matches("calefacción", k=20)
    assert (Path(heating[0].passage.path).name, heating[0].passage.page) == ("manual-de-la-casa.pdf", 3)
    assert not heating[0].is_sure and len(heating) <= MAX_LESS_SURE
    assert engine.matches("caldera")[0].is_sure
    engine.close()
