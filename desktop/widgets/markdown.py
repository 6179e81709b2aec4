"""Markdown as blocks of tokens: what an answer means, before anything is drawn. Opens nothing, knows no widget."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from desktop.widgets.formulas import formula_at

LONGEST_BLOCK = 6_000
"""A block of more characters is shown as plain text: nobody wrote it by hand, and parsing it would stop the window."""
DEEPEST = 12
SCHEMES = ("http", "https", "mailto")

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"  # Unicode promises that these are never characters
MARKER = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_AFTER_MARKUP = re.compile(r"[*_~`)»”\"']*")
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\u061c\u180e]")
_CONTINUES = re.compile(r"\s|[-*+] |\d+[.)] ")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Mark:
    """A citation's number, to be drawn after character `at` of the raw Markdown."""

    number: int
    at: int


@dataclass(frozen=True)
class Block:
    """Top-level tokens of `source[start:end]`; `plain` when it is too long to be read as Markdown."""

    start: int
    end: int
    tokens: Sequence[Token] = ()
    plain: str = ""
    numbers: Sequence[int] = ()


@dataclass
class _Place:
    """Where in a line a citation belongs: after the words `before` it."""

    number: int
    line: int
    before: str
    placed: bool = False


@dataclass
class _Notes:
    places: list[_Place] = field(default_factory=list)


class Reader:
    """Cuts Markdown into blocks. Every block but the last is closed: text that comes later cannot change it."""

    def __init__(self) -> None:
        self._markdown = MarkdownIt("commonmark", {"maxNesting": DEEPEST, "html": False})
        self._markdown.enable(["table", "strikethrough"])
        self._markdown.disable(["html_block", "html_inline", "reference"])
        self._markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # decided where it is drawn
        self._markdown.core.ruler.after("block", "citations", _place_marks)
        self._markdown.inline.ruler.before("escape", "formula", _formula)

    def blocks(self, source: str, start: int = 0, marks: Sequence[Mark] = ()) -> Iterator[Block]:
        """Blocks of `source[start:]`, each read when it is asked for."""
        text = _clean(source[start:])
        if len(text) > LONGEST_BLOCK:
            return self._pieces(text, start, marks)
        return self._parse(text, start, marks)

    def _pieces(self, text: str, start: int, marks: Sequence[Mark]) -> Iterator[Block]:
        """A long text is cut at empty lines first, so that parsing stays in proportion to a block."""
        for begin, end in _cuts(text):
            within = [m for m in marks if start + begin < m.at <= start + end]
            if end - begin > LONGEST_BLOCK:
                numbers = [m.number for m in within]
                yield Block(start + begin, start + end, plain=text[begin:end], numbers=numbers)
            else:
                yield from self._parse(text[begin:end], start + begin, within)

    def _parse(self, text: str, start: int, marks: Sequence[Mark]) -> Iterator[Block]:
        lines = _line_starts(text)
        notes = _Notes([_place(text, lines, m.number, m.at - start) for m in marks if 0 < m.at - start <= len(text)])
        tokens = self._markdown.parse(text, {"notes": notes})
        yield from _top_level(tokens, lines, start, notes)


def safe_target(href: str) -> str:
    """The address itself when it is one we may offer to open, else empty."""
    if _HIDDEN.search(href) or _CONTROLS.search(href) or "\\" in href:
        return ""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    if parts.scheme not in SCHEMES or (parts.scheme != "mailto" and not parts.hostname):
        return ""
    return href


def reveal(text: str) -> str:
    """Controls that turn or hide text, written out: an address must read as what it is."""
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", text)


def _clean(text: str) -> str:
    """Same length, so that offsets stay true."""
    return text.replace(_OPEN, "�").replace(_CLOSE, "�").replace("\r", "\n").replace("\x00", "�")


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Spans that end with empty lines, outside code fences and lists."""
    begin, at, fence, empty = 0, 0, "", False
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        stripped = line.lstrip(" ")
        if empty and not fence and not _CONTINUES.match(line):
            yield begin, at
            begin = at
        empty = not stripped.strip()
        if fence:
            fence = "" if stripped.startswith(fence) else fence
        elif stripped.startswith(("```", "~~~")):
            fence = stripped[:3]
        at += len(line)
    if begin < len(text):
        yield begin, len(text)


def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text)), len(text)]


def _place(text: str, lines: Sequence[int], number: int, at: int) -> _Place:
    at = _AFTER_MARKUP.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
    line = text.count("\n", 0, max(0, at - 1 if text[at - 1 : at] == "\n" else at))
    return _Place(number, line, text[lines[line] : at].rstrip("\n").lstrip())


def _formula(state: StateInline, silent: bool) -> bool:
    found = formula_at(state.src, state.pos) if state.src[state.pos] in "$\\" else None
    if found is None:
        return False
    if not silent:
        state.push("formula", "", 0).content = found[0]
    state.pos = found[1]
    return True


def _place_marks(state: StateCore) -> None:
    notes = state.env.get("notes")
    if not notes:
        return
    for token, lines in reversed(list(_inline(state.tokens))):
        for place in reversed(notes.places):
            if not place.placed and lines[0] <= place.line < lines[1]:
                place.placed = _insert(token, place)


def _inline(tokens: Sequence[Token]) -> Iterator[tuple[Token, Sequence[int]]]:
    """Inline tokens with their lines; a cell has those of its row."""
    row: Sequence[int] = (0, 0)
    for token in tokens:
        if token.type == "tr_open":
            row = token.map or row
        elif token.type == "inline":
            yield token, token.map or row


def _insert(token: Token, place: _Place) -> bool:
    """After the longest end of the words before it that the token holds (a cell or a list item is part of its line)."""
    for length in (len(place.before), 40, 20, 8):
        words = place.before[-length:] if length else ""
        if not words or (at := token.content.rfind(words)) < 0:
            continue
        at += len(words)
        token.content = f"{token.content[:at]}\u200a{_OPEN}{place.number}{_CLOSE}{token.content[at:]}"
        return True
    return False


def _top_level(tokens: Sequence[Token], lines: Sequence[int], start: int, notes: _Notes) -> Iterator[Block]:
    first = 0
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            run = tokens[first : index + 1]
            first = index + 1
            begin, end = run[0].map or (0, len(lines) - 1)
            yield Block(
                start + lines[begin], start + lines[min(end, len(lines) - 1)], run, "", _left(notes, begin, end)
            )


def _left(notes: _Notes, begin: int, end: int) -> list[int]:
    """Citations of these lines that no inline text took: they follow the block."""
    return [place.number for place in notes.places if not place.placed and begin <= place.line < end]
