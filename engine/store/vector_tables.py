"""The tables that hold vectors: one sqlite-vec table for each model and each capability's kind of row.

`vector_tables` lists them. Two kinds of row never share a table: chunk 7 and image 7 are two things.
"""

from __future__ import annotations

from collections.abc import Iterator

import apsw
import msgspec

BLOCK = 256
"""Vectors in one block of a vec0 table: its `chunk_size`."""

_COLUMNS = "id, dimensions, generation"


class VectorTableSpec(msgspec.Struct, frozen=True):
    """A kind of vectors, registered by the capability that owns the rows they stand for."""

    rows_table: str
    """The SQL table of those rows; a vector's rowid is the row's id."""
    embedded_counts: str
    """SQL for (model, number of documents or images that the model has embedded)."""
    missing_count: str
    """SQL that counts the rows that should have a vector of the model bound to `?` and are not in vectors_{id}_rowids."""


class FullTextSpec(msgspec.Struct, frozen=True):
    """A keyword index that may lag behind its table: it is not checked while `pending` (SQL) counts unfinished rows."""

    table: str
    pending: str


class Matches(msgspec.Struct, frozen=True):
    """The nearest vectors and how the query compares with all of them."""

    best: tuple[tuple[int, float], ...] = ()
    """(row id, cosine), best first."""
    mean: float = 0.0
    deviation: float = 0.0
    """Mean and standard deviation of the cosines of all `scanned` vectors, to standardise by."""
    scanned: int = 0


class Candidate(msgspec.Struct, frozen=True):
    """A near vector: its row's id and collection, its cosines with the query and with the aim, and its nearness to everything.

    `nearness` is the mean cosine with its nearest in a sample of all vectors: high for short texts without content, which are
    near to any query. It is 0 where there are few vectors.
    """

    id: int
    collection: int
    cosine: float
    aimed: float
    nearness: float


class Candidates(msgspec.Struct, frozen=True):
    """The nearest vectors, and mean and standard deviation of the cosines of all `scanned` ones, with the query and the aim."""

    best: tuple[Candidate, ...] = ()
    mean: float = 0.0
    deviation: float = 0.0
    scanned: int = 0
    aimed_mean: float = 0.0
    aimed_deviation: float = 0.0


class VectorTable(msgspec.Struct, frozen=True):
    """One vec0 table. `generation` counts its changes."""

    number: int
    dimensions: int
    generation: int

    @property
    def name(self) -> str:
        """The table's name in SQLite."""
        return f"vectors_{self.number}"


def find_table(connection: apsw.Connection, spec: VectorTableSpec, model: str) -> VectorTable | None:
    """Return the table of a model's vectors, None where it has made none."""
    sql = f"SELECT {_COLUMNS} FROM vector_tables WHERE rows_table = ? AND model = ?"
    return next((VectorTable(*row) for row in connection.execute(sql, (spec.rows_table, model))), None)


def list_tables(connection: apsw.Connection, spec: VectorTableSpec) -> list[tuple[str, VectorTable]]:
    """Return (model, table) of every model that has made vectors of this kind, newest first."""
    sql = f"SELECT model, {_COLUMNS} FROM vector_tables WHERE rows_table = ? ORDER BY id DESC"
    return [(str(model), VectorTable(*row)) for model, *row in connection.execute(sql, (spec.rows_table,))]


def ensure_table(connection: apsw.Connection, spec: VectorTableSpec, model: str, dimensions: int) -> VectorTable:
    """Return the table of a model's vectors and create it when it is missing.

    Raises ValueError when the table holds vectors of another length.
    """
    table = find_table(connection, spec, model)
    if table is None:
        connection.execute(
            "INSERT INTO vector_tables(rows_table, model, dimensions) VALUES(?, ?, ?)",
            (spec.rows_table, model, dimensions),
        )
        table = VectorTable(connection.last_insert_rowid(), dimensions, 0)
        create_vec0_table(connection, table.number, table.dimensions)
    if table.dimensions != dimensions:
        raise ValueError(f"{model} makes {table.dimensions} dimensions, not {dimensions}")
    return table


def create_vec0_table(connection: apsw.Connection, number: int, dimensions: int) -> None:
    """Create the empty table vectors_{number} for float32 vectors of that length. Raises apsw.SQLError if it is there."""
    connection.execute(
        f"CREATE VIRTUAL TABLE vectors_{number} USING vec0("
        f"collection integer partition key, embedding float[{dimensions}], chunk_size={BLOCK})"
    )


def drop_table(connection: apsw.Connection, table: VectorTable) -> None:
    """Delete a table with its vectors, and its entry in `vector_tables`; the rows that had the vectors stay."""
    connection.execute(f"DROP TABLE {table.name}")
    connection.execute("DELETE FROM vector_tables WHERE id = ?", (table.number,))


def count_change(connection: apsw.Connection, table: VectorTable) -> None:
    """Raise the table's generation by one, so that its int8 index is updated."""
    connection.execute("UPDATE vector_tables SET generation = generation + 1 WHERE id = ?", (table.number,))


def rewrite_table(connection: apsw.Connection, table: VectorTable) -> None:
    """Copy a table into a new one, which frees space: sqlite-vec keeps a deleted vector's until its whole block is empty."""
    connection.execute("CREATE TABLE moving(id INTEGER PRIMARY KEY, collection INTEGER, embedding BLOB)")
    connection.execute(f"INSERT INTO moving SELECT rowid, collection, embedding FROM {table.name}")
    connection.execute(f"DROP TABLE {table.name}")
    create_vec0_table(connection, table.number, table.dimensions)
    connection.execute(f"INSERT INTO {table.name}(rowid, collection, embedding) SELECT * FROM moving")
    connection.execute("DROP TABLE moving")


def check_vectors(connection: apsw.Connection, spec: VectorTableSpec) -> Iterator[str]:
    """Yield a line for each table with vectors that stand for no row, and for each with rows that lack their vector."""
    for model, table in list_tables(connection, spec):
        rowids = f"{table.name}_rowids"
        stray = f"SELECT count(*) FROM {rowids} WHERE rowid NOT IN (SELECT id FROM {spec.rows_table})"
        if count := count_rows(connection, stray):
            yield f"{count} vectors of {model} without their {spec.rows_table}"
        if count := count_rows(connection, spec.missing_count.format(id=table.number), model):
            yield f"{count} {spec.rows_table} without their vector of {model}"


def count_rows(connection: apsw.Connection, sql: str, *bound: apsw.SQLiteValue) -> int:
    """Return the whole number that `sql` selects: one row with one column."""
    return int(str(connection.execute(sql, bound).fetchall()[0][0]))
