"""Opens a library with a migration that kills this process after so many statements."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import apsw

from engine.store import migrations
from engine.store.database import Store
from engine.store.migrations import Migration

STATEMENTS = (
    "CREATE TABLE added(a TEXT) STRICT",
    "INSERT INTO added SELECT text FROM messages",
    "UPDATE messages SET text = text || ' migrada'",
    "INSERT INTO messages_fts(messages_fts) VALUES('rebuild')",
    "CREATE INDEX added_a ON added(a)",
)


def steps(killed_after: int | None) -> tuple[Migration, ...]:
    def run(connection: apsw.Connection) -> None:
        for number, statement in enumerate(STATEMENTS):
            if number == killed_after:
                os.kill(os.getpid(), signal.SIGKILL)
            connection.execute(statement)

    known = migrations.discover()
    return (*known, Migration(len(known) + 1, run))


if __name__ == "__main__":
    Store.open(Path(sys.argv[1]), steps=steps(int(sys.argv[2])))
    os.kill(os.getpid(), signal.SIGKILL)  # committed, and not yet closed
