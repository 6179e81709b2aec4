"""A Word document with headings, lists, tables and code, and the sources below each answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace

from engine.capabilities.chat.transfer.formats.html_file import LONGEST_MARKDOWN, MAX_NESTING
from engine.capabilities.chat.transfer.persona_lines import persona_lines
from engine.capabilities.chat.transfer.shown_branch import (
    ExportedConversation,
    Wording,
    is_right_to_left,
    plain,
    sources_of,
    with_marks,
)
from engine.protocol.children.conversation_file import RecordedMessage, RecordedPicture

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell as Cell
    from docx.text.paragraph import Paragraph

WIDEST_PICTURE_CM = 14
DEEPEST_HEADING = 6
OPEN, CLOSE = "\ufdd0", "\ufdd1"
_MARK = re.compile(f"({OPEN}\\d+{CLOSE})")
CODE_FONT, CODE_SIZE = "Consolas", 9.5


class _Style(msgspec.Struct, frozen=True):
    """How a run of text looks."""

    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False


_PLAIN = _Style()


class _Pages:
    """Adds paragraphs to a document. It knows the ids of the styles: python-docx looks through all of them each time."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._ids = {style.name: style.style_id for style in document.styles}

    def add(self, style: str = "", text: str = "") -> Paragraph:
        """Add a paragraph in the style of this name."""
        paragraph = self.document.add_paragraph()
        if style:
            paragraph.paragraph_format.element.style = self._ids[style]
        if text:
            paragraph.add_run(text)
        return paragraph


class DocxFile:
    """Implements ExportFile. The document is held in memory and written at the end."""

    def __init__(self, file: BinaryIO, wording: Wording) -> None:
        import docx

        self._file, self._wording = file, wording
        self._document: Document = docx.Document()
        self._pages = _Pages(self._document)
        self._parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING, "html": False})
        self._parser.enable(["table", "strikethrough"]).disable(["html_block", "html_inline", "image"])

    def begin(self) -> None:
        self._document.core_properties.title = self._wording.tr("Conversations")
        self._document.core_properties.author = "Ateneo"

    def add(self, conversation: ExportedConversation) -> None:
        title = self._pages.add("Heading 1", self._wording.title(conversation.record))
        _set_direction(title)
        dividers = persona_lines(conversation.messages, self._wording)
        for message in conversation.messages:
            for line in dividers.get(message.id, ()):
                self._add_divider(line)
            self._add_message(message)

    def end(self) -> None:
        whole = BytesIO()  # python-docx reads back what it wrote
        self._document.save(whole)
        self._file.write(whole.getbuffer())

    def _add_message(self, message: RecordedMessage) -> None:
        time = self._wording.time(message.created_at)
        heading = " · ".join(part for part in (self._wording.speaker(message), time) if part)
        self._pages.add("Heading 2", heading)
        marked = with_marks(msgspec.structs.replace(message, text=_unmarked(message.text)), f"{OPEN}{{number}}{CLOSE}")
        if message.role == "user" or len(marked) > LONGEST_MARKDOWN:
            for line in marked.split("\n"):
                self._add_text(line)
        else:
            _Blocks(self._pages, self._parser.parse(marked)).add()
        for picture in message.pictures:
            self._add_picture(picture)
        if ending := self._wording.ending(message):
            self._pages.add().add_run(ending).italic = True
        for citation in sources_of(message):
            paragraph = self._pages.add("List", f"[{citation.number}] {self._wording.source(citation)}")
            _set_direction(paragraph)

    def _add_divider(self, line: str) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = self._pages.add()
        paragraph.add_run(line).italic = True
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _set_direction(paragraph)

    def _add_text(self, line: str) -> None:
        paragraph = self._pages.add()
        _add_runs(paragraph, line, _PLAIN)
        _set_direction(paragraph)

    def _add_picture(self, picture: RecordedPicture) -> None:
        from docx.image.exceptions import UnrecognizedImageError
        from docx.shared import Cm

        try:
            self._document.add_picture(BytesIO(picture.data), width=Cm(WIDEST_PICTURE_CM))
        except (
            UnrecognizedImageError,
            ValueError,
            KeyError,
            EOFError,
            ZeroDivisionError,
        ):  # of a kind that Word has not
            self._pages.add(text=self._wording.tr("Picture: {name}", name=plain(picture.name)))


class _Blocks:
    """Adds the blocks of a message to the document."""

    def __init__(self, pages: _Pages, tokens: Sequence[Token]) -> None:
        self._pages, self._tokens = pages, tokens
        self._lists: list[str] = []
        self._quotes = 0
        self._is_item_new = False

    def add(self) -> None:
        at = 0
        while at < len(self._tokens):
            token = self._tokens[at]
            if token.type == "table_open":
                end = next(n for n in range(at, len(self._tokens)) if self._tokens[n].type == "table_close")
                self._add_table(self._tokens[at:end])
                at = end
            else:
                self._add(token)
            at += 1

    def _add(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._lists.append("List Bullet" if token.type.startswith("bullet") else "List Number")
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._is_item_new = True
            case "blockquote_open":
                self._quotes += 1
            case "blockquote_close":
                self._quotes -= 1
            case "heading_open":
                self._heading = min(int(token.tag[1:]) + 2, DEEPEST_HEADING)
            case "heading_close":
                self._heading = 0
            case "inline":
                self._add_inline(token)
            case "fence" | "code_block":
                self._add_code(token.content)
            case "hr":
                self._pages.add(text="―" * 12)

    _heading = 0

    def _add_inline(self, token: Token) -> None:
        paragraph = self._pages.add(f"Heading {self._heading}" if self._heading else self._paragraph_style())
        self._is_item_new = False
        _add_inline(paragraph, token.children or ())
        _set_direction(paragraph)

    def _paragraph_style(self) -> str:
        """Return the style of a list's item, of a further paragraph in one, or of a quotation; Word has three levels of lists."""
        if self._lists:
            level = min(len(self._lists), 3)
            style = self._lists[-1] if self._is_item_new else "List Continue"
            return style if level == 1 else f"{style} {level}"
        return "Quote" if self._quotes else ""

    def _add_code(self, code: str) -> None:
        paragraph = self._pages.add()
        _add_runs(paragraph, code.rstrip("\n"), _Style(code=True))

    def _add_table(self, tokens: Sequence[Token]) -> None:
        rows = [list(_cells(row)) for row in _rows(tokens)]
        columns = max((len(row) for row in rows), default=0)
        if not columns:
            return
        table = self._pages.document.add_table(rows=len(rows), cols=columns, style="Table Grid")
        for number, row in enumerate(rows):
            cells: Sequence[Cell] = table.rows[number].cells
            for cell, token in zip(cells, row, strict=False):
                paragraph = cell.paragraphs[0]
                _add_inline(paragraph, token.children or (), _Style(bold=number == 0))
                _set_direction(paragraph)


def _rows(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    begin = 0
    for at, token in enumerate(tokens):
        if token.type == "tr_open":
            begin = at
        elif token.type == "tr_close":
            yield tokens[begin:at]


def _cells(row: Sequence[Token]) -> Iterator[Token]:
    return (token for token in row if token.type == "inline")


def _add_inline(paragraph: Paragraph, tokens: Sequence[Token], style: _Style = _PLAIN) -> None:
    """Add the text of a paragraph. The address of a link follows its text."""
    address = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                style = replace(style, bold=token.type.endswith("open"))
            case "em_open" | "em_close":
                style = replace(style, italic=token.type.endswith("open"))
            case "s_open" | "s_close":
                style = replace(style, strike=token.type.endswith("open"))
            case "link_open":
                address = str(token.attrGet("href") or "")
            case "link_close":
                if address and address not in paragraph.text:
                    _add_runs(paragraph, f" ({address})", style)
            case "softbreak":
                _add_runs(paragraph, " ", style)
            case "hardbreak":
                paragraph.add_run().add_break()
            case "code_inline":
                _add_runs(paragraph, token.content, replace(style, code=True))
            case _:
                _add_runs(paragraph, token.content, style)


def _add_runs(paragraph: Paragraph, text: str, style: _Style) -> None:
    """Add text in one style, with the numbers of citations raised."""
    from docx.shared import Pt

    for part in _MARK.split(text):
        if not part:
            continue
        is_mark = part.startswith(OPEN)
        run = paragraph.add_run(part.strip(OPEN + CLOSE) if is_mark else part)
        run.font.superscript = is_mark or None
        run.bold, run.italic = style.bold or None, style.italic or None
        run.font.strike = style.strike or None
        run.font.rtl = is_right_to_left(part) or None
        if style.code:
            run.font.name, run.font.size = CODE_FONT, Pt(CODE_SIZE)


def _set_direction(paragraph: Paragraph) -> None:
    """Let a paragraph that begins in Arabic or Hebrew run from right to left."""
    if is_right_to_left(paragraph.text):
        from docx.oxml.ns import qn

        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  python-docx has no other way to it
        properties.append(properties.makeelement(qn("w:bidi"), {}))


def _unmarked(text: str) -> str:
    return text.replace(OPEN, "\N{REPLACEMENT CHARACTER}").replace(CLOSE, "\N{REPLACEMENT CHARACTER}")
