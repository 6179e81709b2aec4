"""The reader stands still while a person waits for the engine: nothing is lost, nobody hangs, and Stop still works."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from engine.background import BackgroundProcesses
from engine.capabilities.chat import api as chat
from engine.capabilities.documents import api as documents
from engine.indexer.client import IndexerClient
from engine.protocol.answering.sampling import Sampling
from engine.protocol.children.indexing import EmbedTexts, FileResult, IndexerRequest, ReadFile, ReadStage
from engine.protocol.file_run import FileOutcome
from engine.protocol.progress import Progress
from tests.support.engine_process import EngineProcess


def never() -> bool:
    return False


@pytest.fixture
def background() -> BackgroundProcesses:
    return BackgroundProcesses()


@pytest.fixture
def indexer(tmp_path: Path, background: BackgroundProcesses) -> Iterator[IndexerClient]:
    child = IndexerClient(tmp_path / "models", tmp_path / "log", silent_seconds=1.0, background=background)
    yield child
    child.close()


def requests(folder: Path, count: int) -> list[IndexerRequest]:
    paths = [folder / f"{number}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(f"La caldera número {number} se revisa cada octubre.", "utf-8")
    return [ReadFile(str(path)) for path in paths]


class Answer:
    """An answer that another thread writes; `end` ends it."""

    def __init__(self, background: BackgroundProcesses) -> None:
        self._end, self._begun = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._write, args=(background,))
        self._thread.start()
        self._begun.wait()

    def _write(self, background: BackgroundProcesses) -> None:
        with background.paused():
            self._begun.set()
            self._end.wait()

    def end(self) -> None:
        self._end.set()
        self._thread.join()


def test_a_reader_that_stands_still_is_told_and_does_not_count_as_hung(
    indexer: IndexerClient, background: BackgroundProcesses, tmp_path: Path
) -> None:
    """The answer is longer than the silence after which a reader counts as hung."""
    reading = indexer.read(requests(tmp_path, 40), never)
    stages = [next(reading)]
    answer = Answer(background)
    timer = threading.Timer(2.5, answer.end)
    timer.start()
    stages += [event for event in reading if not isinstance(event, FileResult) or event.contents]
    timer.join()
    told = [stage.stage for stage in stages if isinstance(stage, ReadStage) and stage.stage != "reading"]
    assert told.count("paused") == 1 and told[-1] in ("working", "starved")
    assert sum(isinstance(event, FileResult) for event in stages) == 40


@pytest.mark.parametrize("characters", [100, 200_000], ids=["small requests", "requests larger than the pipe"])
def test_a_run_is_stopped_while_its_reader_stands_still(
    indexer: IndexerClient, background: BackgroundProcesses, tmp_path: Path, characters: int
) -> None:
    with ExitStack() as stack:
        is_cancelled = threading.Event()

        def endless() -> Iterator[IndexerRequest]:
            yield from requests(tmp_path, 1)
            while True:
                yield EmbedTexts("texts", ("a" * characters,), "no-such-embedder")

        reading = indexer.read(endless(), is_cancelled.is_set)
        next(reading)
        assert indexer.pid is not None
        child = psutil.Process(indexer.pid)
        stack.callback(Answer(background).end)
        events = iter(reading)
        while not is_cancelled.is_set():
            event = next(events)
            if isinstance(event, ReadStage) and event.stage == "paused":
                threading.Timer(0.2, is_cancelled.set).start()
                list(events)
        assert not child.is_running() and indexer.pid is None


def test_whoever_makes_the_reader_stand_still_may_use_it(
    indexer: IndexerClient, background: BackgroundProcesses, tmp_path: Path
) -> None:
    list(indexer.read(requests(tmp_path, 1), never))
    with background.paused():
        results = [event for event in indexer.read(requests(tmp_path, 3), never) if isinstance(event, FileResult)]
        assert [result.error for result in results] == [None] * 3


@pytest.mark.model
def test_indexing_stands_still_while_an_answer_is_written(home: Path, models: Path, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    requests(folder, 300)
    with EngineProcess(home, models) as engine:
        run = engine.start_call(documents.INDEX, documents.IndexDocuments((str(folder),), "papers"))
        run.wait_for(FileOutcome)
        (child,) = (c for c in psutil.Process(engine.pid).children() if "engine.indexer" in c.cmdline())
        question = chat.Send("Tell me about the sea.", settings=chat.ConversationSettings(Sampling(max_tokens=400)))
        answer = engine.start_call(chat.SEND, question)
        while run.wait_for(Progress).waits_for != "answer":
            pass
        while child.status() != psutil.STATUS_STOPPED:  # each of its threads has yet to notice the signal
            pass
        answer.result()
        assert run.result().added == 300
        waits = [event.waits_for for event in run.events if isinstance(event, Progress)]
        assert waits[-1] != "answer"
