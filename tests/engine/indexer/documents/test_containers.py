"""Attachments, forwarded letters, mailboxes and archives: every document inside a file is read, or told by its name."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from engine.indexer.documents.containers import packed_rtf
from engine.indexer.documents.containers.inner_files import DEEPEST
from engine.indexer.documents.contents import DocumentContents
from engine.indexer.documents.readers import read_file
from engine.protocol.errors import FileUnreadable
from tests.support import document_files, outlook_files


def letter(subject: str, body: str = "Adjunto la lista.") -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = subject, "ana@example.org", "leo@example.org"
    made.set_content(body)
    return made


def read_letter(folder: Path, message: EmailMessage) -> DocumentContents:
    (folder / "carta.eml").write_bytes(message.as_bytes())
    return read_file(folder / "carta.eml")


def text(contents: DocumentContents | None) -> str:
    assert contents is not None
    return "\n\n".join(page.text for page in contents.pages)


def pdf_bytes(folder: Path, words: str, password: str = "") -> bytes:
    return document_files.write_pdf(folder / "inner.pdf", [[words]], password).read_bytes()


def test_attachments_are_documents_of_their_own(tmp_path: Path) -> None:
    message = letter("Documentos")
    message.add_attachment("Invitados: Fermín y Candela.", filename="lista año.txt")
    message.add_attachment(
        pdf_bytes(tmp_path, "La caldera pesa 80 kilos."), maintype="application", subtype="pdf", filename="informe.pdf"
    )
    contents = read_letter(tmp_path, message)
    assert "Adjunto la lista." in text(contents)
    assert "Fermín" not in text(contents)
    assert [(part.name, text(part.contents).strip()) for part in contents.parts] == [
        ("lista año.txt", "Invitados: Fermín y Candela."),
        ("informe.pdf", "La caldera pesa 80 kilos."),
    ]


def test_a_forwarded_letter_is_read_with_its_attachments(tmp_path: Path) -> None:
    inner = letter("Presupuesto", "La obra cuesta 4.410 euros.")
    inner.add_attachment("Plazo: nueve meses.", filename="plazo.txt")
    message = letter("RV: Presupuesto", "Te lo reenvío.")
    message.add_attachment(inner)
    contents = read_letter(tmp_path, message)
    assert [part.name for part in contents.parts] == ["Presupuesto.eml", "Presupuesto.eml › plazo.txt"]
    assert "4.410 euros" in text(contents.parts[0].contents)
    assert "nueve meses" in text(contents.parts[1].contents)


def test_the_html_body_is_read_where_the_plain_one_is_a_stub(tmp_path: Path) -> None:
    message = letter("Pedido", "Su programa no admite HTML.")
    message.add_alternative("<p>Su pedido 88213 llega el viernes a la tienda de Alcoy.</p>", subtype="html")
    assert "88213" in text(read_letter(tmp_path, message))


def test_the_euro_of_a_letter_that_calls_itself_latin_is_read(tmp_path: Path) -> None:
    head = b"Subject: Precio\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n"
    (tmp_path / "a.eml").write_bytes(head + "Cuesta 5 € más".encode("cp1252"))
    assert "Cuesta 5 € más" in text(read_file(tmp_path / "a.eml"))


def test_every_text_of_a_letter_in_pieces_is_read(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Actas"
    message.make_mixed()
    for words in ("Primera parte.", "Segunda parte."):
        piece = EmailMessage()
        piece.set_content(words)
        message.attach(piece)
    assert "Primera parte.\n\nSegunda parte." in text(read_letter(tmp_path, message))


def test_what_is_not_read_in_a_letter_is_named(tmp_path: Path) -> None:
    message = letter("Fotos")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="plano.png")
    message.add_attachment(
        pdf_bytes(tmp_path, "x", password="1"), maintype="application", subtype="pdf", filename="nómina.pdf"
    )
    contents = read_letter(tmp_path, message)
    assert contents.notice == "Not read, because of their kind: plano.png."
    assert [(part.name, part.contents, part.error.kind) for part in contents.parts] == [
        ("nómina.pdf", None, "file_encrypted")
    ]
    assert contents.parts[0].error.values["name"] == "nómina.pdf"


def test_a_logo_in_the_text_of_a_letter_is_no_attachment(tmp_path: Path) -> None:
    message = letter("Oferta")
    message.add_alternative("<p>Oferta de marzo<img src='cid:logo'></p>", subtype="html")
    html = message.get_payload(1)
    assert isinstance(html, EmailMessage)
    html.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<logo>")
    assert read_letter(tmp_path, message).notice == ""


def test_two_attachments_of_one_name_are_told_apart(tmp_path: Path) -> None:
    message = letter("Dos")
    for words in ("uno", "dos"):
        message.add_attachment(words, filename="a/../nota.txt")
    assert [part.name for part in read_letter(tmp_path, message).parts] == ["a .. nota.txt", "a .. nota (2).txt"]


def outlook_letter(
    subject: str, body: dict[str, bytes], *attached: outlook_files.Tree
) -> dict[str, bytes | outlook_files.Tree]:
    head = {
        **outlook_files.text(0x0037, subject),
        **outlook_files.text(0x0C1A, "Ana Rey"),
        **outlook_files.text(0x0E04, "Leo Paz"),
    }
    tree: dict[str, bytes | outlook_files.Tree] = {**head, **body}
    for part in attached:
        tree.update(part)
    return tree


def test_a_letter_of_outlook_with_only_an_html_body_is_read(tmp_path: Path) -> None:
    html = {"__substg1.0_10130102": b"<html><body><p>Su pedido 88213 sale ma&ntilde;ana.</p></body></html>"}
    tree = outlook_letter("Pedido", {**html, **outlook_files.sent(2026)})
    contents = read_file(outlook_files.write_msg(tmp_path / "a.msg", tree))
    assert contents.title == "Pedido"
    assert text(contents) == (
        "Subject: Pedido\nFrom: Ana Rey\nTo: Leo Paz\nDate: 2026-01-01 00:00 UTC\n\nSu pedido 88213 sale mañana."
    )


def test_attachments_of_outlook_are_documents_of_their_own(tmp_path: Path) -> None:
    inner = outlook_letter(
        "Oferta",
        outlook_files.text(0x1000, "Son 4.410 euros."),
        outlook_files.attachment(0, "plazo.txt", b"Nueve meses."),
    )
    files = (
        outlook_files.attachment(0, "lista año.txt", "Fermín y Candela".encode()),
        outlook_files.attachment(1, "oferta.msg", inner),
    )
    contents = read_file(
        outlook_files.write_msg(
            tmp_path / "a.msg", outlook_letter("Papeles", outlook_files.text(0x1000, "Hola."), *files)
        )
    )
    assert [part.name for part in contents.parts] == ["lista año.txt", "oferta.msg", "oferta.msg › plazo.txt"]
    assert text(contents.parts[0].contents) == "Fermín y Candela"
    assert "4.410 euros" in text(contents.parts[1].contents)


def test_a_letter_of_outlook_in_packed_rtf_is_read(tmp_path: Path) -> None:
    rtf = rb"{\rtf1\ansi El pago es el d\'eda 5.}"
    packed = struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf
    literal = b"".join(b"\0" + rtf[at : at + 8] for at in range(0, len(rtf), 8))
    for data in (packed, struct.pack("<II4sI", len(literal) + 12, len(rtf), b"LZFu", 0) + literal):
        path = outlook_files.write_msg(tmp_path / "a.msg", outlook_letter("RTF", {"__substg1.0_10090102": data}))
        assert "El pago es el día 5." in text(read_file(path))


def test_packed_rtf_repeats_what_stands_before_it() -> None:
    """The example of MS-OXRTFCP 3.1.1: "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}"."""
    example = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert packed_rtf.unpack_rtf(example) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def write_mailbox(path: Path, messages: list[EmailMessage]) -> Path:
    date = b"From ana@example.org Thu Mar  5 10:00:00 2026\n"
    path.write_bytes(b"\n".join(date + message.as_bytes() for message in messages))
    return path


def test_a_mailbox_is_a_document_for_each_letter(tmp_path: Path) -> None:
    second = letter("Factura", "Son 84,31 euros.\n\nFrom Soria con cariño.")
    second.add_attachment("Pieza ZX-81", filename="piezas.txt")
    contents = read_file(
        write_mailbox(tmp_path / "buzon.mbox", [letter("Caldera"), second, letter("Factura", "Otra.")])
    )
    assert [part.name for part in contents.parts] == ["Caldera", "Factura", "Factura › piezas.txt", "Factura (2)"]
    assert "84,31 euros" in text(contents.parts[1].contents)
    assert "From Soria con cariño" in text(contents.parts[1].contents)
    assert "ZX-81" in text(contents.parts[2].contents)
    assert [line[:18] for line in text(contents).split("\n\n")] == [
        "1. Subject: Calder",
        "2. Subject: Factur",
        "3. Subject: Factur",
    ]


def test_a_file_that_is_only_called_a_mailbox_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.mbox").write_text("nada")
    with pytest.raises(FileUnreadable):
        read_file(tmp_path / "a.mbox")


def write_zip(path: Path, members: dict[str, bytes]) -> Path:
    return document_files.write_archive(path, members)


def test_documents_in_an_archive_are_read(tmp_path: Path) -> None:
    word = document_files.write_docx(tmp_path / "a.docx").read_bytes()
    members = {
        "actas/enero.txt": "En enero se aprobó el gasto.".encode("cp1252"),
        "carta.docx": word,
        "foto.png": b"\x89PNG",
        "__MACOSX/._carta.docx": b"x",
        "pagina.html": b"<!DOCTYPE html><p>Hola</p>",
    }
    contents = read_file(write_zip(tmp_path / "a.zip", members))
    assert [part.name for part in contents.parts] == ["actas – enero.txt", "carta.docx", "pagina.html"]
    assert "se aprobó el gasto" in text(contents.parts[0].contents)
    assert document_files.PANGRAM in text(contents.parts[1].contents)
    assert text(contents).split("\n\n") == ["actas/enero.txt", "carta.docx", "foto.png", "pagina.html"]
    assert contents.notice == "Not read, because of their kind: foto.png."


def test_names_in_an_old_archive_keep_their_accents(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("aXo.txt", "Hola")
    (tmp_path / "a.zip").write_bytes(buffer.getvalue().replace(b"aXo.txt", "año.txt".encode("cp850")))
    assert [part.name for part in read_file(tmp_path / "a.zip").parts] == ["año.txt"]


def test_an_archive_with_an_office_file_that_holds_a_sheet_is_harmless(tmp_path: Path) -> None:
    deck = document_files.write_pptx(tmp_path / "a.pptx").read_bytes()
    contents = read_file(write_zip(tmp_path / "a.zip", {"a.pptx": deck}))
    assert document_files.PANGRAM in text(contents.parts[0].contents)


def wrap_letter(inner: bytes) -> bytes:
    message = letter("Capa")
    message.add_attachment(inner, maintype="application", subtype="octet-stream", filename="capa.eml")
    return message.as_bytes()


def test_files_within_files_end_at_a_depth(tmp_path: Path) -> None:
    """docs/faults.md 88."""
    data = letter("Última", "El fondo.").as_bytes()
    for _ in range(8):
        data = wrap_letter(data)
    (tmp_path / "a.eml").write_bytes(data)
    contents = read_file(tmp_path / "a.eml")
    assert [part.name.count("›") for part in contents.parts] == list(range(DEEPEST))
    assert contents.parts[-1].contents is not None
    assert contents.parts[-1].contents.notice == "Not read, because of their kind: capa.eml."


def test_files_attached_to_a_pdf_are_read(tmp_path: Path) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    document.new_attachment("notas.txt").set_data("El código es 5521.".encode())
    document.save(tmp_path / "a.pdf")
    document.close()
    contents = read_file(tmp_path / "a.pdf")
    assert [(part.name, text(part.contents)) for part in contents.parts] == [("notas.txt", "El código es 5521.")]


@pytest.mark.parametrize("write", [document_files.write_bomb, document_files.write_lying])
def test_a_hostile_attachment_costs_only_itself(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    """docs/faults.md 88."""
    message = letter("Cuidado")
    data = write(tmp_path / "malo.docx").read_bytes()
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename="malo.docx")
    contents = read_letter(tmp_path, message)
    assert [(part.name, part.error.kind) for part in contents.parts] == [("malo.docx", "file_unsafe")]
    assert "Adjunto la lista." in text(contents)


def test_a_presentation_with_a_chart_in_an_archive_in_an_archive_is_no_danger(tmp_path: Path) -> None:
    deck = document_files.write_pptx(tmp_path / "a.pptx").read_bytes()
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("charla.pptx", deck)
    with zipfile.ZipFile(tmp_path / "todo.zip", "w") as archive:
        archive.writestr("dentro.zip", inner.getvalue())
    parts = read_file(tmp_path / "todo.zip").parts
    assert [part.name for part in parts] == ["dentro.zip", "dentro.zip › charla.pptx"]
    assert "Primera diapositiva" in text(parts[1].contents)
