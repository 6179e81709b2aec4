"""Vectors of sentences follow their chunks: divided anew, embedded by another model, saved with the library and brought back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import onnx
import pytest

from engine.capabilities.documents import api
from engine.capabilities.documents.api import chunking
from engine.capabilities.documents.api.sentences import EMBED_SENTENCES, EmbedSentences
from engine.models.registry import ModelRegistry
from engine.protocol.children.chunking import Chunking
from engine.rpc.generators import exhaust
from engine.store.integrity import find_problems
from engine.store.recovery.restore import restore
from tests.support.harness import DocumentsHarness
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
def engine(home: Path, registry: Path, folder: Path) -> Iterator[DocumentsHarness]:
    """An engine that has read the folder and embedded all sentences with the old embedder."""
    engine = DocumentsHarness(home, registry)
    engine.selection.choose(OLD)
    engine.index(folder)
    assert embed(engine) == 5
    yield engine
    engine.close()


def embed(engine: DocumentsHarness) -> int:
    return engine.call(EMBED_SENTENCES, EmbedSentences()).passages


def counts(engine: DocumentsHarness) -> dict[str, int]:
    return dict(engine.rows("SELECT embedder, count(*) FROM sentence_vectors GROUP BY embedder"))


def test_another_embedder_makes_its_own_once_it_is_in_use(engine: DocumentsHarness) -> None:
    engine.selection.choose(NEW)
    assert (embed(engine), counts(engine)) == (0, {OLD: 5})
    engine.call(api.EMBED, api.EmbedDocuments())
    assert {passage.sentence for passage in engine.search("caldera")} == {(0, 0)}
    assert (embed(engine), counts(engine)) == (5, {NEW: 5})
    assert all(passage.sentence[1] for passage in engine.search("caldera"))
    assert find_problems(engine.store) == []


def test_documents_that_are_divided_anew_lose_those_of_their_old_passages(engine: DocumentsHarness) -> None:
    engine.call(chunking.SET_CHUNKING, chunking.SetChunking("default", Chunking("sentences", size=16)))
    engine.call(chunking.RECHUNK, chunking.RechunkDocuments())
    assert counts(engine) == {}
    passages = engine.rows("SELECT count(*) FROM chunks")[0][0]
    assert embed(engine) == passages
    assert find_problems(engine.store) == []


def test_they_come_back_with_a_backup(engine: DocumentsHarness, home: Path, registry: Path) -> None:
    before = engine.rows("SELECT * FROM sentence_vectors ORDER BY chunk")
    saved = engine.store.back_up()
    with engine.store.write() as connection:
        connection.execute("DELETE FROM sentence_vectors")
    engine.close()
    restore(home, saved.path)
    again = DocumentsHarness(home, registry)
    again.selection.choose(OLD)
    assert again.rows("SELECT * FROM sentence_vectors ORDER BY chunk") == before
    assert embed(again) == 0
    again.close()
