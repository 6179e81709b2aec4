"""Checks what the rows of a backup hold before it takes the library's place: it may have been made to do harm.

That its tables are ours is checked before (`restore`); STRICT types and the schema's CHECKs (JSON, names of stored files) are
checked by SQLite's own `quick_check`. Here: sizes, counts, and the blocks of vectors that native code reads.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import apsw

from engine.protocol.errors import BackupTooSlow, BackupUnsafe
from engine.store.migrations import FULL_TEXT_TABLES
from engine.store.vector_tables import BLOCK

MIN_SECONDS, BYTES_PER_SECOND = 60.0, 10_000_000
"""The longest that a check may take: so long, and more for a file that is read for longer. A sound file needs a tenth."""
MAX_VECTOR_TABLES = 100
"""One for each model that has read documents or images; a stranger's 200,000 held a restore for over 300 s."""
MAX_DIMENSIONS = 8192
MAX_TEXT, MAX_CELL = 256_000_000, 16_000_000
"""Bytes of a text that a person or a file wrote, and of any other cell."""
TEXT_COLUMNS = ("text", "ocr_text", "passages", "citations", "request")
MAX_LISTED = 10_000
LISTED = (
    "collections",
    "image_folders",
    "albums",
    "comparisons",
    "classifiers",
    "queued_questions",
    "settings",
    "conversation_folders",
    "memories",
)
"""Tables that are read or shown as a whole, and how many rows each may have."""
_INSTRUCTIONS_BETWEEN_LOOKS = 100_000
_ID_BYTES = 8
START_DAYS, RESTORED_ON = "clock.days", "clock.restored_on"
"""Settings of the library: the days on which it was used, and the day on which it was restored."""
NANOSECONDS_A_DAY = 24 * 3600 * 1_000_000_000


@contextmanager
def time_limit(connection: apsw.Connection, file_bytes: int) -> Iterator[None]:
    """Interrupt the statements of a connection that take longer than a file of that size can need. Raises BackupTooSlow."""
    deadline = time.monotonic() + MIN_SECONDS + file_bytes / BYTES_PER_SECOND
    connection.set_progress_handler(lambda: time.monotonic() > deadline, _INSTRUCTIONS_BETWEEN_LOOKS)
    try:
        yield
    except apsw.InterruptError as error:
        raise BackupTooSlow(str(error)) from error
    finally:
        connection.set_progress_handler(None)


def check_vector_tables(connection: apsw.Connection) -> list[tuple[int, int]]:
    """Return (number, dimensions) of each vector table of a backup. Raises BackupUnsafe where there are nonsensical ones."""
    sql = f"SELECT CAST(id AS INTEGER), CAST(dimensions AS INTEGER) FROM vector_tables LIMIT {MAX_VECTOR_TABLES + 1}"
    tables = [(int(str(number)), int(str(dimensions))) for number, dimensions in connection.execute(sql)]
    if len(tables) > MAX_VECTOR_TABLES:
        raise BackupUnsafe(f"more than {MAX_VECTOR_TABLES} vector tables")
    for number, dimensions in tables:
        if number < 1 or not 1 <= dimensions <= MAX_DIMENSIONS:
            raise BackupUnsafe(f"a vector table {number} with {dimensions} dimensions")
    return tables


def check_contents(connection: apsw.Connection) -> None:
    """Check the rows of a backup whose schema is ours. Raises BackupUnsafe with the first that is not as we write it."""
    answer = connection.execute("PRAGMA quick_check(1)").fetchall()
    if answer != [("ok",)]:
        raise BackupUnsafe(str(answer[0][0]))
    for table in LISTED:
        if _exists(connection, f"SELECT 1 FROM {table} LIMIT 1 OFFSET {MAX_LISTED}"):
            raise BackupUnsafe(f"{table} has more than {MAX_LISTED} rows")
    for table, columns in _columns(connection).items():
        limits = {column: MAX_TEXT if column in TEXT_COLUMNS else MAX_CELL for column in columns}
        too_long = " OR ".join(f"octet_length({column}) > {limit}" for column, limit in limits.items())
        if _exists(connection, f"SELECT 1 FROM {table} WHERE {too_long} LIMIT 1"):
            raise BackupUnsafe(f"a cell in {table} is longer than any that is written there")
    for number, dimensions in check_vector_tables(connection):
        _check_blocks(connection, f"vectors_{number}", dimensions)


def begin_restored_library(connection: apsw.Connection) -> None:
    """Make a checked backup safe to open: nothing in it is deleted by its own dates, and what is deleted later is erased.

    The days on which a backup says that it was used count no more; engine.store.clock waits from today on. Tool servers are
    turned off: a stranger's backup must not start a program.
    """
    with connection:
        connection.execute("DELETE FROM settings WHERE name = ?", (START_DAYS,))
        today = time.time_ns() // NANOSECONDS_A_DAY
        connection.execute("INSERT OR REPLACE INTO settings VALUES(?, ?)", (RESTORED_ON, str(today)))
        if _exists(connection, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'tool_servers'"):
            connection.execute("UPDATE tool_servers SET enabled = 0")
        for (table,) in connection.execute(FULL_TEXT_TABLES).fetchall():
            connection.execute(f"INSERT INTO {table}({table}, rank) VALUES('secure-delete', 1)")


def _columns(connection: apsw.Connection) -> dict[str, list[str]]:
    """Return the columns of text and bytes of each STRICT table: the others belong to SQLite's extensions."""
    columns: dict[str, list[str]] = {}
    sql = """SELECT t.name, c.name FROM pragma_table_list t, pragma_table_info(t.name) c
        WHERE t.schema = 'main' AND t.strict AND c.type IN ('TEXT', 'BLOB') ORDER BY t.name, c.cid"""
    for table, column in connection.execute(sql).fetchall():
        columns.setdefault(str(table), []).append(str(column))
    return columns


def _check_blocks(connection: apsw.Connection, table: str, dimensions: int) -> None:
    """Check that every block of a vec0 table has the size that sqlite-vec, and our own scan, read it by."""
    wrong = (
        f"SELECT 1 FROM {table}_chunks WHERE size <> {BLOCK} OR octet_length(validity) <> {BLOCK // 8} "
        f"OR octet_length(rowids) <> {BLOCK * _ID_BYTES} OR typeof(rowids) <> 'blob' OR typeof(validity) <> 'blob'",
        f"SELECT 1 FROM {table}_vector_chunks00 WHERE octet_length(vectors) <> {BLOCK * dimensions * 4} "
        f"OR typeof(vectors) <> 'blob'",
        f"SELECT 1 FROM {table}_rowids WHERE chunk_offset NOT BETWEEN 0 AND {BLOCK - 1} "
        f"OR typeof(chunk_offset) <> 'integer' OR typeof(chunk_id) <> 'integer' "
        f"OR chunk_id NOT IN (SELECT chunk_id FROM {table}_chunks)",
        f"SELECT 1 FROM {table}_chunks WHERE chunk_id NOT IN (SELECT rowid FROM {table}_vector_chunks00)",
    )
    if any(_exists(connection, f"{sql} LIMIT 1") for sql in wrong):
        raise BackupUnsafe(f"the blocks of {table} are not as they were written")


def _exists(connection: apsw.Connection, sql: str) -> bool:
    return bool(connection.execute(sql).fetchall())
