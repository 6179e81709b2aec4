"""The sentence of a message in which a search found a conversation, with the words found."""

from __future__ import annotations

import re
from collections.abc import Iterable

import apsw

from engine.capabilities.chat.api import ConversationMatch
from engine.text import sentences

LONGEST_SENTENCE = 140
"""Characters that are shown of one sentence."""
_OPEN, _CLOSE = "\x02", "\x03"
_MARK = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_FORMATTING = re.compile(r"[*`_~|]+|^[ \t]*(?:#{1,6}|>|[-+]|\d+[.)])\s+", re.MULTILINE)
"""Signs of Markdown, which a list of conversations does not draw."""
_NEWEST = """SELECT max(m.id) FROM messages_fts f JOIN messages m ON m.id = f.rowid
    WHERE messages_fts MATCH ?1 AND m.conversation IN (SELECT value FROM json_each(?2)) GROUP BY m.conversation"""
_HIGHLIGHTED = f"""SELECT f.rowid, (SELECT conversation FROM messages WHERE id = f.rowid),
    highlight(messages_fts, 0, '{_OPEN}', '{_CLOSE}') FROM messages_fts f
    WHERE messages_fts MATCH ?1 AND f.rowid IN (SELECT value FROM json_each(?2))"""


def find_matches(connection: apsw.Connection, match: str, conversations: Iterable[int]) -> dict[int, ConversationMatch]:
    """Return, by conversation, the newest message that the FTS5 expression `match` finds, as one of its sentences.

    A conversation that was found by its title only has none.
    """
    listed = ",".join(str(id) for id in conversations)
    newest = ",".join(str(id) for (id,) in connection.execute(_NEWEST, (match, f"[{listed}]")))
    marked = connection.execute(_HIGHLIGHTED, (match, f"[{newest}]"))
    return {
        int(str(conversation)): matching_sentence(int(str(message)), str(text))
        for message, conversation, text in marked
    }


def matching_sentence(message: int, highlighted: str) -> ConversationMatch:
    """Return the sentence with most of the words found, cut to LONGEST_SENTENCE around the first of them."""
    plain, marks = _read_marks(_FORMATTING.sub("", highlighted))
    spans = sentences.spans(plain) or [(0, len(plain))]
    begin, end = max(spans, key=lambda span: (len(_words_within(plain, marks, span)), -span[0]))
    within = [(a, b) for a, b in marks if begin <= a < end]
    start = begin
    if end - begin > LONGEST_SENTENCE and within:
        earliest = min(within[0][0] - LONGEST_SENTENCE // 3, end - LONGEST_SENTENCE)
        start = _start_of_word(plain, begin, max(begin, earliest))
    stop = min(end, start + LONGEST_SENTENCE)
    before, after = "…" if start > begin else "", "…" if stop < end else ""
    text = before + re.sub(r"\s", " ", plain[start:stop]) + after
    offset = len(before) - start
    return ConversationMatch(
        message, text, tuple((a + offset, min(b, stop) + offset) for a, b in within if start <= a < stop)
    )


def _words_within(plain: str, marks: list[tuple[int, int]], span: tuple[int, int]) -> set[str]:
    return {plain[a:b].lower() for a, b in marks if span[0] <= a < span[1]}


def _read_marks(highlighted: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text without the highlight's signs, and where the words stand in it."""
    plain, marks, position = "", list[tuple[int, int]](), 0
    for match in _MARK.finditer(highlighted):
        plain += highlighted[position : match.start()]
        marks.append((len(plain), len(plain) + len(match.group(1))))
        plain += match.group(1)
        position = match.end()
    return plain + highlighted[position:], marks


def _start_of_word(plain: str, begin: int, position: int) -> int:
    while position > begin and not plain[position - 1].isspace():
        position -= 1
    return position
