"""The window: launch to first frame, its longest stall while streaming and indexing, the wire's share, memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from engine.capabilities.chat import api as chat
from engine.capabilities.documents import api as documents
from engine.capabilities.library import api as library
from engine.protocol.sampling import Sampling
from tests.benchmarks.documents import paragraphs, write_files
from tests.benchmarks.table import Row, spread
from tests.support.engine_process import EngineProcess

LAUNCH = """
import sys, time
begun = float(sys.argv[1])
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop.app import Asked, Ateneo, discover, engine_command
from desktop.paths import Paths
app = QApplication([])
paths = Paths(Path(sys.argv[2]), Path(sys.argv[3]))
ateneo = Ateneo(app, paths, Asked("es", "light"), engine_command(paths), discover())
ateneo.window.show()
ateneo.window.grab()
print(time.time() - begun, flush=True)
os._exit(0)
"""


def run(models: Path) -> Iterator[Row]:
    yield launch(models)
    yield protocol(models)
    yield stall(models)


def launch(models: Path) -> Row:
    figures = []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as home:
            command = [sys.executable, "-c", LAUNCH, str(time.time()), home, str(models)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            figures.append(float(done.stdout.split()[-1]) * 1000)
    return Row("launch to first frame", spread(figures, "ms", 0), "", "a new process, offscreen, its import included")


def protocol(models: Path) -> Row:
    with tempfile.TemporaryDirectory() as home, EngineProcess(Path(home), models) as engine:
        engine.call(library.STATUS, library.GetStatus())
        trips = []
        for _ in range(500):
            begun = time.perf_counter()
            engine.call(chat.LOAD_DRAFT, chat.LoadDraft())
            trips.append(time.perf_counter() - begun)
        message = engine.call(
            chat.SEND, chat.Send("Tell me a story.", sampling=Sampling(seed=1, max_tokens=200))
        ).message
        token = message.seconds / message.tokens
        with engine_memory(engine) as memory:
            detail = memory
    trip = statistics.median(trips)
    return Row(
        "a round trip on the wire ÷ a token's time",
        f"{trip / token:.1%}",
        "≤ 2 %",
        f"{trip * 1e6:.0f} µs (with a lane and the database) against {token * 1e3:.1f} ms; {detail}",
    )


class engine_memory:
    """RSS of the engine with the text model in memory, as one line."""

    def __init__(self, engine: EngineProcess) -> None:
        self._pid = engine.pid

    def __enter__(self) -> str:
        return f"engine {psutil.Process(self._pid).memory_info().rss / 1e6:.0f} MB with the chat model"

    def __exit__(self, *_: object) -> None: ...


def stall(models: Path) -> Row:
    """The real window streams an answer while the engine indexes; a timer of 1 ms sees how late it is served."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QElapsedTimer, QTimer
    from PySide6.QtWidgets import QApplication

    from desktop.app import Asked, Ateneo, discover, engine_command
    from desktop.paths import Paths

    app = QApplication.instance() or QApplication([])
    gaps: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder) / "files", paragraphs()[:400])
        paths = Paths(Path(folder) / "home", models)
        ateneo = Ateneo(app, paths, Asked("en", "light"), engine_command(paths), discover())
        ateneo.window.show()
        client = ateneo.client
        finished: list[object] = []
        indexing = client.call(documents.INDEX, documents.Index((str(Path(folder) / "files"),), "all"))
        writing = client.call(chat.SEND, chat.Send("Tell me a long story.", sampling=Sampling(seed=1, max_tokens=400)))
        writing.ended.connect(lambda: finished.append(1))
        last = QElapsedTimer()

        def tick() -> None:
            if last.isValid():
                gaps.append(last.nsecsElapsed() / 1e6)
            last.restart() if last.isValid() else last.start()

        warm = time.monotonic() + 3
        while time.monotonic() < warm:
            app.processEvents()
        timer = QTimer()
        timer.setInterval(1)
        timer.timeout.connect(tick)
        timer.start()
        begun = time.monotonic()
        while not finished and time.monotonic() - begun < 120:
            app.processEvents()
            time.sleep(0.0005)
        timer.stop()
        memory = psutil.Process().memory_info().rss / 1e6
        indexing.cancel()
        ateneo.window.close()
    return Row(
        "longest stall of the window's event loop while streaming and indexing",
        f"{max(gaps):.0f} ms",
        "≤ 50 ms",
        f"99 % of {len(gaps):,} turns under {statistics.quantiles(gaps, n=100)[98]:.1f} ms; the window's process {memory:.0f} MB",
    )
