"""The stored vectors of the sentences of passages, for an answer that compares them with its question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import apsw

from engine.capabilities.documents.sentences.sentence_vectors import read_sentences
from engine.capabilities.documents.vector_table import CHUNK_VECTORS
from engine.protocol.answering.passage import Passage
from engine.store.database import Store
from engine.store.rows import rows
from engine.store.vector_tables import find_table

if TYPE_CHECKING:
    from engine.models.interfaces.text import Embeddings

NEIGHBOURS = 8
"""Chunks before and after one that may be a passage together with it: their ids follow each other."""


class PassageSentences:
    """Reads them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def vectors(self, embedder: str, passages: Sequence[Passage]) -> Mapping[str, Embeddings]:
        """Return the vectors [dimensions], normalised, of those sentences of the passages that have one, by their texts."""
        import numpy as np

        found: dict[str, Embeddings] = {}
        with self._store.read() as connection:
            table = find_table(connection, CHUNK_VECTORS, embedder)
            if table is None:
                return found
            texts = _chunk_texts(connection, passages)
            for chunk, sentences in read_sentences(connection, embedder, table.dimensions, texts).items():
                matrix = sentences.vectors.astype(np.float32)
                matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1.0)
                for (start, end), vector in zip(sentences.spans.tolist(), matrix, strict=True):
                    found[texts[chunk][start:end]] = vector
        return found


def _chunk_texts(connection: apsw.Connection, passages: Sequence[Passage]) -> dict[int, str]:
    """Return the texts of the chunks that passages are made of, which may be several neighbours, by their ids."""
    sql = """SELECT id, text FROM chunks WHERE id BETWEEN ? AND ? AND document = ? AND page = ? AND start_offset >= ?
        AND end_offset <= ?"""
    texts: dict[int, str] = {}
    for passage in (passage for passage in passages if not passage.message):
        near = passage.chunk - NEIGHBOURS, passage.chunk + NEIGHBOURS
        bound = (*near, passage.document, passage.page, passage.start, passage.end)
        texts |= {int(id): str(text) for id, text in rows(connection.execute(sql, bound))}
    return texts
