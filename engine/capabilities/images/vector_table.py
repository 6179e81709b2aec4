"""The images' vectors: one for each image, registered with the store."""

from __future__ import annotations

from engine.store.vector_tables import VectorTableSpec

IMAGE_VECTORS = VectorTableSpec(
    rows_table="images",
    embedded_counts="""SELECT encoder, count(*) FROM images
        WHERE state = 'indexed' AND deleted_at IS NULL AND missing_since IS NULL GROUP BY encoder""",
    missing_count="""SELECT count(*) FROM images
        WHERE state = 'indexed' AND encoder = ? AND id NOT IN (SELECT rowid FROM vectors_{id}_rowids)""",
)
