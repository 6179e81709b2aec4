"""Renders Markdown blocks into a text document, without HTML in between that could name a resource to load."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument, QTextList, QTextListFormat

from desktop.theme.theme import Theme
from desktop.theme.tokens import Space, Type
from desktop.widgets.text.code_colors import coloured_parts, prepare_lexer
from desktop.widgets.text.inline_renderer import MAX_PARAGRAPH, InlineRenderer
from desktop.widgets.text.markdown import TASK, MarkdownBlock, reveal
from desktop.widgets.text.text_formats import TextFormats

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_CELLS = 600
"""Cells of a table that are drawn."""
MAX_LANGUAGE_NAME = 40
ALIGNMENTS = {
    "text-align:right": Qt.AlignmentFlag.AlignRight,
    "text-align:center": Qt.AlignmentFlag.AlignHCenter,
}
"""Alignments by the style that the parser gives a cell."""
HEADING_SIZES = {"h1": Type.TITLE, "h2": Type.TITLE, "h3": Type.READING}


class _Cell(NamedTuple):
    """A cell of a table, with the alignment of its column."""

    text: Token
    alignment: Qt.AlignmentFlag


class RenderPosition(NamedTuple):
    """A place at the end of the document to which rendering can be taken back."""

    position: int
    is_fresh: bool
    code_blocks: int


class MarkdownRenderer:
    """Appends blocks to a document. `code_blocks` holds the text of each code block, by the number of its Copy link."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        self._formats = TextFormats(theme)
        self.code_blocks: list[str] = []
        self._cursor = QTextCursor(document)
        self._is_fresh = True  # the paragraph at the end is empty and can be used
        self._lists: list[_OpenList] = []
        self._quotes = 0
        self._item_begins = False
        self._is_open = False
        self._heading_size = 0
        self._handlers: dict[str, Callable[[Token], None]] = {
            "heading_open": self._begin_heading,
            "paragraph_open": self._begin_paragraph,
            "inline": self._render_inline,
            "fence": self._render_code,
            "code_block": self._render_code,
            "hr": lambda _: self._begin(self._formats.rule(self._quotes)),
            "bullet_list_open": self._open_list,
            "ordered_list_open": self._open_list,
            "bullet_list_close": self._close_list,
            "ordered_list_close": self._close_list,
            "list_item_open": self._open_item,
            "blockquote_open": lambda _: self._change_quotes(1),
            "blockquote_close": lambda _: self._change_quotes(-1),
        }

    def end(self) -> RenderPosition:
        """Return where the next block begins."""
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        return RenderPosition(self._cursor.position(), self._is_fresh, len(self.code_blocks))

    def rewind(self, position: RenderPosition) -> None:
        """Delete all that was rendered after `position`."""
        self._is_fresh = position.is_fresh
        del self.code_blocks[position.code_blocks :]
        self._cursor.setPosition(position.position)
        self._cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        self._cursor.removeSelectedText()

    def render(self, block: MarkdownBlock, *, is_open: bool = False) -> None:
        """Append a block. An open block may still change: its code is not coloured yet."""
        self._is_open = is_open
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        if block.plain:
            self._render_plain(block.plain)
        else:
            self._render_tokens(block.tokens)
        if block.numbers:
            self._begin(self._paragraph())
        for number in block.numbers:
            self._cursor.insertImage(self._formats.citation(number))

    def render_link(self, text: str, href: str) -> None:
        """Append a paragraph with a link of the program, such as the one that shows more."""
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._begin(self._paragraph())
        self._cursor.insertText(text, self._formats.action_link(self._characters(), href))

    def _render_plain(self, text: str) -> None:
        for line in reveal(text.rstrip("\n")).split("\n"):
            for start in range(0, max(1, len(line)), MAX_PARAGRAPH):
                self._begin(self._paragraph(bottom=Space.NONE))
                self._cursor.insertText(line[start : start + MAX_PARAGRAPH], self._characters())

    def _render_tokens(self, tokens: Sequence[Token]) -> None:
        index = 0
        while index < len(tokens):
            if tokens[index].type == "table_open":
                end = next(i for i in range(index, len(tokens)) if tokens[i].type == "table_close")
                self._render_table(tokens[index:end])
                index = end
            elif handler := self._handlers.get(tokens[index].type):
                handler(tokens[index])
            index += 1

    # paragraphs

    def _begin(self, block: QTextBlockFormat) -> None:
        """Begin a paragraph, in the empty one at the end where there is one."""
        if self._is_fresh:
            self._cursor.setBlockFormat(block)
            self._is_fresh = False
        else:
            self._cursor.insertBlock(block, self._characters())

    def _paragraph(self, top: int = Space.NONE, bottom: int = Space.S) -> QTextBlockFormat:
        return self._formats.paragraph(top, bottom, self._quotes)

    def _characters(self) -> QTextCharFormat:
        return self._formats.characters(self._heading_size, is_quote=bool(self._quotes))

    def _begin_heading(self, token: Token) -> None:
        self._heading_size = HEADING_SIZES.get(token.tag, Type.READING)
        self._begin(self._paragraph(Space.NONE if self._cursor.position() == 0 else Space.S))

    def _begin_paragraph(self, _: Token) -> None:
        self._heading_size = 0
        if self._item_begins:
            self._item_begins = False
            self._begin(self._paragraph(bottom=Space.XS))
            self._lists[-1].add_item(self._cursor)
        elif self._lists:
            block = self._paragraph(bottom=Space.XS)
            block.setIndent(len(self._lists))
            self._begin(block)
        else:
            self._begin(self._paragraph())

    def _render_inline(self, token: Token) -> None:
        if TASK in token.meta:
            self._mark_task(is_done=bool(token.meta[TASK]))
        begin = lambda: self._begin(self._paragraph())  # noqa: E731
        InlineRenderer(self._formats, self._cursor, self._characters(), begin).render(token)

    def _mark_task(self, *, is_done: bool) -> None:
        """Show a box in place of the bullet of the paragraph at the cursor."""
        block = self._cursor.blockFormat()
        marker = QTextBlockFormat.MarkerType
        block.setMarker(marker.Checked if is_done else marker.Unchecked)
        self._cursor.setBlockFormat(block)

    def _change_quotes(self, step: int) -> None:
        self._quotes += step

    # lists

    def _open_list(self, token: Token) -> None:
        start = int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None
        self._lists.append(_OpenList(self._formats.list(len(self._lists) + 1, start)))

    def _close_list(self, _: Token) -> None:
        self._lists.pop()
        self._item_begins = False

    def _open_item(self, _: Token) -> None:
        self._item_begins = True

    # code and tables

    def _render_code(self, token: Token) -> None:
        self._item_begins = False
        self._heading_size = 0
        language = _language(token)
        self.code_blocks.append(token.content)
        self._begin_frame()
        self._cursor.insertFrame(self._formats.code_frame())
        self._render_code_head(language)
        self._render_code_lines(token.content.rstrip("\n"), "" if self._is_open else language)
        self._end_frame()

    def _render_code_head(self, language: str) -> None:
        head = self._formats.code_head()
        self._cursor.insertText(f"{language}  ·  " if language else "", head)
        link = self._formats.action_link(head, f"copy:{len(self.code_blocks) - 1}")
        self._cursor.insertText(QCoreApplication.translate("widgets", "Copy"), link)

    def _render_code_lines(self, code: str, language: str) -> None:
        characters = self._formats.code()
        self._cursor.insertBlock(self._formats.code_line(), characters)
        for text, colour in coloured_parts(_break_long_lines(code), language):
            self._cursor.insertText(text, self._formats.coloured(characters, colour))

    def _render_table(self, tokens: Sequence[Token]) -> None:
        rows = _table_rows(tokens)
        columns = max(len(row) for row in rows)
        rows = rows[: max(1, MAX_CELLS // columns)]
        self._begin_frame()
        table = self._cursor.insertTable(len(rows), columns, self._formats.table())
        for row_index, row in enumerate(rows):
            self._heading_size = Type.BODY if row_index == 0 else 0
            for column, cell in enumerate(row):
                self._cursor = table.cellAt(row_index, column).firstCursorPosition()
                self._align(cell.alignment)
                self._render_inline(cell.text)
        self._heading_size = 0
        self._end_frame()

    def _align(self, alignment: Qt.AlignmentFlag) -> None:
        block = self._cursor.blockFormat()
        block.setAlignment(alignment)
        self._cursor.setBlockFormat(block)

    def _begin_frame(self) -> None:
        if not self._is_fresh:
            self._begin(self._formats.hairline())

    def _end_frame(self) -> None:
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._cursor.setBlockFormat(self._formats.hairline())
        self._is_fresh = True


class _OpenList:
    """A list of the document, made with its first item."""

    def __init__(self, format: QTextListFormat) -> None:
        self._format = format
        self._list: QTextList | None = None

    def add_item(self, cursor: QTextCursor) -> None:
        """Make the paragraph at the cursor an item."""
        if self._list is None:
            self._list = cursor.createList(self._format)
        else:
            self._list.add(cursor.block())


def prepare_colours(block: MarkdownBlock) -> bool:
    """Return whether the block's code can be coloured at once; if not, one more of its lexers is ready the next time."""
    languages = (_language(token) for token in block.tokens if token.type == "fence")
    return not any(language and prepare_lexer(language) for language in languages)


def _language(fence: Token) -> str:
    words = fence.info.split()
    return words[0][:MAX_LANGUAGE_NAME] if words else ""


def _table_rows(tokens: Sequence[Token]) -> list[list[_Cell]]:
    rows: list[list[_Cell]] = []
    alignment = Qt.AlignmentFlag.AlignLeft
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            alignment = ALIGNMENTS.get(str(token.attrs.get("style", "")), Qt.AlignmentFlag.AlignLeft)
        elif token.type == "inline":
            rows[-1].append(_Cell(token, alignment))
    return rows


def _break_long_lines(code: str) -> str:
    """Break lines over MAX_PARAGRAPH characters for drawing; the Copy link keeps them whole."""
    lines = code.split("\n")
    if all(len(line) <= MAX_PARAGRAPH for line in lines):
        return code
    return "\n".join(
        line[start : start + MAX_PARAGRAPH] for line in lines for start in range(0, max(1, len(line)), MAX_PARAGRAPH)
    )
