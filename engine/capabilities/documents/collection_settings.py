"""Settings that the person chose for a collection, kept as JSON with its row."""

from __future__ import annotations

import apsw
import msgspec

from engine.protocol.children.chunking import USUAL, Chunking
from engine.protocol.errors import NotFound
from engine.store.clock import now_ms
from engine.store.json_cells import decode_cell
from engine.store.rows import rows


class CollectionSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the documents of a collection are cut, whether its folders are followed, and which of their files are taken.

    `include` and `exclude` are patterns, see engine.files.patterns.
    """

    chunking: Chunking = USUAL
    is_followed: bool = True
    on_battery: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


def collection_id(connection: apsw.Connection, name: str) -> int:
    """Return the id of a collection. Raises NotFound."""
    sql = "SELECT id FROM collections WHERE name = ? AND deleted_at IS NULL"
    ids = [int(id) for (id,) in rows(connection.execute(sql, (name,)))]
    if not ids:
        raise NotFound(f"collection {name}")
    return ids[0]


def settings_of(connection: apsw.Connection, collection: int) -> CollectionSettings:
    """Return the settings of a collection, the usual ones where it has none."""
    sql = "SELECT CAST(settings AS BLOB) FROM collections WHERE id = ?"
    cells = [cell for (cell,) in rows(connection.execute(sql, (collection,)))]
    return decode_settings(cells[0]) if cells else CollectionSettings()


def decode_settings(cell: object) -> CollectionSettings:
    """Return the settings in a cell, the usual ones where it holds none that we wrote."""
    return decode_cell(cell, CollectionSettings) or CollectionSettings()


def save_settings(connection: apsw.Connection, collection: int, settings: CollectionSettings) -> None:
    """Keep the settings of a collection."""
    cell = "" if settings == CollectionSettings() else msgspec.json.encode(settings).decode()
    sql = "UPDATE collections SET settings = ?, changed_at = ? WHERE id = ?"
    connection.execute(sql, (cell, now_ms(), collection))


def with_chunking(settings: CollectionSettings, chunking: Chunking) -> CollectionSettings:
    """Return the settings with another choice of how documents are cut."""
    return msgspec.structs.replace(settings, chunking=chunking)
