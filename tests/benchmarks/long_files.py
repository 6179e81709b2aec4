"""Long and hostile files: the indexer's memory and time, words before vectors, and a cancelled run over 100,000 files."""

from __future__ import annotations

import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from engine.capabilities.documents import api as documents
from engine.indexer.client import IndexerClient
from engine.models.registry import ModelRegistry
from engine.protocol.children.indexing import FileResult, ReadFile
from engine.protocol.progress import Progress
from tests.benchmarks.table import Row
from tests.support import document_files, long_documents
from tests.support.engine_process import EngineProcess
from tests.support.harness import DocumentsHarness

MEGABYTES = 48
ONE_LINE_FILES = (
    "one word.txt", "stops without an end.txt", "abbreviations.txt", "emoji.txt", "numbers that end no sentence.txt",
    "open attributes.html", "open comments.html", "spaces.html", "commas.csv", "quotes.csv",
)  # fmt: skip
"""Of tests.support.long_documents: those that take longest. Each has 20 MB in one line."""
FILES_BEHIND, PARTS = 20, 5
MANY_FILES, CANCELS = 100_000, 10
SAMPLE_SECONDS = 0.01
LIMIT_MB = 1536


def run(models: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        yield from hostile(models, Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        yield from long_document(models, Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        yield from many_files(Path(folder))


@dataclass
class Peak:
    """The most memory that any child of this process held, sampled, and the seconds of each file."""

    bytes: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)

    def watch(self, stop: threading.Event) -> None:
        while not stop.wait(SAMPLE_SECONDS):
            for child in psutil.Process().children():
                try:
                    self.bytes = max(self.bytes, child.memory_info().rss)
                except psutil.NoSuchProcess:
                    continue


def hostile(models: Path, folder: Path) -> Iterator[Row]:
    """All in one run, each behind the other, as in a folder: what a file leaves behind meets the next one."""
    peak = Peak()
    embedder = next(m.manifest.id for m in ModelRegistry([models]).list() if m.manifest.kind == "embedding")
    stop = threading.Event()
    watching = threading.Thread(target=peak.watch, args=(stop,))
    paths = hostile_files(folder)
    indexer = IndexerClient(models, folder / "log")
    watching.start()
    begun = time.perf_counter()
    try:
        for event in indexer.read([ReadFile(str(path), embedder) for path in paths], lambda: False):
            if isinstance(event, FileResult):
                name = Path(event.path).name
                peak.seconds[name] = time.perf_counter() - begun
                contents = event.contents
                peak.outcomes[name] = (
                    f"{len(contents.chunks)} chunks {contents.notice}"
                    if contents
                    else event.error.kind
                    if event.error
                    else ""
                )
                print(f"  {name}: {peak.seconds[name]:.1f} s, {peak.outcomes[name]}", file=sys.stderr, flush=True)
                begun = time.perf_counter()
    finally:
        stop.set()
        watching.join()
        indexer.close()
    assert set(peak.outcomes) == {path.name for path in paths}
    slowest = max(peak.seconds, key=lambda name: peak.seconds[name])
    yield Row(
        f"most memory of the indexer over {len(paths)} long and hostile files, the embedder included",
        f"{peak.bytes / 1e6:.0f} MB",
        f"≤ {LIMIT_MB} MB",
        f"each is read or refused with a reason; the slowest ({slowest}) took {peak.seconds[slowest]:.0f} s",
    )


def hostile_files(folder: Path) -> list[Path]:
    writers: dict[str, Callable[[Path], object]] = {
        **{f"{name}.pdf": make for name, make in document_files.BAD_PDFS.items()},
        "bomb.docx": document_files.write_bomb,
        "lying.docx": document_files.write_lying,
        "nested.docx": lambda path: document_files.write_nested(path, 3),
        "long.docx": lambda path: long_documents.write_long_docx(path, MEGABYTES * long_documents.MB),
        "longest.docx": lambda path: long_documents.write_long_docx(path, 150 * long_documents.MB),
        "long.txt": lambda path: long_documents.write_long_text(path, 25 * long_documents.MB),
        "long.pdf": lambda path: long_documents.write_long_pdf(path, 10_000),
        "deep.html": long_documents.write_deep_html,
        "deeper.html": lambda path: long_documents.write_deep_html(path, 900_000),
        "sheet.xlsx": lambda path: long_documents.write_huge_sheet(path, 100_000),
        "larger.xlsx": lambda path: long_documents.write_huge_sheet(path, 400_000),
        **{name: _writer(long_documents.ONE_LINE_TEXTS[Path(name).stem]) for name in ONE_LINE_FILES},
    }
    paths = []
    for name, write in writers.items():
        write(folder / name)
        paths.append(folder / name)
    return paths


def _writer(make: Callable[[int], str]) -> Callable[[Path], object]:
    return lambda path: path.write_text(make(20 * long_documents.MB), "utf-8")


def long_document(models: Path, folder: Path) -> Iterator[Row]:
    """The long one comes first, as the person's folder has it."""
    files = folder / "files"
    files.mkdir()
    long_documents.write_long_docx(files / "0.docx", MEGABYTES * long_documents.MB)
    for number in range(1, FILES_BEHIND + 1):
        (files / f"{number}.txt").write_text(f"La caldera número {number} se revisa en octubre.", "utf-8")
    engine = DocumentsHarness(folder / "home", models)
    begun = time.perf_counter()
    report = engine.index(files)
    words = time.perf_counter() - begun
    parts: list[tuple[float, int]] = []

    def note(event: object) -> None:
        if isinstance(event, Progress) and event.done:
            parts.append((time.perf_counter(), event.done))

    kept = engine.call(documents.EMBED, documents.EmbedDocuments(), note, lambda: len(parts) >= PARTS)
    stopped = time.perf_counter() - parts[PARTS - 1][0]
    engine.close()
    assert (report.added, kept.cancelled) == (FILES_BEHIND + 1, True)
    yield Row(
        f"{MEGABYTES} MB of text in a DOCX: all its words and the {FILES_BEHIND} files behind it can be searched",
        f"{words:.0f} s",
        "≤ 60 s",
        f"its first {parts[0][1]} of {kept.passages + kept.left:,} passages have vectors after {parts[0][0] - begun:.0f} s; a "
        f"cancel after {PARTS} parts took {stopped * 1000:.0f} ms and kept {kept.passages}",
    )


def many_files(folder: Path) -> Iterator[Row]:
    """Words only. The run is cancelled at random moments, each time after some files more."""
    files = folder / "files"
    for number in range(MANY_FILES):
        path = files / f"{number % 100:02}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Aquí está palabra{number}.", "utf-8")
    chosen = random.Random(41)
    waits: list[float] = []
    with EngineProcess(folder / "home", folder / "no-models") as engine:
        for _ in range(CANCELS):
            run = engine.start_call(documents.INDEX, documents.IndexDocuments((str(files),), "all"))
            time.sleep(chosen.uniform(0.2, 12))
            begun = time.perf_counter()
            run.cancel()
            try:
                run.result()
            finally:
                waits.append(time.perf_counter() - begun)
    engine_after = DocumentsHarness(folder / "home", folder / "no-models")
    listed = [document.path for document in engine_after.documents()]
    engine_after.close()
    assert len(listed) == len(set(listed))
    yield Row(
        f"cancel of a run over {MANY_FILES:,} files, the slowest of {CANCELS}",
        f"{max(waits) * 1000:.0f} ms",
        "≤ 1,000 ms",
        f"at random moments of walking, comparing and reading; {len(listed):,} files were stored meanwhile, each once",
    )
