"""Passages in another language than the query's."""

from __future__ import annotations

from collections.abc import Iterable

import apsw

from engine.store.rows import rows
from engine.text.language import Language


def other_language(connection: apsw.Connection, chunks: Iterable[int], language: Language) -> frozenset[int]:
    """Return those of some chunks whose documents are in the other of the two languages that a query is told by."""
    sql = """SELECT k.id FROM json_each(?) j CROSS JOIN chunks k INDEXED BY chunks_with_document ON k.id = j.value
        CROSS JOIN documents d INDEXED BY documents_with_language ON d.id = k.document WHERE d.language = ?"""
    other = "en" if language == "es" else "es"
    return frozenset(int(id) for (id,) in rows(connection.execute(sql, (str(list(chunks)), other))))
