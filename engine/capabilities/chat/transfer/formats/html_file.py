"""One HTML file with everything in it: no scripts, nothing from elsewhere, no HTML of a message carried out."""

from __future__ import annotations

import base64
import itertools
import re
from html import escape
from typing import BinaryIO
from urllib.parse import urlsplit

import msgspec
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from engine.capabilities.chat.transfer.persona_lines import persona_lines
from engine.capabilities.chat.transfer.shown_branch import (
    ExportedConversation,
    Wording,
    is_right_to_left,
    plain,
    sources_of,
    with_marks,
)
from engine.protocol.answering.passage import Citation
from engine.protocol.children.conversation_file import RecordedMessage, RecordedPicture

MAX_NESTING = 20
LONGEST_MARKDOWN = 200_000
"""Characters of a message above which it is written as plain text: parsing takes longer than anybody waits."""
LONGEST_CODE = 50_000
OPEN, CLOSE = "\ufdd0", "\ufdd1"  # Unicode promises that these are never characters
_MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")
BLOCKS = ("paragraph_open", "heading_open", "td_open", "th_open", "blockquote_open")
SCHEMES = ("http", "https", "mailto")
_PICTURES = {b"\x89PNG\r\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"RIFF": "webp"}
_STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.55 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}"
    "h1{font-size:1.5em;margin:2em 0 1em}section{margin:0 0 1.5em}.who{font-weight:bold;margin:0 0 .3em}"
    ".who span,.note,.sources{font-weight:normal;font-size:.85em;opacity:.75}"
    ".divider{text-align:center;font-size:.85em;opacity:.75;border-top:1px solid #8888;padding-top:.7em}"
    ".user{border-left:4px solid #0f766e;padding-left:1em}pre{white-space:pre-wrap;overflow-wrap:anywhere;padding:.7em;"
    "border:1px solid #8886;border-radius:6px}code{font-family:monospace;font-size:.9em}"
    "table{border-collapse:collapse}th,td{border:1px solid #8888;padding:.3em .7em}blockquote{border-left:3px solid #8888;"
    "margin-left:0;padding-left:1em}img{max-width:100%;max-height:30em}"
)
_PRINTED_STYLE = (
    "body{font-size:11pt}h1{font-size:16pt}h2{font-size:14pt}h3{font-size:12pt}.who{font-weight:bold;color:#0f766e}"
    ".who span,.note,.sources,.divider{font-weight:normal;font-size:9pt;color:#555}"
    "pre{white-space:pre-wrap;background-color:#f3f1ec;font-size:9.5pt}code{font-size:9.5pt}"
    "table{border-collapse:collapse;margin-top:8px;margin-bottom:8px}th,td{border:1px solid #888;padding:4px 8px}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class HtmlFile:
    """Implements ExportFile. A printed one is what the window's converter makes a PDF of: it knows a part of HTML only."""

    def __init__(self, file: BinaryIO, wording: Wording, *, is_printed: bool = False) -> None:
        self._file, self._wording, self._is_printed = file, wording, is_printed
        self._markdown = _parser(is_printed=is_printed)
        self._count = 0

    def begin(self) -> None:
        title = escape(self._wording.tr("Conversations"))
        style = _PRINTED_STYLE if self._is_printed else _STYLE
        self._write(
            f'<!doctype html>\n<html lang="{self._wording.language}">\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n<style>{style}</style>\n<body>\n'
        )

    def add(self, conversation: ExportedConversation) -> None:
        self._write(f'<h1 dir="auto">{escape(self._wording.title(conversation.record))}</h1>\n')
        dividers = persona_lines(conversation.messages, self._wording)
        for message in conversation.messages:
            self._count += 1
            self._write("".join(map(_divider, dividers.get(message.id, ()))))
            self._write(self._message(message, self._count))

    def end(self) -> None:
        self._write("</body>\n</html>\n")

    def _message(self, message: RecordedMessage, number: int) -> str:
        time = self._wording.time(message.created_at)
        who = escape(self._wording.speaker(message)) + (f" <span>{escape(time)}</span>" if time else "")
        parts = [f'<section class="{message.role}">', f'<p class="who">{who}</p>']
        parts.append(f'<div dir="auto">{self._text(message, number)}</div>')
        parts += [_picture(picture, self._wording) for picture in message.pictures]
        if ending := self._wording.ending(message):
            parts.append(f'<p class="note">{escape(ending)}</p>')
        parts += [self._source(number, citation) for citation in sources_of(message)]
        return "\n".join([*parts, "</section>\n"])

    def _source(self, message: int, citation: Citation) -> str:
        text = f"[{citation.number}] {escape(self._wording.source(citation))}"
        return f'<p class="sources" id="s{message}-{citation.number}" dir="auto">{text}</p>'

    def _text(self, message: RecordedMessage, number: int) -> str:
        text = with_marks(_without_marks(message), f"{OPEN}{{number}}{CLOSE}")
        if message.role == "user" or len(text) > LONGEST_MARKDOWN:
            html = "<p>" + escape(text).replace("\n\n", "</p><p>").replace("\n", "<br>\n") + "</p>"
        else:
            html = str(self._markdown.render(text))
        link = "<sup>[\\1]</sup>" if self._is_printed else f'<sup><a href="#s{number}-\\1">\\1</a></sup>'
        return _MARK.sub(link, html)

    def _write(self, text: str) -> None:
        self._file.write(text.encode("utf-8", "replace"))


def _without_marks(message: RecordedMessage) -> RecordedMessage:
    """Return the message without characters that mean a mark of ours; its length stays the same."""
    text = message.text.replace(OPEN, "\N{REPLACEMENT CHARACTER}").replace(CLOSE, "\N{REPLACEMENT CHARACTER}")
    return msgspec.structs.replace(message, text=text)


def _parser(*, is_printed: bool) -> MarkdownIt:
    options = {"maxNesting": MAX_NESTING, "html": False}
    parser = MarkdownIt("commonmark", options if is_printed else options | {"highlight": _highlighted})
    parser.enable(["table", "strikethrough"])
    parser.disable(["html_block", "html_inline", "image"])
    parser.validateLink = lambda url: _is_safe(url)  # type: ignore[method-assign]  # markdown-it's own way to replace it
    parser.core.ruler.push("directions", _set_printed_attributes if is_printed else _set_directions)
    return parser


def _set_directions(state: StateCore) -> None:
    """Let each block run in the direction of its first letter."""
    for token in state.tokens:
        if token.type in BLOCKS:
            token.attrSet("dir", "auto")


def _set_printed_attributes(state: StateCore) -> None:
    """Set the same for Qt, which knows no "auto", and takes a style for all that a cell is."""
    for token, following in itertools.pairwise(state.tokens):
        if token.type in BLOCKS and is_right_to_left(following.content):
            token.attrSet("dir", "rtl")
        if style := token.attrs.pop("style", ""):
            token.attrSet("align", str(style).removeprefix("text-align:"))


def _is_safe(address: str) -> bool:
    try:
        return urlsplit(address).scheme in SCHEMES
    except ValueError:
        return False


def _highlighted(code: str, language: str, _: object) -> str:
    """Return code with colours as inline styles; empty lets markdown-it escape it."""
    if not language or len(code) > LONGEST_CODE:
        return ""
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return ""
    return str(highlight(code, lexer, HtmlFormatter(nowrap=True, noclasses=True, style="default")))


def _divider(line: str) -> str:
    return f'<p class="divider" align="center" dir="auto">{escape(line)}</p>\n'


def _picture(picture: RecordedPicture, wording: Wording) -> str:
    name = escape(plain(picture.name), quote=True)
    kind = next((kind for start, kind in _PICTURES.items() if picture.data.startswith(start)), None)
    if kind is None:
        return f'<p class="note">{escape(wording.tr("Picture: {name}", name=plain(picture.name)))}</p>'
    data = base64.b64encode(picture.data).decode()
    return f'<p><img alt="{name}" src="data:image/{kind};base64,{data}"></p>'
