"""Renders the inline Markdown of one paragraph or cell: text, emphasis, links, code, formulas and citations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QBrush, QFont, QTextCharFormat, QTextCursor, QTextDocument

from desktop.widgets.text.formulas.layout import needs_layout
from desktop.widgets.text.formulas.notation import parse_formula
from desktop.widgets.text.markdown import DISPLAY, MARKER, reveal, safe_target
from desktop.widgets.text.text_formats import TextFormats

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_PARAGRAPH = 2_000
"""Characters; the time to lay out a paragraph grows faster than its length."""
MAX_ALT_TEXT = 200


class InlineRenderer:
    """Writes at `cursor`; `begin_paragraph` is called where a text is too long for one paragraph."""

    def __init__(
        self,
        formats: TextFormats,
        cursor: QTextCursor,
        characters: QTextCharFormat,
        begin_paragraph: Callable[[], None],
    ) -> None:
        self._formats, self._cursor, self._begin_paragraph = formats, cursor, begin_paragraph
        self._style = _InlineStyle(characters)
        self._delayed_citations: list[int] = []

    def render(self, token: Token) -> None:
        for child in token.children or ():
            self._render_child(child)
        for number in self._delayed_citations:
            self._insert_citation(number)

    def _render_child(self, child: Token) -> None:
        kind = child.type
        if kind == "text":
            self._insert_text(child.content)
        elif kind in ("softbreak", "hardbreak"):
            self._cursor.insertText(" " if kind == "softbreak" else "\u2028", self._style.format)
        elif kind == "code_inline":
            text = self._delay_citations(child.content).replace("\u200a", "")
            self._cursor.insertText(text, self._formats.inline_code(self._style.format))
        elif kind == "formula":
            self._insert_formula(self._delay_citations(child.content), is_display=child.markup == DISPLAY)
        elif kind == "image":
            self._insert_blocked_image(child)
        elif kind == "link_open":
            self._open_link(child)
        elif kind == "link_close":
            self._style.close_link()
        else:
            self._style.switch(kind)

    def _insert_text(self, text: str) -> None:
        parts = MARKER.split(text)  # text, number, text, number, …, text
        for index, part in enumerate(parts):
            if index % 2:
                self._insert_citation(int(part))
                continue
            visible = reveal(part) if self._style.in_link else part
            for start in range(0, len(visible), MAX_PARAGRAPH):
                if start:
                    self._begin_paragraph()
                self._cursor.insertText(visible[start : start + MAX_PARAGRAPH], self._style.format)

    def _insert_formula(self, source: str, *, is_display: bool) -> None:
        """Draw a formula that needs a layout; one that cannot be laid out is shown as it is written, as code."""
        if not (is_display or needs_layout(source)):
            for text, script in parse_formula(source):
                self._cursor.insertText(text, self._style.formula(script))
            return
        picture = self._formats.formula(source, self._style.format, is_display)
        if picture is None:
            self._cursor.insertText(source, self._formats.inline_code(self._style.format))
            return
        image, image_format = picture
        kind = QTextDocument.ResourceType.ImageResource.value
        self._cursor.document().addResource(kind, QUrl(image_format.name()), image)
        self._cursor.insertImage(image_format)

    def _insert_blocked_image(self, image: Token) -> None:
        alt = self._delay_citations(image.content).strip()[:MAX_ALT_TEXT]
        label = QCoreApplication.translate("widgets", "image blocked")
        text = f"[{label}: {alt}]" if alt else f"[{label}]"
        self._cursor.insertText(text, self._formats.blocked_image(self._style.format))

    def _open_link(self, token: Token) -> None:
        href = self._delay_citations(str(token.attrs.get("href", ""))).replace("\u200a", "")
        self._style.open_link(safe_target(href), self._formats.coloured(self._style.format, "accent").foreground())

    def _delay_citations(self, text: str) -> str:
        """Take citations out of text that cannot hold a chip; they follow at the end of the paragraph."""
        self._delayed_citations += [int(number) for number in MARKER.findall(text)]
        return MARKER.sub("", text)

    def _insert_citation(self, number: int) -> None:
        self._cursor.insertImage(self._formats.citation(number))


class _InlineStyle:
    """Character format at the current place of an inline text."""

    def __init__(self, plain: QTextCharFormat) -> None:
        self._plain = plain
        self.format = QTextCharFormat(plain)
        self.in_link = False

    def switch(self, kind: str) -> None:
        """Begin or end an emphasis: `kind` is a token type such as "strong_open"."""
        name, _, change = kind.rpartition("_")
        is_on = change == "open"
        if name == "strong":
            weight = QFont.Weight.DemiBold if is_on else QFont.Weight(self._plain.fontWeight())
            self.format.setFontWeight(weight)
        elif name == "em":
            self.format.setFontItalic(is_on)
        elif name == "s":
            self.format.setFontStrikeOut(is_on)

    def formula(self, script: str) -> QTextCharFormat:
        """Format of a part of a formula; `script` is "", "up" or "down"."""
        text = QTextCharFormat(self.format)
        text.setFontItalic(True)
        alignment = QTextCharFormat.VerticalAlignment
        if script:
            text.setVerticalAlignment(alignment.AlignSuperScript if script == "up" else alignment.AlignSubScript)
        return text

    def open_link(self, target: str, colour: QBrush) -> None:
        """`target` is empty for an address that must not be offered; its text is then visible as plain text."""
        self.in_link = True
        if target:
            self.format.setAnchor(True)
            self.format.setAnchorHref(target)
            self.format.setForeground(colour)
            self.format.setFontUnderline(True)

    def close_link(self) -> None:
        self.in_link = False
        self.format.setAnchor(False)
        self.format.setAnchorHref("")
        self.format.setForeground(self._plain.foreground())
        self.format.setFontUnderline(False)
