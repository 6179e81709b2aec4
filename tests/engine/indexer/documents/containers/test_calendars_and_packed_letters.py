"""Invitations, winmail.dat, headers without encoding and quoted lines of mailboxes are read as a person sees them."""

from __future__ import annotations

import struct
from email.message import EmailMessage
from pathlib import Path

import pytest

from engine.indexer.documents.contents import DocumentContents
from engine.indexer.documents.readers import read_file

EVENT = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Reunión de obra\\, planta 2\r\nDTSTART;TZID=Europe/Madrid:20260305T093000\r\n"
    'DTEND:20260305T103000Z\r\nLOCATION:Sala\r\n  4\r\nORGANIZER;CN="Ana Núñez":mailto:ana@example.org\r\n'
    "DESCRIPTION:Traer planos\\nY casco\r\nBEGIN:VALARM\r\nDESCRIPTION:aviso\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
SHOWN = (
    "Event: Reunión de obra, planta 2\nStart: 2026-03-05 09:30\nEnd: 2026-03-05 10:30 UTC\nLocation: Sala 4\n"
    "Organizer: Ana Núñez <ana@example.org>\nDescription: Traer planos\nY casco"
)


def text(contents: DocumentContents | None) -> str:
    assert contents is not None
    return "\n\n".join(page.text for page in contents.pages)


def read(folder: Path, data: bytes, name: str = "carta.eml") -> DocumentContents:
    (folder / name).write_bytes(data)
    return read_file(folder / name)


def letter(body: str = "Te invito.") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Cita"
    message.set_content(body)
    return message


def test_an_invitation_stands_beside_the_plain_text(tmp_path: Path) -> None:
    message = letter()
    message.add_alternative(EVENT, subtype="calendar")
    assert text(read(tmp_path, message.as_bytes())) == f"Subject: Cita\n\nTe invito.\n\n{SHOWN}"


def test_a_calendar_is_a_document_alone_and_attached(tmp_path: Path) -> None:
    assert text(read(tmp_path, EVENT.encode(), "agenda.ics")) == SHOWN
    message = letter()
    message.add_attachment(EVENT.encode(), maintype="text", subtype="calendar", filename="cita.ics")
    assert [(part.name, text(part.contents)) for part in read(tmp_path, message.as_bytes()).parts] == [
        ("cita.ics", SHOWN)
    ]


@pytest.mark.parametrize(
    "data", [b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Sin fin", b"END:VEVENT\nBEGIN:VEVENT", b"hola: x"]
)
def test_a_broken_calendar_is_no_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.eml").write_bytes(b"Subject: S\nMIME-Version: 1.0\nContent-Type: text/calendar\n\n" + data)
    assert "Subject: S" in text(read_file(tmp_path / "a.eml"))


def attribute(level: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def tnef(*attributes: bytes) -> bytes:
    return b"\x78\x9f\x3e\x22\x01\x00" + attribute(1, 0x00089006, struct.pack("<I", 0x10000)) + b"".join(attributes)


def attached(name: str, data: bytes, long_name: str = "") -> bytes:
    made = attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x00018010, name.encode("cp1252") + b"\0")
    made += attribute(2, 0x0006800F, data)
    if long_name:
        wide = long_name.encode("utf-16-le") + b"\0\0"
        padded = wide.ljust((len(wide) + 3) // 4 * 4, b"\0")
        named = struct.pack("<IHH", 2, 0x0003, 0x3705) + struct.pack("<I", 1)
        made += attribute(2, 0x00069005, named + struct.pack("<HHII", 0x1F, 0x3707, 1, len(wide)) + padded)
    return made


def packed(data: bytes, body: str = "Adjunto el acta.") -> EmailMessage:
    message = letter(body)
    message.add_attachment(data, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return message


def test_what_outlook_packs_into_a_file_of_its_own_is_read(tmp_path: Path) -> None:
    data = tnef(attached("ACTA~1.TXT", b"El puente cuesta 900.", "acta de la reunión.txt"), attached("b.txt", b"Otra."))
    contents = read(tmp_path, packed(data).as_bytes())
    assert contents.notice == ""
    assert [(part.name, text(part.contents)) for part in contents.parts] == [
        ("acta de la reunión.txt", "El puente cuesta 900."),
        ("b.txt", "Otra."),
    ]


def test_the_body_in_a_packed_file_is_read_where_the_letter_has_none(tmp_path: Path) -> None:
    rtf = rb"{\rtf1\ansi Reuni\'f3n el lunes.}"
    header = struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0)
    value = header + rtf
    value = value.ljust((len(value) + 3) // 4 * 4, b"\0")
    properties = struct.pack("<IHHII", 1, 0x102, 0x1009, 1, len(header + rtf)) + value
    data = tnef(attribute(1, 0x00069003, properties))
    assert "Reunión el lunes." in text(read(tmp_path, packed(data, " ").as_bytes()))


@pytest.mark.parametrize("data", [b"", b"\x78\x9f\x3e\x22", tnef(attached("a.txt", b"hola"))[:40], b"x" * 50])
def test_a_damaged_packed_file_is_named(tmp_path: Path, data: bytes) -> None:
    contents = read(tmp_path, packed(data or b"?").as_bytes())
    assert contents.notice == "Not read, because of their kind: winmail.dat."


def test_headers_without_encoding_keep_their_letters(tmp_path: Path) -> None:
    for encoding in ("cp1252", "utf-8"):
        data = "Subject: Año raro\nFrom: José Núñez\n  <jose@example.org>\n\nCuerpo niño\n".encode(encoding)
        contents = read(tmp_path, data)
        assert contents.title == "Año raro"
        assert text(contents) == "Subject: Año raro\nFrom: José Núñez <jose@example.org>\n\nCuerpo niño"


def test_quoted_lines_of_a_mailbox_lose_one_sign(tmp_path: Path) -> None:
    start = b"From a@example.org Thu Mar  5 10:00:00 2026\nSubject: Uno\n\n"
    contents = read(tmp_path, start + b"Hola\n>From aqui\n>>From antes\nFrom the start we said\n", "a.mbox")
    assert "Hola\nFrom aqui\n>From antes\nFrom the start we said" in text(contents.parts[0].contents)
