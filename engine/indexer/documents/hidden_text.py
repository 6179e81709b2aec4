"""Text in a file that its reader leaves out: properties, descriptions of pictures, remarks in markup, fields of a letter's head.

Nothing of it becomes part of the document. It is only looked through for orders to an assistant.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from email.header import decode_header, make_header
from html import unescape

from engine.files.opening import open_ordinary_file
from engine.indexer.checked_file import CheckedFile

MOST_BYTES = 1_000_000
"""Of a member of an archive, and of a page of markup."""
MOST_MEMBERS = 200
_MEMBER = re.compile(
    r"docprops/(?:core|app|custom)\.xml|meta\.xml|xl/(?:comments|threadedcomments|drawings)/?[^/]*\.xml|"
    r"ppt/(?:slides|comments|notesslides)/[^/]+\.xml"
)
_PICTURE = re.compile(r"(?:^|/)(?:media|pictures)/.+\.(?:png|jpe?g|gif|tiff?|bmp|emf|wmf|webp)$", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_ATTRIBUTE = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)')")
_DESCRIPTIONS = ("descr", "title", "alt", "content", "aria-label", "placeholder")
LONGEST_NAME = 24
"""Characters before the sign of an attribute in which its name is looked for."""
_REMARK = re.compile(r"<!--(.*?)-->", re.DOTALL)
_MARKUP = (".html", ".htm", ".xhtml")
_MAIL = (".eml", ".mbox")
_ARCHIVES = (
    ".docx",
    ".docm",
    ".dotx",
    ".xlsx",
    ".xlsm",
    ".xltx",
    ".pptx",
    ".pptm",
    ".ppsx",
    ".odt",
    ".ods",
    ".odp",
    ".ott",
)


def hidden_text(file: CheckedFile, kind: str) -> str:
    """Return what stands in a file beside its text; empty where it cannot be read."""
    read = _READERS.get(kind)
    if read is None:
        return ""
    with suppress(OSError, ValueError, KeyError, LookupError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        return read(file)
    return ""


def holds_pictures(file: CheckedFile) -> bool:
    """Tell whether a file is an archive of an office program with pictures in it."""
    with suppress(OSError, ValueError, zipfile.BadZipFile), closing(file.open_archive()) as archive:
        return any(_PICTURE.search(info.filename) for info in archive.infolist())
    return False


def _of_archive(file: CheckedFile) -> str:
    texts: list[str] = []
    with closing(file.open_archive()) as archive:
        members = [info for info in archive.infolist() if _MEMBER.fullmatch(info.filename.lower())]
        for info in members[:MOST_MEMBERS]:
            with archive.open(info) as member:
                texts.append(_of_markup(member.read(MOST_BYTES).decode("utf-8", "replace")))
    return "\n\n".join(texts)


def _of_page(file: CheckedFile) -> str:
    with open_ordinary_file(file.path) as opened:
        data = opened.read(MOST_BYTES).decode("utf-8", "replace")
    remarks = [match[1] for match in _REMARK.finditer(data)]
    return "\n\n".join([*remarks, *_descriptions(data)])


def _of_markup(data: str) -> str:
    texts = [text for text in unescape(_TAG.sub("\n", data)).split("\n") if text.strip()]
    return "\n\n".join([" ".join(texts), *_descriptions(data)])


def _descriptions(data: str) -> list[str]:
    return [
        unescape(match[1] or match[2] or "") for match in _ATTRIBUTE.finditer(data) if _describes(data, match.start())
    ]


def _describes(data: str, end: int) -> bool:
    """Tell whether the name of an attribute that ends here is that of a description."""
    before = data[max(0, end - LONGEST_NAME) : end].rstrip().lower()
    return any(before.endswith(name) and not before.removesuffix(name)[-1:].isalnum() for name in _DESCRIPTIONS)


def _of_letter(file: CheckedFile) -> str:
    head = file.head.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    fields = re.sub(r"\n[ \t]+", " ", head.decode("utf-8", "replace")).split("\n")
    return "\n\n".join(_decoded(field.partition(":")[2].strip()) for field in fields)


def _decoded(field: str) -> str:
    with suppress(ValueError, LookupError):
        return str(make_header(decode_header(field)))
    return field


_READERS: dict[str, Callable[[CheckedFile], str]] = {
    **dict.fromkeys(_ARCHIVES, _of_archive),
    **dict.fromkeys(_MARKUP, _of_page),
    **dict.fromkeys(_MAIL, _of_letter),
}
