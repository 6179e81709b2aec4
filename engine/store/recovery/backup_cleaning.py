"""Deletes the copies that still hold what a person has deleted for good: older backups, and libraries that were replaced."""

from __future__ import annotations

from engine.store.database import Store
from engine.store.recovery import backup
from engine.store.recovery.backup import Backup
from engine.store.recovery.leftovers import remove_tree
from engine.store.recovery.replaced import replaced_libraries


def clean_backups(store: Store) -> tuple[Backup, int]:
    """Make a backup, and delete all older ones and all replaced libraries once it is checked. Return it and their number.

    Raises LibraryDamaged, DiskFull; then nothing was deleted.
    """
    store.checkpoint()
    newest = store.back_up()
    older = [found for found in backup.list_backups(store.home) if found.number != newest.number]
    replaced = replaced_libraries(store.home)
    for found in older:
        backup.remove(found)
    for folder in replaced:
        remove_tree(folder)
    return newest, len(older) + len(replaced)
