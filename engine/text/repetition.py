"""Notices when generated text only repeats itself, and finds where the repetition begins.

Small models fall into loops. In a loop few of the last n-grams are new. Code, tables and fields to fill in repeat themselves for
good reason, so that much more of it is needed there; a refrain comes back after verses, which are new.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

N = 4
WINDOWS = ((48, 0.25), (96, 0.28), (192, 0.3), (384, 0.34), (768, 0.34))
"""Words looked back, and the fraction of different n-grams among them below which the text is a loop.

12 different 4-grams in 48 words: a sentence of eight words six times over. The longest window sees three turns of 250 words.
"""
PATIENCE = 16
"""Times as many words are needed in code, in tables, in rows of signs, and after a request to repeat something."""
LOOKED_AT = 6_000
"""Characters of the end that are looked at; PATIENCE / 4 times as many in code and tables."""
LONGEST_RUN = 400
"""Characters without white space in which few are new: "jajajaja…", "———…" or digits without end."""
STEP, STEP_FRACTION = 32, 48
"""Characters between two looks: so many, and 1/48 of those looked at. A look at 6,000 takes 1 ms."""

_TOKEN = re.compile(r"\w+|([^\w\s])\1*")
_SIGNS = re.compile(r"[^\w\n]*")
_BREAK = re.compile(r"[.!?…]+[\"»”)*]*(?=\s|$)|(?=\n)")
_LIST_NUMBER = re.compile(r"^\s*\d+[.)]", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_TABLE_ROW = re.compile(r"^\s*\|")
_ASKS_TO_REPEAT = re.compile(r"\b(?:repite|repita|repet\w+|repeat\w*|\w+ (?:veces|times))\b", re.IGNORECASE)


class LoopDetector:
    """Follows one text as it grows. `question` is the request it answers: one to repeat something gets more patience."""

    def __init__(self, question: str = "") -> None:
        self._patience = PATIENCE if _ASKS_TO_REPEAT.search(question) else 1
        self._seen = 0

    def loop_start(self, text: str) -> int | None:
        """Return the character up to which the text is worth keeping, once it ends in a loop; None otherwise.

        What is repeated is kept once, up to the end of a sentence or line where there is one.
        """
        if len(text) - self._seen < max(STEP, min(len(text), LOOKED_AT) // STEP_FRACTION):
            return None
        self._seen = len(text)
        if (start := _endless_run(text)) is not None:
            return start
        patience = PATIENCE if _in_structure(text) else self._patience
        words = _word_texts(text[-LOOKED_AT * max(1, patience // 4) :])
        for size, most in WINDOWS:
            window = words[-size * patience :]
            if len(window) == size * patience and _novelty(_grams(window)) < most / patience:
                return _kept_end(text)
        return None


def _word_texts(text: str) -> list[str]:
    """Return the words and signs but the last, which may grow; the numbers of list items are one and the same sign."""
    items = {match.end() for match in _LIST_NUMBER.finditer(text)}
    lowered = text.lower() if len(text.lower()) == len(text) else text
    return ["#" if match.end() + 1 in items else match.group()[:40] for match in _TOKEN.finditer(lowered)][:-1]


def _grams(texts: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(texts[at:] for at in range(N)), strict=False))


def _novelty(grams: Sequence[tuple[str, ...]]) -> float:
    """Return the fraction of different n-grams."""
    return len(set(grams)) / len(grams) if grams else 1.0


def _kept_end(text: str) -> int:
    """Return where the last new n-gram begins, moved back to the end of a sentence or a line: from there on all is repeated."""
    seen: set[tuple[str, ...]] = set()
    last = 0
    for at, gram in enumerate(_grams(_word_texts(text))):
        if gram not in seen:
            seen.add(gram)
            last = at
    word_end = next(itertools.islice(_TOKEN.finditer(text), last, None)).end()
    end = len(_SIGNS.match(text, word_end).group().rstrip()) + word_end  # type: ignore[union-attr]  # matches ""
    breaks = [match.end() for match in _BREAK.finditer(text, 0, end + 1) if match.end() <= end]
    kept = max(breaks, default=0)
    return kept if kept * 2 >= end else end


def _endless_run(text: str) -> int | None:
    tail = text[-LONGEST_RUN:]
    if len(tail) < LONGEST_RUN or any(c.isspace() for c in tail):
        return None
    pairs = {tail[at : at + N] for at in range(len(tail) - N)}
    if len(pairs) > LONGEST_RUN // PATIENCE:
        return None
    begin = max(text.rfind(" ", 0, len(text) - LONGEST_RUN), text.rfind("\n", 0, len(text) - LONGEST_RUN)) + 1
    return min(begin + LONGEST_RUN // PATIENCE, len(text))


def _in_structure(text: str) -> bool:
    """Return whether the text ends inside a code block, a table, or rows of signs to be filled in."""
    if len(_FENCE.findall(text)) % 2:
        return True
    last = text[text.rfind("\n", 0, len(text.rstrip())) + 1 :]
    return bool(_TABLE_ROW.match(last)) or not any(c.isalnum() for c in last)
