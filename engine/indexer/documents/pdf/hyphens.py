"""Joins the lines of a paragraph. A hyphen at the end of a line is kept where it is part of the word, else left out."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence

from engine.indexer.documents.pdf.glyphs import HYPHEN

MOST_PAGES = 50
"""Pages that are looked at for a word."""
SOFT_HYPHEN = "\u00ad"
_HYPHENS = ("-", "\u2010", HYPHEN)
_LAST_WORD = re.compile(r"\S+$")
_FIRST_WORD = re.compile(r"\S+")
_ACCENTED = re.compile("[áéíóúâêôàèùãõ]")
_EARLY_STRESS = re.compile(r"[áéíóú][^\W\d_aeiou]*[iu]?[aeo]?[^\W\d_aeiou]*[iu]?[aeo]s?$")
"""A stress mark with a syllable or two after it. Followed by more of a word it would stand too far from the end."""
_LATE_PARTS = ("mente", "selo", "sela", "selos", "selas", "melo", "mela", "noslo", "nosla")
"""Endings that may follow a Spanish stress mark at any distance."""
_COMBINING = frozenset(
    "franco hispano anglo luso greco germano ruso sino italo ítalo austro turco serbo croata checo chino árabe belga vasco "
    "argentino".split()
)
"""First parts of compounds that are written with a hyphen before another adjective of their kind."""
_NEVER_APART = ("americ", "habl", "parl", "saj", "fon", "fíl", "fil")
"""Beginnings of second parts that are written together with such a first part: hispanoamericano, anglosajón."""
_GENTILE = re.compile(r"(?:és|esa|án|ana|ano|ino|ina|eno|ena|ense|co|ca|so|sa|go|ga|no|na|í|ol|ola|aco|eo|ea)s?$")
_ENGLISH_FIRST = frozenset(
    "self well non ex high low long short full half real user first second third state peer end decision cost read write "
    "open closed two three four five six one cross old new hard soft large small mid all".split()
)


class WordsOfDocument:
    """Words of the document: they show how one that is divided at the end of a line is written."""

    def __init__(self) -> None:
        self._pages: deque[str] = deque(maxlen=MOST_PAGES)

    def add(self, texts: Iterable[str]) -> None:
        """Learn the words of a page's lines."""
        self._pages.append(" " + " ".join(texts).lower())

    def __contains__(self, word: str) -> bool:
        pattern = re.compile(rf"(?<!\w){re.escape(word.lower())}(?!\w)")
        return any(word.lower() in page and pattern.search(page) for page in self._pages)


_NO_WORDS = WordsOfDocument()


def join_lines(lines: Sequence[str], words: WordsOfDocument = _NO_WORDS) -> str:
    """Return the lines as one text."""
    text = ""
    for line in lines:
        text = join(text, line, words)
    return text.replace(HYPHEN, "-").replace(SOFT_HYPHEN, "")


def join(before: str, line: str, words: WordsOfDocument = _NO_WORDS) -> str:
    """Return `before` and the next line as one text, the hyphen between them kept or left out."""
    if not before or not line:
        return before or line
    if before.endswith(SOFT_HYPHEN):
        return before[:-1] + line
    if not before.endswith(_HYPHENS) or before[-2:-1] in ("", " "):
        return f"{before} {line}"
    first, second = _LAST_WORD.search(before), _FIRST_WORD.match(line)
    if first is None or second is None:
        return f"{before} {line}"
    stem = before[:-1]
    return stem + line if _is_divided(first.group()[:-1], second.group(), words) else f"{stem}-{line}"


def _is_divided(first: str, second: str, words: WordsOfDocument) -> bool:
    """Tell whether the two are one word divided by syllables, not a compound, a code or an address."""
    plain = second.strip(".,;:()[]«»“”\"'¿?¡!")
    first = first.lstrip("(«“\"'¿¡[")
    if not first.isalpha() or not second[:1].islower() or "@" in second or not plain.replace("-", "").isalpha():
        return False
    if f"{first}-{plain}" in words:
        return False
    if f"{first}{plain}" in words:
        return True
    if len(first) == 1 or first.isupper():
        return False  # "e-mail": nobody divides a word after one letter
    return not _is_compound(first.lower(), plain.lower())


def _is_compound(first: str, second: str) -> bool:
    if first in _ENGLISH_FIRST and _is_english(second):
        return True
    if _ACCENTED.search(first) and _ACCENTED.search(second) and not second.endswith("mente"):
        return True
    if (
        first in _COMBINING
        and not second.startswith(_NEVER_APART)
        and (_GENTILE.search(second) or _ACCENTED.search(second))
    ):
        return True
    return bool(_EARLY_STRESS.search(first)) and first.endswith("o") and not second.startswith(_LATE_PARTS)


def _is_english(second: str) -> bool:
    return (
        not _ACCENTED.search(second)
        and len(second) > 2
        and not second.endswith(("ción", "mente", "dad", "ando", "ado"))
    )
