"""Answers questions about a whole collection from every file of it: by counting, listing and adding up, without a model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from engine.capabilities.documents.cells.cell_store import CellStore, StoredCell
from engine.capabilities.documents.collection_questions.answer_text import AnswerText
from engine.capabilities.documents.collection_questions.mentions import Mention, find_mentions
from engine.capabilities.documents.collection_questions.parsing.follow_ups import parse_with_earlier
from engine.capabilities.documents.collection_questions.question import CollectionQuestion
from engine.capabilities.documents.collection_questions.record import Record
from engine.capabilities.documents.collection_questions.scope import (
    ScopedDocument,
    coverage_of,
    documents_in_scope,
)
from engine.capabilities.documents.collection_questions.selection import LibraryContents, Selection, select
from engine.capabilities.documents.collection_questions.wording import AnswerWording
from engine.capabilities.documents.searching.document_search import DocumentSearch
from engine.capabilities.documents.searching.nearest_passages import NearestPassages
from engine.protocol.answering.collection_answer import CollectionAnswer
from engine.protocol.cancellation import IsCancelled
from engine.store.clock import now_ms
from engine.store.database import Store
from engine.store.rows import rows

UNSURE_KINDS = frozenset(
    "order note form article minutes policy statement report letter manual certificate complaint presentation thesis cv "
    "recipe".split()
)
"""Kinds whose nouns mean other things too: where there is no such document the question is an ordinary one."""


class UnreadCounts(Protocol):
    """Files that are still being read: `done` of `total`."""

    @property
    def done(self) -> int:
        """Files that are read."""

    @property
    def total(self) -> int:
        """Files to be read; 0 before they are counted."""


NEAREST, MOST_NEAREST = 12, 3
"""Passages looked at, and documents named, where no document has the words."""
FindUnreadFiles = Callable[[Sequence[str], Sequence[str]], UnreadCounts | None]


class ContentsReader:
    """Reads the cells and the pages' labels of documents."""

    def __init__(self, store: Store) -> None:
        self._store, self._cells = store, CellStore(store)

    def read(self, documents: Sequence[ScopedDocument], is_cancelled: IsCancelled) -> LibraryContents:
        """Return the documents with their cells, which are read now where they were not. Raises Cancelled."""
        ids = [document.id for document in documents]
        for _ in self._cells.fill(ids, is_cancelled):
            continue
        by_document: dict[int, list[StoredCell]] = defaultdict(list)
        for cell in self._cells.cells(ids):
            by_document[cell.document].append(cell)
        return LibraryContents(documents, by_document, self._page_labels(ids), self._find)

    def _page_labels(self, documents: Sequence[int]) -> dict[int, dict[int, str]]:
        found: dict[int, dict[int, str]] = defaultdict(dict)
        with self._store.read() as connection:
            listed = connection.execute(
                """SELECT document, number, label FROM pages
                   WHERE label <> '' AND document IN (SELECT value FROM json_each(?))""",
                (str(list(documents)),),
            )
            for document, number, label in rows(listed):
                found[document][number] = label
        return found

    def _find(self, documents: Sequence[int], groups: Sequence[Sequence[str]]) -> dict[int, Mention]:
        with self._store.read() as connection:
            return find_mentions(connection, documents, groups)


class CollectionAnswerer:
    """Recognises questions about a collection and answers them."""

    def __init__(self, store: Store, find_unread: FindUnreadFiles, search: DocumentSearch) -> None:
        self._store, self._find_unread, self._contents = store, find_unread, ContentsReader(store)
        self._find_nearest = NearestPassages(search).find

    def answer(
        self,
        question: str,
        collections: Sequence[str],
        files: Sequence[str],
        language: str,
        is_cancelled: IsCancelled,
        earlier: Sequence[str] = (),
    ) -> CollectionAnswer | None:
        """Return the answer; None for a question that asks about something else.

        It may be a follow-up of the `earlier` ones that were answered so, the oldest first. The answer's text is empty where
        the question cannot be answered so for sure. Raises Cancelled.
        """
        asked = parse_with_earlier(question, earlier, datetime.fromtimestamp(now_ms() / 1000, UTC).year)
        if asked is None:
            return None
        with self._store.read() as connection:
            documents = documents_in_scope(connection, collections, files)
        if not documents:
            return None
        selection = select(asked, self._contents.read(documents, is_cancelled))
        unread = self._find_unread(collections, files)
        coverage = coverage_of(documents, max(0, unread.total - unread.done) if unread is not None else 0)
        if not _is_sure(asked, selection):
            is_amount = asked.operation not in ("count", "list")
            return CollectionAnswer("", (), (), coverage, ()) if is_amount and not asked.is_payment else None
        nearest: list[Record] = []
        if asked.mentions and not asked.is_negated and not selection.records:
            nearest = self._nearest(asked, documents, collections, files)
        return AnswerText(asked, AnswerWording(language), self._read_page).write(selection, coverage, nearest)

    def _nearest(
        self,
        asked: CollectionQuestion,
        documents: Sequence[ScopedDocument],
        collections: Sequence[str],
        files: Sequence[str],
    ) -> list[Record]:
        """Return the places that are nearest in meaning to the words that no document has, one of each document."""
        words = " ".join(" ".join(terms) for terms in asked.mentions)
        by_id = {document.id: document for document in documents}
        found: dict[int, Record] = {}
        for passage in self._find_nearest(words, collections, NEAREST, files):
            if passage.document in by_id:
                document = by_id[passage.document]
                place = Record(document, passage.page, passage.start, passage.end)
                found.setdefault(passage.document, place)
        return list(found.values())[:MOST_NEAREST]

    def _read_page(self, document: int, page: int) -> tuple[str, str]:
        with self._store.read() as connection:
            sql = "SELECT text, label FROM pages WHERE document = ? AND number = ?"
            found = connection.execute(sql, (document, page)).fetchone()
        return (str(found[0]), str(found[1])) if found else ("", "")


def _is_sure(asked: CollectionQuestion, selection: Selection) -> bool:
    """Return whether the records answer the question: there are amounts, or all documents of the kind are of another day or name.

    For other questions: whether the noun is that of documents here.
    """
    if selection.unstated and len(selection.unstated) >= selection.candidates:
        return False
    if asked.operation not in ("count", "list"):
        return bool(selection.records) or (bool(asked.kind) and selection.has_kind and not selection.moneyless)
    return selection.has_kind or asked.kind not in UNSURE_KINDS
