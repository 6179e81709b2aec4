"""The documents of a collection divided anew: from the library's own text, the old pieces answering until the new are whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine.capabilities.documents import api
from engine.capabilities.documents.api import chunking
from engine.protocol.children.chunking import Chunking
from engine.protocol.errors import NotFound
from engine.store.integrity import find_problems
from tests.engine.capabilities.documents.conftest import write
from tests.support.harness import DocumentsHarness
from tests.support.long_documents import write_long_text

ROOT = Path(__file__).parents[5]
SENTENCES = Chunking("sentences", 40)


def choose(engine: DocumentsHarness, chosen: Chunking, collection: str = "default") -> None:
    engine.call(chunking.SET_CHUNKING, chunking.SetChunking(collection, chosen))


def divide(engine: DocumentsHarness, steps: int | None = None) -> chunking.RechunkReport:
    """Divide what waits, and cancel after so many steps."""
    made = 0

    def count(event: object) -> None:
        nonlocal made
        made += 1

    return engine.call(
        chunking.RECHUNK, chunking.RechunkDocuments(), count, lambda: steps is not None and made >= steps
    )


def known(engine: DocumentsHarness, collection: str = "default") -> chunking.CollectionChunking:
    return engine.call(chunking.GET_CHUNKING, chunking.GetChunking(collection))


def texts(engine: DocumentsHarness, name: str) -> list[str]:
    rows = engine.rows(
        "SELECT k.text FROM chunks k JOIN documents d ON d.id = k.document WHERE d.path LIKE ? ORDER BY k.id",
        f"%{name}",
    )
    return [text for (text,) in rows]


def listed(engine: DocumentsHarness, name: str) -> api.Document:
    (document,) = [document for document in engine.documents() if Path(document.path).name == name]
    return document


def test_documents_are_divided_as_chosen_without_their_files(
    engine: DocumentsHarness, folder: Path, manual: Path
) -> None:
    engine.index(folder)
    usual = texts(engine, "manual.txt")
    for path in folder.iterdir():
        path.unlink()
    choose(engine, SENTENCES)
    assert (known(engine).waiting, engine.call(api.COLLECTIONS, api.ListCollections()).collections[0].to_cut) == (6, 6)
    report = divide(engine)
    assert (report.documents, report.left, report.cancelled, known(engine).waiting) == (6, 0, False, 0)
    pieces = texts(engine, "manual.txt")
    assert len(pieces) > len(usual)
    assert all(len(piece.split()) <= 40 for piece in pieces)
    assert listed(engine, "manual.txt").state == "indexed"
    assert engine.names("palabra4")[0] == "4.txt"
    assert find_problems(engine.store) == []
    assert divide(engine).documents == 0


def test_the_old_pieces_answer_until_the_new_ones_of_a_document_are_complete(
    engine: DocumentsHarness, folder: Path, manual: Path
) -> None:
    engine.index(folder)
    before = texts(engine, "manual.txt")
    choose(engine, SENTENCES)
    running = engine.start(chunking.RECHUNK, chunking.RechunkDocuments())
    next(running)
    assert texts(engine, "manual.txt") == before
    assert engine.search("palabra5", mode="keyword")
    running.close()
    assert find_problems(engine.store) == []


def test_a_long_document_is_switched_once_all_its_new_vectors_are_there(engine: DocumentsHarness, folder: Path) -> None:
    write_long_text(folder / "long.txt", 300_000)
    engine.index(folder)
    engine.call(api.EMBED, api.EmbedDocuments())
    before = texts(engine, "long.txt")
    choose(engine, Chunking("window", 80))
    stopped = divide(engine, steps=9)
    assert stopped.cancelled
    assert stopped.left == 1
    assert texts(engine, "long.txt") == before
    assert engine.search("palabra300")
    assert find_problems(engine.store) == []
    ((embedded, staged),) = engine.rows("SELECT count(vector), count(*) FROM staged_chunks")
    assert 0 < embedded < staged
    assert divide(engine).documents == 1
    assert len(texts(engine, "long.txt")) == staged
    assert engine.rows("SELECT count(*) FROM staged_chunks") == [(0,)]
    assert listed(engine, "long.txt").state == "indexed"
    assert find_problems(engine.store) == []


def test_a_document_read_again_meanwhile_keeps_what_was_read(engine: DocumentsHarness, folder: Path) -> None:
    write_long_text(folder / "long.txt", 300_000)
    engine.index(folder)
    choose(engine, Chunking("window", 80))
    divide(engine, steps=9)
    write(folder / "long.txt", 77)
    engine.index(folder)
    assert texts(engine, "long.txt") == ["La caldera se revisa en octubre. Aquí está palabra77 y nada más."]
    assert divide(engine).documents == 0
    assert engine.rows("SELECT count(*) FROM staged_chunks") == [(0,)]


def test_another_choice_meanwhile_replaces_what_was_begun(engine: DocumentsHarness, folder: Path) -> None:
    write_long_text(folder / "long.txt", 300_000)
    engine.index(folder)
    choose(engine, Chunking("window", 80))
    divide(engine, steps=9)
    choose(engine, Chunking("sentences", 100))
    assert divide(engine).left == 0
    assert engine.rows("SELECT chunking FROM documents WHERE path LIKE '%long.txt'") == [("sentences:100:0",)]
    choose(engine, Chunking())
    divide(engine)
    assert engine.rows("SELECT DISTINCT chunking FROM documents") == [("",)]


def test_new_files_are_divided_as_the_collection_says(engine: DocumentsHarness, folder: Path, manual: Path) -> None:
    engine.index(folder / "0.txt")
    choose(engine, SENTENCES)
    engine.index(folder)
    assert all(len(piece.split()) <= 40 for piece in texts(engine, "manual.txt"))
    assert known(engine).waiting == 1


def test_pieces_keep_their_places_under_headings(engine: DocumentsHarness, tmp_path: Path) -> None:
    body = "El inquilino paga cada mes. " * 50
    path = tmp_path / "contrato.html"
    path.write_text(f"<h1>Contrato</h1><h2>Pago</h2><p>{body}</p><h2>Plazos</h2><p>{body}</p>", "utf-8")
    engine.index(path)
    choose(engine, Chunking("headings"))
    divide(engine)
    paths = engine.rows("SELECT path FROM chunks ORDER BY id")
    assert [path for (path,) in paths] == ["Contrato › Pago", "Contrato › Plazos"]


def test_without_an_embedder_documents_with_vectors_wait_for_it(
    engine: DocumentsHarness, home: Path, tmp_path: Path, folder: Path, manual: Path
) -> None:
    engine.index(folder)
    engine.close()
    without = DocumentsHarness(home, tmp_path / "no-models")
    choose(without, SENTENCES)
    report = divide(without)
    assert (report.documents, report.left) == (0, 6)
    assert {document.state for document in without.documents()} == {"indexed"}
    without.close()


def test_words_alone_are_divided_anew_too(home: Path, tmp_path: Path, folder: Path, manual: Path) -> None:
    engine = DocumentsHarness(home, tmp_path / "no-models")
    engine.index(folder)
    choose(engine, SENTENCES)
    assert divide(engine).documents == 6
    assert all(len(piece.split()) <= 40 for piece in texts(engine, "manual.txt"))
    assert listed(engine, "manual.txt").state == "keywords"
    engine.close()


def test_sizes_that_are_none_and_collections_that_are_not_there_are_refused(
    engine: DocumentsHarness, folder: Path
) -> None:
    engine.index(folder)
    for chosen in (Chunking("window", 8), Chunking("window", 9_000), Chunking("window", 100, 60)):
        with pytest.raises(chunking.ChunkSizeUnusable):
            choose(engine, chosen)
    with pytest.raises(NotFound):
        choose(engine, Chunking(), "nowhere")
    assert known(engine).chunking == Chunking()


@pytest.mark.kill
def test_killed_between_two_steps_it_goes_on_where_it_was(home: Path, registry: Path, folder: Path) -> None:
    write_long_text(folder / "long.txt", 600_000)
    command = [sys.executable, "-m", "tests.engine.capabilities.documents.chunking.rechunking_child"]
    child = subprocess.Popen(
        [*command, str(home), str(registry), str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    for _ in range(10):
        assert child.stdout.readline()
    child.kill()
    child.stdout.close()
    child.wait()
    engine = DocumentsHarness(home, registry)
    assert find_problems(engine.store) == []
    ((embedded,),) = engine.rows("SELECT count(vector) FROM staged_chunks")
    assert embedded > 0
    assert divide(engine).left == 0
    assert known(engine).waiting == 0
    assert find_problems(engine.store) == []
    engine.close()
