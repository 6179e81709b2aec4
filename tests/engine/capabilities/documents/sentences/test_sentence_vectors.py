"""Vectors of sentences: made after those of chunks, part by part, and gone with their chunk, document or embedder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.documents import api
from engine.capabilities.documents.api.sentences import EMBED_SENTENCES, EmbedSentences, SentencesEmbedded
from engine.capabilities.documents.sentences.sentence_vectors import MOST, SENTENCES_TOGETHER, read_sentences
from engine.models.registry import ModelRegistry
from engine.protocol.progress import Progress
from engine.rpc.generators import exhaust
from engine.store.integrity import find_problems
from tests.support.harness import DocumentsHarness
from tests.support.tiny_models import DIMENSIONS, write_embedder

EMBEDDER = "words"


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    exhaust(ModelRegistry([folder]).add(write_embedder(tmp_path / EMBEDDER)))
    return folder


@pytest.fixture
def engine(home: Path, registry: Path) -> Iterator[DocumentsHarness]:
    engine = DocumentsHarness(home, registry)
    yield engine
    engine.close()


def embed(engine: DocumentsHarness, parts: int | None = None) -> SentencesEmbedded:
    """Make the missing vectors, and cancel after so many parts."""
    made = 0

    def count(event: object) -> None:
        nonlocal made
        made += isinstance(event, Progress) and event.done > 0

    return engine.call(EMBED_SENTENCES, EmbedSentences(), count, lambda: parts is not None and made >= parts)


def stored(engine: DocumentsHarness) -> dict[str, list[str]]:
    """Return the sentences that have a vector, by the name of their file."""
    found: dict[str, list[str]] = {}
    sql = "SELECT k.id, k.text, d.path FROM chunks k JOIN documents d ON d.id = k.document ORDER BY k.id"
    with engine.store.read() as connection:
        for id, text, path in connection.execute(sql).fetchall():
            for sentences in read_sentences(connection, EMBEDDER, DIMENSIONS, [int(str(id))]).values():
                assert len(sentences.spans) == len(sentences.vectors)
                if not len(sentences.spans):
                    continue
                named = found.setdefault(Path(str(path)).name, [])
                named += [str(text)[start:end] for start, end in sentences.spans.tolist()]
    return found


def test_they_are_made_for_passages_of_several_sentences_and_only_once(engine: DocumentsHarness, folder: Path) -> None:
    (folder / "one.txt").write_text("Una sola frase sin otra.", "utf-8")
    engine.index(folder)
    assert stored(engine) == {}
    report = embed(engine)
    assert (report.passages, report.left, report.cancelled) == (6, 0, False)
    assert stored(engine)["3.txt"] == ["La caldera se revisa en octubre.", "Aquí está palabra3 y nada más."]
    assert "one.txt" not in stored(engine)
    assert embed(engine).passages == 0
    assert find_problems(engine.store) == []


def test_a_cancelled_run_keeps_its_parts_and_the_next_one_does_the_rest(engine: DocumentsHarness, folder: Path) -> None:
    for number in range(5, SENTENCES_TOGETHER):
        (folder / f"{number}.txt").write_text(f"La caldera. Aquí está palabra{number} y nada más.", "utf-8")
    engine.index(folder)
    first = embed(engine, parts=1)
    assert first.cancelled
    assert 0 < first.passages < SENTENCES_TOGETHER
    assert first.left == SENTENCES_TOGETHER - first.passages
    assert len(stored(engine)) == first.passages
    assert embed(engine).passages == first.left
    assert len(stored(engine)) == SENTENCES_TOGETHER


def test_long_lists_and_texts_without_an_end_have_none(engine: DocumentsHarness, folder: Path) -> None:
    (folder / "list.txt").write_text("Sí. " * (MOST + 1), "utf-8")
    (folder / "dots.txt").write_text("." * 500 + "x", "utf-8")
    engine.index(folder)
    embed(engine)
    assert {"list.txt", "dots.txt"}.isdisjoint(stored(engine))
    assert embed(engine).passages == 0


def test_a_file_that_changed_gets_those_of_its_new_text(engine: DocumentsHarness, folder: Path) -> None:
    engine.index(folder)
    embed(engine)
    (folder / "3.txt").write_text("Otra primera frase del todo. Y otra segunda frase.", "utf-8")
    engine.index(folder)
    assert "3.txt" not in stored(engine)
    assert embed(engine).passages == 1
    assert stored(engine)["3.txt"] == ["Otra primera frase del todo.", "Y otra segunda frase."]


def test_they_are_deleted_with_their_document_and_made_again_when_it_comes_back(
    engine: DocumentsHarness, folder: Path
) -> None:
    engine.index(folder)
    ids = tuple(document.id for document in engine.documents() if document.path.endswith("3.txt"))
    engine.call(api.REMOVE, api.RemoveDocuments(ids))
    assert embed(engine).passages == 4
    engine.call(api.RESTORE, api.RestoreDocuments(ids))
    assert embed(engine).passages == 1
    engine.call(api.PURGE, api.PurgeDocuments(ids))
    assert engine.rows("SELECT count(*) FROM sentence_vectors") == [(4,)]
    assert find_problems(engine.store) == []


def test_nothing_is_left_of_a_collection_that_is_purged(engine: DocumentsHarness, folder: Path) -> None:
    engine.index(folder, collection="other")
    engine.index(folder / "1.txt")
    embed(engine)
    engine.call(api.REMOVE_COLLECTION, api.RemoveCollection("other"))
    engine.call(api.PURGE, api.PurgeDocuments())
    assert set(stored(engine)) == {"1.txt"}
    vectors = [row[0] for row in engine.rows("SELECT vectors FROM sentence_vectors")]
    assert len(vectors) == 1


def test_a_document_removed_while_they_are_made_gets_none(engine: DocumentsHarness, folder: Path) -> None:
    engine.index(folder)
    running = engine.start(EMBED_SENTENCES, EmbedSentences())
    next(running)
    with engine.store.write() as connection:
        connection.execute("DELETE FROM chunks WHERE document IN (SELECT id FROM documents WHERE path LIKE '%3.txt')")
    exhaust(running)
    assert set(stored(engine)) == {"0.txt", "1.txt", "2.txt", "4.txt"}


def test_without_an_embedder_nothing_is_made(home: Path, tmp_path: Path, folder: Path) -> None:
    engine = DocumentsHarness(home, tmp_path / "no-models")
    engine.index(folder)
    assert embed(engine) == SentencesEmbedded(0, 0, 0.0)
    engine.close()


@pytest.mark.parametrize(
    ("column", "value"), [("spans", b"\x01"), ("spans", b""), ("vectors", b"\x00"), ("embedder", "another")]
)
def test_a_row_that_we_did_not_write_counts_as_missing_in_a_search(
    engine: DocumentsHarness, folder: Path, column: str, value: str | bytes
) -> None:
    engine.index(folder)
    embed(engine)
    with engine.store.write() as connection:
        connection.execute(f"UPDATE sentence_vectors SET {column} = ?", (value,))
    assert stored(engine) == {}
    assert engine.names("palabra3")[0] == "3.txt"
