"""The real window over the real engine: launch to first frame, its longest stall, the memory of each process."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from engine.capabilities.documents import api as documents
from engine.protocol.answering.sampling import Sampling
from engine.protocol.file_run import FileOutcome
from engine.store.database import Store
from tests.benchmarks.data import paragraphs, write_files
from tests.benchmarks.table import Row, spread
from tests.support.large_library import add_messages

LAUNCHES, FILES, TOKENS, ANSWERS = 7, 1000, 400, 3
MESSAGES, PASTED, KEYS = 90, "word " * 20_000, 20
MANY, STEP, STEPS = 10_000, 90, 400
"""Messages of the longest conversation; pixels and number of the steps in which it is read."""
CONVERSATIONS, LIST_STEP = 20_000, 300
"""Of the longest list; pixels of the steps in which it is scrolled to its end."""
PATIENCE = 180.0
LAUNCH = """
import sys, time
from pathlib import Path
from desktop.loading.plain_imports import use_plain_imports
use_plain_imports()
from desktop.garbage import pause_collections
pause_collections()
from PySide6.QtWidgets import QApplication
from desktop.app import StartOptions, Ateneo, discover, engine_command
from desktop.paths import Paths
app = QApplication([])
paths = Paths(Path(sys.argv[2]), Path(sys.argv[3]))
ateneo = Ateneo(app, paths, StartOptions("es", "light"), engine_command(paths), discover())
begun, moments = float(sys.argv[1]), []
note = lambda: moments.append(time.time() - begun)
ateneo.window.first_painted.connect(note)
ateneo.window.first_painted.connect(ateneo.client.start)
ateneo.window.first_painted.connect(ateneo.window.show_first_page)
ateneo.window.first_painted.connect(ateneo.window.grab)
ateneo.window.first_painted.connect(note)
def ready(state):
    if state == "ready":
        note()
        from engine.capabilities.chat import api as chat
        listed = ateneo.client.call(chat.LIST, chat.ListConversations())
        listed.on_ended(note)
        listed.on_ended(app.exit)
ateneo.client.state_changed.connect(ready)
ateneo.window.show()
app.exec()
import psutil
mine = psutil.Process().memory_full_info()
closing = time.time()
ateneo.window.close()
print(*moments, time.time() - closing, mine.rss, mine.pss)
"""


def run(models: Path) -> Iterator[Row]:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    yield from launch(models)
    yield from remaining_pages(models)
    yield from busy(models)
    yield from long_texts(models)
    yield from many_messages(models)
    yield from many_conversations(models)


def launch(models: Path) -> Iterator[Row]:
    figures, memories = [], []
    for number in range(LAUNCHES + 1):
        with tempfile.TemporaryDirectory() as home:
            command = [sys.executable, "-c", LAUNCH, str(time.time()), home, str(models)]
            done = subprocess.run(
                command, capture_output=True, text=True, check=True, env=with_bytecode(), timeout=PATIENCE
            )
            *moments, resident, own = map(float, done.stdout.split())
        if number:  # the first only warms up the disk's cache
            figures.append([moment * 1000 for moment in moments])
            memories.append((resident, own))
    frames, pages, ready, listed, closed = zip(*figures, strict=True)
    detail = (
        f"a new process and an empty profile, imports included; the first page {spread(pages, 'ms', 0)}, "
        f"the engine ready {spread(ready, 'ms', 0)}, the conversations listed {spread(listed, 'ms', 0)}; closed again in "
        f"{spread(closed, 'ms', 0)}"
    )
    yield Row("launch to first frame", spread(frames, "ms", 0), "", detail)
    resident, own = (statistics.median(column) / 1e6 for column in zip(*memories, strict=True))
    yield Row(
        "the window's memory", f"{resident:.0f} MB", "", f"resident, as the engine is ready; {own:.0f} MB its own share"
    )


def with_bytecode() -> dict[str, str]:
    """Return an environment in which Python keeps what it compiled: a person's Python does, and a changed module counts else."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def remaining_pages(models: Path) -> Iterator[Row]:
    """The pages that were not shown yet are made after the start, while a person may already write."""
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), models, wait_for_pages=False) as (ateneo, turn):
        window, gaps = ateneo.window, list[float]()  # type: ignore[attr-defined]
        turn(lambda: window.pages.are_all_made, gaps)
    yield Row(
        "longest stall of the window's event loop while the pages not yet shown are made",
        f"{max(gaps):.0f} ms",
        "≤ 50 ms",
        f"{len(gaps):,} turns of the event loop, {sum(gaps) / 1000:.1f} s in all",
    )


def busy(models: Path) -> Iterator[Row]:
    """Three long answers are written in the Chat page while a folder is indexed; each turn of the event loop is timed."""
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), models) as (ateneo, turn):
        files = write_files(Path(folder) / "files", paragraphs(FILES))
        indexing = ateneo.client.call(documents.INDEX, documents.IndexDocuments((str(files),), "all"))
        heard: list[object] = []
        indexing.on_event(heard.append)
        turn(lambda: any(isinstance(event, FileOutcome) for event in heard), [])
        gaps: list[float] = []
        for _ in range(ANSWERS):
            answer(ateneo, turn, gaps)
        children = {role(child): memory(child.pid) for child in psutil.Process().children(recursive=True)}
        indexing.cancel()
        turn(lambda: ateneo.client.is_idle, [])
    read = sum(isinstance(event, FileOutcome) for event in heard)
    assert read < FILES, "indexing ended before the last answer: nothing was measured"
    yield Row(
        "longest stall of the window's event loop while streaming and indexing",
        f"{max(gaps):.0f} ms",
        "≤ 50 ms",
        f"{ANSWERS} answers of up to {TOKENS} tokens drawn, {read} files read meanwhile; "
        f"99.9 % of {len(gaps):,} turns within {statistics.quantiles(gaps, n=1000)[998]:.0f} ms",
    )
    each = "; ".join(f"{name} {amount}" for name, amount in sorted(children.items()))
    yield Row("memory of the engine and the indexer at work", each, "", "resident (own share)")


def long_texts(models: Path) -> Iterator[Row]:
    """A conversation of MESSAGES is opened and read up to its first one; PASTED is pasted and typed into."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "home")
        add_messages(store, paragraphs(MESSAGES), MESSAGES, MESSAGES)
        store.close()
        with opened(Path(folder), models) as (ateneo, turn):
            read, pasted = read_conversation(ateneo, turn), paste(ateneo, turn)
    for what, gaps in (
        (f"{MESSAGES} messages are opened and read", read),
        (f"{len(PASTED):,} characters are pasted", pasted),
    ):
        detail = f"{len(gaps):,} turns of the event loop"
        yield Row(f"longest stall of the window's event loop while {what}", f"{max(gaps):.0f} ms", "≤ 50 ms", detail)


def read_conversation(ateneo: object, turn: Turn) -> list[float]:
    """Open the conversation and scroll up until all of it is built."""
    from desktop.features.chat.page import ChatPage
    from desktop.features.chat.transcript.transcript import Transcript

    page = ateneo.window.page("chat")  # type: ignore[attr-defined]
    assert isinstance(page, ChatPage)
    column, gaps = page.findChild(Transcript), list[float]()
    assert isinstance(column, Transcript)

    def is_read() -> bool:
        bar = column.verticalScrollBar()
        if not column.is_building:
            bar.setValue(max(bar.value() - STEP, 0))
        return bool(column.views) and column.views[0].message.id == 1 and bar.value() == 0

    page.open(1)
    turn(is_read, gaps)
    return gaps


def many_messages(models: Path) -> Iterator[Row]:
    """A conversation of MANY is opened, read upwards in small steps, and jumped through with the scroll bar."""
    from desktop.features.chat.transcript.transcript import Transcript

    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "home")
        add_messages(store, [text[:400] for text in paragraphs(1000)], MANY, MANY)
        store.close()
        with opened(Path(folder), models) as (ateneo, turn):
            page = ateneo.window.page("chat")  # type: ignore[attr-defined]
            column = page.findChild(Transcript)
            assert isinstance(column, Transcript)
            bar, opening, scrolling, jumping = column.verticalScrollBar(), list[float](), list[float](), list[float]()
            begun = time.perf_counter()
            page.open(1)
            turn(lambda: bool(column.views) and column.views[-1].text.is_drawn, opening)
            took = time.perf_counter() - begun
            left = STEPS

            def read_on() -> bool:
                nonlocal left
                left -= 1
                bar.setValue(bar.value() - STEP)
                return left <= 0

            turn(lambda: not column.is_building, [])
            turn(read_on, scrolling)
            for part in (0.5, 0.1, 0.9, 0.0, 1.0):
                bar.setValue(round(bar.maximum() * part))
                turn(lambda: not column.is_building, jumping)
            built = len(column.views)
    yield Row(
        f"{MANY:,} messages in one conversation: until the last is on the screen",
        f"{took:.2f} s",
        "≤ 1 s",
        f"{built} of them have widgets in the end; longest turn of the event loop meanwhile {max(opening):.0f} ms",
    )
    yield Row(
        f"longest stall of the window's event loop while {MANY:,} messages are scrolled",
        f"{max(scrolling):.0f} ms",
        "≤ 50 ms",
        f"{STEPS} steps of {STEP} pixels; {max(jumping):.0f} ms in five jumps through all of it",
    )


def many_conversations(models: Path) -> Iterator[Row]:
    """The list of CONVERSATIONS is scrolled to its end, then changed, then searched."""
    from PySide6.QtWidgets import QLineEdit

    from desktop.features.chat.conversations.conversation_list import ConversationList
    from desktop.features.chat.conversations.rows_view import ConversationRows
    from engine.capabilities.chat import api as chat

    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "home")
        add_messages(store, [text[:400] for text in paragraphs(1000)], CONVERSATIONS, 1)
        store.close()
        with opened(Path(folder), models) as (ateneo, turn):
            listed = ateneo.window.page("chat").findChild(ConversationList)  # type: ignore[attr-defined]
            rows = listed.findChild(ConversationRows)
            bar, scrolling, changing, searching = rows.verticalScrollBar(), list[float](), list[float](), list[float]()
            turn(lambda: rows.model().rowCount() > 1, [])

            def scroll_on() -> bool:
                bar.setValue(bar.value() + LIST_STEP)
                return bool(rows.model().rowCount() > CONVERSATIONS)

            begun = time.perf_counter()
            turn(scroll_on, scrolling)
            took = time.perf_counter() - begun
            oldest = rows.model().rowCount() - 1
            ateneo.client.call(chat.RENAME, chat.RenameConversation(1, "Renamed"))  # type: ignore[attr-defined]
            turn(lambda: rows.model().index(oldest, 0).data() == "Renamed", changing)
            listed.findChild(QLineEdit).setText("the")
            turn(lambda: 1 < rows.model().rowCount() < CONVERSATIONS, searching)
    for what, gaps, detail in (
        ("is scrolled to its end", scrolling, f"{took:.1f} s in steps of {LIST_STEP} pixels, read page by page"),
        (
            "has a change, all of it read",
            changing,
            "the oldest conversation is renamed elsewhere, and all is read again",
        ),
        ("is searched, all of it read", searching, "until the first page of what was found is shown"),
    ):
        name = f"longest stall of the window's event loop while a list of {CONVERSATIONS:,} conversations {what}"
        yield Row(name, f"{max(gaps):.0f} ms", "≤ 50 ms", detail)


def paste(ateneo: object, turn: Turn) -> list[float]:
    """Paste into the composer and type KEYS letters behind it, one a turn."""
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QPlainTextEdit

    from desktop.widgets.forms.composer import Composer

    composer = ateneo.window.page("chat").findChild(Composer)  # type: ignore[attr-defined]
    editor, gaps, typed = composer.findChild(QPlainTextEdit), list[float](), 0
    assert isinstance(editor, QPlainTextEdit)
    QGuiApplication.clipboard().setText(PASTED)

    def type_on() -> bool:
        nonlocal typed
        editor.paste() if not typed else QTest.keyClicks(editor, "a")
        typed += 1
        return typed > KEYS

    turn(type_on, gaps)
    return gaps


Turn = Callable[[Callable[[], bool], "list[float]"], None]


@contextmanager
def opened(folder: Path, models: Path, *, wait_for_pages: bool = True) -> Iterator[tuple[object, Turn]]:
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    from desktop.app import Ateneo, StartOptions, discover, engine_command
    from desktop.garbage import spare_long_collections
    from desktop.paths import Paths

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    paths = Paths(folder / "home", models)
    ateneo = Ateneo(app, paths, StartOptions("en", "light"), engine_command(paths), discover())
    ateneo.settings.change(sampling=Sampling(seed=7, max_tokens=TOKENS))

    def turn(until: Callable[[], bool], gaps: list[float]) -> None:
        """Run the event loop until then; a timer of 1 ms notes how late it is served."""
        loop, last, begun = QEventLoop(), time.perf_counter(), time.perf_counter()

        def tick() -> None:
            nonlocal last
            now = time.perf_counter()
            gaps.append((now - last) * 1000)
            last = now
            if until():
                loop.quit()
            assert now - begun < PATIENCE

        timer = QTimer()
        timer.timeout.connect(tick)
        timer.start(1)
        loop.exec()
        timer.stop()

    ateneo.window.show()
    ateneo.client.start()
    ateneo.window.show_page("chat")
    turn(lambda: ateneo.client.state == "ready" and (ateneo.client.is_idle or not wait_for_pages), [])
    if wait_for_pages:
        turn(lambda: ateneo.window.pages.are_all_made, [])
        turn(lambda: ateneo.client.is_idle, [])
    spare_long_collections()  # as the window does once it has started
    try:
        yield ateneo, turn
    finally:
        ateneo.window.close()
        ateneo.client.close()


def answer(ateneo: object, turn: Turn, gaps: list[float]) -> None:
    """One question sent from the composer and its answer drawn to the end."""
    from desktop.features.chat.page import ChatPage
    from desktop.widgets.forms.composer import Composer

    page = ateneo.window.page("chat")  # type: ignore[attr-defined]
    assert isinstance(page, ChatPage)
    composer = page.findChild(Composer)
    assert isinstance(composer, Composer)
    composer.sent.emit("Write a long story about a lighthouse with a heading, a list and a table.")
    turn(lambda: page.session.live is not None, gaps)
    turn(lambda: not page.session.is_busy, gaps)


def role(process: psutil.Process) -> str:
    return "indexer" if "engine.indexer" in process.cmdline() else "engine"


def memory(pid: int) -> str:
    """Resident, and its proportional share of what is shared with others, in MB."""
    information = psutil.Process(pid).memory_full_info()
    return f"{information.rss / 1e6:.0f} ({information.pss / 1e6:.0f}) MB"
