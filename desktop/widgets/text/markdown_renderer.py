"""Writes Markdown blocks into a text document, piece by piece, with no HTML in between that could name a resource."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markdown_it.token import Token
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import (
    QBrush,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextList,
    QTextListFormat,
    QTextTableFormat,
)

from desktop.theme.theme import Theme
from desktop.theme.tokens import Space, Type
from desktop.widgets.text.code_colors import coloured, get_ready
from desktop.widgets.text.formulas import drawn
from desktop.widgets.text.markdown import MARKER, MarkdownBlock, reveal, safe_target

LONGEST_PARAGRAPH = 2_000
"""Laying out one paragraph takes longer than in proportion to its length."""
MOST_CELLS = 600
_LINE = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value


class MarkdownRenderer:
    """`programs` holds the text of each code block written, by the number that its Copy link names."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        self._document = document
        self._theme = theme
        self.programs: list[str] = []
        self._cursor = QTextCursor(document)
        self._fresh = True
        self._level = 0
        self._lists: list[_OpenList] = []
        self._quotes = 0
        self._handlers: dict[str, Callable[[Token], None]] = {
            "heading_open": self._heading,
            "paragraph_open": self._paragraph,
            "inline": self._inline,
            "fence": self._program,
            "code_block": self._program,
            "hr": self._rule,
            "bullet_list_open": self._open_list,
            "ordered_list_open": self._open_list,
            "bullet_list_close": self._close_list,
            "ordered_list_close": self._close_list,
            "list_item_open": self._open_item,
            "blockquote_open": lambda _: self._quote(1),
            "blockquote_close": lambda _: self._quote(-1),
        }
        self._item_waits = False
        self._is_open = False
        self._heading_size = 0

    def end(self) -> tuple[int, bool, int]:
        """Where the next block would begin; `cut` there to take back what was written since."""
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        return self._cursor.position(), self._fresh, len(self.programs)

    def cut(self, place: tuple[int, bool, int]) -> None:
        position, self._fresh, programs = place
        del self.programs[programs:]
        self._cursor.setPosition(position)
        self._cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        self._cursor.removeSelectedText()

    def write(self, block: MarkdownBlock, *, is_open: bool = False) -> None:
        """An open block is not coloured yet; it will be written again."""
        self._is_open = is_open
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        if block.plain:
            self.write_plain(block.plain)
        else:
            self._walk(block.tokens)
        if block.numbers:
            self._begin(self._reading())
        for number in block.numbers:
            self._chip(number)

    def write_plain(self, text: str) -> None:
        for line in reveal(text.rstrip("\n")).split("\n"):
            for at in range(0, max(1, len(line)), LONGEST_PARAGRAPH):
                self._begin(self._reading(bottom=Space.NONE))
                self._cursor.insertText(line[at : at + LONGEST_PARAGRAPH], self._letters())

    def write_link(self, words: str, href: str) -> None:
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._begin(self._reading())
        format = self._letters()
        format.setForeground(QBrush(self._theme.colour("accent")))
        format.setAnchor(True)
        format.setAnchorHref(href)
        self._cursor.insertText(words, format)

    def _walk(self, tokens: Sequence[Token]) -> None:
        index = 0
        while index < len(tokens):
            if tokens[index].type == "table_open":
                end = next(i for i in range(index, len(tokens)) if tokens[i].type == "table_close")
                self._table(tokens[index:end])
                index = end
            elif handler := self._handlers.get(tokens[index].type):
                handler(tokens[index])
            index += 1

    # paragraphs

    def _begin(self, format: QTextBlockFormat) -> None:
        if self._fresh:
            self._cursor.setBlockFormat(format)
            self._fresh = False
        else:
            self._cursor.insertBlock(format, self._letters())

    def _reading(self, top: int = Space.NONE, bottom: int = Space.S) -> QTextBlockFormat:
        made = QTextBlockFormat()
        made.setLineHeight(Type.LINE_HEIGHT * 100 / 1.2, _LINE)  # Qt counts from the font's own 1.2
        made.setTopMargin(top)
        made.setBottomMargin(bottom)
        made.setLeftMargin(Space.L * self._quotes)
        return made

    def _letters(self, **style: bool) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setFont(self._theme.font(self._heading_size or Type.READING, strong=bool(self._heading_size)))
        made.setForeground(QBrush(self._theme.colour("soft" if self._quotes else "text")))
        return made

    def _heading(self, token: Token) -> None:
        size = {"h1": Type.TITLE, "h2": Type.TITLE, "h3": Type.READING}.get(token.tag, Type.READING)
        self._heading_size = size
        self._begin(self._reading(Space.NONE if self._cursor.position() == 0 else Space.S))

    def _paragraph(self, _: Token) -> None:
        self._heading_size = 0
        if self._item_waits:
            self._item_waits = False
            self._begin(self._reading(bottom=Space.XS))
            self._lists[-1].take(self._cursor)
        elif self._lists:
            format = self._reading(bottom=Space.XS)
            format.setIndent(len(self._lists))
            self._begin(format)
        else:
            self._begin(self._reading())

    def _rule(self, _: Token) -> None:
        format = self._reading()
        format.setProperty(
            QTextBlockFormat.Property.BlockTrailingHorizontalRulerWidth,
            QTextLength(QTextLength.Type.PercentageLength, 100),
        )
        self._begin(format)

    def _quote(self, step: int) -> None:
        self._quotes += step

    # lists

    def _open_list(self, token: Token) -> None:
        format = QTextListFormat()
        styles = QTextListFormat.Style
        format.setIndent(len(self._lists) + 1)
        if token.type.startswith("ordered"):
            format.setStyle(styles.ListDecimal)
            format.setStart(min(int(token.attrs.get("start", 1)), 999_999))
        else:
            format.setStyle(styles.ListDisc if not self._lists else styles.ListCircle)
        self._lists.append(_OpenList(format))

    def _close_list(self, _: Token) -> None:
        self._lists.pop()
        self._item_waits = False

    def _open_item(self, _: Token) -> None:
        self._item_waits = True

    # code

    def _program(self, token: Token) -> None:
        self._item_waits = False
        self._heading_size = 0
        language = _language(token)
        self.programs.append(token.content)
        self._frame()
        self._code_head(language)
        self._code_lines(token.content.rstrip("\n"), "" if self._is_open else language)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._after_frame()

    def _frame(self) -> None:
        format = QTextFrameFormat()
        format.setBackground(QBrush(self._theme.colour("code")))
        format.setBorder(Space.HAIR)
        format.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        format.setBorderBrush(QBrush(self._theme.colour("line")))
        format.setPadding(Space.S)
        format.setTopMargin(Space.XS)
        format.setBottomMargin(Space.XS)
        if not self._fresh:
            self._begin(self._hair())
        self._cursor.insertFrame(format)

    def _hair(self) -> QTextBlockFormat:
        """Qt puts an empty paragraph around every frame; this one takes no room."""
        format = QTextBlockFormat()
        format.setLineHeight(Space.HAIR, _FIXED)
        return format

    def _after_frame(self) -> None:
        self._cursor.setBlockFormat(self._hair())
        self._fresh = True

    def _code_head(self, language: str) -> None:
        faint = QTextCharFormat()
        faint.setFont(self._theme.font(Type.SMALL))
        faint.setForeground(QBrush(self._theme.colour("faint")))
        self._cursor.insertText(f"{language}  ·  " if language else "", faint)
        link = QTextCharFormat(faint)
        link.setForeground(QBrush(self._theme.colour("accent")))
        link.setAnchor(True)
        link.setAnchorHref(f"copy:{len(self.programs) - 1}")
        self._cursor.insertText(QCoreApplication.translate("widgets", "Copy"), link)

    def _code_lines(self, program: str, language: str) -> None:
        format = QTextBlockFormat()
        format.setLineHeight(115, _LINE)
        letters = QTextCharFormat()
        letters.setFont(self._theme.font(Type.BODY, mono=True))
        self._cursor.insertBlock(format, letters)
        for text, role in coloured(_folded(program), language):
            letters.setForeground(QBrush(self._theme.colour(role)))
            self._cursor.insertText(text, letters)

    # tables

    def _table(self, tokens: Sequence[Token]) -> None:
        rows = _rows(tokens)
        columns = max(len(row) for row in rows)
        rows = rows[: max(1, MOST_CELLS // columns)]
        format = QTextTableFormat()
        format.setCellPadding(Space.XS + 2)
        format.setCellSpacing(0)
        format.setBorder(Space.HAIR)
        format.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        format.setBorderCollapse(True)
        format.setBorderBrush(QBrush(self._theme.colour("line")))
        format.setTopMargin(Space.XS)
        format.setBottomMargin(Space.S)
        if not self._fresh:
            self._begin(self._hair())
        table = self._cursor.insertTable(len(rows), columns, format)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                self._cursor = table.cellAt(at, column).firstCursorPosition()
                self._heading_size = Type.BODY if at == 0 else 0
                self._inline(cell)
        self._heading_size = 0
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._after_frame()

    # words

    def _inline(self, token: Token) -> None:
        state = _Style(self._letters())
        for child in token.children or ():
            self._word(child, state)
        for number in state.waiting:
            self._chip(number)

    def _word(self, child: Token, state: _Style) -> None:
        kind = child.type
        if kind == "text":
            self._text(child.content, state)
        elif kind in ("softbreak", "hardbreak"):
            self._cursor.insertText(" " if kind == "softbreak" else "\u2028", state.format)
        elif kind == "code_inline":
            self._code(child.content, state)
        elif kind == "formula":
            self._formula(child.content, state)
        elif kind == "image":
            self._blocked(child, state)
        elif kind == "link_open":
            self._open_link(child, state)
        elif kind == "link_close":
            state.close_link()
        else:
            state.turn(kind)

    def _text(self, text: str, state: _Style) -> None:
        pieces = MARKER.split(text)  # words, number, words, number, …, words
        for at, piece in enumerate(pieces):
            if at % 2:
                self._chip(int(piece))
                continue
            words = reveal(piece) if state.in_link else piece
            for begin in range(0, len(words), LONGEST_PARAGRAPH):
                if begin:
                    self._begin(self._reading())
                self._cursor.insertText(words[begin : begin + LONGEST_PARAGRAPH], state.format)

    def _formula(self, source: str, state: _Style) -> None:
        state.waiting += [int(number) for number in MARKER.findall(source)]
        for words, place in drawn(MARKER.sub("", source)):
            self._cursor.insertText(words, state.formula(place))

    def _code(self, text: str, state: _Style) -> None:
        format = QTextCharFormat(state.format)
        format.setFont(self._theme.font(Type.BODY, mono=True))
        format.setBackground(QBrush(self._theme.colour("code")))
        state.waiting += [int(number) for number in MARKER.findall(text)]
        self._cursor.insertText(MARKER.sub("", text).replace("\u200a", ""), format)

    def _blocked(self, image: Token, state: _Style) -> None:
        format = QTextCharFormat(state.format)
        format.setForeground(QBrush(self._theme.colour("faint")))
        format.setFontItalic(True)
        state.waiting += [int(number) for number in MARKER.findall(image.content)]
        alt = MARKER.sub("", image.content).strip()[:200]
        said = QCoreApplication.translate("widgets", "image blocked")
        self._cursor.insertText(f"[{said}: {alt}]" if alt else f"[{said}]", format)

    def _open_link(self, token: Token, state: _Style) -> None:
        href = str(token.attrs.get("href", ""))
        state.waiting += [int(number) for number in MARKER.findall(href)]
        state.open_link(safe_target(MARKER.sub("", href).replace("\u200a", "")), QBrush(self._theme.colour("accent")))

    def _chip(self, number: int) -> None:
        image = QTextImageFormat()
        image.setName(f"cite:{number}")
        image.setAnchor(True)
        image.setAnchorHref(f"cite:{number}")
        image.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
        self._cursor.insertImage(image)


class _OpenList:
    """A list of the document, made with its first item."""

    def __init__(self, format: QTextListFormat) -> None:
        self._format = format
        self._list: QTextList | None = None

    def take(self, cursor: QTextCursor) -> None:
        if self._list is None:
            self._list = cursor.createList(self._format)
        else:
            self._list.add(cursor.block())


class _Style:
    """The letters of an inline text at one moment; `waiting` citations were inside what cannot hold a chip."""

    def __init__(self, plain: QTextCharFormat) -> None:
        self._plain = plain
        self.format = QTextCharFormat(plain)
        self.in_link = False
        self.waiting: list[int] = []

    def turn(self, kind: str) -> None:
        name, _, which = kind.rpartition("_")
        on = which == "open"
        if name == "strong":
            weight = QFont.Weight.DemiBold if on else QFont.Weight(self._plain.fontWeight())
            self.format.setFontWeight(weight)
        elif name == "em":
            self.format.setFontItalic(on)
        elif name == "s":
            self.format.setFontStrikeOut(on)

    def formula(self, place: str) -> QTextCharFormat:
        made = QTextCharFormat(self.format)
        made.setFontItalic(True)
        alignment = QTextCharFormat.VerticalAlignment
        if place:
            made.setVerticalAlignment(alignment.AlignSuperScript if place == "up" else alignment.AlignSubScript)
        return made

    def open_link(self, target: str, colour: QBrush) -> None:
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


def colours_are_ready(block: MarkdownBlock) -> bool:
    """Whether it can be written at once; where not, one more of its languages is ready the next time."""
    languages = (_language(token) for token in block.tokens if token.type == "fence")
    return not any(language and get_ready(language) for language in languages)


def _language(fence: Token) -> str:
    words = fence.info.split()
    return words[0][:40] if words else ""


def _rows(tokens: Sequence[Token]) -> list[list[Token]]:
    rows: list[list[Token]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token)
    return rows


def _folded(program: str) -> str:
    """Lines over 2,000 characters are broken where they are drawn; the Copy link keeps them whole."""
    if all(len(line) <= LONGEST_PARAGRAPH for line in program.split("\n")):
        return program
    return "\n".join(
        line[at : at + LONGEST_PARAGRAPH]
        for line in program.split("\n")
        for at in range(0, max(1, len(line)), LONGEST_PARAGRAPH)
    )
