"""Question sets of a person's own documents: passages that they marked as answers, and their export as a test collection."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import apsw

from engine.capabilities.documents.api.evaluation import (
    EvaluateRetrieval,
    ExportQuestionSet,
    ListQuestionSets,
    MarkAnswer,
    QuestionSet,
    QuestionSets,
    RemoveQuestionSet,
)
from engine.files.atomic_file import write_text_atomically
from engine.files.names import named_path
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done
from engine.protocol.errors import BadRequest, NotFound
from engine.store.clock import now_ms
from engine.store.database import Store
from engine.store.rows import rows

FILES = ("corpus.jsonl", "queries.jsonl", "qrels.tsv")
_PLACES = """marked_answers m JOIN documents d ON d.path = m.path AND d.deleted_at IS NULL
    JOIN collections c ON c.id = d.collection AND c.deleted_at IS NULL AND (c.name = m.collection
        OR NOT EXISTS(SELECT 1 FROM collections WHERE name = m.collection AND deleted_at IS NULL)) WHERE m.set_name = ?"""
"""A renamed collection is found by its documents."""
_MARKED = f"SELECT m.question, d.id FROM {_PLACES} ORDER BY m.id, d.id"
_DOCUMENTS = f"""SELECT id, title, path FROM documents WHERE deleted_at IS NULL AND state <> 'failed'
    AND collection IN (SELECT d.collection FROM {_PLACES}) ORDER BY id"""


class QuestionSetStore:
    """Handlers that answer at once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def mark(self, request: MarkAnswer, _: IsCancelled) -> Done:
        """Note an answer. Raises NotFound, BadRequest."""
        name, question = " ".join(request.name.split()), " ".join(request.question.split())
        if not name or not question:
            raise BadRequest("a set has a name, and an answer a question")
        with self._store.write() as connection:
            sql = """SELECT c.name, d.path FROM documents d JOIN collections c ON c.id = d.collection
                WHERE d.id = ? AND d.deleted_at IS NULL"""
            found = next(iter(rows(connection.execute(sql, (request.document,)))), None)
            if found is None:
                raise NotFound("document")
            connection.execute(
                """INSERT OR REPLACE INTO marked_answers(set_name, question, collection, path, page, passage, marked_at)
                   VALUES(?, ?, ?, ?, ?, ?, ?)""",
                (name, question, *found, request.page, f"{request.start}-{request.end}", now_ms()),
            )
        return Done()

    def list(self, request: ListQuestionSets, _: IsCancelled) -> QuestionSets:
        """Return the sets by name."""
        sql = """SELECT set_name, count(DISTINCT question), count(*) FROM marked_answers
            GROUP BY set_name ORDER BY set_name COLLATE NOCASE"""
        with self._store.read() as connection:
            return QuestionSets(tuple(QuestionSet(*row) for row in rows(connection.execute(sql))))

    def remove(self, request: RemoveQuestionSet, _: IsCancelled) -> Done:
        """Delete a set. Raises NotFound."""
        with self._store.write() as connection:
            connection.execute("DELETE FROM marked_answers WHERE set_name = ?", (request.name,))
            if not connection.changes():
                raise NotFound("question set")
        return Done()

    def export(self, request: ExportQuestionSet, _: IsCancelled) -> Done:
        """Write the three files, all or none. Raises NotFound, FileUnwritable, DiskFull."""
        self.write_files(request.name, named_path(request.folder))
        return Done()

    def write_files(self, name: str, folder: Path) -> EvaluateRetrieval:
        """Write a set into a folder that is there, and return the request that measures with its files.

        Raises NotFound for a set of which no document is there, FileUnwritable, DiskFull.
        """
        paths = [folder / file for file in FILES]
        with self._store.read() as connection, ExitStack() as stack:
            marked = [(str(question), int(id)) for question, id in rows(connection.execute(_MARKED, (name,)))]
            if not marked:
                raise NotFound("question set")
            corpus, queries, qrels = (stack.enter_context(write_text_atomically(path)) for path in paths)
            for line in _corpus_lines(connection, name):
                corpus.write(line)
            numbers = {question: f"q{at}" for at, question in enumerate(dict.fromkeys(q for q, _ in marked), 1)}
            queries.writelines(
                json.dumps({"_id": number, "text": question}, ensure_ascii=False) + "\n"
                for question, number in numbers.items()
            )
            qrels.write("query-id\tcorpus-id\tscore\n")
            qrels.writelines(f"{numbers[question]}\td{id}\t1\n" for question, id in marked)
        return EvaluateRetrieval(str(paths[0]), str(paths[1]), str(paths[2]))


def _corpus_lines(connection: apsw.Connection, name: str) -> Iterator[str]:
    """Yield a line for each document of the collections that a set is about."""
    for id, title, path in list(rows(connection.execute(_DOCUMENTS, (name,)))):
        pages = connection.execute("SELECT text FROM pages WHERE document = ? ORDER BY number", (id,))
        text = "\n\n".join(str(text) for (text,) in rows(pages))
        yield json.dumps({"_id": f"d{id}", "title": title or Path(path).stem, "text": text}, ensure_ascii=False) + "\n"
