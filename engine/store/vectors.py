"""Vectors of one kind of row, a table for each model: vec0 rows are the truth, an int8 index makes the scan fast.

A search scans the int8 index and computes the best again from SQLite in float32: exact in practice, and 20 times faster than
sqlite-vec's own scan. The arithmetic is in `vector_scan`, imported when it is first needed: the engine is ready before any
native library is loaded.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from engine.store.database import Store
from engine.store.vector_tables import (
    Candidates,
    Matches,
    VectorTable,
    VectorTableSpec,
    count_change,
    count_rows,
    drop_table,
    ensure_table,
    find_table,
    list_tables,
    rewrite_table,
)

if TYPE_CHECKING:
    from engine.store.int8_index import Floats, Ids, Int8Index
    from engine.store.vector_scan import Allowed, Metric


class VectorStore:
    """The vectors of one VectorTableSpec, by model and row id.

    Methods that take a connection work inside the caller's transaction; `search`, `scores`, `exact_scores` and `read` open
    their own. A model that has made no vectors is no error: nothing is found.
    """

    def __init__(self, store: Store, spec: VectorTableSpec) -> None:
        store.register(spec)
        self._store, self._spec = store, spec
        self._indexes: dict[int, tuple[int, Int8Index]] = {}
        self._scanning = threading.Lock()

    def add(
        self,
        connection: apsw.Connection,
        model: str,
        dimensions: int,
        collection: int,
        ids: Sequence[int],
        vectors: bytes,
    ) -> None:
        """Add the vectors of `ids`: float16, little endian, [ids, dimensions], L2-normalised.

        Raises ValueError when the model's vectors have another length, and apsw.Error for an id that already has a vector.
        """
        from engine.store import vector_scan

        table = ensure_table(connection, self._spec, model, dimensions)
        rows = vector_scan.as_float32(vectors, dimensions)
        connection.executemany(
            f"INSERT INTO {table.name}(rowid, collection, embedding) VALUES(?, ?, ?)",
            ((id, collection, row) for id, row in zip(ids, rows, strict=True)),
        )
        count_change(connection, table)

    def remove(self, connection: apsw.Connection, ids: Sequence[int], model: str = "") -> None:
        """Remove the vectors of `ids` made by `model`, or by every model. A table left mostly empty is rewritten."""
        from engine.store import vector_scan

        for name, table in list_tables(connection, self._spec):
            if model and model != name:
                continue
            connection.executemany(f"DELETE FROM {table.name} WHERE rowid = ?", ((id,) for id in ids))
            if vector_scan.is_mostly_empty(connection, table):
                rewrite_table(connection, table)
            count_change(connection, table)

    def search(
        self,
        model: str,
        query: Floats,
        collections: Sequence[int] = (),
        k: int = 10,
        hidden: Sequence[int] = (),
        allowed: Allowed | None = None,
    ) -> Matches:
        """Return the k nearest to `query` [dimensions], normalised, in these collections (empty: all), without `hidden` ids.

        Where it is given, `allowed` returns for row ids [n] which of them count.
        """
        from engine.store import vector_scan

        with self._scanning, self._store.read() as connection:
            table = find_table(connection, self._spec, model)
            if table is None or table.dimensions != len(query):
                return Matches()
            index = self._updated_index(connection, table)
            return vector_scan.search(connection, table, index, query, collections, k, hidden, allowed)

    def scores(self, model: str, queries: Floats) -> tuple[Ids, Floats]:
        """Return the ids [n] of all vectors and their int8 cosines [queries, n] with `queries` [queries, dimensions].

        The cosines are exact to about 0.005.
        """
        from engine.store import vector_scan

        with self._scanning, self._store.read() as connection:
            table = find_table(connection, self._spec, model)
            if table is None or table.dimensions != queries.shape[1]:
                return vector_scan.no_scores(len(queries))
            return vector_scan.scores(self._updated_index(connection, table), queries)

    def exact_scores(self, model: str, ids: Ids, query: Floats) -> dict[int, float]:
        """Return the exact cosine with `query` [dimensions] of each of `ids` that has a vector."""
        from engine.store import vector_scan

        with self._scanning, self._store.read() as connection:
            table = find_table(connection, self._spec, model)
            if table is None or not len(ids):
                return {}
            return vector_scan.exact_scores(connection, table, self._updated_index(connection, table), ids, query)

    def candidates(
        self,
        model: str,
        query: Floats,
        aim: Floats,
        most: Mapping[int, int],
        hidden: Sequence[int] = (),
        metric: Metric | None = None,
    ) -> Candidates:
        """Return of each collection as many of the nearest to `aim` [dimensions] as `most` says, without `hidden` ids.

        Their cosines with `aim` and with `query` [dimensions] are those of int8, exact to about 0.005. Each comes with its
        nearness to everything. With a `metric` these nearest are compared with `aim` by that.
        """
        from engine.store import vector_scan

        with self._scanning, self._store.read() as connection:
            table = find_table(connection, self._spec, model)
            if table is None or table.dimensions != len(query):
                return Candidates()
            return vector_scan.candidates(self._updated_index(connection, table), query, aim, most, hidden, metric)

    def models(self, connection: apsw.Connection) -> tuple[str, ...]:
        """Return the models that have vectors here, newest first."""
        tables = list_tables(connection, self._spec)
        return tuple(model for model, table in tables if _has_rows(connection, table))

    def ids_sql(self, connection: apsw.Connection, model: str) -> str:
        """Return SQL that selects the ids of the rows that have a vector of this model."""
        table = find_table(connection, self._spec, model)
        return f"SELECT rowid FROM {table.name}_rowids" if table else "SELECT 0 WHERE 0"

    def covers(self, connection: apsw.Connection, model: str, other: str) -> bool:
        """Tell whether `model` has a vector of every row that `other` has one of."""
        ours, theirs = self.ids_sql(connection, model), self.ids_sql(connection, other)
        return not count_rows(connection, f"SELECT EXISTS({theirs} WHERE rowid NOT IN ({ours}))")

    def read(self, model: str, ids: Sequence[int]) -> dict[int, Floats]:
        """Return the stored float32 vector [dimensions] of each of `ids` that has one."""
        import numpy as np

        with self._store.read() as connection:
            table = find_table(connection, self._spec, model)
            if table is None:
                return {}
            sql = f"SELECT embedding FROM {table.name} WHERE rowid = ?"
            stored = {int(id): connection.execute(sql, (int(id),)).fetchone() for id in ids}
            return {id: np.frombuffer(row[0], "<f4") for id, row in stored.items() if row and isinstance(row[0], bytes)}

    def active_model(self, connection: apsw.Connection) -> str | None:
        """Return the model to search with: the newest that has embedded everything, else the one that has embedded most."""
        models = [model for model, _ in list_tables(connection, self._spec)]
        if len(models) < 2:  # nothing to count: that takes 25 ms for 50,000 documents
            return next(iter(models), None)
        embedded = {str(model): int(str(count)) for model, count in connection.execute(self._spec.embedded_counts)}
        counts = {model: embedded.get(model, 0) for model in models}
        total = sum(counts.values())
        complete = (model for model, count in counts.items() if count == total)
        return next(complete, max(counts, key=lambda model: counts[model], default=None))

    def drop_model(self, connection: apsw.Connection, model: str) -> None:
        """Delete all vectors of a model that is no longer used."""
        table = find_table(connection, self._spec, model)
        if table is None:
            return
        drop_table(connection, table)
        self._indexes.pop(table.number, None)
        for suffix in (".i8", ".res", ".ids"):
            self._index_path(table).with_suffix(suffix).unlink(missing_ok=True)

    def erase_removed(self) -> None:
        """Erase removed vectors from the int8 indexes too, which otherwise follow at the next search."""
        with self._scanning, self._store.read() as connection:
            for _, table in list_tables(connection, self._spec):
                if self._index_path(table).exists():
                    self._updated_index(connection, table).save()

    def count(self, connection: apsw.Connection, model: str) -> int:
        """Return the number of vectors of this model."""
        table = find_table(connection, self._spec, model)
        return count_rows(connection, f"SELECT count(*) FROM {table.name}_rowids") if table else 0

    def _updated_index(self, connection: apsw.Connection, table: VectorTable) -> Int8Index:
        """Return the int8 index as of this transaction: only what changed since the last search is read."""
        from engine.store import vector_scan
        from engine.store.int8_index import Int8Index

        generation, index = self._indexes.get(table.number) or (None, None)
        if index is None:
            index = Int8Index(self._index_path(table), table.dimensions)
        if generation != table.generation:
            vector_scan.update_index(connection, table, index)
            self._indexes[table.number] = (table.generation, index)
        return index

    def _index_path(self, table: VectorTable) -> Path:
        return self._store.home / f"vectors-{table.number}.i8"


def _has_rows(connection: apsw.Connection, table: VectorTable) -> bool:
    return bool(count_rows(connection, f"SELECT EXISTS(SELECT 1 FROM {table.name}_rowids)"))
