"""Deletes the copies that still hold what a person has deleted for good: older backups, and libraries that were replaced."""

from __future__ import annotations

from pathlib import Path

from engine.store.recovery import backup
from engine.store.recovery.backup import Backup
from engine.store.recovery.leftovers import remove_tree
from engine.store.recovery.replaced import replaced_libraries


def delete_older_copies(home: Path, newest: Backup) -> int:
    """Delete all backups before the `newest`, which has been checked, and all replaced libraries; return how many."""
    older = [found for found in backup.list_backups(home) if found.number < newest.number]
    replaced = replaced_libraries(home)
    for found in older:
        backup.remove(found)
    for folder in replaced:
        remove_tree(folder)
    return len(older) + len(replaced)
