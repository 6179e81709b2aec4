"""Deletes classifiers for good, with their examples and the embeddings of these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.store.database import Store
from engine.store.rows import rows

if TYPE_CHECKING:
    import apsw


def removed_classifiers(store: Store) -> tuple[int, ...]:
    """Return the ids of the removed classifiers."""
    with store.read() as connection:
        removed = rows(connection.execute("SELECT id FROM classifiers WHERE deleted_at IS NOT NULL"))
        return tuple(int(id) for (id,) in removed)


def purge_classifiers(store: Store, ids: Sequence[int]) -> int:
    """Delete classifiers, removed before or not; return how many there were.

    Backups keep them until they are thinned out, or cleaned (engine.store.recovery.backup_cleaning).
    """
    with store.write(frees_space=True) as connection:
        count = 0
        for id in ids:
            connection.execute("DELETE FROM classifiers WHERE id = ?", (id,))
            count += connection.changes()
        delete_orphans(connection)
    store.checkpoint()
    return count


def delete_orphans(connection: apsw.Connection) -> None:
    """Delete the examples of classifiers that are gone, and embeddings of texts that are no longer examples."""
    for table in ("examples", "learned_texts"):
        connection.execute(f"DELETE FROM {table} WHERE classifier NOT IN (SELECT id FROM classifiers)")
    connection.execute("DELETE FROM text_embeddings WHERE hash NOT IN (SELECT hash FROM examples)")
