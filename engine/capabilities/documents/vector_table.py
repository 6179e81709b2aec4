"""The documents' vectors: one for each chunk, registered with the store."""

from __future__ import annotations

from engine.store.vector_tables import VectorTableSpec

CHUNK_VECTORS = VectorTableSpec(
    rows_table="chunks",
    embedded_counts="""SELECT embedder, count(*) FROM documents WHERE state = 'indexed' AND deleted_at IS NULL
        GROUP BY embedder""",
    missing_count="""SELECT count(*) FROM chunks c JOIN documents d ON d.id = c.document
        WHERE d.state = 'indexed' AND d.embedder = ? AND c.id NOT IN (SELECT rowid FROM vectors_{id}_rowids)""",
)
