"""The folders of collections: which are followed, which are not there now, how many documents each has."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import closing

import apsw
import msgspec

from engine.capabilities.documents.api import ATTACHED
from engine.capabilities.documents.api.following import CollectionChanged, FolderNotFollowed, FollowEvent
from engine.capabilities.documents.collection_settings import CollectionSettings, decode_settings
from engine.files.names import is_folder
from engine.files.walk import is_under
from engine.files.watch import QUIET_SECONDS, UnwatchedFolder, watch_folders
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import DOCUMENT_SUFFIXES
from engine.store.json_cells import decode_list
from engine.store.rows import rows

BEAT_SECONDS = 10.0
"""Between two looks whether the computer is plugged in again."""


class FollowedCollection(msgspec.Struct, frozen=True):
    """A collection with its folders and settings."""

    name: str
    folders: tuple[str, ...]
    settings: CollectionSettings


def collections(connection: apsw.Connection) -> list[FollowedCollection]:
    """Return the collections that are made of folders; what is attached to conversations is not."""
    sql = """SELECT name, CAST(folders AS BLOB), CAST(settings AS BLOB) FROM collections
        WHERE deleted_at IS NULL AND name <> ? ORDER BY name"""
    listed = rows(connection.execute(sql, (ATTACHED,)))
    return [FollowedCollection(str(name), decode_list(cell, str), decode_settings(kept)) for name, cell, kept in listed]


def count_documents(connection: apsw.Connection, collection: int, folder: str) -> int:
    """Return how many documents of a collection are in a folder, or are this file."""
    sql = "SELECT path FROM documents WHERE collection = ? AND deleted_at IS NULL AND parent IS NULL"
    return sum(is_under(str(path), [folder]) for (path,) in rows(connection.execute(sql, (collection,))))


def follow(
    followed: list[FollowedCollection],
    is_on_battery: Callable[[], bool],
    is_cancelled: IsCancelled,
    quiet_seconds: float = QUIET_SECONDS,
    beat_seconds: float = BEAT_SECONDS,
) -> Generator[FollowEvent, None, None]:
    """Yield the collections in whose folders something changed, until cancelled. What waits for the mains comes together."""
    by_name = {collection.name: collection for collection in followed if collection.settings.is_followed}
    folders = sorted({folder for each in by_name.values() for folder in each.folders if is_folder(folder)})
    waiting: dict[str, set[str]] = {}
    watched = watch_folders(folders, DOCUMENT_SUFFIXES, is_cancelled, quiet_seconds, beat_seconds)
    with closing(watched) as changes:
        for change in changes:
            if isinstance(change, UnwatchedFolder):
                yield from _not_followed(by_name, change)
                continue
            for name, collection in by_name.items():
                if own := {folder for folder in change if is_under(folder, collection.folders)}:
                    waiting.setdefault(name, set()).update(own)
            if not waiting:
                continue
            on_battery = is_on_battery()
            for name in [name for name in waiting if by_name[name].settings.on_battery or not on_battery]:
                yield CollectionChanged(name, tuple(sorted(waiting.pop(name))))


def _not_followed(
    by_name: Mapping[str, FollowedCollection], change: UnwatchedFolder
) -> Generator[FollowEvent, None, None]:
    for name, collection in by_name.items():
        if change.folder in collection.folders:
            yield FolderNotFollowed(name, change.folder, change.detail)
