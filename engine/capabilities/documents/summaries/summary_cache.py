"""Summaries of sections in SQLite, by what they were made of. They go with the document when it is deleted for good."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from engine.store.clock import now_ms
from engine.store.database import Store
from engine.store.json_cells import decode_list


class KeptSentence(msgspec.Struct, frozen=True):
    """A sentence and the words of the section that it comes from, empty where they are not known."""

    text: str
    quote: str = ""


class SummaryCache:
    """Keeps nothing of a document that is not in the library."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, digest: bytes) -> tuple[KeptSentence, ...]:
        """Return the sentences that were made of the same text in the same way; none where it was not."""
        with self._store.read() as connection:
            sql = "SELECT CAST(sentences AS BLOB) FROM section_summaries WHERE digest = ?"
            row = connection.execute(sql, (digest,)).fetchone()
        return decode_list(row[0], KeptSentence) if row else ()

    def put(self, digest: bytes, path: str, sentences: Sequence[KeptSentence]) -> None:
        """Keep the sentences of a section of the document with this path."""
        encoded = msgspec.json.encode(sentences).decode()
        with self._store.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO section_summaries(digest, path, sentences, created_at) VALUES(?, ?, ?, ?)",
                (digest, path, encoded, now_ms()),
            )

    def forget_deleted(self) -> None:
        """Delete for good what was made of documents that are gone."""
        with self._store.write(frees_space=True) as connection:
            connection.execute("DELETE FROM section_summaries WHERE path NOT IN (SELECT path FROM documents)")
            is_any = bool(connection.changes())
        if is_any:
            self._store.checkpoint()


def section_digest(*parts: str) -> bytes:
    """Return the SHA-256 of what a summary is made of: the model, the prompt and the text."""
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "little") + encoded)
    return digest.digest()
