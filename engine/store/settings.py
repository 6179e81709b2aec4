"""Settings that belong to the library rather than to the window, by name."""

from __future__ import annotations

from engine.store.database import Store


class LibrarySettings:
    """Texts by name, such as the chosen model of each kind."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, name: str) -> str | None:
        """Return a setting, None where it was never set."""
        with self._store.read() as connection:
            row = next(iter(connection.execute("SELECT value FROM settings WHERE name = ?", (name,))), None)
        return None if row is None else str(row[0])

    def set(self, name: str, value: str) -> None:
        """Save a setting. Raises DiskFull, LibraryReadOnly."""
        with self._store.write() as connection:
            connection.execute(
                "INSERT INTO settings VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
                (name, value),
            )
