"""Markdown as plain text: what is left of it without its signs, for programs that know no Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from markdown_it.token import Token

LONGEST = 200_000
"""Characters above which a text stays as it is: parsing it would block the window."""
MAX_NESTING = 12


def plain_text(markdown: str) -> str:
    """Return the text without marks of emphasis, headings, quotations and code; lists and table rows keep their lines."""
    if len(markdown) > LONGEST:
        return markdown
    from markdown_it import MarkdownIt  # a tenth of a page's time to load, and seldom needed

    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING, "html": False})
    parser.enable(["table", "strikethrough"]).disable(["html_block", "html_inline"])
    writer = _PlainWriter()
    for token in parser.parse(markdown):
        writer.add(token)
    return writer.text()


class _PlainWriter(msgspec.Struct):
    """Collects paragraphs; the items of a list and the rows of a table stand on lines below each other."""

    _parts: list[str] = msgspec.field(default_factory=list)
    _counters: list[int | None] = msgspec.field(default_factory=list)
    """The next number of each open list, None where its items have no numbers."""
    _marker: str = ""
    _row: list[str] | None = None
    _is_tight: bool = False

    def text(self) -> str:
        return "".join(self._parts).strip("\n")

    def add(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self._counters.append(None)
            case "ordered_list_open":
                self._counters.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                self._counters.pop()
                self._is_tight = bool(self._counters)
            case "list_item_open":
                self._marker = self._next_marker()
            case "tr_open":
                self._row = []
            case "tr_close":
                self._write("\t".join(self._row or ()), is_line=True)
                self._row = None
            case "table_close":
                self._is_tight = False
            case "inline":
                self._add_inline(_inline_text(token.children or ()))
            case "fence" | "code_block":
                self._write(token.content.rstrip("\n"))
            case "hr":
                self._write("———")

    def _add_inline(self, text: str) -> None:
        if self._row is not None:
            self._row.append(text)
        else:
            self._write(self._marker + text, is_line=bool(self._marker))
            self._marker = ""

    def _next_marker(self) -> str:
        indent = "  " * (len(self._counters) - 1)
        number = self._counters[-1] if self._counters else None
        if number is None:
            return f"{indent}• "
        self._counters[-1] = number + 1
        return f"{indent}{number}. "

    def _write(self, text: str, *, is_line: bool = False) -> None:
        """Add a paragraph, or a line right below the one before it where both are lines."""
        self._parts.append(("\n" if is_line and self._is_tight else "\n\n") + text)
        self._is_tight = is_line


def _inline_text(tokens: Sequence[Token]) -> str:
    parts, address = [], ""
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "link_open":
            address = str(token.attrGet("href") or "")
        elif token.type == "link_close":
            parts.append(f" ({address})" if address and address not in "".join(parts) else "")
        else:
            parts.append(token.content)
    return "".join(parts)
