"""Memory of the indexer and of the engine over a folder of 10,000 small files of ten kinds, by their words alone."""

from __future__ import annotations

import random
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path

import psutil

from engine.capabilities.documents import api as documents
from engine.protocol.progress import Progress
from tests.benchmarks.table import Row
from tests.support import office_files
from tests.support.engine_process import EngineProcess

FILES = 10_000
MARKS = (2_500, 5_000, 10_000)
"""Files after which the most memory since the mark before is told."""
LIMIT_MB, FLAT = 1536, 1.1
SAMPLE_SECONDS = 0.02
PARAGRAPHS = 6
_WORDS = (
    "el ayuntamiento acordó pagar la factura de la caldera en octubre y revisar las cuentas del comedor antes de que la "
    "comisión de fiestas contrate a la banda para el sábado por la noche con cargo al presupuesto prorrogado de este año"
).split()
_CELL = '<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>'


def run(_: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder, "files")
        write_folder(files, FILES)
        with EngineProcess(Path(folder, "home"), Path(folder, "no-models")) as engine:
            marks = memory(engine, files)
    yield from rows(marks)


def rows(marks: Sequence[dict[str, int]]) -> Iterator[Row]:
    """The most memory of each process, and what it has grown by since the first mark."""
    for name in ("indexer", "engine"):
        taken = [mark[name] / 1e6 for mark in marks]
        yield Row(
            f"most memory of the {name} over {FILES:,} files of ten kinds",
            f"{max(taken):.0f} MB",
            f"≤ {LIMIT_MB} MB",
            ", ".join(f"{mb:.0f} MB up to file {at:,}" for at, mb in zip(MARKS, taken, strict=True)),
        )
        yield Row(f"the same of the {name}, its last part ÷ its first", f"{taken[-1] / taken[0]:.2f}", f"≤ {FLAT}", "")


def memory(engine: EngineProcess, files: Path) -> list[dict[str, int]]:
    """Return the most bytes that both processes held up to each of the marks, since the one before."""
    marks: list[dict[str, int]] = []
    most = {"engine": 0, "indexer": 0}
    stop, lock = threading.Event(), threading.Lock()

    def watch() -> None:
        while not stop.wait(SAMPLE_SECONDS):
            with lock:
                most["engine"] = max(most["engine"], _resident(psutil.Process(engine.pid)))
                children = map(_resident, psutil.Process(engine.pid).children())
                most["indexer"] = max(most["indexer"], *children, 0)

    def note(event: object) -> None:
        if isinstance(event, Progress) and len(marks) < len(MARKS) and event.done >= MARKS[len(marks)]:
            with lock:
                marks.append(dict(most))
                most.update(engine=0, indexer=0)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        report = engine.call(documents.INDEX, documents.IndexDocuments((str(files),)), note)
    finally:
        stop.set()
        watching.join()
    assert (report.added, report.failed) == (FILES, 0)
    return [*marks, dict(most)][: len(MARKS)]


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def write_folder(folder: Path, count: int) -> None:
    """Write so many files of all kinds in turns, a hundred in each folder; no two have the same text."""
    chosen = random.Random(15)
    kinds = list(WRITERS.items())
    for number in range(count):
        suffix, write = kinds[number % len(kinds)]
        path = folder / f"{number // 100:03}" / f"acta {number}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, [f"Acta {number}.", *(" ".join(chosen.choices(_WORDS, k=60)) + "." for _ in range(PARAGRAPHS))])


def _sheet(path: Path, texts: Sequence[str]) -> None:
    cells = [_CELL.format(column="A", row=at, text=text) for at, text in enumerate(texts, 1)]
    lines = "".join(f'<row r="{at}">{cell}</row>' for at, cell in enumerate(cells, 1))
    office_files.write_workbook(path, {"Hoja": f"<sheetData>{lines}</sheetData>"})


def _letter(path: Path, texts: Sequence[str]) -> None:
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = texts[0], "ana@example.org", "luis@example.org"
    letter.set_content("\n\n".join(texts))
    path.write_bytes(bytes(letter))


def _page(path: Path, texts: Sequence[str]) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    lines = canvas.beginText(60, 780)
    for text in texts:
        words = text.split()
        lines.textLines([" ".join(words[at : at + 12]) for at in range(0, len(words), 12)])
    canvas.drawText(lines)
    canvas.save()


WRITERS: dict[str, Callable[[Path, Sequence[str]], object]] = {
    ".txt": lambda path, texts: path.write_text("\n\n".join(texts), "utf-8"),
    ".md": lambda path, texts: path.write_text("# " + "\n\n".join(texts), "utf-8"),
    ".csv": lambda path, texts: path.write_text("Punto;Texto\n" + "".join(f"{t[:9]};{t}\n" for t in texts), "utf-8"),
    ".html": lambda path, texts: path.write_text("".join(f"<p>{text}</p>" for text in texts), "utf-8"),
    ".docx": lambda path, texts: office_files.write_word(path, "".join(map(office_files.paragraph, texts))),
    ".xlsx": _sheet,
    ".odt": lambda path, texts: office_files.write_odf(path, "text", "".join(f"<text:p>{t}</text:p>" for t in texts)),
    ".pdf": _page,
    ".eml": _letter,
    ".rtf": lambda path, texts: path.write_text(
        r"{\rtf1\ansi " + "".join(rf"{text}\par " for text in texts) + "}", "cp1252"
    ),
}
