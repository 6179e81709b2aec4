"""Traits that searches are narrowed by: a document's author, day and language."""

from __future__ import annotations

import apsw

from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import FileContents, PartContents
from engine.store.database import Store
from engine.store.rows import rows
from engine.text.language_identification import UNSURE_BELOW, LanguageIdentifier

TOGETHER = 50
"""Documents whose languages are kept in one transaction."""
CHARACTERS = 600
"""Of a document, from its beginning: more tells no more, and 300 took 0.5 ms."""


def note_particulars(connection: apsw.Connection, document: int, read: FileContents | PartContents) -> None:
    """Keep the author and the day that a file tells."""
    author, day = read.particulars.author, read.particulars.day
    if author or day:
        connection.execute("UPDATE documents SET author = ?, day = ? WHERE id = ?", (author, day, document))


class DocumentLanguages:
    """Identifies the language of documents that came since the last time."""

    def __init__(self, store: Store) -> None:
        self._store, self._identifier = store, LanguageIdentifier()

    def identify(self, is_cancelled: IsCancelled) -> None:
        """Identify the languages that are missing, and keep them some at a time; a cancel leaves the rest for another time."""
        while not is_cancelled() and (texts := self._unidentified()):
            languages = [(self._language(text), id) for id, text in texts]
            with self._store.write() as connection:
                connection.executemany("UPDATE documents SET language = ? WHERE id = ?", languages)

    def _unidentified(self) -> list[tuple[int, str]]:
        with self._store.read() as connection:
            listed = connection.execute(
                """SELECT d.id, (SELECT substr(p.text, 1, ?) FROM pages p WHERE p.document = d.id AND p.text <> ''
                   ORDER BY p.number LIMIT 1) FROM documents d WHERE d.language = '?' LIMIT ?""",
                (CHARACTERS, TOGETHER),
            )
            return [(int(id), str(text or "")) for id, text in rows(listed)]

    def _language(self, text: str) -> str:
        likely = self._identifier.probabilities(text, 1)
        return likely[0][0] if likely and likely[0][1] >= UNSURE_BELOW else ""
