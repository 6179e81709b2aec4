"""Documents that a question names: "Summarise the document bank_statement.pdf" asks for that file, whatever words are in it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from itertools import pairwise

import apsw
import msgspec

from engine.protocol.children.indexing import DOCUMENT_SUFFIXES, INSIDE
from engine.store.rows import rows
from engine.text.tokens import is_stop_word, words

MOST_NAMED = 5
SHORTEST_NAME = 2
"""Words of a name or title that is told without its ending; a single word is too often just a word."""
_FILE = re.compile(
    r"[\w.\-()]+\.(?:" + "|".join(sorted(suffix[1:] for suffix in DOCUMENT_SUFFIXES)) + r")\b", re.IGNORECASE
)
_NOUNS = frozenset(
    "documento documentos archivo archivos fichero ficheros pdf informe libro carta correo contrato document documents file "
    "files report book letter paper titulado titulada llamado llamada titled called".split()
)
"""Words beside which the name of a document may stand."""
_TASKS = frozenset(
    "resume resumir resumen resumeme resumelo sintetiza explica explicame describe dime lee leer muestra muestrame abre "
    "summarise summarize summary explain describe read show tell contenido content contents dice trata say says puntos "
    "principales main points breve brief haz hazme give make favor please".split()
)
"""Words that say what to do with a document, and look for nothing in it."""


class NamedDocuments(msgspec.Struct, frozen=True):
    """The documents that a question names, and the words of it that look for something in them."""

    ids: tuple[int, ...]
    rest: tuple[str, ...]


def may_name(query: str) -> bool:
    """Tell whether a query has a file's name in it, or a word beside which the name of a document may stand."""
    return bool(_FILE.search(query) or _NOUNS.intersection(words(query)))


class DocumentNames:
    """The beginnings of all documents' names, in memory: of 50,000 documents only those are looked at that a query may name."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._commits = -1
        self._seen: dict[int, int] = {}
        self._ids: dict[str, list[int]] = {}

    def find(
        self, connection: apsw.Connection, query: str, collections: Sequence[int], commits: int
    ) -> NamedDocuments | None:
        """Return the documents of these collections that a question names by their file names or titles; None for none.

        `commits` are those of the store, counted before the transaction of the connection began.
        """
        asked = list(words(query))
        if not may_name(query):
            return None
        said = [word for word in asked if not is_stop_word(word)]
        best: list[tuple[int, int, tuple[str, ...]]] = []
        for id, path, title in self._candidates(connection, said, collections, commits):
            matched = max((_matched(name, f" {' '.join(said)} ") for name in _names(path, title)), key=len)
            if matched:
                best.append((-len(matched), id, matched))
        if not best:
            return None
        most = min(best)[0]
        named = [(id, matched) for length, id, matched in sorted(best) if length == most][:MOST_NAMED]
        left = [word for word in asked if word not in named[0][1] and word not in _TASKS and word not in _NOUNS]
        return NamedDocuments(tuple(id for id, _ in named), tuple(word for word in left if not is_stop_word(word)))

    def _candidates(
        self, connection: apsw.Connection, said: Sequence[str], collections: Sequence[int], commits: int
    ) -> Iterator[tuple[int, str, str]]:
        """Yield id, path and title of the documents whose names may begin with some of the words said."""
        with self._lock:
            if commits != self._commits:
                self._update(connection)
                self._commits = commits
            ids = {
                id for words in (said, map(_begin, pairwise(said))) for word in words for id in self._ids.get(word, ())
            }
        listed = connection.execute(
            """SELECT id, path, title FROM documents WHERE id IN (SELECT value FROM json_each(?))
               AND deleted_at IS NULL AND collection IN (SELECT value FROM json_each(?))""",
            (str(sorted(ids)), str(list(collections))),
        )
        for id, path, title in rows(listed):
            yield int(id), str(path), str(title)

    def _update(self, connection: apsw.Connection) -> None:
        """Take in the documents whose names are new. A former name stays, and the document is then looked at in vain."""
        for id, path, title in rows(connection.execute("SELECT id, path, title FROM documents")):
            sign = hash((path, title))
            if self._seen.get(id) != sign:
                self._seen[id] = sign
                for begin in {_begin(name) for name, _ in _names(str(path), str(title)) if name}:
                    self._ids.setdefault(begin, []).append(id)


def _begin(name: Sequence[str]) -> str:
    return " ".join(name[:2])


def _names(path: str, title: str) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """Return the names of a document as words that are no stop words, and whether each is a file's full name."""
    name = path.rpartition(INSIDE)[2].replace("\\", "/").rstrip("/").rpartition("/")[2]
    dot = name.rfind(".")
    stem = name[:dot] if 0 < dot < len(name) - 1 else name
    return (_words(name), True), (_words(stem), False), (_words(title), False)


def _matched(name: tuple[tuple[str, ...], bool], spoken: str) -> tuple[str, ...]:
    """Return the words of a name that stands in the question, or of its first half and more; none where it does not."""
    parts, is_full = name
    if len(parts) < (1 if is_full else SHORTEST_NAME):
        return ()
    if f" {' '.join(parts)} " in spoken:
        return parts
    for length in range(len(parts) - 1, max(SHORTEST_NAME, (len(parts) + 1) // 2) - 1, -1):
        if not is_full and f" {' '.join(parts[:length])} " in spoken:
            return parts[:length]
    return ()


def _words(name: str) -> tuple[str, ...]:
    return tuple(word for word in words(name) if not is_stop_word(word))
