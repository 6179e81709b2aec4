"""The order of passages: numbers of the same value, the same text in two files, neighbours, and many passages of one file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.capabilities.documents.api import SearchDocuments
from engine.capabilities.documents.searching.document_search import DocumentSearch
from engine.capabilities.documents.searching.result_list import CopyFilter, merge_neighbours, spread
from engine.capabilities.documents.vector_table import CHUNK_VECTORS
from engine.protocol.answering.passage import Passage
from engine.store.vectors import VectorStore
from tests.support.harness import DocumentsHarness
from tests.support.models import starter_models

INVOICES = {
    "acme": "Factura de Acme. Cantidad: 1.234,50 €. Se paga a treinta días.",
    "globex": "Factura de Globex. Cantidad: 1234,80 €. Se paga a treinta días.",
    "raw": "Invoice of Initech. Amount: 8120.5. It is due within thirty days.",
    "other": "Factura de Umbrella. Cantidad: 812,05 €. Se paga a treinta días.",
}


@pytest.fixture
def library(home: Path, tmp_path: Path) -> Iterator[DocumentsHarness]:
    engine = DocumentsHarness(home, starter_models())
    yield engine
    engine.close()


def index(engine: DocumentsHarness, folder: Path, texts: dict[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    engine.index(folder)


def search(engine: DocumentsHarness) -> DocumentSearch:
    return DocumentSearch(engine.store, VectorStore(engine.store, CHUNK_VECTORS), engine.pool)


@pytest.mark.parametrize(
    ("query", "file"),
    [
        ("cantidad de la factura 1.234,50 €", "acme"),
        ("factura de 1234.5", "acme"),
        ("factura de 1,234.50", "acme"),
        ("factura de 1.234,80 €", "globex"),
        ("which invoice is 8,120.50?", "raw"),
        ("factura de 812,05 €", "other"),
    ],
)
def test_a_number_is_found_by_its_value_however_it_is_written(
    library: DocumentsHarness, tmp_path: Path, query: str, file: str
) -> None:
    index(library, tmp_path / "files", INVOICES)
    best = search(library).rank(SearchDocuments(query, k=4)).passages
    assert Path(best[0].path).stem == file


def test_the_same_text_in_two_files_is_one_result_that_names_both(library: DocumentsHarness, tmp_path: Path) -> None:
    text = "La fianza del local es de cuatro mensualidades, que se devuelven al final del contrato sin intereses."
    copy = text.replace("mensualidades", "mensuali-\ndades")
    other = text.replace("cuatro", "tres")
    index(library, tmp_path / "files", {"one": text, "two": copy, "three": other})
    first, second = search(library).rank(SearchDocuments("¿De cuántas mensualidades es la fianza?", k=5)).passages
    names = {Path(path).stem for passage in (first, second) for path in (passage.path, *passage.also_in)}
    assert names == {"one", "two", "three"}
    (both,) = [passage for passage in (first, second) if passage.also_in]
    assert {Path(path).stem for path in (both.path, *both.also_in)} == {"one", "two"}


PAGE = "Primera frase de la página. Segunda frase, que sigue. Tercera frase.\n\nOtro párrafo, y su final."


def part(start: int, end: int, score: float = 1.0, document: int = 1, page: int = 1) -> Passage:
    return Passage(document, start * 100 + end, f"/{document}.txt", "", page, start, end, PAGE[start:end], score)


@pytest.mark.parametrize(("first", "second"), [((0, 27), (28, 53)), ((0, 53), (28, 68)), ((28, 68), (70, 94))])
def test_neighbours_on_a_page_are_one_passage_in_the_place_of_the_better_one(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    best, other = part(*second, score=3.0), part(*first)
    far = part(0, 27, document=2, score=2.0)
    merged, kept = merge_neighbours([best, far, other])
    assert (merged.chunk, merged.score, kept) == (best.chunk, 3.0, far)
    assert (merged.start, merged.end) == (first[0], second[1])
    assert merged.text.split() == PAGE[first[0] : second[1]].split() and len(merged.text) == second[1] - first[0]


def test_what_is_no_neighbour_stays_apart() -> None:
    apart = [part(0, 27), part(54, 68), part(28, 53, page=2), part(28, 53, document=2)]
    assert merge_neighbours(apart) == apart
    table = Passage(1, 1, "", "", 1, 28, 53, "Fila: 1 · Columna: importe", 1.0)
    assert merge_neighbours([part(0, 27), table]) == [part(0, 27), table]  # its text is no part of the page


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 60), st.integers(1, 2)), max_size=8))
def test_offsets_stay_true_however_passages_lie(places: list[tuple[int, int, int]]) -> None:
    found = [part(start, min(len(PAGE), start + length), document=document) for start, length, document in places]
    merged = merge_neighbours(found)
    for passage in merged:
        assert len(passage.text) == passage.end - passage.start
    for passage in found:
        same = [whole for whole in merged if whole.document == passage.document]
        assert any(whole.start <= passage.start and passage.end <= whole.end for whole in same)


def test_a_document_lets_others_go_first_that_are_as_good_and_no_others() -> None:
    crowd = [part(0, 10 + number, score=5 - number / 100) for number in range(5)]
    as_good, worse = part(0, 9, score=4.9, document=2), part(0, 9, score=2.0, document=3)
    ordered = spread([*crowd, as_good, worse])
    assert [passage.document for passage in ordered] == [1, 1, 2, 1, 1, 1, 3]
    assert sorted(ordered, key=repr) == sorted([*crowd, as_good, worse], key=repr)


def test_a_short_text_within_another_is_no_copy_of_it() -> None:
    kept = CopyFilter()
    for passage in (part(0, 68), part(0, 27, document=2), part(0, 68, document=3), part(0, 0, document=4)):
        kept.add(passage)
    assert [passage.document for passage in kept.passages] == [1, 2, 4]
    assert kept.passages[0].also_in == ("/3.txt",)
