"""The indexer child: low priority, offline, limited. A crash, a hang or a limit costs one file; cancel ends it at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from engine.files.limits import NICE
from engine.indexer.client import IndexerClient
from engine.indexer.documents.embedding import open_embedder
from engine.models.registry import ModelRegistry
from engine.protocol.children.indexing import FileResult, ReadFile, ReadStage
from engine.protocol.errors import ModelChanged
from tests.support import document_files
from tests.support.tiny_models import write_embedder

EMBEDDER = "multilingual-e5-small-int8"


def never() -> bool:
    return False


def read_all(indexer: IndexerClient, paths: list[Path], embedder: str = "") -> dict[str, FileResult]:
    events = indexer.read([ReadFile(str(path), embedder) for path in paths], never)
    return {Path(event.path).name: event for event in events if isinstance(event, FileResult)}


def errors(results: dict[str, FileResult]) -> dict[str, str]:
    return {name: result.error.kind for name, result in results.items() if result.error}


def texts(folder: Path, count: int) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(f"La caldera número {number} se revisa cada octubre.", "utf-8")
    return paths


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """A file that takes seconds to read: long enough to interrupt it."""
    path = tmp_path / "slow.txt"
    path.write_text("uno dos tres. " * 1_400_000, "utf-8")
    return path


def read_with_signal(indexer: IndexerClient, paths: list[Path], signal_number: int) -> dict[str, FileResult]:
    """Read the files, and send the child a signal when it starts with slow.txt."""
    results: dict[str, FileResult] = {}
    sent = False
    started = 0
    for event in indexer.read([ReadFile(str(path)) for path in paths], never):
        if isinstance(event, FileResult):
            results[Path(event.path).name] = event
        elif event.stage == "reading":
            started += 1
            if not sent and paths[started - 1].name == "slow.txt":
                sent = True
                assert indexer.pid is not None
                os.kill(indexer.pid, signal_number)
    return results


def test_whatever_a_reader_raises_costs_its_file_and_not_the_child(indexer: IndexerClient, tmp_path: Path) -> None:
    """A cell longer than csv takes, and mails in mails that Python's own parser follows until its stack ends."""
    good, hostile = texts(tmp_path / "good", 2), tmp_path / "hostile"
    hostile.mkdir()
    (hostile / "wide.csv").write_text("name,text\na," + "x" * 300_000)
    part = b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n"
    (hostile / "deep.eml").write_bytes(b"Subject: deep\n" + b"".join(part % (n, n) for n in range(3_000)))
    read_all(indexer, good)
    before = indexer.pid
    results = read_all(indexer, [*sorted(hostile.iterdir()), *good])
    assert set(errors(results)) <= {"wide.csv", "deep.eml"} and "deep.eml" in errors(results)
    assert len(results) == 4
    assert indexer.pid == before is not None


def test_a_crash_costs_the_file_that_was_being_read(indexer: IndexerClient, tmp_path: Path, slow: Path) -> None:
    before, after = texts(tmp_path / "a", 3), texts(tmp_path / "b", 3)
    for path in after:
        path.rename(path.with_stem(f"after-{path.stem}"))
    after = sorted((tmp_path / "b").iterdir())
    results = read_with_signal(indexer, [*before, slow, *after], signal.SIGSEGV)
    assert errors(results) == {"slow.txt": "file_unreadable"}
    assert len(results) == 7


def test_a_hang_costs_the_file_that_was_being_read(tmp_path: Path, slow: Path) -> None:
    """docs/faults.md 65."""
    indexer = IndexerClient(tmp_path / "models", tmp_path / "log", silent_seconds=1.0)
    results = read_with_signal(indexer, [slow, *texts(tmp_path / "a", 3)], signal.SIGSTOP)
    indexer.close()
    assert errors(results) == {"slow.txt": "file_timed_out"}
    assert len(results) == 4


@pytest.mark.slow
def test_a_child_that_computes_or_waits_for_the_processor_does_not_count_as_hung(tmp_path: Path, slow: Path) -> None:
    """At a low priority it may wait as long as other processes compute."""
    slow.write_text(slow.read_text("utf-8")[: 10 << 20], "utf-8")
    indexer = IndexerClient(tmp_path / "models", tmp_path / "log", silent_seconds=1.0)
    results = read_all(indexer, [slow, *texts(tmp_path / "a", 1)])
    indexer.close()
    assert len(results) == 2 and errors(results) == {}


def test_too_much_processor_time_costs_the_file_that_took_it(tmp_path: Path, slow: Path) -> None:
    """docs/faults.md 37, 65."""
    indexer = IndexerClient(tmp_path / "models", tmp_path / "log", cpu_seconds=1)
    results = read_all(indexer, [slow, *texts(tmp_path / "a", 3)])
    indexer.close()
    assert errors(results) == {"slow.txt": "file_timed_out"}
    assert len(results) == 4


@pytest.mark.slow
def test_hostile_files_cost_themselves_and_little_memory(indexer: IndexerClient, tmp_path: Path) -> None:
    """docs/faults.md 34, 35, 37."""
    paths = [make(tmp_path / f"{name}.pdf") for name, make in document_files.BAD_PDFS.items()]
    paths += [document_files.write_bomb(tmp_path / "bomb.docx"), document_files.write_lying(tmp_path / "lying.docx")]
    paths.append(document_files.write_nested(tmp_path / "nested.docx", 3))
    laughs = document_files.BILLION_LAUGHS
    paths.append(document_files.write_minimal_docx(tmp_path / "laughs.docx", prolog=laughs))
    good = document_files.write_docx(tmp_path / "good.docx")
    results = read_all(indexer, [*paths, good])
    assert [name for name, result in results.items() if result.contents] == ["good.docx"]
    assert psutil.Process(indexer.pid).memory_info().rss < 512 * 1024 * 1024
    assert errors(results)["encrypted.pdf"] == "file_encrypted"


@pytest.mark.skipif(not hasattr(psutil.Process, "rlimit"), reason="limits of another process are read on Linux only")
def test_the_child_has_a_low_priority_and_leaves_no_core(indexer: IndexerClient, tmp_path: Path) -> None:
    read_all(indexer, texts(tmp_path, 1))
    child = psutil.Process(indexer.pid)
    assert child.nice() == psutil.Process().nice() + NICE
    assert child.rlimit(psutil.RLIMIT_CORE) == (0, 0)
    assert child.net_connections() == []


def test_cancel_ends_the_child_at_once_and_the_next_run_has_another(
    indexer: IndexerClient, tmp_path: Path, slow: Path
) -> None:
    cancelled = False
    reading = indexer.read([ReadFile(str(slow))], lambda: cancelled)
    next(reading)
    child = psutil.Process(indexer.pid)
    cancelled = True
    assert list(reading) == []
    assert not child.is_running()
    assert indexer.pid is None
    assert errors(read_all(indexer, texts(tmp_path / "a", 1))) == {}


def test_a_run_left_in_the_middle_leaves_no_child_behind(indexer: IndexerClient, slow: Path) -> None:
    reading = indexer.read([ReadFile(str(slow))], never)
    next(reading)
    child = psutil.Process(indexer.pid)
    reading.close()
    assert not child.is_running()


def test_a_run_closed_after_its_last_result_keeps_the_child_for_the_next(
    indexer: IndexerClient, tmp_path: Path
) -> None:
    """Whoever reads one file takes its result and asks for no more: the next file must not wait for another child."""
    children = []
    for path in texts(tmp_path, 2):
        reading = indexer.read([ReadFile(str(path))], never)
        assert next(event for event in reading if isinstance(event, FileResult)).contents
        reading.close()
        children.append(indexer.pid)
    assert children[0] is not None and children[0] == children[1]


def test_an_idle_child_ends_by_itself(tmp_path: Path) -> None:
    indexer = IndexerClient(tmp_path / "models", tmp_path / "log", idle_seconds=0.01)
    reading = indexer.read([ReadFile(str(path)) for path in texts(tmp_path / "a", 1)], never)
    next(reading)
    child = psutil.Process(indexer.pid)
    list(reading)
    assert child.wait(timeout=30) in (0, None)
    indexer.close()


def test_no_request_is_taken_before_there_is_room_for_it(indexer: IndexerClient, tmp_path: Path) -> None:
    taken = 0

    def endless() -> Iterator[ReadFile]:
        nonlocal taken
        (path,) = texts(tmp_path, 1)
        while True:
            taken += 1
            yield ReadFile(str(path))

    reading = indexer.read(endless(), never)
    next(reading)
    assert taken < 1_000
    reading.close()


def test_memory_stays_flat_over_many_files(indexer: IndexerClient, tmp_path: Path) -> None:
    """docs/faults.md 66, on a small scale: a second thousand files take no more than the first."""
    paths = texts(tmp_path, 1_000)
    read_all(indexer, paths)
    process = psutil.Process(indexer.pid)
    before = process.memory_info().rss
    read_all(indexer, paths)
    assert process.memory_info().rss - before < 8 * 1024 * 1024


@pytest.mark.model
def test_vectors_are_the_embedders_own_and_bounded_batches_keep_memory_flat(models: Path, tmp_path: Path) -> None:
    """docs/faults.md 66, with the embedder."""
    indexer = IndexerClient(models, tmp_path / "log")
    paths = texts(tmp_path / "a", 60)
    (tmp_path / "a" / "0.txt").write_text("Un párrafo largo sobre la caldera. " * 300, "utf-8")
    read_all(indexer, paths, EMBEDDER)
    process = psutil.Process(indexer.pid)
    before = process.memory_info().rss
    results = read_all(indexer, paths, EMBEDDER)
    grown = process.memory_info().rss - before
    indexer.close()
    assert grown < 32 * 1024 * 1024

    embedder = open_embedder(models, EMBEDDER)
    for name in ("7.txt", "0.txt"):
        contents = results[name].contents
        assert contents is not None
        ours = np.frombuffer(contents.vectors, "<f2").reshape(len(contents.chunks), contents.dimensions)
        theirs = embedder.embed_passages([chunk.text for chunk in contents.chunks])
        assert (ours.astype(np.float32) * theirs).sum(1).min() > 0.99  # int8 depends on the batch
        assert max(embedder.count(chunk.text) for chunk in contents.chunks) <= embedder.max_tokens
        page = contents.pages[0].text
        assert all(page[chunk.start : chunk.end] == chunk.text for chunk in contents.chunks)
    embedder.close()


def test_without_an_embedder_chunks_come_without_vectors(indexer: IndexerClient, tmp_path: Path) -> None:
    contents = read_all(indexer, texts(tmp_path, 1), "no-such-embedder")["0.txt"].contents
    assert contents is not None
    assert (len(contents.chunks), contents.vectors) == (1, b"")


def test_an_embedder_whose_file_differs_from_its_manifest_is_never_opened(tmp_path: Path) -> None:
    """docs/faults.md 22, in the process that would parse it."""
    registry = ModelRegistry([tmp_path / "shelf"])
    for _ in registry.add(write_embedder(tmp_path / "tiny")):
        pass
    (added,) = registry.list()
    open_embedder(registry.folder, added.id).close()
    graph = added.path(".onnx")
    graph.write_bytes(graph.read_bytes()[:-1] + b"?")
    with pytest.raises(ModelChanged):
        open_embedder(registry.folder, added.id)


def test_stages_tell_how_far_a_batch_is(indexer: IndexerClient, tmp_path: Path) -> None:
    events = indexer.read([ReadFile(str(path)) for path in texts(tmp_path, 2)], never)
    assert [event.stage for event in events if isinstance(event, ReadStage)] == ["reading", "reading"]


def test_stages_tell_how_many_pages_of_a_long_document_are_read(indexer: IndexerClient, tmp_path: Path) -> None:
    path = document_files.write_pdf(tmp_path / "informe.pdf", [[f"Página {number}."] for number in range(1, 61)])
    stages = [event for event in indexer.read([ReadFile(str(path))], never) if isinstance(event, ReadStage)]
    read = [(stage.done, stage.total, stage.path) for stage in stages if stage.stage == "reading"]
    assert read == [(0, 1, str(path)), (25, 60, str(path)), (50, 60, str(path))]
