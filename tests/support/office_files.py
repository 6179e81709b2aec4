"""Office files for tests, written part by part: Word, Excel, OpenDocument, and the older container of Microsoft."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.support.document_files import WORD, XML, write_archive

_TYPES = f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = (
    f'xmlns:w="{WORD}" xmlns:r="{_OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_ROOTS = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes"}
_ROOTS |= {"comments": "comments", "settings": "settings", "header": "hdr", "footer": "ftr"}
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_ODF = " ".join(
    f'xmlns:{name}="{_URN}:{urn}:1.0"'
    for name, urn in {
        "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing", "svg": "svg-compatible",
        "presentation": "presentation", "number": "datastyle", "manifest": "manifest",
    }.items()
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def paragraph(text: str, properties: str = "") -> str:
    """Return a paragraph of Word's with one run."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a table of Word's; its cells are texts."""
    return "<w:tbl>" + "".join("<w:tr>" + "".join(map(cell, row)) + "</w:tr>" for row in rows) + "</w:tbl>"


def write_word(path: Path, body: str, parts: Mapping[str, str] | None = None, **more: bytes) -> Path:
    """Write a Word document; `parts` are the insides of its other parts by their kind, `more` are further members."""
    members = {"[Content_Types].xml": _TYPES, "_rels/.rels": relations({"officeDocument": "word/document.xml"})}
    members["word/document.xml"] = f"{XML}<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>"
    for kind, inside in (parts or {}).items():
        root = f"w:{_ROOTS[kind]}"
        members[f"word/{kind}.xml"] = f"{XML}<{root} {_NAMESPACES}>{inside}</{root}>"
    members["word/_rels/document.xml.rels"] = relations({kind: f"{kind}.xml" for kind in parts or {}})
    return write_archive(path, {**{name: text.encode() for name, text in members.items()}, **more})


def relations(targets: Mapping[str, str]) -> str:
    """Return the links of a part to others, by the kind of the link, which is its id too."""
    links = "".join(
        f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for kind, target in targets.items()
    )
    return f'{XML}<Relationships xmlns="{_RELATIONS}">{links}</Relationships>'


def write_workbook(path: Path, sheets: Mapping[str, str], styles: str = "", hidden: Sequence[str] = ()) -> Path:
    """Write a workbook; `sheets` are the insides of each worksheet by its name."""
    states = {name: ' state="hidden"' if name in hidden else "" for name in sheets}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}"{states[name]} r:id="rId{number}"/>'
        for number, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations({"officeDocument": "xl/workbook.xml"}),
        "xl/workbook.xml": f'{XML}<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{_RELATIONS}">{links}</Relationships>',
        "xl/styles.xml": f'{XML}<styleSheet xmlns="{_SHEET}">{styles}</styleSheet>',
    }
    for number, inside in enumerate(sheets.values(), 1):
        members[f"xl/worksheets/sheet{number}.xml"] = f'{XML}<worksheet xmlns="{_SHEET}">{inside}</worksheet>'
    return write_archive(path, {name: text.encode() for name, text in members.items()})


def write_odf(path: Path, kind: str, body: str, styles: str = "", page_styles: str = "", manifest: str = "") -> Path:
    """Write an OpenDocument file; `kind` is "text", "spreadsheet" or "presentation"."""
    content = f"{XML}{odf_content(kind, body, styles)}"
    members = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": content,
        "styles.xml": f"{XML}<office:document-styles {_ODF}>{page_styles}</office:document-styles>",
        "META-INF/manifest.xml": manifest or f"{XML}<manifest:manifest {_ODF}/>",
    }
    return write_archive(path, {name: text.encode() for name, text in members.items()})


def odf_content(kind: str, body: str, styles: str = "", root: str = "document-content") -> str:
    """Return the content of an OpenDocument file as XML."""
    mime = f' office:mimetype="application/vnd.oasis.opendocument.{kind}"' if root == "document" else ""
    automatic = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    inside = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    return f"<office:{root} {_ODF}{mime}>{automatic}{inside}</office:{root}>"


def write_compound(path: Path, streams: Mapping[str, bytes]) -> Path:
    """Write a compound file: sectors of 512 bytes, every stream in sectors of its own."""
    sectors: list[bytes] = []
    following: list[int] = []

    def add(data: bytes) -> int:
        """Append data as a chain of sectors and return the first."""
        first = len(sectors)
        count = max(1, -(-len(data) // 512))
        for at in range(count):
            sectors.append(data[at * 512 : (at + 1) * 512].ljust(512, b"\0"))
            following.append(first + at + 1 if at + 1 < count else 0xFFFFFFFE)
        return first

    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    for number, (name, data) in enumerate(streams.items(), 1):
        right = number + 1 if number < len(streams) else 0xFFFFFFFF
        entries.append(_entry(name, 2, add(data.ljust(4096, b"\0")), max(len(data), 4096), right=right))
    directory = add(b"".join(entries))
    table_sectors = -(-(len(sectors) + 16) // 128)
    table = [*following, *[0xFFFFFFFD] * table_sectors]
    table += [0xFFFFFFFF] * (table_sectors * 128 - len(table))
    first_table = len(sectors)
    data = struct.pack(f"<{len(table)}I", *table)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, table_sectors, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    places = [first_table + at for at in range(table_sectors)]
    header += struct.pack("<109I", *places, *[0xFFFFFFFF] * (109 - len(places)))
    path.write_bytes(header + b"".join(sectors) + data)
    return path


def _entry(name: str, kind: int, start: int, size: int, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF) -> bytes:
    encoded = name.encode("utf-16-le")
    entry = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded) + 2, kind, 1)
    return entry + struct.pack("<III", 0xFFFFFFFF, right, child) + bytes(36) + struct.pack("<III", start, size, 0)


def write_doc(path: Path, paragraphs: Sequence[tuple[str, int]], notes: str = "", encrypted: bool = False) -> Path:
    """Write a Word 97 document of paragraphs, each with the bytes of its paragraph properties: see `doc_properties`.

    A paragraph's text ends with its mark: "\\r", or "\\x07" for a cell and the end of a row.
    """
    text = "".join(paragraph_text for paragraph_text, _ in paragraphs)
    start = 1024
    encoded = (text + notes).encode("utf-16-le")
    places, place = [start], start
    for paragraph_text, _ in paragraphs:
        place += 2 * len(paragraph_text)
        places.append(place)
    page = _paragraph_page(places, [kind for _, kind in paragraphs])
    page_number = (start + len(encoded) + 511) // 512
    stream = bytearray(page_number * 512)
    struct.pack_into("<HH", stream, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", stream, 10, 0x0100 if encrypted else 0)
    struct.pack_into("<8i", stream, 0x4C, len(text), len(notes), 0, 0, 0, 0, 0, 0)
    pieces = struct.pack("<II", 0, len(text + notes)) + struct.pack("<HIH", 0, start, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    pages = struct.pack("<III", places[0], places[-1], page_number)
    struct.pack_into("<II", stream, 0x1A2, 0, len(clx))
    struct.pack_into("<II", stream, 0x102, len(clx), len(pages))
    stream[start : start + len(encoded)] = encoded
    return write_compound(path, {"WordDocument": bytes(stream) + page, "0Table": clx + pages})


PLAIN, HEADING, IN_CELL, ROW_END = range(4)
"""Kinds of paragraphs in a .doc file."""
_GRPPRL = {
    PLAIN: struct.pack("<H", 0),
    HEADING: struct.pack("<H", 1),
    IN_CELL: struct.pack("<HHB", 0, 0x2416, 1),
    ROW_END: struct.pack("<HHBHB", 0, 0x2416, 1, 0x2417, 1),
}


def _paragraph_page(places: Sequence[int], kinds: Sequence[int]) -> bytes:
    """Return a page that gives each paragraph its properties."""
    page = bytearray(512)
    page[511] = len(kinds)
    struct.pack_into(f"<{len(places)}I", page, 0, *places)
    offset = 510
    for number, kind in enumerate(kinds):
        data = _GRPPRL[kind]
        size = 1 + len(data) + (len(data) + 1) % 2
        offset = (offset - size) // 2 * 2
        page[offset] = (size + 1) // 2
        page[offset + 1 : offset + 1 + len(data)] = data
        page[4 * len(places) + 13 * number] = offset // 2
    return bytes(page)


XlsCell = str | float | tuple[float, str]
"""Words, a number, or a number with the format that it is shown in."""


def write_xls(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[XlsCell]]],
    hidden: Sequence[str] = (),
    password: bool = False,
    merged: Sequence[tuple[int, int, int, int]] = (),
) -> Path:
    """Write a workbook of Excel 97 with cells of words, numbers, and numbers with a format.

    `merged` are the first and last row, the first and last column of merged cells on all sheets.
    """
    cells = [cell for rows in sheets.values() for row in rows for cell in row if isinstance(cell, tuple)]
    formats = list(dict.fromkeys(code for _, code in cells))
    joined = struct.pack("<H", len(merged)) + b"".join(struct.pack("<HHHH", *area) for area in merged)
    bodies = [
        _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6)) + _cells(rows, formats)
        for rows in sheets.values()
    ]
    bodies = [body + _record(0xE5, joined) + _record(0x0A, b"") for body in bodies]
    before = _record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 6))
    before += _record(0x2F, bytes(6)) if password else b""
    before += _formats(formats)
    listed = [_listed(name, 0, name in hidden) for name in sheets]
    place = len(before) + sum(map(len, listed)) + len(_record(0x0A, b""))
    for number, (name, body) in enumerate(zip(sheets, bodies, strict=True)):
        listed[number] = _listed(name, place, name in hidden)
        place += len(body)
    return write_compound(path, {"Workbook": before + b"".join(listed) + _record(0x0A, b"") + b"".join(bodies)})


def _listed(name: str, place: int, is_hidden: bool) -> bytes:
    return _record(0x85, struct.pack("<IBBBB", place, is_hidden, 0, len(name), 1) + name.encode("utf-16-le"))


def _formats(codes: Sequence[str]) -> bytes:
    """Return the records of the number formats, and of a cell style for each after that without one."""
    records = b""
    for at, code in enumerate(codes):
        text = struct.pack("<HHB", 164 + at, len(code), 1) + code.encode("utf-16-le")
        records += _record(0x41E, text)
    for id in (0, *range(164, 164 + len(codes))):
        records += _record(0xE0, struct.pack("<HHH", 0, id, 0) + bytes(14))
    return records


def _cells(rows: Sequence[Sequence[XlsCell]], formats: Sequence[str]) -> bytes:
    records = b""
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if isinstance(value, str) and value:
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                records += _record(0x204, struct.pack("<HHH", row, column, 0) + text)
            elif not isinstance(value, str):
                number, style = (value[0], 1 + formats.index(value[1])) if isinstance(value, tuple) else (value, 0)
                records += _record(0x203, struct.pack("<HHHd", row, column, style, number))
    return records


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data
