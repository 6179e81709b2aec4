"""Indexing beside other programs that compute: busy loops, one for each core."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from engine.capabilities.documents import api as documents
from engine.capabilities.images import api as images
from engine.protocol.file_run import FileOutcome
from engine.protocol.progress import Progress
from tests.benchmarks.data import paragraphs, write_files
from tests.benchmarks.images import SIZE, write_pictures
from tests.benchmarks.table import Row, alternately, ratio, spread
from tests.support.engine_process import CallFailed, EngineProcess, Pending

DOCUMENTS, PICTURES, ROUNDS = 1_500, 800, 2
WINDOW_SECONDS = 8.0


def run(models: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        files = write_files(Path(folder) / "files", paragraphs(DOCUMENTS))
        request = documents.IndexDocuments((str(files),), "all")
        yield beside(models, "documents", lambda engine: engine.start_call(documents.INDEX, request))
    with tempfile.TemporaryDirectory() as folder:
        pictures = write_pictures(Path(folder) / "files", PICTURES, SIZE)[0].parent
        picked = images.IndexPictures((str(pictures),))
        yield beside(models, "pictures", lambda engine: engine.start_call(images.INDEX, picked))


def beside(models: Path, what: str, start: Callable[[EngineProcess], Pending[Any]]) -> Row:
    told = False

    def rate(loops: int) -> float:
        nonlocal told
        with tempfile.TemporaryDirectory() as home, busy_loops(loops), EngineProcess(Path(home), models) as engine:
            run = start(engine)
            files = rate_of(run)
            told |= bool(loops) and any(isinstance(e, Progress) and e.waits_for == "programs" for e in run.events)
            return files

    cores = os.cpu_count() or 1
    quiet, busy = alternately(ROUNDS, lambda: rate(0), lambda: rate(cores))
    return Row(
        f"indexing {what} beside {cores} busy loops, one a core ÷ alone",
        f"{ratio(busy, quiet):.2f}",
        "≥ 0.3",
        f"{spread(busy, 'files/s')} against {spread(quiet, 'files/s')} over {WINDOW_SECONDS:.0f} s once the model is open; "
        f"{'it says that it waits for other programs' if told else 'it does not say that it waits'}",
    )


def rate_of(run: Pending[Any]) -> float:
    """Files a second from the first one on; then the run is cancelled."""
    run.wait_for(FileOutcome)
    begun, files = time.perf_counter(), 0
    while (now := time.perf_counter()) < begun + WINDOW_SECONDS:
        event = run.next()
        assert event is not None, "indexing ended before the time was over: nothing was measured"
        files += isinstance(event, FileOutcome)
    run.cancel()
    try:
        run.result()
    except CallFailed as cancelled:
        assert cancelled.kind == "cancelled"
    return files / (now - begun)


@contextmanager
def busy_loops(count: int) -> Iterator[None]:
    """Programs of normal priority that compute without end."""
    with ExitStack() as stack:
        for _ in range(count):
            loop = stack.enter_context(subprocess.Popen([sys.executable, "-c", "while True: pass"]))
            stack.callback(loop.kill)
        yield
