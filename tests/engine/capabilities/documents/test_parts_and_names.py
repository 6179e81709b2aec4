"""Documents inside other files are documents of their own, and a question may name a document."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from engine.capabilities.documents import api
from engine.protocol.errors import NotFound
from engine.protocol.pages import READ_PAGE, ReadPage
from engine.store.integrity import find_problems
from tests.support import document_files
from tests.support.harness import DocumentsHarness


def write_letter(path: Path, words: str = "La pieza ZX-81 cuesta 99 euros.") -> Path:
    message = EmailMessage()
    message["Subject"] = "Piezas"
    message.set_content("Adjunto el informe de la caldera.")
    message.add_attachment(words, filename="informe.txt")
    secret = document_files.write_pdf(path.with_suffix(".tmp"), [["x"]], "1").read_bytes()
    path.with_suffix(".tmp").unlink()
    message.add_attachment(secret, maintype="application", subtype="pdf", filename="cerrado.pdf")
    path.write_bytes(message.as_bytes())
    return path


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    folder = tmp_path / "cartas"
    folder.mkdir()
    write_letter(folder / "correo.eml")
    return folder


def test_an_attachment_is_found_by_its_words_under_its_own_name(engine: DocumentsHarness, letters: Path) -> None:
    report = engine.index(letters)
    assert (report.added, report.failed) == (1, 0)
    assert engine.names("ZX-81") == ["correo.eml › informe.txt"]
    states = {Path(document.path).name: (document.state, document.reason) for document in engine.documents()}
    assert states["correo.eml › cerrado.pdf"] == ("failed", "file_encrypted")
    assert set(states) == {"correo.eml", "correo.eml › informe.txt", "correo.eml › cerrado.pdf"}


def test_a_letter_that_changes_takes_its_attachments_along(engine: DocumentsHarness, letters: Path) -> None:
    engine.index(letters)
    write_letter(letters / "correo.eml", "La pieza QW-12 cuesta 12 euros.")
    engine.index(letters)
    assert (engine.names("ZX-81"), engine.names("QW-12")) == ([], ["correo.eml › informe.txt"])
    (letters / "correo.eml").rename(letters / "otra.eml")
    engine.index(letters)
    assert engine.names("QW-12") == ["otra.eml › informe.txt"]
    (letters / "otra.eml").unlink()
    engine.index(letters)
    assert engine.names("QW-12") == []
    engine.call(api.PURGE, api.PurgeDocuments())
    assert engine.rows("SELECT count(*) FROM documents") == [(0,)]
    assert find_problems(engine.store) == []


def test_an_attachment_shows_its_page_and_that_its_letter_is_there(engine: DocumentsHarness, letters: Path) -> None:
    engine.index(letters)
    document = next(each for each in engine.documents() if each.path.endswith("informe.txt"))
    page = engine.call(READ_PAGE, ReadPage(document.id, 1))
    assert ("ZX-81" in page.text, page.exists) == (True, True)
    with pytest.raises(NotFound):
        engine.call(READ_PAGE, ReadPage(document.id, 2))


def test_files_of_kinds_that_are_not_read_are_counted_and_named(engine: DocumentsHarness, folder: Path) -> None:
    for name in ("a.dwg", "b.DWG", "c.xyz", "Thumbs.db", ".hidden.dwg"):
        (folder / name).touch()
    report = engine.index(folder)
    assert report.unread == (api.UnreadKind(".dwg", 2, "a.dwg"), api.UnreadKind(".xyz", 1, "c.xyz"))


@pytest.fixture
def named(engine: DocumentsHarness, tmp_path: Path) -> DocumentsHarness:
    folder = tmp_path / "papeles"
    folder.mkdir()
    (folder / "extracto_banco.txt").write_text("Saldo anterior: 3.412,17 euros.\n\nRecibo de la luz: 74,32 euros.")
    (folder / "acta.txt").write_text("La junta aprobó pintar la escalera del portal.")
    for number in range(12):
        (folder / f"nota{number}.txt").write_text(f"Resumen del documento número {number} de la oficina.")
    engine.index(folder)
    return engine


@pytest.mark.parametrize(
    "question",
    [
        "Resume el documento extracto_banco.txt",
        "¿Qué dice el archivo extracto banco?",
        "Summarise EXTRACTO_BANCO.txt, please",
    ],
)
def test_a_document_is_found_by_its_name(named: DocumentsHarness, question: str) -> None:
    found = named.call(api.SEARCH, api.SearchDocuments(question, mode="keyword"))
    assert Path(found.results[0].passage.path).name == "extracto_banco.txt"
    assert {Path(passage.path).name for passage in named.retrieve(question)} == {"extracto_banco.txt"}


def test_a_document_that_came_or_was_renamed_since_the_last_question_is_found_by_its_name(
    named: DocumentsHarness, tmp_path: Path
) -> None:
    assert named.retrieve("Resume el documento extracto_banco.txt")
    folder = tmp_path / "papeles"
    (folder / "extracto_banco.txt").rename(folder / "libro mayor.txt")
    (folder / "poliza_hogar.txt").write_text("El seguro cubre los daños del agua.")
    named.index(folder)
    for question, name in (
        ("el libro mayor", "libro mayor.txt"),
        ("resume el archivo poliza_hogar.txt", "poliza_hogar.txt"),
    ):
        assert {Path(passage.path).name for passage in named.retrieve(question)} == {name}
    found = named.call(api.SEARCH, api.SearchDocuments("resume el documento extracto_banco.txt", mode="keyword"))
    assert found.named == ()  # no document has that name any more


def test_a_word_that_is_also_a_name_restricts_nothing(named: DocumentsHarness) -> None:
    found = named.call(api.SEARCH, api.SearchDocuments("pintar la escalera según el acta", mode="keyword"))
    assert Path(found.results[0].passage.path).name == "acta.txt"
    assert (
        Path(
            named.call(api.SEARCH, api.SearchDocuments("resumen número 7", mode="keyword")).results[0].passage.path
        ).name
        == "nota7.txt"
    )


@pytest.mark.parametrize("query", ["3412,17", "3.412,17", "3,412.17"])
def test_a_number_is_found_in_every_spelling(named: DocumentsHarness, query: str) -> None:
    found = named.call(api.SEARCH, api.SearchDocuments(query, mode="keyword"))
    assert [(Path(match.passage.path).name, match.is_sure) for match in found.results[:1]] == [
        ("extracto_banco.txt", True)
    ]
