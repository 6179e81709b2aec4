"""Another embedder for all documents: its vectors are made beside those in use, which answer until all are there."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest

from engine.capabilities.documents import api
from engine.capabilities.documents.vector_table import CHUNK_VECTORS
from engine.models.registry import ModelRegistry
from engine.rpc.generators import exhaust
from engine.store.integrity import find_problems
from engine.store.vectors import VectorStore
from tests.engine.capabilities.documents.conftest import write
from tests.support.harness import DocumentsHarness
from tests.support.long_documents import write_long_text
from tests.support.tiny_models import write_embedder

OLD, NEW = "words", "others"


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    for id in (OLD, NEW):
        written = write_embedder(tmp_path / id)
        model = onnx.load(written / "model.onnx")
        model.doc_string = id  # one file is installed once
        onnx.save(model, written / "model.onnx")
        exhaust(ModelRegistry([folder]).add(written))
    return folder


@pytest.fixture
def old(engine: DocumentsHarness, folder: Path) -> DocumentsHarness:
    """An engine that has read the folder with the old embedder and is then told to use the new one."""
    engine.selection.choose(OLD)
    write_long_text(folder / "long.txt", 300_000)
    engine.index(folder)
    embed(engine)
    engine.selection.choose(NEW)
    return engine


def embed(engine: DocumentsHarness, steps: int | None = None) -> api.EmbeddingReport:
    made = 0

    def count(event: object) -> None:
        nonlocal made
        made += 1

    return engine.call(api.EMBED, api.EmbedDocuments(), count, lambda: steps is not None and made >= steps)


def embedders(engine: DocumentsHarness) -> set[str]:
    return {id for (id,) in engine.rows("SELECT DISTINCT embedder FROM documents WHERE deleted_at IS NULL")}


def counts(engine: DocumentsHarness) -> tuple[int, int]:
    vectors = VectorStore(engine.store, CHUNK_VECTORS)
    with engine.store.read() as connection:
        return vectors.count(connection, OLD), vectors.count(connection, NEW)


def active(engine: DocumentsHarness) -> str | None:
    with engine.store.read() as connection:
        return VectorStore(engine.store, CHUNK_VECTORS).active_model(connection)


def test_the_old_vectors_answer_until_all_new_ones_are_there(old: DocumentsHarness) -> None:
    ((chunks,),) = old.rows("SELECT count(*) FROM chunks")
    (collection,) = old.call(api.COLLECTIONS, api.ListCollections()).collections
    assert (collection.embeddable, collection.waiting) == (6, 0)
    stopped = embed(old, steps=5)
    assert stopped.cancelled
    before, after = counts(old)
    assert (before, embedders(old), active(old)) == (chunks, {OLD}, OLD)
    assert 0 < after < chunks
    assert old.search("palabra3", mode="dense")
    report = embed(old)
    assert report.passages == chunks - after
    assert (counts(old), embedders(old), active(old)) == ((0, chunks), {NEW}, NEW)
    assert old.search("palabra3", mode="dense")
    assert old.call(api.COLLECTIONS, api.ListCollections()).collections[0].embeddable == 0
    assert find_problems(old.store) == []
    assert embed(old).passages == 0


def test_no_file_is_read_again(old: DocumentsHarness, folder: Path) -> None:
    assert old.index(folder).unchanged == 6
    embed(old)
    assert old.index(folder).unchanged == 6


def test_what_is_read_meanwhile_is_found_by_meaning_too(old: DocumentsHarness, folder: Path) -> None:
    embed(old, steps=5)
    write(folder / "9.txt", 9)
    old.index(folder)
    assert embedders(old) == {OLD}
    assert {document.state for document in old.documents()} == {"indexed"}
    embed(old)
    assert (embedders(old), counts(old)[0]) == ({NEW}, 0)
    assert find_problems(old.store) == []


def test_an_embedder_that_is_gone_makes_way_for_the_next_document_by_document(
    old: DocumentsHarness, folder: Path
) -> None:
    old.registry.remove(OLD)
    write(folder / "9.txt", 9)
    old.index(folder)
    assert embedders(old) == {OLD, NEW}
    embed(old)
    assert (embedders(old), active(old)) == ({NEW}, NEW)
    assert find_problems(old.store) == []


def test_a_document_brought_back_after_the_change_gets_its_vectors(old: DocumentsHarness) -> None:
    ids = tuple(document.id for document in old.documents() if document.path.endswith("3.txt"))
    old.call(api.REMOVE, api.RemoveDocuments(ids))
    embed(old)
    old.call(api.RESTORE, api.RestoreDocuments(ids))
    assert embed(old).passages == 1
    assert (embedders(old), find_problems(old.store)) == ({NEW}, [])
