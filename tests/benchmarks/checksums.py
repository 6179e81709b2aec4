"""`python -m tests.benchmarks.checksums`: what a checksum in each page costs, against the same library without; and a rescue.

Both in seconds of the processor, which other programs change less than those of the clock; the disk does the same for both.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import apsw

from engine.capabilities.system.rescue import rescue
from engine.store import migrations
from engine.store.connection import PAGE_SIZE, PRAGMAS, connect
from engine.store.database import Store

ROUNDS, COMMITS, CHUNKS = 15, 60, 5_000
PASSAGE = "La biblioteca guarda lo que una persona escribe y lo que se leyó de sus documentos. " * 8


def main() -> None:
    """Print the ratios of rounds that take turns, as rows of docs/benchmarks.md."""
    print("| what | with ÷ without checksums (least–most) | with | without |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        seconds: dict[str, list[tuple[float, float]]] = {}
        for number in range(ROUNDS):
            order = (True, False) if number % 2 else (False, True)
            results = {has: _measure(Path(folder) / f"{number}-{has}.db", has) for has in order}
            for name, value in results[True].items():
                seconds.setdefault(name, []).append((value, results[False][name]))
        for name, pairs in seconds.items():
            ratios = [ours / bare for ours, bare in pairs]
            ours, bare = (statistics.median(pair[side] for pair in pairs) * 1000 for side in (0, 1))
            spread = f"{statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
            print(f"| {name} | {spread} | {ours:.1f} ms | {bare:.1f} ms |", flush=True)
        _rescue(Path(folder) / "home")


def _measure(path: Path, has_checksums: bool) -> dict[str, float]:
    with closing(_open(path, has_checksums)) as connection:
        migrations.apply(connection, migrations.discover())
        connection.execute("INSERT INTO conversations(title, position, created_at, changed_at) VALUES('', 1, 0, 0)")
        connection.execute("INSERT INTO collections(name, changed_at) VALUES('c', 0)")
        connection.execute(
            """INSERT INTO documents(collection, path, title, bytes, modified_ns, state, indexed_at)
               VALUES(1, 'a', '', 0, 0, 'indexed', 0)"""
        )
        steps: dict[str, Callable[[], object]] = {
            f"{COMMITS} commits of a message": lambda: _commit_messages(connection),
            f"{CHUNKS:,} passages with their keywords in one transaction": lambda: _insert_chunks(connection),
            "moving the log into the file": lambda: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall(),
            "reading all of it": lambda: connection.execute("SELECT sum(length(text)) FROM chunks").fetchall(),
            "quick_check": lambda: connection.execute("PRAGMA quick_check").fetchall(),
            "copying it (VACUUM INTO)": lambda: connection.execute("VACUUM INTO ?", (f"{path}.copy",)),
        }
        return {name: _timed(step) for name, step in steps.items()}


def _open(path: Path, has_checksums: bool) -> apsw.Connection:
    path.touch()
    if has_checksums:
        return connect(path)
    connection = apsw.Connection(str(path), vfs="multipleciphers-unix")
    for name, value in PRAGMAS:
        connection.execute(f"PRAGMA {name}={value}").fetchall()
    return connection


def _commit_messages(connection: apsw.Connection) -> None:
    for _ in range(COMMITS):
        with connection:
            connection.execute(
                "INSERT INTO messages(conversation, role, text, state, created_at) VALUES(1, 'user', ?, 'complete', 0)",
                (PASSAGE,),
            )


def _insert_chunks(connection: apsw.Connection) -> None:
    with connection:
        for number in range(CHUNKS):
            text = f"{number} {PASSAGE}"
            connection.execute(
                "INSERT INTO chunks(document, page, start_offset, end_offset, text) VALUES(1, 1, 0, 5, ?)", (text,)
            )
            connection.execute(
                "INSERT INTO chunks_fts(rowid, text) VALUES(?, ?)", (connection.last_insert_rowid(), text)
            )


def _timed(step: Callable[[], object]) -> float:
    began = time.process_time()
    step()
    return time.process_time() - began


def _rescue(home: Path) -> None:
    """Save the text of a library of 100,000 messages whose first page and a hundred others are damaged."""
    store = Store.open(home)
    with store.write() as connection:
        connection.execute("INSERT INTO conversations(title, position, created_at, changed_at) VALUES('', 1, 0, 0)")
        connection.executemany(
            "INSERT INTO messages(conversation, role, text, state, created_at) VALUES(1, 'user', ?, 'complete', 0)",
            ((f"{number} {PASSAGE}",) for number in range(100_000)),
        )
    store.close()
    library, chance = home / "library.db", random.Random(1)
    content = bytearray(library.read_bytes())
    for page in (0, *chance.sample(range(1, len(content) // PAGE_SIZE), 100)):
        content[page * PAGE_SIZE] ^= 0xFF
        content[page * PAGE_SIZE + chance.randrange(PAGE_SIZE)] ^= 1
    library.write_bytes(content)
    began = time.process_time()
    report = rescue(home)
    seconds = time.process_time() - began
    print(
        f"\nrescue of {len(content) / 1e6:.0f} MB with 101 damaged pages: {report.messages:,} messages, {seconds:.1f} s"
    )


if __name__ == "__main__":
    main()
