"""Commits numbered messages until it is killed, and prints each number once it is committed."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from engine.store.database import Store
from tests.engine.store import message_rows


def main(home: Path) -> None:
    store = Store.open(home)
    vectors = message_rows.vector_store(store)
    with store.read() as connection:
        done = int(str(connection.execute("SELECT coalesce(max(id), 0) FROM messages").fetchall()[0][0]))
    if not done:
        with store.write() as connection:
            message_rows.insert_conversation(connection)
    for number in count(done + 1):
        with store.write() as connection:
            message_rows.insert_message(connection, vectors, number)
        print(number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
