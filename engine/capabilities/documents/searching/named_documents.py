"""Documents that a question names: "Summarise the document bank_statement.pdf" asks for that file, whatever words are in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

import apsw

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


@dataclass(frozen=True)
class NamedDocuments:
    """The documents that a question names, and the words of it that look for something in them."""

    ids: tuple[int, ...]
    rest: tuple[str, ...]


def may_name(query: str) -> bool:
    """Tell whether a query has a file's name in it, or a word beside which the name of a document may stand."""
    return bool(_FILE.search(query) or _NOUNS.intersection(words(query)))


def find(connection: apsw.Connection, query: str, collections: Sequence[int]) -> NamedDocuments | None:
    """Return the documents of these collections that a question names by their file names or titles; None for none."""
    asked = list(words(query))
    if not may_name(query):
        return None
    listed = connection.execute(
        "SELECT id, path, title FROM documents WHERE deleted_at IS NULL AND collection IN (SELECT value FROM json_each(?))",
        (str(list(collections)),),
    )
    spoken = f" {' '.join(word for word in asked if not is_stop_word(word))} "
    best: list[tuple[int, int, tuple[str, ...]]] = []
    for id, path, title in rows(listed):
        matched = max((_matched(name, spoken) for name in _names(str(path), str(title))), key=len)
        if matched:
            best.append((-len(matched), int(id), matched))
    if not best:
        return None
    most = min(best)[0]
    named = [(id, matched) for length, id, matched in sorted(best) if length == most][:MOST_NAMED]
    left = [word for word in asked if word not in named[0][1] and word not in _TASKS and word not in _NOUNS]
    return NamedDocuments(tuple(id for id, _ in named), tuple(word for word in left if not is_stop_word(word)))


def _names(path: str, title: str) -> list[tuple[tuple[str, ...], bool]]:
    """Return the names of a document as words that are no stop words, and whether each is a file's full name."""
    name = PurePath(path.rpartition(INSIDE)[2].replace("\\", "/")).name
    stem = PurePath(name).stem
    return [(_words(name), True), (_words(stem), False), (_words(title), False)]


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
