"""Passages as they are read from the library: by their scores, or those of some documents in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import apsw

from engine.capabilities.documents.api import ATTACHED
from engine.capabilities.documents.searching.result_list import CopyFilter, merge_neighbours, spread
from engine.files.walk import is_under
from engine.protocol.answering.passage import Passage
from engine.store.rows import rows
from engine.store.searching.keyword_index import KeywordIndex

KEYWORDS = KeywordIndex("chunks", "chunks_vocabulary")


def different_passages(connection: apsw.Connection, scores: Mapping[int, float], most: int) -> list[Passage]:
    """Return the best passages with different texts: the same paragraph in two copies of a file is one result."""
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    kept = CopyFilter()
    at = 0
    while at < len(ordered) and len(kept) < most:
        part = ordered[at : at + most - len(kept)]
        at += len(part)
        for passage in _read(connection, [id for id, _ in part], dict(part)):
            kept.add(passage)
    return kept.passages


def arrange(first: Sequence[Passage], rest: Sequence[Passage]) -> list[Passage]:
    """Return passages in their order, the `first` ones by their scores, which were changed, before the `rest`.

    Neighbours are one passage, and a document lets others go first that are as good as its third and later ones.
    """
    return [*spread(merge_neighbours(sorted(first, key=lambda passage: -passage.score))), *rest]


def read_passages(connection: apsw.Connection, ids: Iterable[int]) -> tuple[Passage, ...]:
    """Return the passages with these ids, in their order and without a score."""
    return tuple(_read(connection, list(ids), {}))


def read_passage(connection: apsw.Connection, id: int, score: float) -> Passage | None:
    """Return a passage, None for one that is no longer there."""
    return next(_read(connection, [id], {id: score}), None)


def _read(connection: apsw.Connection, ids: Sequence[int], scores: Mapping[int, float]) -> Iterator[Passage]:
    """Yield the passages with these ids that are still there, in their order."""
    chunks = connection.execute(
        """SELECT d.id, k.id, d.path, d.title, k.page, k.start_offset, k.end_offset, k.text,
           CASE k.path WHEN '' THEN p.label ELSE k.path END
           FROM json_each(?) j CROSS JOIN chunks k ON k.id = j.value CROSS JOIN documents d ON d.id = k.document
           CROSS JOIN pages p ON p.document = d.id AND p.number = k.page ORDER BY j.key""",
        (str(list(ids)),),
    )
    for document, chunk, path, title, page, start, end, text, label in rows(chunks):
        score = round(scores.get(chunk, 0.0), 6)
        yield Passage(document, chunk, path, title, page, start, end, text, score, label)


def first_attached(connection: apsw.Connection, paths: Sequence[str], k: int) -> list[int]:
    """Return the first k chunks of attached files and folders, as many of each document, in the order of the paths."""
    chunks = connection.execute(
        """SELECT d.path, k.id, row_number() OVER (PARTITION BY d.id ORDER BY k.page, k.start_offset) AS place
           FROM chunks k JOIN documents d ON d.id = k.document JOIN collections c ON c.id = d.collection
           WHERE c.name = ? AND c.deleted_at IS NULL AND d.deleted_at IS NULL ORDER BY place, d.path""",
        (ATTACHED,),
    )
    first = [(str(path), int(place), int(id)) for path, id, place in rows(chunks) if is_under(path, paths)][:k]
    return [id for _, _, id in sorted(first)]


def first_chunks(connection: apsw.Connection, documents: Sequence[int], k: int) -> list[int]:
    """Return the first chunks of documents, k in all, as many of each."""
    chunks = connection.execute(
        """SELECT id FROM (SELECT id, document, page, start_offset,
             row_number() OVER (PARTITION BY document ORDER BY page, start_offset) AS place
           FROM chunks WHERE document IN (SELECT value FROM json_each(?)) ORDER BY place LIMIT ?)
           ORDER BY document, page, start_offset""",
        (str(list(documents)), k),
    )
    return [int(id) for (id,) in rows(chunks)]
