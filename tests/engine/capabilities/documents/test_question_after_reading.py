"""A question right after documents were read finds them, however few they are; while they are read that can be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.capabilities.documents import api
from engine.capabilities.documents.api import ATTACHED
from engine.protocol.file_run import FileOutcome
from tests.support.harness import DocumentsHarness

TEXT = "La caldera se revisa en octubre. El técnico se llama Ibáñez."
QUESTION = "¿Cuándo se revisa la caldera?"


@pytest.mark.parametrize("documents", [1, 2, 3])
def test_by_words_alone_the_only_documents_there_are_are_found(
    engine: DocumentsHarness, tmp_path: Path, documents: int
) -> None:
    """BM25 of a word that half of the passages have is 0."""
    for number in range(documents):
        (tmp_path / f"{number}.txt").write_text(f"{TEXT} Copia {number}.", "utf-8")
        engine.index(tmp_path / f"{number}.txt", collection=ATTACHED)
    assert len(engine.retrieve(QUESTION, ATTACHED, k=3)) == documents
    assert engine.retrieve("¿Quién ganó el mundial?", ATTACHED) == ()


@pytest.mark.model
def test_a_question_asked_as_soon_as_the_run_has_ended_finds_the_text(home: Path, models: Path, tmp_path: Path) -> None:
    engine = DocumentsHarness(home, models)
    (tmp_path / "manual.txt").write_text(TEXT, "utf-8")
    assert engine.retrieve(QUESTION, k=3) == ()
    engine.index(tmp_path / "manual.txt", collection=ATTACHED)
    assert [passage.text for passage in engine.retrieve(QUESTION, ATTACHED)] == [TEXT]
    engine.close()


@pytest.mark.model
def test_each_document_is_found_as_soon_as_it_is_said_to_be_read(home: Path, models: Path, tmp_path: Path) -> None:
    """From another thread's view of the library the text, its words and its vector come together."""
    folder = tmp_path / "mine"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.txt").write_text(f"El código del garaje número {number} es xilofono{number}.", "utf-8")
    engine = DocumentsHarness(home, models)
    found: list[str] = []

    def ask(event: object) -> None:
        if isinstance(event, FileOutcome):
            number = Path(event.path).stem
            passages = engine.retrieve(f"¿Cuál es el código del garaje número {number}, xilofono{number}?", "casa")
            found.append(Path(passages[0].path).stem)

    engine.index(folder, collection="casa", on_event=ask)
    assert found == ["0", "1", "2", "3"]
    engine.close()


def test_while_documents_are_read_it_can_be_told_which(engine: DocumentsHarness, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "b.txt").write_text(TEXT, "utf-8")
    unread = engine.exports["unread"]
    told: list[object] = []

    def look(event: object) -> None:
        if isinstance(event, FileOutcome):
            told.extend(unread(*scope) for scope in ((("casa",), ()), ((), ()), (("other",), ())))

    assert unread((), ()) is None
    engine.index(tmp_path, collection="casa", on_event=look)
    running, everything, other = told[:3]
    assert running == everything and other is None
    assert (running.total, running.done >= 0) == (2, True)  # type: ignore[union-attr, attr-defined]
    assert unread((), ()) is None


def test_attached_files_are_unread_until_their_run_has_ended(engine: DocumentsHarness, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT, "utf-8")
    unread = engine.exports["unread"]
    assert unread((), (str(file),)).total == 1
    engine.index(file, collection=ATTACHED)
    assert unread((), (str(file),)) is None
    assert unread(("casa",), (str(file),)) is None


def test_a_run_that_was_cancelled_or_failed_is_no_longer_told(engine: DocumentsHarness, folder: Path) -> None:
    engine.index(folder, collection="casa", is_cancelled=lambda: True)
    assert engine.exports["unread"](("casa",), ()) is None
    running = engine.start(api.INDEX, api.IndexDocuments((str(folder),), "casa"))
    next(running)
    assert engine.exports["unread"](("casa",), ()) is not None
    running.close()
    assert engine.exports["unread"](("casa",), ()) is None
