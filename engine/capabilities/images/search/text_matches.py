"""Pictures found by the words in them: how many of the query's words each has, and how rare these are.

A query describes the picture too ("foto del menú con lentejas"), so no word is demanded. A word weighs by how rare it is in
the library (the inverse document frequency of BM25; Robertson and Zaragoza, 2009), and a picture gets the share of the
query's weight that its words have.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import apsw
import msgspec

from engine.capabilities.images.api import ParsedQuery
from engine.store.rows import rows
from engine.text.tokens import STOP_WORDS, fold, words

SURE_SHARE, SURE_WORDS = 0.6, 2
"""Share of the query's weight, and number of its words, that make a match sure; all the words always do."""
LEAST_SHARE = 0.3
"""A picture with less of the query is no match."""
SMALL_LIBRARY = 100
"""Pictures. In a smaller library rarity tells little, so it counts as one of this size."""
MAX_PICTURES = 2000
"""Pictures looked up for one word, the newest."""
PICTURE_WORDS = frozenset(
    "foto fotos fotografia fotografias imagen imagenes captura pantallazo photo photos photograph picture pictures pic image "
    "images screenshot pone ponga dice diga escrito escrita aparece sale muestra says saying written reads shows showing".split()
)
"""Words that say that a picture is meant, or that something is written in it; nobody looks for them in a picture."""
_COLUMNS = "name ocr_text"


class TextMatches(msgspec.Struct, frozen=True):
    """Pictures with words of the query in their text or name: id → share of the query's weight, LEAST_SHARE to 1."""

    shares: Mapping[int, float] = msgspec.field(default_factory=dict)
    sure: frozenset[int] = frozenset()


def informative_words(query: ParsedQuery) -> tuple[str, ...]:
    """Return the words of the positive terms as they were typed, without stop words and PICTURE_WORDS, each once.

    When nothing else was asked for, PICTURE_WORDS are words like others.
    """
    typed = " ".join(term.text for term in query.terms if term.weight > 0).split()
    folded = {word: token for token in typed for word in words(token)}
    content = [word for word in folded if word not in STOP_WORDS["es"] and word not in STOP_WORDS["en"]]
    kept = [word for word in content if word not in PICTURE_WORDS] or content
    return tuple(_as_typed(folded[word], word) for word in kept)


def find_text_matches(connection: apsw.Connection, wanted: Sequence[str]) -> TextMatches:
    """Return the pictures that have enough of the words in their text or name."""
    if not wanted:
        return TextMatches()
    found = {word: find_pictures_with(connection, word, _COLUMNS) for word in wanted}
    if not any(found.values()):
        return TextMatches()
    ((total,),) = rows(connection.execute("SELECT count(*) FROM images"))
    library = max(int(total), SMALL_LIBRARY)
    weights = {word: _inverse_document_frequency(len(ids), library) for word, ids in found.items()}
    whole = sum(weights.values())
    shares: dict[int, float] = {}
    counts: dict[int, int] = {}
    for word, ids in found.items():
        for id in ids:
            shares[id] = shares.get(id, 0.0) + weights[word] / whole
            counts[id] = counts.get(id, 0) + 1
    shares = {id: min(share, 1.0) for id, share in shares.items() if share >= LEAST_SHARE}
    enough = min(SURE_WORDS, len(wanted))
    sure = (id for id, share in shares.items() if share >= SURE_SHARE and counts[id] >= enough)
    return TextMatches(shares, frozenset(sure))


def find_pictures_with(connection: apsw.Connection, word: str, columns: str) -> frozenset[int]:
    """Return the ids of the pictures that have a word, in the singular or the plural, in "name", "ocr_text" or both."""
    forms = " OR ".join(f'"{form}"' for form in _forms(" ".join(words(word))))
    sql = "SELECT rowid FROM images_fts WHERE images_fts MATCH ? ORDER BY rowid DESC LIMIT ?"
    matches = connection.execute(sql, (f"{{{columns}}} : ({forms})", MAX_PICTURES))
    return frozenset(int(id) for (id,) in rows(matches))


def _forms(word: str) -> tuple[str, ...]:
    """Return a word with its regular plurals, or a plural with its singulars, in Spanish and English."""
    if len(word) < 3 or not word.isalpha():
        return (word,)
    forms = [word, f"{word}s", f"{word}es"]
    forms += [word[: -len(ending)] for ending in ("s", "es") if word.endswith(ending) and len(word) - len(ending) > 2]
    return tuple(forms)


def _inverse_document_frequency(pictures: int, total: int) -> float:
    """Return how much a word tells that so many pictures have; one that none has tells as much as one that one has."""
    having = max(pictures, 1)
    return math.log(1 + (max(total - having, 0) + 0.5) / (having + 0.5))


def _as_typed(token: str, word: str) -> str:
    """Return the word as it was typed where the token is that word and nothing else; the folded word otherwise."""
    bare = token.strip("¿?¡!.,;:()\"'«»“”")
    return bare if fold(bare) == word else word
