"""Tells of what kind a document is: by its content, and by its name only where the content does not tell."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

from engine.indexer import safety
from engine.indexer.checked_file import CheckedFile
from engine.indexer.documents.character_sets import is_binary
from engine.indexer.documents.formats import FLAT_SHEET, FLAT_TEXT, SHEET_XML, WORD_XML
from engine.indexer.documents.office.binary.compound_file import stream_names
from engine.indexer.documents.sheets.delimited import is_table, looks_delimited
from engine.protocol.children.indexing import SHEET_SUFFIXES
from engine.protocol.errors import FileEncrypted

_SNIFFED = 1024
_MEDIA_TYPES = {
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/epub+zip": ".epub",
}
_MEMBERS = (
    ("word/document.xml", ".docx"),
    ("xl/workbook.xml", ".xlsx"),
    ("ppt/presentation.xml", ".pptx"),
    ("META-INF/container.xml", ".epub"),
)
"""Members that only one format has."""
_FOLDERS = {"word/": ".docx", "xl/": ".xlsx", "ppt/": ".pptx"}
_STREAMS = (
    ("EncryptedPackage", ""),
    ("EncryptedSummary", ""),
    ("WordDocument", ".doc"),
    ("Workbook", ".xls"),
    ("Book", ".xls"),
    ("PowerPoint Document", ".ppt"),
    ("__properties_version1.0", ".msg"),
)
"""Streams of Microsoft's older container that only one format has."""
_ROOTS = (
    (re.compile(r"<office:document\b[^>]*opendocument\.text\b", re.DOTALL), FLAT_TEXT),
    (re.compile(r"<office:document\b[^>]*opendocument\.spreadsheet\b", re.DOTALL), FLAT_SHEET),
    (re.compile(r"<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet", re.DOTALL), SHEET_XML),
    (
        re.compile(
            r"<(?:\w+:)?(?:wordDocument|package)\b[^>]*schemas.microsoft.com/office/(?:word/2003/wordml|2006/xmlPackage)"
        ),
        WORD_XML,
    ),
)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|title|style)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(rb"\A(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*MIME-Version:", re.IGNORECASE)
_MAILBOX = re.compile(
    rb"From \S+ .{3,40}\d\d:\d\d:\d\d [^\n]*\d{4}[^\n]*\n(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+", re.DOTALL
)
_WHOLE_PAGE = re.compile(r"\s*(?:<!doctype\s+html|<html)\b", re.IGNORECASE)
_RTF = b"{\\rtf"
WORDS = (".docx", ".docm", ".dotx", ".dotm", ".doc", ".odt", ".ott", ".rtf")
_DELIMITED = (".csv", ".tsv")
_MARKDOWN = (".md", ".markdown")
_LETTERS = (".eml", ".txt")
_PAGES = (".html", ".htm", ".xhtml")


def kind_of(file: CheckedFile) -> str:
    """Return the suffix that fits a file's content, or its own where the content does not tell.

    Raises FileEncrypted, FileUnreadable.
    """
    path, head = file.path, file.head
    suffix = path.suffix.lower()
    start = head[:_SNIFFED].lstrip()
    if safety.PDF in head[:_SNIFFED]:
        return ".pdf"
    if head.startswith(safety.ZIP):
        return _kind_of_archive(file, suffix)
    if head.startswith(safety.COMPOUND):
        return _kind_of_compound(path, suffix)
    if start.startswith(_RTF):
        return ".rtf"
    return _kind_of_text(head, suffix)


def _kind_of_archive(file: CheckedFile, suffix: str) -> str:
    with closing(file.open_archive()) as archive:
        members = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in archive.infolist()}
        named = members.get("mimetype")
        media_type = archive.read(named)[:200].decode("ascii", "replace").strip() if named else ""
    names = members.keys()
    base = media_type.removesuffix("-template").removesuffix("-master")
    if base in _MEDIA_TYPES:
        return _MEDIA_TYPES[base]
    for member, kind in _MEMBERS:
        if member.lower() in names:
            return kind
    if "[content_types].xml" in names:
        return next(
            (kind for folder, kind in _FOLDERS.items() if any(name.startswith(folder) for name in names)), suffix
        )
    return suffix if {"content.xml", "meta-inf/manifest.xml"} <= names else ".zip"


def _kind_of_compound(path: Path, suffix: str) -> str:
    names = stream_names(path)
    for name, kind in _STREAMS:
        if name in names:
            if not kind:
                raise FileEncrypted(name=path.name)
            return kind
    return suffix


def _kind_of_text(head: bytes, suffix: str) -> str:
    """Return the kind of a file that is neither an archive nor one of the known binary formats."""
    if suffix in (".pdf", ".epub", ".pptx", ".ppt", ".odp") or is_binary(head):
        return suffix
    text = head[:_SNIFFED].replace(b"\0", b"").decode("latin-1").lstrip("ï»¿ÿþ \t\r\n")
    root = next((kind for pattern, kind in _ROOTS if pattern.search(head[: 4 * _SNIFFED].decode("latin-1"))), "")
    if root and (suffix in WORDS or suffix in SHEET_SUFFIXES or suffix in (".xml", FLAT_TEXT, FLAT_SHEET)):
        return root
    is_office = suffix in WORDS or suffix in SHEET_SUFFIXES or suffix in _DELIMITED
    if ((is_office or suffix == ".txt") and _HTML.match(text)) or (suffix in _MARKDOWN and _WHOLE_PAGE.match(text)):
        return ".html"
    if (is_office or suffix in _LETTERS) and _MAILBOX.match(head):
        return ".mbox"
    if (is_office or suffix == ".txt") and _MAIL.match(head[:_SNIFFED]):
        return ".eml"
    if (suffix in SHEET_SUFFIXES and looks_delimited(head)) or (suffix == ".txt" and is_table(head)):
        return ".csv"
    return ".txt" if (suffix in WORDS or suffix in SHEET_SUFFIXES) and head.strip() else suffix
