"""Reads .rtf files: characters of all code pages, tables by their columns, notes, comments, boxes, headers and footers."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from engine.indexer.documents.contents import DocumentContents, FlowingText
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.office.rtf.fonts import RtfFonts
from engine.indexer.documents.office.rtf.tables import NestedTables
from engine.indexer.documents.plain_text import FIRST_PERCENT
from engine.indexer.documents.small_digits import lowered, raised, settled

_TOKEN = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\", re.DOTALL
)
_CHARACTERS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_SIGNS = {"~": "\N{NO-BREAK SPACE}", "_": "-", "-": "", "\\": "\\", "{": "{", "}": "}", "\n": "\n\n", "\r": "\n\n"}
_SKIPPED = frozenset(
    "fonttbl colortbl stylesheet info pict object fldinst xe tc rxe nonshppict shprslt sp listtable listoverridetable "
    "generator themedata datastore latentstyles rsidtbl xmlnstbl mmathPr filetbl revtbl pgdsctbl nonesttables".split()
)
_ASIDE = {"footnote": "note", "annotation": "comment", "shptxt": "box", "dptxbxtext": "box"}
_MARGINS = frozenset("header headerl headerr headerf footer footerl footerr footerf".split())
_READ_THOUGH_STARRED = frozenset(("annotation", "shpinst", "atnauthor", "shptxt", "nesttableprops"))
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_HEADING = re.compile(r"(?:heading|título|titre|überschrift) ?([1-9])", re.IGNORECASE)
_WIDE = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LOOK_EVERY = 20_000
_POSITIONS = {"super": raised, "sub": lowered}


class _State(msgspec.Struct, frozen=True):
    """The settings of a group, which end with it. `target` is "text", a collected destination, or "" where text is skipped."""

    target: str = "text"
    font: int = 0
    replaced: int = 1
    is_hidden: bool = False
    is_bold: bool = False
    is_label: bool = False
    position: str = ""
    """Where digits stand: "super" above, "sub" below the line."""


class _Aside(msgspec.Struct):
    """A note, a comment, a box, a header or a footer in the making."""

    kind: str
    depth: int
    parts: list[str] = msgspec.field(default_factory=list)


class _NameTable:
    """The names of fonts and styles, each of which ends with a semicolon. `number` is that of the one in the making."""

    def __init__(self, fonts: RtfFonts) -> None:
        self._fonts = fonts
        self.styles: dict[int, str] = {}
        self.number = 0
        self._parts: list[str] = []

    def add(self, table: str, text: str) -> None:
        self._parts.append(text)
        if ";" not in text:
            return
        name = "".join(self._parts).partition(";")[0].strip()
        self._parts.clear()
        if table == "stylesheet":
            self.styles[self.number] = name
        else:
            self._fonts.name(self.number, name)


def read_rtf(data: bytes, deadline: Deadline) -> DocumentContents:
    """Return the contents of a document until the deadline."""
    return _RtfReader(data.decode("latin-1")).read(deadline)


def rtf_text(data: bytes, deadline: Deadline) -> str:
    """Return the text of a document that is part of another."""
    return "\n\n".join(page.text for page in read_rtf(data, deadline).pages)


class _RtfReader:
    """A document that is read token by token."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._states = [_State()]
        self.fonts = RtfFonts()
        self._bytes = bytearray()
        self._to_skip = 0
        """Characters that stand for the last one where it cannot be shown."""
        self._line: list[str] = []
        self._is_bold = True
        """Whether all words of the line are bold."""
        self._asides: list[_Aside] = []
        self._waiting: list[str] = []
        """Notes and the like that follow the paragraph."""
        self._collected: dict[str, list[str]] = {"title": [], "atnauthor": []}
        self._names = _NameTable(self.fonts)
        self._notes = 0
        self._heading: int | None = None
        self.tables = NestedTables()
        self._in_table = False
        self._margins: dict[str, list[str]] = {"header": [], "footer": []}
        self._written = FlowingText(finds_tables=True)

    def read(self, deadline: Deadline) -> DocumentContents:
        at, count, notice = 0, 0, ""
        while at < len(self._markup):
            match = _TOKEN.match(self._markup, at)
            assert match is not None
            at = self._take(match)
            count += 1
            if count % _LOOK_EVERY == 0 and (deadline.is_over or self._written.is_full):
                notice = FIRST_PERCENT.format(percent=100 * at // len(self._markup))
                break
        self._flush_bytes()
        self._end_paragraph()
        self._end_table()
        for text in self._margins["footer"]:
            self._written.add(text)
        title = " ".join("".join(self._collected["title"]).split())[:200]
        return self._written.contents(_joined(title), notice)

    def _take(self, match: re.Match[str]) -> int:
        """Take a token; return where the next one begins."""
        word, number, code, sign, brace, text = match.groups()
        if code:
            if self._to_skip:
                self._to_skip -= 1
            else:
                self._bytes.append(int(code, 16))
        elif text:
            skipped = min(self._to_skip, len(text))
            self._to_skip -= skipped
            self._bytes += text[skipped:].encode("latin-1")
        else:
            self._flush_bytes()
            if word == "bin" and number:
                return match.end() + max(0, int(number))
            if word:
                self._take_word(word, int(number) if number else None)
            elif sign:
                self._take_sign(sign, match.end())
            elif brace == "{":
                self._states.append(self._states[-1])
            elif brace:
                self._close_group()
            if brace or (word and word != "u"):
                self._to_skip = 0
        return match.end()

    def _take_sign(self, sign: str, end: int) -> None:
        if sign == "*":
            following = re.compile(r"\s*\\([a-z]+)").match(self._markup, end)
            if following is None or following[1] not in _READ_THOUGH_STARRED:
                self._states[-1] = replace(self._states[-1], target="")
        elif sign in ("\n", "\r"):
            self._take_word("par", None)
        else:
            self._add(_SIGNS.get(sign, ""))

    def _take_word(self, word: str, number: int | None) -> None:
        if word in _CHARACTERS:
            self._add(" " if word == "tab" and self._states[-1].is_label else _CHARACTERS[word])
        elif word == "u" and number is not None:
            self._add(chr(number & 0xFFFF))
            self._to_skip = self._states[-1].replaced
        elif word in _WORDS:
            _WORDS[word](self, 1 if number is None else number)
        elif word in _SKIPPED:
            self._states[-1] = replace(self._states[-1], target=word if word in ("fonttbl", "stylesheet") else "")
        elif word == "title" or word == "atnauthor":
            self._collected[word] = [] if word == "atnauthor" else self._collected[word]
            self._states[-1] = replace(self._states[-1], target=word)
        elif word in _MARGINS or word in _ASIDE:
            self._open_aside(word)

    def _open_aside(self, word: str) -> None:
        kind = _ASIDE.get(word) or word[:6]
        if kind == "note" and self._states[-1].target == "text":
            self._notes += 1
            before = (self._asides[-1].parts if self._asides else self._line)[-1:]
            self._add(
                ("" if not before or before[0].endswith((" ", "\t")) else " ")
                + str(self._notes).translate(_SUPERSCRIPTS)
            )
        self._states[-1] = replace(self._states[-1], target="text", is_hidden=False)
        self._asides.append(_Aside(kind, len(self._states)))

    def _close_group(self) -> None:
        if self._asides and self._asides[-1].depth == len(self._states):
            self._close_aside(self._asides.pop())
        if len(self._states) > 1:
            self._states.pop()

    def _close_aside(self, aside: _Aside) -> None:
        text = _joined("".join(aside.parts)).strip()
        if not text:
            return
        if aside.kind in self._margins:
            if any(map(str.isalnum, text)) and text not in self._margins[aside.kind]:
                self._margins[aside.kind].append(text)
                if aside.kind == "header":
                    self._written.add(text)
            return
        if aside.kind == "note":
            text = f"{str(self._notes).translate(_SUPERSCRIPTS)} {text}"
        elif aside.kind == "comment":
            author = _joined("".join(self._collected["atnauthor"])).strip()
            text = f"[{author}: {text}]" if author else f"[{text}]"
        self._waiting.append(text)

    def _flush_bytes(self) -> None:
        if not self._bytes:
            return
        data = bytes(self._bytes)
        self._bytes.clear()
        self._add(self.fonts.decode(data, self._states[-1].font))

    def _add(self, text: str) -> None:
        state = self._states[-1]
        if state.is_hidden or not state.target or not text:
            return
        if state.target in self._collected:
            self._collected[state.target].append(text)
        elif state.target in ("fonttbl", "stylesheet"):
            self._names.add(state.target, text)
        elif self._asides:
            self._asides[-1].parts.append(text)
        else:
            self._line.append(_POSITIONS[state.position](text) if state.position else text)
            self._is_bold = self._is_bold and (state.is_bold or state.is_label or not text.strip())

    def _end_paragraph(self) -> None:
        text = settled(_joined("".join(self._line)))
        self._line.clear()
        if self._in_table:
            if text.strip():
                self.tables.add_text(text.strip())
            return
        self._end_table()
        if self._heading is not None and text.strip():
            self._written.add_heading(text, self._heading)
        else:
            self._written.add_line(text.strip(), self._is_bold)
        self._is_bold = True
        self._write_waiting()

    def _end_table(self) -> None:
        if self.tables.has_rows:
            self._written.add(self.tables.end())
            self._write_waiting()

    def _write_waiting(self) -> None:
        for text in self._waiting:
            self._written.add(text)
        self._waiting.clear()

    def paragraph(self, _: int) -> None:
        if self._asides:
            self._asides[-1].parts.append("\n")
        elif self._states[-1].target == "text":
            self._end_paragraph()

    def plain_paragraph(self, _: int) -> None:
        self._heading, self._in_table, self.tables.level = None, False, 1

    def outline(self, number: int) -> None:
        self._heading = number + 1 if number < 9 else None

    def style(self, number: int) -> None:
        self._names.number = number
        if self._states[-1].target == "text" and (match := _HEADING.match(self._names.styles.get(number, ""))):
            self._heading = int(match[1])

    def in_table(self, number: int) -> None:
        self._in_table = number != 0

    def cell(self, level: int) -> None:
        if not self._asides:
            self._in_table, self.tables.level = True, level
            self._end_paragraph()
            self.tables.end_cell()

    def row(self, level: int) -> None:
        self.tables.level = level
        self.tables.end_row()
        self._in_table = level > 1

    def row_definition(self, _: int) -> None:
        if not self.tables.has_rows and any(part.strip() for part in self._line):
            self._in_table = False
            self._end_paragraph()
        self.tables.start_definition()

    def inner_level(self) -> int:
        return max(self.tables.level, 2)

    def set_level(self, number: int) -> None:
        self.tables.level = max(number, 1)

    def font(self, number: int) -> None:
        if self._states[-1].target == "fonttbl":
            self._names.number = number
            self.fonts.add(number)
        self._states[-1] = replace(self._states[-1], font=number)

    def default_font(self, number: int) -> None:
        self._states[-1] = replace(self._states[-1], font=number)
        self.fonts.default = number

    def charset(self, number: int) -> None:
        self.fonts.set_charset(self._names.number, number)

    def plain(self, _: int) -> None:
        self._states[-1] = replace(
            self._states[-1], is_hidden=False, is_bold=False, position="", font=self.fonts.default
        )

    def change(self, **settings: bool | int | str) -> None:
        """Change settings of the group that is open."""
        self._states[-1] = replace(self._states[-1], **settings)


def _joined(text: str) -> str:
    """Return the text with the two halves of characters beyond 65,535 put together."""
    return _WIDE.sub(lambda match: match[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace"), text)


_WORDS: dict[str, Callable[[_RtfReader, int], None]] = {
    "par": _RtfReader.paragraph,
    "sect": _RtfReader.paragraph,
    "page": _RtfReader.paragraph,
    "pard": _RtfReader.plain_paragraph,
    "outlinelevel": _RtfReader.outline,
    "s": _RtfReader.style,
    "intbl": _RtfReader.in_table,
    "cell": lambda reader, _: reader.cell(1),
    "row": lambda reader, _: reader.row(1),
    "trowd": _RtfReader.row_definition,
    "cellx": lambda reader, number: reader.tables.add_edge(number),
    "clvmrg": lambda reader, _: reader.tables.mark_merged("above"),
    "clmrg": lambda reader, _: reader.tables.mark_merged("left"),
    "nestcell": lambda reader, _: reader.cell(reader.inner_level()),
    "nestrow": lambda reader, _: reader.row(reader.inner_level()),
    "nesttableprops": lambda reader, _: reader.tables.define_inner_row(),
    "itap": _RtfReader.set_level,
    "b": lambda reader, number: reader.change(is_bold=number != 0),
    "listtext": lambda reader, _: reader.change(is_label=True),
    "pntext": lambda reader, _: reader.change(is_label=True),
    "f": _RtfReader.font,
    "deff": _RtfReader.default_font,
    "fcharset": _RtfReader.charset,
    "ansicpg": lambda reader, number: reader.fonts.set_code_page(number),
    "mac": lambda reader, _: reader.fonts.set_code_page(10000),
    "pc": lambda reader, _: reader.fonts.set_code_page(437),
    "pca": lambda reader, _: reader.fonts.set_code_page(850),
    "plain": _RtfReader.plain,
    "super": lambda reader, _: reader.change(position="super"),
    "sub": lambda reader, _: reader.change(position="sub"),
    "nosupersub": lambda reader, _: reader.change(position=""),
    "v": lambda reader, number: reader.change(is_hidden=number != 0),
    "deleted": lambda reader, number: reader.change(is_hidden=number != 0),
    "uc": lambda reader, number: reader.change(replaced=max(0, min(number, 10))),
}
