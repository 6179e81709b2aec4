"""Rows as a damaged file, or somebody who wants to do harm, has them: no CHECK of the schema holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import apsw

from engine.store.database import Store


@contextmanager
def unchecked(store: Store) -> Iterator[apsw.Connection]:
    """Give this thread's connection, outside a transaction, which for now takes any value."""
    with store.write() as connection:
        pass
    list(connection.execute("PRAGMA ignore_check_constraints=1"))
    try:
        yield connection
    finally:
        list(connection.execute("PRAGMA ignore_check_constraints=0"))
