"""Which document each chunk belongs to, in memory: a search narrowed to some documents has to know it of all chunks at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import apsw

from engine.store.rows import rows

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ids = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]
    Allowed = Callable[[Ids], Mask]


class ChunkOwners:
    """Documents by chunk. Chunks keep their document and ids are never used again, so that only new ones are read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owners: npt.NDArray[np.int32] | None = None

    def allowed(self, connection: apsw.Connection, documents: Ids) -> Allowed:
        """Return what tells of chunk ids [n] which belong to one of the `documents`; 0 belongs to none."""
        import numpy as np

        owners = self._updated(connection)
        table = np.zeros(max(int(documents.max(initial=0)), int(owners.max(initial=0))) + 1, bool)
        table[documents] = True

        def is_allowed(ids: Ids) -> Mask:
            if ids.max(initial=0) >= len(owners):  # a chunk that came since
                ids = np.where(ids < len(owners), ids, 0)
            mask: Mask = table[owners[ids]]
            return mask

        return is_allowed

    def owners(self, connection: apsw.Connection, chunks: list[int]) -> list[int]:
        """Return the documents of some chunks, 0 for one that was never there."""
        owners = self._updated(connection)
        return [int(owners[id]) if id < len(owners) else 0 for id in chunks]

    def _updated(self, connection: apsw.Connection) -> npt.NDArray[np.int32]:
        import numpy as np

        with self._lock:
            known = np.zeros(1, np.int32) if self._owners is None else self._owners
            ((last,),) = rows(connection.execute("SELECT coalesce(max(id), 0) FROM chunks"))
            if last >= len(known):
                owners = np.zeros(int(last) + 1, np.int32)
                owners[: len(known)] = known
                _read_new(connection, owners, len(known))
                self._owners = known = owners
            return known


def _read_new(connection: apsw.Connection, owners: npt.NDArray[np.int32], first: int) -> None:
    """Read the documents of the chunks from the id `first` on. SQLite joins the ids: a million take 0.2 s rather than 0.6."""
    from engine.store.searching.inverted_index_writer import numbers

    sql = "SELECT document, group_concat(id) FROM chunks WHERE id >= ? GROUP BY document"
    for document, joined in rows(connection.execute(sql, (first,))):
        owners[numbers(joined)] = document
