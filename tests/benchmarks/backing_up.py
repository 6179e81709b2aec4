"""`python -m tests.benchmarks backup`: chat while the engine makes an automatic backup of a large library, and chat alone."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.models.registry import ModelRegistry
from engine.store.database import Store
from engine.store.recovery.backup import backup_folder, list_backups
from tests.benchmarks.data import paragraphs
from tests.benchmarks.indexing import speak
from tests.benchmarks.table import Row, ratio, spread
from tests.support.engine_process import EngineProcess
from tests.support.large_library import add_chunks, add_messages

MESSAGES = int(os.environ.get("ATENEO_BACKUP_MESSAGES", "100000"))
CHUNKS = int(os.environ.get("ATENEO_BACKUP_CHUNKS", "400000"))
ANSWERS, CHARACTERS, LOOK_SECONDS, PATIENCE_SECONDS = 5, 300, 0.02, 300.0
NOT_GIVING_WAY = """
import sys
from engine.background import BackgroundProcesses
BackgroundProcesses.are_paused = property(lambda self: False)
from engine.__main__ import main
sys.exit(main())
"""
"""An engine whose backups do not stand still while it answers."""


def run(models: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        fill(home, models)
        megabytes = (home / "library.db").stat().st_size // 1_000_000
        for entry, what in (
            (("-m", "engine"), "chat during an automatic backup ÷ chat alone"),
            (("-c", NOT_GIVING_WAY), "the same if the backup did not stand still"),
        ):
            with EngineProcess(home, models, entry=entry) as engine:
                yield together(engine, home, what, megabytes)


def together(engine: EngineProcess, home: Path, what: str, megabytes: int) -> Row:
    """Answers alone, then from the moment a backup has begun by itself, then alone again."""
    before = len(list_backups(home))
    speak(engine)
    alone = [speak(engine) for _ in range(ANSWERS)]
    wait_for(lambda: is_running(home))
    begun = time.perf_counter()
    during = []
    while len(during) < ANSWERS and is_running(home):
        during.append(speak(engine))
    is_still_running = is_running(home)
    wait_for(lambda: len(list_backups(home)) > before)
    taken = time.perf_counter() - begun
    alone += [speak(engine) for _ in range(ANSWERS)]
    shutil.rmtree(backup_folder(home))  # so that the next engine makes one too
    what_came = "it went on afterwards" if is_still_running else "it had ended before the last"
    return Row(
        what,
        f"{ratio(during, alone):.2f}",
        "≥ 0.9",
        f"{spread(during, 'tokens/s')} in {len(during)} answers against {spread(alone, 'tokens/s')}; a library of "
        f"{megabytes:,} MB, {taken:.0f} s from the beginning of the backup to its end, {what_came}",
    )


def is_running(home: Path) -> bool:
    return any(backup_folder(home).glob("*.part"))


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until
        time.sleep(LOOK_SECONDS)


def fill(home: Path, models: Path) -> None:
    embedder = next(m.manifest.id for m in ModelRegistry([models]).list() if m.manifest.kind == "embedding")
    texts = [text[:CHARACTERS] for text in paragraphs()]
    store = Store.open(home)
    add_messages(store, texts, MESSAGES)
    add_chunks(store, texts, CHUNKS, embedder)
    store.close()
