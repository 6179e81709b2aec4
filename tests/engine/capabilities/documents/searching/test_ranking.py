"""The order of passages: numbers of the same value, the same text in two files, neighbours, and many passages of one file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.documents.api import SearchDocuments
from engine.capabilities.documents.searching.document_search import DocumentSearch
from engine.capabilities.documents.vector_table import CHUNK_VECTORS
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
