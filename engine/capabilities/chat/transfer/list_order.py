"""Puts imported conversations at the places in the list that belong to their times."""

from __future__ import annotations

from collections.abc import Sequence

import apsw


def merge_by_time(connection: apsw.Connection, added: Sequence[int]) -> list[int]:
    """Give the added conversations places among the others, whose own order stays; return them, the newest first.

    Each comes above the first one that was not changed after it.
    """
    new = set(added)
    rows = connection.execute("SELECT id, changed_at FROM conversations ORDER BY position DESC, id DESC").fetchall()
    listed = [(int(str(id)), int(str(changed_at))) for id, changed_at in rows]
    incoming = sorted((row for row in listed if row[0] in new), key=lambda row: (row[1], row[0]))
    order: list[int] = []
    for id, changed_at in (row for row in listed if row[0] not in new):
        while incoming and incoming[-1][1] >= changed_at:
            order.append(incoming.pop()[0])
        order.append(id)
    order += [id for id, _ in reversed(incoming)]
    if new:
        positions = [(len(order) - at, id) for at, id in enumerate(order)]
        connection.executemany("UPDATE conversations SET position = ? WHERE id = ?", positions)
    return [id for id in order if id in new]
