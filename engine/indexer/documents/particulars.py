"""Particulars of a file: who wrote it and on which day. None is needed: one that cannot be read is left empty."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from datetime import date
from email.header import decode_header, make_header
from email.utils import getaddresses, parsedate_to_datetime

from lxml import etree

from engine.files.opening import open_ordinary_file
from engine.indexer.checked_file import CheckedFile
from engine.indexer.documents.office.package import xml_parser
from engine.protocol.children.particulars import NO_PARTICULARS, Particulars

LARGEST_MEMBER = 1_000_000
LONGEST_NAME = 120
EARLIEST = 1900
_NAMELESS = frozenset(
    "admin administrator administrador anonymous (anonymous) anónimo author autor user usuario unknown desconocido "
    "unspecified windows python-docx openpyxl".split()
)
"""Names that programs write where nobody gave a name."""
_PDF_DAY = re.compile(r"D?:?(\d{4})(\d{2})(\d{2})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_META = re.compile(rb"<meta\b[^>]*>", re.IGNORECASE)
_META_NAME = re.compile(rb"""\b(?:name|property)\s*=\s*["']?([\w:.-]+)""", re.IGNORECASE)
_META_CONTENT = re.compile(rb"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_CREATORS, _DAYS = ("creator", "initial-creator"), ("created", "creation-date", "date", "modified")


def read_particulars(file: CheckedFile, kind: str) -> Particulars:
    """Return what a file of that kind (its suffix by its content) says about itself."""
    read = _READERS.get(kind)
    if read is None:
        return NO_PARTICULARS
    with suppress(OSError, ValueError, KeyError, LookupError, RuntimeError, zipfile.BadZipFile, etree.XMLSyntaxError):
        author, day = read(file)
        return _particulars(author, day)
    return NO_PARTICULARS


def pdf_particulars(properties: Mapping[str, str]) -> Particulars:
    """Return what a PDF says about itself, from its properties."""
    day = _day(_PDF_DAY, properties.get("CreationDate") or properties.get("ModDate", ""))
    return _particulars(properties.get("Author", ""), day)


def _of_package(*members: str) -> Callable[[CheckedFile], tuple[str, str]]:
    """Return a reader of the first of these XML members that an archive has."""

    def read(file: CheckedFile) -> tuple[str, str]:
        with closing(file.open_archive()) as archive:
            listed = archive.infolist()
            member = next((info for wanted in members for info in listed if info.filename.endswith(wanted)), None)
            if member is None or member.file_size > LARGEST_MEMBER:
                return "", ""
            return _of_xml(archive.read(member))

    return read


def _of_flat(file: CheckedFile) -> tuple[str, str]:
    with open_ordinary_file(file.path) as opened:
        head = opened.read(LARGEST_MEMBER)
    end = head.find(b"</office:meta>")
    return _of_xml(head[: end + 14] + b"</office:document>") if end > 0 else ("", "")


def _of_xml(data: bytes) -> tuple[str, str]:
    texts: dict[str, str] = {}
    for element in etree.fromstring(data, xml_parser(recover=True)).iter(etree.Element):
        texts.setdefault(etree.QName(element).localname, " ".join((element.text or "").split()))
    author = next((texts[name] for name in _CREATORS if texts.get(name)), "")
    return author, next((day for name in _DAYS if (day := _day(_ISO_DAY, texts.get(name, "")))), "")


def _of_letter(file: CheckedFile) -> tuple[str, str]:
    head = file.head.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    from email.parser import BytesHeaderParser

    headers = BytesHeaderParser().parsebytes(head + b"\n\n")
    ((name, address),) = getaddresses([headers["From"] or ""])[:1] or (("", ""),)
    name = str(make_header(decode_header(name)))  # only now: a comma in a name parts no addresses
    return name or address, parsedate_to_datetime(headers["Date"]).date().isoformat() if headers["Date"] else ""


def _of_web_page(file: CheckedFile) -> tuple[str, str]:
    told: dict[str, str] = {}
    for tag in _META.findall(file.head):
        name, content = _META_NAME.search(tag), _META_CONTENT.search(tag)
        if name and content:
            text = (content.group(1) or content.group(2) or b"").decode("utf-8", "replace")
            told.setdefault(name.group(1).decode().lower(), text)
    days = ("date", "dc.date", "article:published_time", "dcterms.created")
    return told.get("author", ""), next((day for name in days if (day := _day(_ISO_DAY, told.get(name, "")))), "")


def _day(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.match(text)
    if match is None:
        return ""
    with suppress(ValueError):
        return date(*(int(part) for part in match.groups())).isoformat()
    return ""


def _particulars(author: str, day: str) -> Particulars:
    return Particulars(_person(author), day if day[:4] >= str(EARLIEST) else "")


def _person(name: str) -> str:
    plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())[:LONGEST_NAME]
    return "" if plain.lower() in _NAMELESS else plain


_CORE, _ODF = _of_package("docProps/core.xml"), _of_package("meta.xml")
_READERS: dict[str, Callable[[CheckedFile], tuple[str, str]]] = {
    **dict.fromkeys(
        (".docx", ".docm", ".dotx", ".dotm", ".xlsx", ".xlsm", ".xltx", ".xltm", ".pptx", ".pptm", ".ppsx", ".potx"),
        _CORE,
    ),
    **dict.fromkeys((".odt", ".ott", ".ods", ".ots", ".odp", ".otp"), _ODF),
    **dict.fromkeys((".fodt", ".fods"), _of_flat),
    ".epub": _of_package(".opf"),
    ".eml": _of_letter,
    **dict.fromkeys((".html", ".htm", ".xhtml"), _of_web_page),
}
