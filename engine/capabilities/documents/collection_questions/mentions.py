"""Finds the documents that mention words, in their whole text and never among the best passages alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import apsw
import msgspec

from engine.store.rows import rows
from engine.text.tokens import STOP_WORDS, words
from engine.text.values.folding import fold_aligned

MOST_BETWEEN = 2
"""Words that may stand between two words of a term: "contract of lease", "contrato de arrendamiento"."""


class Mention(msgspec.Struct, frozen=True):
    """The first place of a document that mentions a term: characters of the page's text."""

    document: int
    page: int
    start: int
    end: int


def term_pattern(term: str) -> re.Pattern[str]:
    """Return the pattern of a term in folded text: its words in their order, in singular or plural, few others between."""
    listed = list(words(term))
    content = [word for word in listed if not _is_stop_word(word)] or listed
    between = rf"(?:[\W_]+[^\W_]+){{0,{MOST_BETWEEN}}}?[\W_]+"
    body = between.join(f"(?:{'|'.join(map(re.escape, variants(word)))})" for word in content)
    return re.compile(rf"(?<![^\W_]){body}(?![^\W_])" if body else r"(?!)")


def variants(word: str) -> list[str]:
    """Return a folded word with its singular and plurals."""
    if word[:1].isdigit() or len(word) < 3:
        return [word]
    forms = [word]
    if word.endswith("ies"):
        forms.append(f"{word[:-3]}y")
    if word.endswith("ces"):
        forms.append(f"{word[:-3]}z")
    if word.endswith("es") and len(word) > 4:
        forms.append(word[:-2])
    if word.endswith("s") and len(word) > 3:
        forms.append(word[:-1])
    else:
        forms += [f"{word}s", f"{word}es"]
        forms += [f"{word[:-1]}ies"] if word.endswith("y") else [f"{word[:-1]}ces"] if word.endswith("z") else []
    return list(dict.fromkeys(forms))


def find_mentions(
    connection: apsw.Connection, documents: Sequence[int], groups: Sequence[Sequence[str]]
) -> dict[int, Mention]:
    """Return the documents that mention one term of each group, with the first place of the first group."""
    left = list(documents)
    found: dict[int, Mention] = {}
    for number, terms in enumerate(groups):
        places: dict[int, Mention] = {}
        for term in terms:
            for mention in _find_term(connection, left, term):
                places.setdefault(mention.document, mention)
        left = [document for document in left if document in places]
        found = places if number == 0 else {id: found[id] for id in left if id in found}
    return {id: found[id] for id in left if id in found}


def _find_term(connection: apsw.Connection, documents: Sequence[int], term: str) -> Iterable[Mention]:
    """Yield the first place of the term in each document that has it. The keyword index says which pages to look at."""
    pattern = term_pattern(term)
    seen: set[int] = set()
    candidates = _with_words(connection, documents, term)
    pages = connection.execute(
        """SELECT document, number, text FROM pages WHERE document IN (SELECT value FROM json_each(?))
           ORDER BY document, number""",
        (str(candidates),),
    )
    for document, page, text in rows(pages):
        if document not in seen and (match := pattern.search(fold_aligned(text))):
            seen.add(document)
            yield Mention(document, page, *match.span())


def _with_words(connection: apsw.Connection, documents: Sequence[int], term: str) -> list[int]:
    """Return the documents that have every word of a term somewhere, by the keyword index over all chunks."""
    left = list(documents)
    listed = [word for word in words(term) if not _is_stop_word(word)] or list(words(term))
    for word in listed:
        match = " OR ".join(f'"{form}"' for part in re.findall(r"[^\W_]+", word) for form in variants(part))
        having = connection.execute(
            """SELECT DISTINCT k.document FROM chunks_fts w JOIN chunks k ON k.id = w.rowid
               WHERE w.chunks_fts MATCH ? AND k.document IN (SELECT value FROM json_each(?))""",
            (match, str(left)),
        )
        known = {int(id) for (id,) in rows(having)}
        left = [document for document in left if document in known]
    return left


def _is_stop_word(word: str) -> bool:
    return word in STOP_WORDS["es"] or word in STOP_WORDS["en"]
