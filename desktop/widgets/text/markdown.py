"""Parses Markdown into blocks of tokens, with citations placed in them. Knows nothing of Qt and loads nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import msgspec

from desktop.widgets.text.formulas.notation import formula_at

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MAX_BLOCK = 6_000
"""A block of more characters is shown as plain text, since parsing it would block the window."""
MAX_NESTING = 12
DISPLAY = "$$"
"""Markup of a formula token that stands on a line of its own."""
TASK = "task"
"""Key in the meta of a list item's text: whether the task is done."""
SCHEMES = ("http", "https", "mailto")

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"  # Unicode promises that these are never characters
MARKER = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_AFTER_MARKUP = re.compile(r"[*_~`)»”\"']*")
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\u061c\u180e]")
_CONTINUES = re.compile(r"\s|[-*+] |\d+[.)] ")
_TASK = re.compile(r"\[([ xX])\]\s+")
_PIPE = re.compile(r"(?<!\\)\|")
_CONTEXT = 20
"""Characters before a citation that identify its place in a line."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class CitationMark(msgspec.Struct, frozen=True):
    """Number of a citation, drawn after character `at` of the Markdown source."""

    number: int
    at: int


class MarkdownBlock(msgspec.Struct, frozen=True):
    """Top-level tokens of `source[start:end]`, or `plain` text that is too long to parse.

    `numbers` are citations that follow the block because no text in it could hold them.
    """

    start: int
    end: int
    tokens: Sequence[Token] = ()
    plain: str = ""
    numbers: Sequence[int] = ()


class _CitationPlace(msgspec.Struct):
    """Place of a citation: line number `line`, whose text is `raw`, after `at` of its characters."""

    number: int
    line: int
    raw: str
    at: int
    is_placed: bool = False


class _CitationPlaces(msgspec.Struct):
    places: list[_CitationPlace] = msgspec.field(default_factory=list)


class MarkdownReader:
    """Parses Markdown into blocks. `is_complete` says which of them later text cannot change."""

    def blocks(self, source: str, start: int = 0, marks: Sequence[CitationMark] = ()) -> Iterator[MarkdownBlock]:
        """Yield the blocks of `source[start:]`, each parsed when it is asked for."""
        text = _clean(source[start:])
        if len(text) > MAX_BLOCK:
            return self._parse_long(text, start, marks)
        return self._parse(text, start, marks)

    def _parse_long(self, text: str, start: int, marks: Sequence[CitationMark]) -> Iterator[MarkdownBlock]:
        """Split a long text at empty lines first, so that only one section at a time is parsed."""
        for begin, end in _sections(text):
            within = [m for m in marks if start + begin < m.at <= start + end]
            if end - begin > MAX_BLOCK:
                numbers = [m.number for m in within]
                yield MarkdownBlock(start + begin, start + end, plain=text[begin:end], numbers=numbers)
            else:
                yield from self._parse(text[begin:end], start + begin, within)

    def _parse(self, text: str, start: int, marks: Sequence[CitationMark]) -> Iterator[MarkdownBlock]:
        lines = _line_starts(text)
        citations = _CitationPlaces(
            [_place(text, lines, m.number, m.at - start) for m in marks if 0 < m.at - start <= len(text)]
        )
        tokens = _parser().parse(text, {"citations": citations})
        yield from _top_level(tokens, lines, start, citations)


@cache
def _parser() -> MarkdownIt:
    """Return the one parser, made with the first text: its library takes as long to load as a page to be made."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING, "html": False})
    parser.enable(["table", "strikethrough"])
    parser.disable(["html_block", "html_inline", "reference"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # the renderer decides by safe_target
    parser.core.ruler.after("block", "citations", _insert_citations)
    parser.core.ruler.push("tasks", _mark_tasks)
    parser.inline.ruler.before("escape", "formula", _formula)
    return parser


def is_complete(block: MarkdownBlock, following: MarkdownBlock | None, source: str) -> bool:
    """Return whether text that is added later cannot change the block.

    So it is when the line after the block is complete, or when an empty line follows that ends it. An empty line does
    not end a list: "2" may become "2. More".
    """
    if following is None:
        return False
    is_list = bool(block.tokens) and "list" in block.tokens[0].type
    return "\n" in source[following.start :] or (not is_list and source[: following.start].endswith("\n\n"))


def safe_target(href: str) -> str:
    """Return the address if it may be offered for opening, else ""."""
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
    """Write out control characters that hide or reverse text, so that an address reads as what it is."""
    return _HIDDEN.sub(lambda match: f"⟨U+{ord(match.group()):04X}⟩", text)


def _clean(text: str) -> str:
    """Replace characters with a meaning of our own; the length stays the same, so that offsets remain valid."""
    return text.replace(_OPEN, "�").replace(_CLOSE, "�").replace("\r", "\n").replace("\x00", "�")


def _sections(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of sections that end with an empty line outside code fences and lists."""
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
    return [0, *(match.end() for match in re.finditer("\n", text)), len(text)]


def _place(text: str, lines: Sequence[int], number: int, at: int) -> _CitationPlace:
    at = _AFTER_MARKUP.match(text, at).end()  # type: ignore[union-attr]  # the pattern also matches an empty string
    line = text.count("\n", 0, max(0, at - 1 if text[at - 1 : at] == "\n" else at))
    begin, end = lines[line], lines[min(line + 1, len(lines) - 1)]
    return _CitationPlace(number, line, text[begin:end].rstrip(), len(text[begin:at].rstrip()))


def _formula(state: StateInline, silent: bool) -> bool:
    formula = formula_at(state.src, state.pos) if state.src[state.pos] in "$\\" else None
    if formula is None:
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content = formula[0]
        token.markup = DISPLAY if state.src.startswith(("$$", "\\["), state.pos) else ""
    state.pos = formula[1]
    return True


def _mark_tasks(state: StateCore) -> None:
    """Take "[ ] " and "[x] " from the beginning of list items, and note in their text's meta which it was."""
    for item, paragraph, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        children = inline.children or ()
        if (item.type, paragraph.type) != ("list_item_open", "paragraph_open") or not children:
            continue
        if children[0].type == "text" and (task := _TASK.match(children[0].content)):
            children[0].content = children[0].content[task.end() :]
            inline.meta = {**inline.meta, TASK: task[1] != " "}


def _insert_citations(state: StateCore) -> None:
    citations = state.env.get("citations")
    if not citations:
        return
    for token, (first, after), column in _inline(state.tokens):
        insertions: list[tuple[int, int]] = []
        for place in citations.places:
            if not place.is_placed and first <= place.line < after:
                at = _in_cell(token, place, column) if column >= 0 else _in_lines(token, place, first)
                place.is_placed = at > 0
                insertions += [(at, place.number)] if at > 0 else []
        for at, number in sorted(insertions, key=lambda pair: pair[0])[::-1]:
            token.content = f"{token.content[:at]}\u200a{_OPEN}{number}{_CLOSE}{token.content[at:]}"


def _inline(tokens: Sequence[Token]) -> Iterator[tuple[Token, Sequence[int], int]]:
    """Yield inline tokens with their first and last line and their column; -1 for text outside a table."""
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


def _in_lines(token: Token, place: _CitationPlace, first: int) -> int:
    """Return the index in the token's content, 0 if the citation is not in it.

    A line of the content is the end of the raw line, which begins with markup.
    """
    lines = token.content.split("\n")
    if place.line - first >= len(lines):
        return 0
    line = lines[place.line - first].rstrip()
    markup = len(place.raw) - len(line)
    begin = sum(len(before) + 1 for before in lines[: place.line - first])
    if place.raw.endswith(line):
        return begin + min(place.at - markup, len(line)) if place.at > markup else 0
    at = line.rfind(place.raw[: place.at][-_CONTEXT:])
    return begin + at + len(place.raw[: place.at][-_CONTEXT:]) if at >= 0 else 0


def _in_cell(token: Token, place: _CitationPlace, column: int) -> int:
    """Return the index in a table cell's content, 0 if the citation belongs to another cell."""
    before = _PIPE.split(place.raw[: place.at].strip().removeprefix("|").rstrip("| "))
    return min(len(before[-1].strip()), len(token.content)) if len(before) - 1 == column else 0


def _top_level(
    tokens: Sequence[Token], lines: Sequence[int], start: int, citations: _CitationPlaces
) -> Iterator[MarkdownBlock]:
    first = 0
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            run = tokens[first : index + 1]
            first = index + 1
            begin, end = run[0].map or (0, len(lines) - 1)
            yield MarkdownBlock(
                start + lines[begin],
                start + lines[min(end, len(lines) - 1)],
                run,
                "",
                _unplaced_numbers(citations, begin, end),
            )


def _unplaced_numbers(citations: _CitationPlaces, begin: int, end: int) -> list[int]:
    """Return the citations in these lines that no inline text holds; they follow the block."""
    return [place.number for place in citations.places if not place.is_placed and begin <= place.line < end]
