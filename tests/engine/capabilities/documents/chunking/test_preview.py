"""How a document would be divided, of the library and of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.capabilities.documents import api
from engine.capabilities.documents.api import chunking
from engine.capabilities.documents.chunking.preview import SHOWN_CHARACTERS
from engine.protocol.children.chunking import USUAL_SIZES, Chunking, ChunkingMethod
from engine.protocol.errors import FileUnreadable, FileVanished, NotFound
from tests.support import document_files
from tests.support.harness import DocumentsHarness
from tests.support.long_documents import write_long_text


def preview(engine: DocumentsHarness, chosen: Chunking = Chunking(), **request: object) -> chunking.ChunkingPreview:  # noqa: B008
    return engine.call(chunking.PREVIEW_CHUNKING, chunking.PreviewChunking(chosen, **request))  # type: ignore[arg-type]


@pytest.mark.parametrize("method", USUAL_SIZES)
def test_the_preview_shows_the_pieces_that_dividing_makes(
    engine: DocumentsHarness, folder: Path, manual: Path, method: ChunkingMethod
) -> None:
    engine.index(folder)
    chosen = Chunking(method)
    shown = preview(engine, chosen, collection="default")
    assert Path(shown.path).name == "manual.txt"
    engine.call(chunking.SET_CHUNKING, chunking.SetChunking("default", chosen))
    engine.call(chunking.RECHUNK, chunking.RechunkDocuments())
    rows = engine.rows(
        "SELECT page, start_offset, end_offset FROM chunks WHERE document = ? ORDER BY id", shown.document
    )
    assert [(chunk.page, chunk.start, chunk.end) for chunk in shown.chunks] == rows
    assert not shown.is_whole
    assert not shown.is_cut


def test_a_file_that_is_not_in_the_library_is_shown_as_if_it_were(engine: DocumentsHarness, manual: Path) -> None:
    shown = preview(engine, Chunking("sentences", 40, 10), path=str(manual))
    assert (shown.document, shown.path) == (0, str(manual))
    assert all(0 < chunk.tokens <= 40 for chunk in shown.chunks)
    assert any(chunk.shared for chunk in shown.chunks)
    assert engine.documents() == ()


def test_a_small_document_is_shown_whole(engine: DocumentsHarness, folder: Path) -> None:
    engine.index(folder)
    document = engine.documents()[0]
    shown = preview(engine, Chunking("paragraphs"), document=document.id)
    assert (shown.is_whole, len(shown.chunks), document.chunks) == (True, 1, 1)


def test_of_a_long_document_the_beginning_is_shown(engine: DocumentsHarness, tmp_path: Path) -> None:
    write_long_text(tmp_path / "long.txt", 300_000)
    shown = preview(engine, path=str(tmp_path / "long.txt"))
    assert shown.is_cut
    assert sum(len(page.text) for page in shown.pages) <= SHOWN_CHARACTERS


def test_what_cannot_be_shown_is_told(engine: DocumentsHarness, folder: Path) -> None:
    with pytest.raises(NotFound):
        preview(engine, collection="default")
    with pytest.raises(FileVanished):
        preview(engine, path=str(folder / "none.txt"))
    bad = document_files.write_pdf_truncated(folder / "bad.pdf")
    with pytest.raises(FileUnreadable):
        preview(engine, path=str(bad))
    engine.index(bad)
    with pytest.raises(NotFound):
        preview(engine, collection="default")
    assert engine.call(api.COLLECTIONS, api.ListCollections()).collections[0].failed == 1


def test_without_an_embedder_sizes_are_words(home: Path, tmp_path: Path, manual: Path) -> None:
    engine = DocumentsHarness(home, tmp_path / "no-models")
    shown = preview(engine, Chunking("sentences", 40), path=str(manual))
    assert all(0 < chunk.tokens <= 40 for chunk in shown.chunks)
    engine.close()
