"""The folders of pictures that a person gave: which are watched, which were removed."""

from __future__ import annotations

from collections.abc import Sequence

import apsw

from engine.capabilities.images.picture_rows import listed_folders, path_bounds
from engine.protocol.errors import NotFound
from engine.store.clock import now_ms
from engine.store.database import Store
from engine.store.rows import rows


class FolderStore:
    """Writes the list of folders. A folder is removed, and restored, together with its pictures."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, paths: Sequence[str]) -> None:
        """Watch these folders from now on. A folder in another of the list is not listed itself; a removed one is restored."""
        with self._store.write() as connection:
            for path in paths:
                self.restore(path)
                if not any(path.startswith(path_bounds(folder)[0]) for folder in listed_folders(connection)):
                    connection.execute(
                        "INSERT INTO image_folders(path, changed_at) VALUES(?, ?) ON CONFLICT(path) DO NOTHING",
                        (path, now_ms()),
                    )

    def set_watched(self, path: str, watched: bool) -> None:
        """Watch a folder or stop watching it. Raises NotFound."""
        with self._store.write() as connection:
            _check_listed(connection, path)
            connection.execute("UPDATE image_folders SET watched = ? WHERE path = ?", (watched, path))

    def remove(self, path: str) -> None:
        """Hide a folder with its pictures, except those that are in another listed folder too. Raises NotFound."""
        with self._store.write(frees_space=True) as connection:
            _check_listed(connection, path)
            ((latest,),) = rows(connection.execute("SELECT coalesce(max(deleted_at), 0) FROM images"))
            now = max(now_ms(), latest + 1)  # tells its pictures from those removed before in the same millisecond
            connection.execute("UPDATE image_folders SET deleted_at = ? WHERE path = ?", (now, path))
            others = [path_bounds(folder) for folder in listed_folders(connection)]
            outside = "".join(" AND NOT (path >= ? AND path < ?)" for _ in others)
            bounds = [bound for other in others for bound in other]
            connection.execute(
                f"UPDATE images SET deleted_at = ? WHERE path >= ? AND path < ? AND deleted_at IS NULL{outside}",
                (now, *path_bounds(path), *bounds),
            )

    def restore(self, path: str) -> None:
        """Bring a removed folder back with the pictures that were removed with it."""
        with self._store.write() as connection:
            removed = connection.execute(
                "SELECT deleted_at FROM image_folders WHERE path = ? AND deleted_at > 0", (path,)
            )
            for (deleted_at,) in list(rows(removed)):
                connection.execute("UPDATE image_folders SET deleted_at = NULL WHERE path = ?", (path,))
                connection.execute(
                    "UPDATE images SET deleted_at = NULL WHERE path >= ? AND path < ? AND deleted_at = ?",
                    (*path_bounds(path), deleted_at),
                )


def _check_listed(connection: apsw.Connection, path: str) -> None:
    """Raise NotFound for a folder that is not in the list."""
    if path not in listed_folders(connection):
        raise NotFound(f"folder {path}")
