"""`python -m tests.benchmarks.whole_documents`: two PDFs of 500 pages are compared, and one is summarised."""

from __future__ import annotations

import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from engine.capabilities.documents.api import comparison, summaries
from engine.protocol.errors import Cancelled
from tests.benchmarks.data import paragraphs
from tests.benchmarks.table import machine
from tests.support.harness import DocumentsHarness
from tests.support.models import starter_models

PAGES, PARAGRAPHS, CHANGES = 500, 4, 40
CHAPTER = 25
"""Pages of a chapter."""
CANCEL_AFTER = 5.0
"""Seconds: the PDF is still being read then."""
MB = 1024 * 1024


def write_book(path: Path, changes: int) -> Path:
    """Write a PDF of PAGES pages with chapters; of its paragraphs so many are changed, dropped or added, the same ones always."""
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    styles, texts, drawn = getSampleStyleSheet(), paragraphs(), random.Random(15)
    changed = set(drawn.sample(range(PAGES * PARAGRAPHS), changes))
    story: list[Any] = []
    for page in range(PAGES):
        if page % CHAPTER == 0:
            story.append(Paragraph(f"Capítulo {page // CHAPTER + 1}", styles["Heading1"]))
        for at in range(page * PARAGRAPHS, (page + 1) * PARAGRAPHS):
            text = f"{at + 1}. {texts[at % len(texts)][:420]}".replace("&", "y").replace("<", "(")
            if at in changed:
                text = ("", f"{text} El plazo es de {at} días.", f"{text[: len(text) // 2]} hasta {at},50 €.")[at % 3]
            story += [Paragraph(text, styles["BodyText"])] if text else []
        story.append(PageBreak())
    SimpleDocTemplate(str(path)).build(story)
    return path


def measured(name: str, events: Any) -> None:
    """Run to the end, and print seconds, processor seconds, the longest silence between two events, and the peak of memory."""
    process, peak, stop = psutil.Process(), [0], threading.Event()

    def watch() -> None:
        while not stop.wait(0.05):
            held = process.memory_info().rss
            for child in process.children(recursive=True):
                try:
                    held += child.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            peak[0] = max(peak[0], held)

    watching = threading.Thread(target=watch)
    before = process.memory_info().rss
    watching.start()
    started, cpu, last, longest, count = time.perf_counter(), time.process_time(), time.perf_counter(), 0.0, 0
    try:
        while True:
            next(events)
            now = time.perf_counter()
            longest, last, count = max(longest, now - last), now, count + 1
    except StopIteration as done:
        result = done.value
    except Cancelled:
        result = None
    longest = max(longest, time.perf_counter() - last)
    stop.set()
    watching.join()
    shown = ""
    if isinstance(result, comparison.DocumentComparison):
        shown = f"{len(result.differences)} differences, {result.unchanged} unchanged"
    elif isinstance(result, summaries.DocumentSummary):
        shown = f"{len(result.sections)} sections, {len(result.summary)} sentences"
    seconds = time.perf_counter() - started
    print(
        f"| {name} | {seconds:.1f} | {time.process_time() - cpu:.1f} | {longest:.1f} | {count} | "
        f"{(peak[0] - before) / MB:.0f} MB | {shown} |",
        flush=True,
    )


def cancelled(name: str, start: Callable[[Callable[[], bool]], Any], after: float) -> None:
    """Ask to stop after some seconds, and print how long it took to end."""
    begun = time.perf_counter()
    try:
        for _ in start(lambda: time.perf_counter() - begun > after):
            continue
    except Cancelled:
        pass
    ended = time.perf_counter() - begun - after
    print(f"| {name}, cancelled after {after:.0f} s | ended {max(0.0, ended):.2f} s later | | | | | |", flush=True)


def main() -> int:
    print(f"{machine()}; `python -m tests.benchmarks.whole_documents`\n")
    print("| job | seconds | processor seconds (engine) | longest silence | events | memory above the start | result |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        first, second = write_book(work / "a.pdf", 0), write_book(work / "b.pdf", CHANGES)
        engine = DocumentsHarness(work / "home", starter_models())
        compare = comparison.CompareDocuments(first_path=str(first), second_path=str(second))
        measured("compare two files of 500 pages", engine.start(comparison.COMPARE, compare))
        summarise = summaries.SummariseDocument(path=str(first), method="extract")
        measured(
            "summarise 500 pages, with sentences of the file", engine.start(summaries.SUMMARISE_DOCUMENT, summarise)
        )
        for name, handler, request in (
            ("compare", engine.routes[comparison.COMPARE.name].handler, compare),
            ("summarise", engine.routes[summaries.SUMMARISE_DOCUMENT.name].handler, summarise),
        ):
            cancelled(name, partial(handler, request), CANCEL_AFTER)
        engine.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
