"""Check that a folder of conversations is there, for all that write or search in one."""

from __future__ import annotations

import apsw

from engine.protocol.errors import NotFound


def require_folder(connection: apsw.Connection, folder: int) -> None:
    """Raise NotFound where there is no such folder of conversations, or it was deleted."""
    sql = "SELECT 1 FROM conversation_folders WHERE id = ? AND deleted_at IS NULL"
    if connection.execute(sql, (folder,)).fetchone() is None:
        raise NotFound("folder")
