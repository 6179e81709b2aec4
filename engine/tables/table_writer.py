"""A copy of a table with columns added. Each row's result is on the disk before the next is begun, so that a kill costs one
lot; the copy is written when all are there, beside its place, and then moved over what was there."""

from __future__ import annotations

import csv
import errno
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from engine.protocol.errors import DiskFull, FileChanged, FileUnwritable, NameTaken
from engine.protocol.progress import Progress
from engine.tables.tables import Table

JOURNAL_ENDING = ".ateneo-rows"
NEEDED_SPACE = "100 MB"
REPORT_EVERY = 0.1
"""Seconds."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FULL = (errno.ENOSPC, errno.EDQUOT)

ResultT = TypeVar("ResultT")


class TableCopy(Generic[ResultT]):
    """`job` says what is done with the rows: another's results, or another table's, are none of ours.

    Results of a run that was cut short are `kept`, by whole lots of `together` rows, so that each lot is what it was.
    Raises NameTaken for the table itself as target, FileUnwritable, DiskFull, FileChanged and the errors of tables.
    """

    def __init__(self, table: Table, target: str, job: str, kind: Any, together: int = 1) -> None:
        self.table, self.target, self._kind = table, _place(table, target), kind
        self.total = sum(1 for _ in table.values())
        self._digest = table.digest()
        self._head = msgspec.json.encode(f"{self._digest} {job}") + b"\n"
        self.journal = self.target.with_name(self.target.name + JOURNAL_ENDING)
        with writing(self.target):
            self.kept = self._recover(together)
            self._file = self.journal.open("ab")

    def __enter__(self) -> TableCopy[ResultT]:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._file.closed:
            with suppress(OSError):
                os.fsync(self._file.fileno())
        with suppress(OSError):  # a full disk refuses what is left again
            self._file.close()
        with suppress(OSError):
            if self.journal.stat().st_size <= len(self._head):  # nothing to go on with
                self.journal.unlink()

    def left(self) -> Iterator[Sequence[str]]:
        """The rows without a result yet."""
        return islice(self.table.values(), self.kept, None)

    def add(self, results: Iterable[ResultT]) -> None:
        lines = b"".join(msgspec.json.encode(result) + b"\n" for result in results)
        with writing(self.target):
            self._file.write(lines)
            self._file.flush()

    def results(self) -> Iterator[ResultT]:
        with self.journal.open("rb") as file:
            next(file)
            for line in file:
                yield msgspec.json.decode(line, type=self._kind)

    def finish(self, names: Sequence[str], cells: Callable[[ResultT], Sequence[str]]) -> None:
        """The target appears. What a spreadsheet would run as a formula is marked as text.

        Columns stay separated by semicolons where they were: the spreadsheet that wrote the table expects them.
        """
        if self.table.digest() != self._digest:
            raise FileChanged(name=self.table.name)
        part = self.target.with_name(self.target.name + ".part")
        try:
            with writing(self.target):
                with part.open("w", encoding="utf-8-sig", newline="") as file:
                    writer = csv.writer(file, delimiter=";" if self.table.delimiter == ";" else ",")
                    writer.writerow([_plain(name) for name in (*self.table.columns, *names)])
                    for row, result in zip(self.table.values(), self.results(), strict=False):
                        writer.writerow([_plain(cell) for cell in (*row, *cells(result))])
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(self.target)
        finally:
            part.unlink(missing_ok=True)
        self._file.close()
        self.journal.unlink()

    def _recover(self, together: int) -> int:
        """How many results are kept; a tail that is not whole, as a cut of the power leaves it, is taken away."""
        if not self.journal.exists() or self._begins_otherwise():
            self.journal.write_bytes(self._head)
            return 0
        count = kept = 0
        at = end = len(self._head)
        with self.journal.open("rb") as file:
            file.seek(at)
            for line in file:
                if not (line.endswith(b"\n") and self._is_result(line)):
                    break
                count, at = count + 1, at + len(line)
                if count % together == 0 or count == self.total:
                    kept, end = count, at
        os.truncate(self.journal, end)
        return kept

    def _begins_otherwise(self) -> bool:
        with self.journal.open("rb") as file:
            return next(file, b"") != self._head

    def _is_result(self, line: bytes) -> bool:
        try:
            msgspec.json.decode(line, type=self._kind)
        except msgspec.MsgspecError:
            return False
        return True


class Pace:
    """How far a run is and how long it will take, said a few times a second."""

    def __init__(self, total: int, resumed: int) -> None:
        self._total, self._resumed = total, resumed
        self._begun = self._said = time.monotonic()

    def after(self, done: int) -> Progress | None:
        now = time.monotonic()
        if now - self._said < REPORT_EVERY and done < self._total:
            return None
        self._said, rate = now, (done - self._resumed) / max(now - self._begun, 1e-6)
        return Progress(done, self._total, "row", "", rate, (self._total - done) / rate)


def _place(table: Table, path: str) -> Path:
    """Looked at before the work begins, not when hours of it are done."""
    target = Path(path).expanduser()
    with suppress(OSError):
        if table.name and target.samefile(table.path):
            raise NameTaken(name=target.name)
    if not target.name or (target.exists() and not (target.is_file() and os.access(target, os.W_OK))):
        raise FileUnwritable(name=target.name or str(target))  # a device would be replaced by a file
    return target


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Raises DiskFull, FileUnwritable."""
    try:
        yield
    except OSError as refused:
        if refused.errno in _FULL:
            raise DiskFull(str(refused), needed=NEEDED_SPACE) from None
        raise FileUnwritable(str(refused), name=target.name) from None


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
