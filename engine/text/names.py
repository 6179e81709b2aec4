"""The proper names of a sentence, by their capitals: a name that a source does not hold is the surest sign of an invention."""

from __future__ import annotations

import re

from engine.text.tokens import STOP_WORDS, content_stems, fold

_MARKUP = re.compile(r"[*_`#>]+")
_WORD = re.compile(r"[^\W_]+(?:[-'’·.][^\W_]+)*")
_FLOWS_ON = re.compile(r"[\w,)»”’/]['’]?[ \u00a0]+\(?$")
"""The text before a word within a sentence. After a colon, a quotation mark or a bullet a capital is no sign of a name."""
_STOP = STOP_WORDS["es"] | STOP_WORDS["en"] | frozenset("don doña dona sr sra mr mrs ms dr dra si yes".split())
_LINKS = frozenset("de del la las los el y i of the and von van da do dos".split())


def names(sentence: str) -> list[str]:
    """Return the capitalised words that can only be names, acronyms, and words of letters and digits, in their order.

    The first word of a sentence counts only before another name: "Julián Ferrer", not "Debes llamar".
    """
    text = _MARKUP.sub("", sentence)
    found: list[str] = []
    first: tuple[str, int] | None = None
    for match in _WORD.finditer(text):
        word = match.group()
        if not _looks_like_name(word):
            continue
        if _is_unlike_words(word) or _FLOWS_ON.search(text, 0, match.start()):
            if first is not None and _joins(text[first[1] : match.start()]):
                found.append(first[0])
            found.append(word)
            first = None
        else:
            first = (word, match.end())
    return found


def missing_names(sentence: str, stems: frozenset[str]) -> list[str]:
    """Return the names of a sentence that have a content stem which is not among the `stems` of its sources."""
    return [name for name in names(sentence) if not set(content_stems(name)) <= stems]


def _looks_like_name(word: str) -> bool:
    return (word[0].isupper() or _is_unlike_words(word)) and len(word) > 1 and fold(word) not in _STOP


def _is_unlike_words(word: str) -> bool:
    """Return whether a word is an acronym, or a letter followed by digits (V600E): no sentence's beginning explains it."""
    letters = [c for c in word if c.isalpha()]
    is_code = word[0].isalpha() and any(c.isdigit() for c in word)
    return is_code or (len(letters) > 1 and all(c.isupper() for c in letters))


def _joins(between: str) -> bool:
    """Return whether two capitalised words belong to one name: nothing but "de", "of" and their like is between them."""
    return between[:1].isspace() and all(fold(word) in _LINKS for word in between.split())
