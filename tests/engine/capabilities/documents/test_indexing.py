"""A run over files: what changed is read, what did not is not, what is gone goes, and nothing bad stops it."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.capabilities.documents import api
from engine.files.walk import walk_files
from engine.protocol.children.indexing import DOCUMENT_SUFFIXES
from engine.protocol.file_run import FileOutcome, FileRunEvent
from engine.protocol.pages import READ_PAGE, ReadPage
from engine.protocol.progress import Progress
from engine.store.integrity import find_problems
from tests.engine.capabilities.documents.conftest import write
from tests.support import document_files
from tests.support.harness import DocumentsHarness, never

ROOT = Path(__file__).parents[4]


def counts(done: api.DocumentIndexReport) -> tuple[int, int, int, int, int]:
    return done.added, done.updated, done.unchanged, done.failed, done.removed


def test_every_file_is_added_once_and_then_left_alone(engine: DocumentsHarness, folder: Path) -> None:
    assert counts(engine.index(folder)) == (5, 0, 0, 0, 0)
    assert counts(engine.index(folder)) == (0, 0, 5, 0, 0)
    assert engine.names("palabra3") == ["3.txt"]


def test_a_file_touched_but_the_same_is_not_read_again(engine: DocumentsHarness, folder: Path) -> None:
    engine.index(folder)
    os.utime(folder / "1.txt", ns=(1, 1))
    assert counts(engine.index(folder)) == (0, 0, 5, 0, 0)


def test_a_changed_file_is_replaced_with_its_words(engine: DocumentsHarness, folder: Path) -> None:
    engine.index(folder)
    write(folder / "1.txt", 77)
    assert counts(engine.index(folder)) == (0, 1, 4, 0, 0)
    assert (engine.names("palabra77"), engine.names("palabra1")) == (["1.txt"], [])


def test_a_moved_file_keeps_its_document(engine: DocumentsHarness, folder: Path) -> None:
    engine.index(folder)
    before = {document.id for document in engine.documents()}
    (folder / "sub").mkdir()
    (folder / "2.txt").rename(folder / "sub" / "renamed.txt")
    assert counts(engine.index(folder)) == (0, 0, 5, 0, 0)
    assert {document.id for document in engine.documents()} == before
    assert engine.names("palabra2") == ["renamed.txt"]
    (renamed,) = (document for document in engine.documents() if document.path.endswith("renamed.txt"))
    assert renamed.title == "renamed"


def test_a_file_that_is_gone_is_taken_from_the_results_and_comes_back_with_it(
    engine: DocumentsHarness, folder: Path
) -> None:
    engine.index(folder)
    (folder / "4.txt").unlink()
    assert counts(engine.index(folder)) == (0, 0, 4, 0, 1)
    assert engine.names("palabra4") == []
    write(folder / "4.txt", 4)
    engine.index(folder)
    assert engine.names("palabra4") == ["4.txt"]


def test_a_folder_that_is_not_there_takes_nothing_away(engine: DocumentsHarness, folder: Path) -> None:
    """An unplugged drive is no wish to forget what was on it."""
    engine.index(folder)
    folder.rename(folder.with_name("elsewhere"))
    assert engine.index(folder).removed == 0
    assert engine.names("palabra4") == ["4.txt"]


@pytest.mark.slow
def test_one_bad_file_of_each_kind_stops_nothing_and_is_listed_with_its_reason(
    engine: DocumentsHarness, folder: Path
) -> None:
    """docs/faults.md 34, 37."""
    for name, make in document_files.BAD_PDFS.items():
        make(folder / f"{name}.pdf")
    document_files.write_bomb(folder / "bomb.docx", megabytes=210)
    (folder / "empty.txt").touch()
    done = engine.index(folder)
    assert (done.added, done.failed) == (5, 10)
    failed = {Path(document.path).name: document for document in engine.documents(only_failed=True)}
    assert failed["encrypted.pdf"].reason == "file_encrypted"
    assert failed["bomb.docx"].reason == "file_unsafe"
    assert failed["empty.txt"].reason == "file_blank"
    assert failed["many pages.pdf"].values == {"name": "many pages.pdf", "limit": "20,000 p."}
    (collection,) = engine.call(api.COLLECTIONS, api.ListCollections()).collections
    assert (collection.documents, collection.failed) == (15, 10)


def test_a_failure_is_reported_again_but_not_tried_again_until_requested(
    engine: DocumentsHarness, folder: Path
) -> None:
    """docs/faults.md 65."""
    (folder / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    engine.index(folder)
    done = engine.index(folder)
    assert (done.added, done.failed, done.unchanged) == (0, 1, 5)
    document_files.write_pdf(folder / "bad.pdf", [["Ahora se lee."]])
    retried = engine.call(api.RETRY_FAILED, api.RetryFailedDocuments("default"))
    assert (retried.added, retried.failed) == (1, 0)
    assert engine.names("ahora") == ["bad.pdf"]


def test_cancel_keeps_what_is_finished_and_the_next_run_does_the_rest(engine: DocumentsHarness, folder: Path) -> None:
    for number in range(5, 300):
        write(folder / f"{number}.txt", number)
    finished: list[str] = []

    def note(event: FileRunEvent) -> None:
        if isinstance(event, FileOutcome):
            finished.append(event.path)

    done = engine.index(folder, on_event=note, is_cancelled=lambda: len(finished) >= 20)
    assert done.cancelled
    assert done.added == len(finished) == len(engine.documents()) < 300
    rest = engine.index(folder)
    assert (rest.added, rest.unchanged) == (300 - done.added, done.added)


def test_cancelled_anywhere_a_run_over_many_files_looks_at_no_more_of_them_and_is_resumed_without_doubles(
    engine: DocumentsHarness, folder: Path
) -> None:
    """docs/faults.md 41. Walking, comparing and reading each ask again and again; after a cancel each asks once more at most."""
    for number in range(5, 400):
        write(folder / f"{number}.txt", number)
    for cancelled_at in (1, 50, 390, 420, 500, 700, 800, 900, 1100, 1300):
        asked = itertools.count(1)
        report = engine.index(folder, is_cancelled=lambda asked=asked, last=cancelled_at: next(asked) >= last)
        assert report.cancelled and report.removed == 0
        assert next(asked) - cancelled_at <= 12
    engine.index(folder)
    assert len({document.path for document in engine.documents()}) == len(engine.documents()) == 400
    assert find_problems(engine.store) == []


def test_cancel_takes_no_file_away(engine: DocumentsHarness, folder: Path) -> None:
    engine.index(folder)
    assert engine.index(folder, is_cancelled=lambda: True).removed == 0
    assert len(engine.documents()) == 5


def test_progress_counts_to_its_end(engine: DocumentsHarness, folder: Path) -> None:
    engine.index(folder)
    last = [event for event in engine.events if isinstance(event, Progress)][-1]
    assert (last.done, last.total, last.unit) == (5, 5, "file")


@pytest.mark.kill
def test_killed_anywhere_it_goes_on_where_it_was_without_doubles(home: Path, tmp_path: Path) -> None:
    """docs/faults.md 41, with a thousand files for its hundred thousand."""
    folder = tmp_path / "tree"
    for number in range(1_000):
        path = folder / str(number % 7) / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, number)
    seed = random.Random(41)
    command = [sys.executable, "-m", "tests.engine.capabilities.documents.indexing_child", str(home), str(folder)]
    for _ in range(10):
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        heard = 0
        wanted = seed.randrange(1, 90)
        for line in child.stdout:
            heard += line == "added\n"
            if heard == wanted:
                break
        child.kill()
        child.stdout.close()
        child.wait()
    engine = DocumentsHarness(home, tmp_path / "no-models")
    done = engine.index(folder)
    assert done.added + done.unchanged == 1_000
    assert done.unchanged > 0
    assert len({document.path for document in engine.documents()}) == len(engine.documents()) == 1_000
    with engine.store.read() as connection:
        ((chunks,),) = connection.execute("SELECT count(*) FROM chunks").fetchall()
    assert chunks == 1_000
    assert find_problems(engine.store) == []
    engine.close()


def test_5000_files_are_walked_in_order_and_a_cancelled_walk_stops(tmp_path: Path) -> None:
    """docs/faults.md 41."""
    for number in range(5_000):
        path = tmp_path / f"{number % 50:02}" / f"{number:04}.txt"
        path.parent.mkdir(exist_ok=True)
        path.touch()
    paths = list(walk_files([str(tmp_path)], DOCUMENT_SUFFIXES, never))
    assert len(paths) == 5_000
    assert paths == sorted(paths)
    seen = 0

    def enough() -> bool:
        nonlocal seen
        seen += 1
        return seen > 100

    assert len(list(walk_files([str(tmp_path)], DOCUMENT_SUFFIXES, enough))) < 100


def test_hidden_files_other_kinds_and_loops_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    for name in (".hidden.txt", "~$open.docx", "program.exe"):
        (tmp_path / name).touch()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "b.txt").touch()
    (tmp_path / "loop").symlink_to(tmp_path)
    assert list(walk_files([str(tmp_path), str(tmp_path / "a.txt")], DOCUMENT_SUFFIXES, never)) == [tmp_path / "a.txt"]


def test_what_cannot_be_opened_is_skipped_with_its_reason(engine: DocumentsHarness, folder: Path) -> None:
    """docs/faults.md 40."""
    os.mkfifo(folder / "pipe.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "dangling.txt").symlink_to(folder / "nowhere")
    (folder / "kernel.txt").symlink_to("/proc/version")
    done = engine.index(folder, folder.parent / "never-was.txt")
    assert (done.added, done.failed) == (5, 5)
    reasons = {Path(document.path).name: document.reason for document in engine.documents(only_failed=True)}
    assert reasons == {
        "pipe.txt": "file_not_ordinary",
        "kernel.txt": "file_not_ordinary",
        "loop.txt": "file_vanished",
        "dangling.txt": "file_vanished",
        "never-was.txt": "file_vanished",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may read everything")
def test_a_file_one_may_not_read_is_skipped_with_its_reason(engine: DocumentsHarness, folder: Path) -> None:
    """docs/faults.md 40."""
    (folder / "0.txt").chmod(0)
    assert counts(engine.index(folder)) == (4, 0, 0, 1, 0)


NAMES = [
    "line\nbreak.txt",
    "'; DROP TABLE documents; --.txt",
    '"quoted".txt',
    "%s%n{name}.txt",
    "<b>bold<b>.txt",
    "-rf.txt",
]


@pytest.mark.parametrize("name", [*NAMES, "ñ" * 125 + ".txt"])
def test_a_strange_name_is_a_name_and_nothing_more(engine: DocumentsHarness, folder: Path, name: str) -> None:
    """docs/faults.md 42."""
    write(folder / name, 99)
    assert engine.index(folder).added == 6
    (passage,) = engine.search("palabra99")
    assert Path(passage.path) == folder / name
    assert engine.call(READ_PAGE, ReadPage(passage.document, 1)).exists
    assert engine.index(folder).unchanged == 6


def test_a_name_that_is_no_text_is_listed_as_unreadable_once(engine: DocumentsHarness, folder: Path) -> None:
    """docs/faults.md 42."""
    Path(folder, os.fsdecode(b"caf\xe9.txt")).write_text("palabra99")
    for _ in range(2):
        assert engine.index(folder).failed == 1
    (failed,) = engine.documents(only_failed=True)
    assert failed.path.endswith("caf\ufffd.txt")


def test_files_that_change_and_vanish_while_they_are_read_end_the_run_and_settle_in_the_next(
    engine: DocumentsHarness, folder: Path
) -> None:
    """docs/faults.md 40."""
    for number in range(5, 200):
        write(folder / f"{number}.txt", number)
    stop = threading.Event()

    def meddle() -> None:
        chosen = random.Random(1)
        while not stop.is_set():
            path = folder / f"{chosen.randrange(200)}.txt"
            path.unlink(missing_ok=True) if chosen.random() < 0.4 else write(path, chosen.randrange(10_000))

    meddling = threading.Thread(target=meddle)
    meddling.start()
    try:
        engine.index(folder)
    finally:
        stop.set()
        meddling.join()
    engine.index(folder)
    present = {str(path) for path in folder.iterdir()}
    assert {document.path for document in engine.documents() if document.state != "failed"} == present
    for path in list(folder.iterdir())[:10]:
        word = path.read_text("utf-8").split("está ")[1].split()[0]
        assert path.name in engine.names(word)


def test_a_notice_says_what_was_left_out(engine: DocumentsHarness, folder: Path) -> None:
    with (folder / "long.txt").open("wb") as file:
        file.write(b"inicio ")
        file.truncate(100 * 1024 * 1024)
    engine.index(folder)
    (document,) = [d for d in engine.documents() if d.path.endswith("long.txt")]
    assert document.notice == "Only the first 20 MB were read."
    assert engine.names("inicio") == ["long.txt"]


@pytest.mark.model
def test_documents_indexed_by_words_get_their_vectors_once_there_is_an_embedder(
    home: Path, models: Path, tmp_path: Path, folder: Path
) -> None:
    without = DocumentsHarness(home, tmp_path / "no-models")
    without.index(folder)
    assert {document.state for document in without.documents()} == {"keywords"}
    without.close()
    engine = DocumentsHarness(home, models)
    assert engine.index(folder).updated == 5
    assert {document.state for document in engine.documents()} == {"indexed"}
    assert find_problems(engine.store) == []
    engine.close()
