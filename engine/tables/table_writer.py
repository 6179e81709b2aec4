"""Writing a copy of a table with more columns, so that an interrupted run can be resumed.

Each batch of results is on disk before the next begins: a kill costs one batch. The copy is written at the end, beside the
target, and then replaces it.
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from engine.files.atomic_file import writable_target, write_errors, write_text_atomically
from engine.protocol.errors import FileChanged, NameTaken
from engine.protocol.progress import Progress
from engine.tables.tables import Table

JOURNAL_SUFFIX = ".ateneo-rows"
SECONDS_BETWEEN_REPORTS = 0.1
_FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r")

ResultT = TypeVar("ResultT")


class ResumableTable(Generic[ResultT]):
    """A copy of `table` in the making, with a journal of results beside `target`.

    `job` describes the work: a journal of other work, or of another table, is not resumed. `resumed` results are whole
    batches of `batch_size` rows, so that every batch is the one it would have been. Raises NameTaken when the target is
    the table itself, FileUnwritable, DiskFull and the errors of tables.
    """

    def __init__(self, table: Table, target: str, job: str, result_type: Any, batch_size: int = 1) -> None:
        # Any: msgspec.json.decode takes generic aliases, which have no type of their own
        self.table, self.target, self._result_type = table, _check_target(table, target), result_type
        self.total = table.count()
        self._digest = table.digest()
        self._header = msgspec.json.encode(f"{self._digest} {job}") + b"\n"
        self.journal = writable_target(self.target.with_name(self.target.name + JOURNAL_SUFFIX))
        with write_errors(self.target):
            self.resumed = self._recover(batch_size)
            self._file = self.journal.open("ab")

    def __enter__(self) -> ResumableTable[ResultT]:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._file.closed:
            with suppress(OSError):
                os.fsync(self._file.fileno())
        with suppress(OSError):  # a full disk refuses the buffered rest again
            self._file.close()
        with suppress(OSError):
            if self.journal.stat().st_size <= len(self._header):  # no results to resume from
                self.journal.unlink()

    def remaining_rows(self) -> Iterator[Sequence[str]]:
        """Yield the rows without a result."""
        return islice(self.table.values(), self.resumed, None)

    def add(self, results: Iterable[ResultT]) -> None:
        """Save the results of the next rows. Raises DiskFull, FileUnwritable."""
        lines = b"".join(msgspec.json.encode(result) + b"\n" for result in results)
        with write_errors(self.target):
            self._file.write(lines)
            self._file.flush()

    def results(self) -> Iterator[ResultT]:
        """Yield the saved results in the order of the rows."""
        with self.journal.open("rb") as file:
            next(file)
            for line in file:
                yield msgspec.json.decode(line, type=self._result_type)

    def finish(self, names: Sequence[str], cells: Callable[[ResultT], Sequence[str]]) -> None:
        """Write the target with the new columns `names` and delete the journal.

        Cells that a spreadsheet would run as a formula are marked as text. A table separated by semicolons stays so,
        as the spreadsheet that wrote it expects. Raises FileChanged, DiskFull, FileUnwritable.
        """
        if self.table.digest() != self._digest:
            raise FileChanged(name=self.table.name)
        with write_text_atomically(self.target, "utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";" if self.table.delimiter == ";" else ",")
            writer.writerow([_without_formula(name) for name in (*self.table.columns, *names)])
            for row, result in zip(self.table.values(), self.results(), strict=False):
                writer.writerow([_without_formula(cell) for cell in (*row, *cells(result))])
        self._file.close()
        self.journal.unlink()

    def _recover(self, batch_size: int) -> int:
        """Return the number of results in whole batches and truncate the journal after them.

        After a power cut its end may be incomplete.
        """
        if not self.journal.exists() or not self._is_own_journal():
            self.journal.write_bytes(self._header)
            return 0
        count = resumed = 0
        position = end = len(self._header)
        with self.journal.open("rb") as file:
            file.seek(position)
            for line in file:
                if not (line.endswith(b"\n") and self._is_result(line)):
                    break
                count, position = count + 1, position + len(line)
                if count % batch_size == 0 or count == self.total:
                    resumed, end = count, position
        os.truncate(self.journal, end)
        return resumed

    def _is_own_journal(self) -> bool:
        with self.journal.open("rb") as file:
            return next(file, b"") == self._header

    def _is_result(self, line: bytes) -> bool:
        try:
            msgspec.json.decode(line, type=self._result_type)
        except msgspec.MsgspecError:
            return False
        return True


class RowProgress:
    """Progress over the rows of a table, with the time left, a few times a second."""

    def __init__(self, total: int, resumed: int) -> None:
        self._total, self._resumed = total, resumed
        self._started = self._reported = time.monotonic()

    def after(self, done: int) -> Progress | None:
        """Return the progress after `done` rows, None when the last report is recent."""
        now = time.monotonic()
        if now - self._reported < SECONDS_BETWEEN_REPORTS and done < self._total:
            return None
        self._reported, rate = now, (done - self._resumed) / max(now - self._started, 1e-6)
        return Progress(done, self._total, "row", "", rate, (self._total - done) / rate)


def _check_target(table: Table, path: str) -> Path:
    """Return the target's path. Raises NameTaken, FileUnwritable now rather than after hours of work."""
    target = writable_target(path)
    with suppress(OSError):
        if table.name and target.samefile(table.path):
            raise NameTaken(name=target.name)
    return target


def _without_formula(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_PREFIXES) else cell
