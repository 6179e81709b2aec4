"""Markdown as blocks of tokens: what an answer means, before anything is drawn. Opens nothing, knows no widget."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from desktop.widgets.text.formulas import formula_at

LONGEST_BLOCK = 6_000
"""A block of more characters is shown as plain text: nobody wrote it by hand, and parsing it would stop the window."""
DEEPEST = 12
SCHEMES = ("http", "https", "mailto")

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"  # Unicode promises that these are never characters
MARKER = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_AFTER_MARKUP = re.compile(r"[*_~`)»”\"']*")
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\u061c\u180e]")
_CONTINUES = re.compile(r"\s|[-*+] |\d+[.)] ")
_PIPE = re.compile(r"(?<!\\)\|")
_TELLING = 20
"""As many characters tell a place in a line."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class CitationMark:
    """A citation's number, to be drawn after character `at` of the raw Markdown."""

    number: int
    at: int


@dataclass(frozen=True)
class MarkdownBlock:
    """Top-level tokens of `source[start:end]`; `plain` when it is too long to be read as Markdown."""

    start: int
    end: int
    tokens: Sequence[Token] = ()
    plain: str = ""
    numbers: Sequence[int] = ()


@dataclass
class _Place:
    """A citation belongs into line number `line`, whose text is `raw`, after `at` of its characters."""

    number: int
    line: int
    raw: str
    at: int
    placed: bool = False


@dataclass
class _Notes:
    places: list[_Place] = field(default_factory=list)


class MarkdownReader:
    """Cuts Markdown into blocks. `closed` tells which of them later text cannot change."""

    def __init__(self) -> None:
        self._markdown = MarkdownIt("commonmark", {"maxNesting": DEEPEST, "html": False})
        self._markdown.enable(["table", "strikethrough"])
        self._markdown.disable(["html_block", "html_inline", "reference"])
        self._markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # decided where it is drawn
        self._markdown.core.ruler.after("block", "citations", _place_marks)
        self._markdown.inline.ruler.before("escape", "formula", _formula)

    def blocks(self, source: str, start: int = 0, marks: Sequence[CitationMark] = ()) -> Iterator[MarkdownBlock]:
        """Blocks of `source[start:]`, each read when it is asked for."""
        text = _clean(source[start:])
        if len(text) > LONGEST_BLOCK:
            return self._pieces(text, start, marks)
        return self._parse(text, start, marks)

    def _pieces(self, text: str, start: int, marks: Sequence[CitationMark]) -> Iterator[MarkdownBlock]:
        """A long text is cut at empty lines first, so that parsing stays in proportion to a block."""
        for begin, end in _cuts(text):
            within = [m for m in marks if start + begin < m.at <= start + end]
            if end - begin > LONGEST_BLOCK:
                numbers = [m.number for m in within]
                yield MarkdownBlock(start + begin, start + end, plain=text[begin:end], numbers=numbers)
            else:
                yield from self._parse(text[begin:end], start + begin, within)

    def _parse(self, text: str, start: int, marks: Sequence[CitationMark]) -> Iterator[MarkdownBlock]:
        lines = _line_starts(text)
        notes = _Notes([_place(text, lines, m.number, m.at - start) for m in marks if 0 < m.at - start <= len(text)])
        tokens = self._markdown.parse(text, {"notes": notes})
        yield from _top_level(tokens, lines, start, notes)


def closed(block: MarkdownBlock, following: MarkdownBlock | None, source: str) -> bool:
    """Whether text that comes later cannot change a block any more.

    The line after it is whole; or an empty line is between, which ends all but a list ("2" may become "2. More").
    """
    if following is None:
        return False
    is_list = bool(block.tokens) and "list" in block.tokens[0].type
    return "\n" in source[following.start :] or (not is_list and source[: following.start].endswith("\n\n"))


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
    if _HIDDEN.search(unquote(parts.netloc)):
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
    begin, end = lines[line], lines[min(line + 1, len(lines) - 1)]
    return _Place(number, line, text[begin:end].rstrip(), len(text[begin:at].rstrip()))


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
    for token, (first, after), column in _inline(state.tokens):
        found: list[tuple[int, int]] = []
        for place in notes.places:
            if not place.placed and first <= place.line < after:
                at = _in_cell(token, place, column) if column >= 0 else _in_lines(token, place, first)
                place.placed = at > 0
                found += [(at, place.number)] if at > 0 else []
        for at, number in sorted(found, key=lambda one: one[0])[::-1]:
            token.content = f"{token.content[:at]}\u200a{_OPEN}{number}{_CLOSE}{token.content[at:]}"


def _inline(tokens: Sequence[Token]) -> Iterator[tuple[Token, Sequence[int], int]]:
    """Inline tokens with their lines; a cell has those of its row and its column, other text column -1."""
    row: Sequence[int] = (0, 0)
    column = -1
    for token in tokens:
        if token.type == "tr_open":
            row, column = token.map or row, -1
        elif token.type in ("th_open", "td_open"):
            column += 1
        elif token.type == "table_close":
            column = -1
        elif token.type == "inline":
            yield token, token.map or row, column


def _in_lines(token: Token, place: _Place, first: int) -> int:
    """Where in the token's content; 0 if not there. A line of it is the end of the raw line: before it is its markup."""
    lines = token.content.split("\n")
    if place.line - first >= len(lines):
        return 0
    line = lines[place.line - first].rstrip()
    markup = len(place.raw) - len(line)
    begin = sum(len(before) + 1 for before in lines[: place.line - first])
    if place.raw.endswith(line):
        return begin + min(place.at - markup, len(line)) if place.at > markup else 0
    at = line.rfind(place.raw[: place.at][-_TELLING:])
    return begin + at + len(place.raw[: place.at][-_TELLING:]) if at >= 0 else 0


def _in_cell(token: Token, place: _Place, column: int) -> int:
    """The same in a table, for the cell that the mark is in or behind."""
    before = _PIPE.split(place.raw[: place.at].strip().removeprefix("|").rstrip("| "))
    return min(len(before[-1].strip()), len(token.content)) if len(before) - 1 == column else 0


def _top_level(tokens: Sequence[Token], lines: Sequence[int], start: int, notes: _Notes) -> Iterator[MarkdownBlock]:
    first = 0
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            run = tokens[first : index + 1]
            first = index + 1
            begin, end = run[0].map or (0, len(lines) - 1)
            yield MarkdownBlock(
                start + lines[begin], start + lines[min(end, len(lines) - 1)], run, "", _left(notes, begin, end)
            )


def _left(notes: _Notes, begin: int, end: int) -> list[int]:
    """Citations of these lines that no inline text took: they follow the block."""
    return [place.number for place in notes.places if not place.placed and begin <= place.line < end]
