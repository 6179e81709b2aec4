"""A long document summarised by its sections: each sentence has its place, and each section is kept as it is finished."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from engine.capabilities.documents import api as documents
from engine.capabilities.documents.api import summaries as api
from engine.capabilities.documents.summaries.central_sentences import central_sentences
from engine.capabilities.documents.whole.sections import sections_of
from engine.capabilities.documents.whole.whole_document import WholeDocument
from engine.protocol.children.indexing import Chunk, DocumentPage
from engine.protocol.errors import Cancelled, FileVanished, ModelMissing
from engine.protocol.pages import READ_PAGE, ReadPage
from engine.protocol.progress import Progress
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import DocumentsHarness

SUBJECTS = ("calderas", "ascensores", "jardines", "tejados", "garajes", "portales")
TEXT = (
    "El capítulo trata de {subject} y de su mantenimiento en la finca. Los {subject} se revisan cada año en octubre por una "
    "empresa autorizada. El coste de los {subject} fue de 1.{n}00 € en 2025, según las facturas. Los vecinos pidieron en la "
    "junta que los {subject} se revisen dos veces al año. El administrador contestó que no hay presupuesto para más visitas. "
    "Una nota al margen recuerda que las llaves de los {subject} están en la portería y que se devuelven el mismo día."
)


def write(path: Path) -> Path:
    document = docx.Document()
    for n, subject in enumerate(SUBJECTS):
        document.add_heading(f"Los {subject}", 1)
        for _ in range(2):
            document.add_paragraph(TEXT.format(subject=subject, n=n))
    document.save(str(path))
    return path


@pytest.fixture
def model() -> FakeTextModel:
    return FakeTextModel("Los jardines se revisan cada año en octubre. El coste fue de 1.200 €.", context=4096)


@pytest.fixture
def engine(home: Path, tmp_path: Path, model: FakeTextModel) -> Iterator[DocumentsHarness]:
    engine = DocumentsHarness(home, tmp_path / "no-models", pool=FakeModelPool(model))
    yield engine
    engine.close()


@pytest.fixture
def document(engine: DocumentsHarness, tmp_path: Path) -> int:
    engine.index(write(tmp_path / "finca.docx"))
    return engine.call(documents.LIST, documents.ListDocuments()).documents[0].id


def test_sentences_of_the_document_stand_in_it_and_link_to_their_sections(
    engine: DocumentsHarness, document: int
) -> None:
    summary = engine.call(api.SUMMARISE_DOCUMENT, api.SummariseDocument(document, method="extract", sentences=4))
    assert (summary.method, summary.model, len(summary.summary)) == ("extract", "", 4)
    assert [section.title for section in summary.sections] == [f"Los {subject}" for subject in SUBJECTS]
    for sentence in (*summary.summary, *(s for section in summary.sections for s in section.sentences)):
        page = engine.call(READ_PAGE, ReadPage(document, sentence.page))
        assert page.text[sentence.start : sentence.end] == sentence.quote == sentence.text
        assert SUBJECTS[sentence.section] in page.text[: sentence.end]


def test_the_models_sentences_have_the_place_that_they_come_from(
    engine: DocumentsHarness, model: FakeTextModel, document: int
) -> None:
    summary = engine.call(api.SUMMARISE_DOCUMENT, api.SummariseDocument(document, sentences=2))
    assert (summary.method, summary.model, len(model.received)) == ("write", "fake", len(SUBJECTS) + 1)
    assert "Los calderas se revisan" in model.received[0][-1].text
    assert "jardines" not in model.received[0][-1].text
    cited = summary.sections[2].sentences[0]
    assert cited.quote == "Los jardines se revisan cada año en octubre por una empresa autorizada."
    assert [sentence.text for sentence in summary.summary] == [
        "Los jardines se revisan cada año en octubre.",
        "El coste fue de 1.200 €.",
    ]
    sections = [event for event in engine.events if isinstance(event, api.SectionSummary)]
    assert [section.index for section in sections] == list(range(len(SUBJECTS)))


def test_a_document_that_fits_the_window_is_read_whole_and_a_longer_one_by_its_sections(
    home: Path, tmp_path: Path
) -> None:
    for context, reads_whole in ((4096, True), (1024, False)):
        model = FakeTextModel("Los jardines se revisan cada año en octubre.", context=context)
        engine = DocumentsHarness(home / str(context), tmp_path / "no-models", pool=FakeModelPool(model))
        engine.call(api.SUMMARISE_DOCUMENT, api.SummariseDocument(path=str(write(tmp_path / "finca.docx"))))
        assert ("Los garajes se revisan" in model.received[-1][-1].text) is reads_whole
        engine.close()


def test_a_sentence_of_short_sections_that_were_joined_names_its_own(home: Path, tmp_path: Path) -> None:
    document = docx.Document()
    for title, text in (
        ("Coberturas", "El agua está cubierta hasta 60.000 € con franquicia."),
        ("Exclusiones", "La humedad por condensación no está cubierta nunca."),
        ("Siniestros", "El siniestro se comunica en el plazo de siete días."),
    ):
        document.add_heading(title, 1)
        document.add_paragraph(text)
    document.save(str(tmp_path / "poliza.docx"))
    engine = DocumentsHarness(home, tmp_path / "no-models")
    summary = engine.call(api.SUMMARISE_DOCUMENT, api.SummariseDocument(path=str(tmp_path / "poliza.docx")))
    assert len(summary.sections) == 1
    assert [s.heading for s in summary.summary] == ["Coberturas", "Exclusiones", "Siniestros"]
    engine.close()


def test_sections_that_stay_the_same_are_not_summarised_again(
    engine: DocumentsHarness, model: FakeTextModel, document: int, tmp_path: Path
) -> None:
    engine.call(api.SUMMARISE_DOCUMENT, api.SummariseDocument(document))
    model.received.clear()
    again = engine.call(api.SUMMARISE_DOCUMENT, api.SummariseDocument(document))
    assert (again.reused, len(model.received)) == (len(SUBJECTS), 1)


def test_cancel_keeps_the_finished_sections(engine: DocumentsHarness, model: FakeTextModel, document: int) -> None:
    finished: list[int] = []
    stopped = engine.call(
        api.SUMMARISE_DOCUMENT,
        api.SummariseDocument(document),
        on_event=lambda event: finished.append(1) if isinstance(event, api.SectionSummary) else None,
        is_cancelled=lambda: len(finished) == 3,
    )
    assert (stopped.cancelled, len(stopped.sections), stopped.summary) == (True, 3, ())
    model.received.clear()
    whole = engine.call(api.SUMMARISE_DOCUMENT, api.SummariseDocument(document))
    assert (whole.reused, len(model.received)) == (3, len(SUBJECTS) - 3 + 1)
    with pytest.raises(Cancelled):
        engine.call(api.SUMMARISE_DOCUMENT, api.SummariseDocument(document), is_cancelled=lambda: True)


def test_what_is_kept_goes_with_the_document(engine: DocumentsHarness, document: int) -> None:
    engine.call(api.SUMMARISE_DOCUMENT, api.SummariseDocument(document))
    assert engine.rows("SELECT count(*) FROM section_summaries") == [(len(SUBJECTS),)]
    engine.call(documents.PURGE, documents.PurgeDocuments((document,)))
    assert engine.rows("SELECT count(*) FROM section_summaries") == [(0,)]


def test_nothing_is_kept_of_a_file_outside_the_library(engine: DocumentsHarness, tmp_path: Path) -> None:
    summary = engine.call(api.SUMMARISE_DOCUMENT, api.SummariseDocument(path=str(write(tmp_path / "a.docx"))))
    assert (summary.document, len(summary.sections)) == (0, len(SUBJECTS))
    assert engine.rows("SELECT count(*) FROM section_summaries") == [(0,)]
    with pytest.raises(FileVanished):
        engine.call(api.SUMMARISE_DOCUMENT, api.SummariseDocument(path=str(tmp_path / "none.docx")))


def test_a_small_model_and_none_let_the_document_speak(home: Path, tmp_path: Path) -> None:
    engine = DocumentsHarness(home, tmp_path / "no-models")
    path = str(write(tmp_path / "a.docx"))
    summary = engine.call(api.SUMMARISE_DOCUMENT, api.SummariseDocument(path=path))
    assert (summary.method, summary.is_weak) == ("extract", True)
    with pytest.raises(ModelMissing):
        engine.call(api.SUMMARISE_DOCUMENT, api.SummariseDocument(path=path, method="write"))
    engine.close()


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_is_exported_with_its_sections(
    engine: DocumentsHarness, document: int, tmp_path: Path, language: str
) -> None:
    summary = engine.call(api.SUMMARISE_DOCUMENT, api.SummariseDocument(document, method="extract"))
    engine.call(api.EXPORT_SUMMARY, api.ExportSummary(summary, str(tmp_path / "s.docx"), "docx", language))  # type: ignore[arg-type]  # as listed
    paragraphs = [paragraph.text for paragraph in docx.Document(str(tmp_path / "s.docx")).paragraphs]
    said = "Son frases del propio documento." if language == "es" else "These are sentences of the document itself."
    assert said in paragraphs
    assert "Los tejados" in paragraphs
    assert any(paragraph.endswith(")") and "(Los " in paragraph for paragraph in paragraphs)


def test_sections_of_a_document_without_known_headings_are_found_by_their_look() -> None:
    page = "1. Introducción\n\nTexto de la introducción.\n\nMÉTODO 2\n\nTexto del método.\n\n2.1 Resultados\n\nTexto."
    document = WholeDocument(0, "a.pdf", "", (DocumentPage(1, page),), (Chunk(1, 0, len(page), page),))
    found = [(section.title, section.text(document)) for section in sections_of(document)]
    assert found == [
        ("Introducción", "Texto de la introducción."),
        ("MÉTODO 2", "Texto del método."),
        ("Resultados", "Texto."),
    ]


def test_a_text_without_headings_is_one_section_in_parts() -> None:
    page = "Una frase que se repite a lo largo de todo el texto. " * 400
    document = WholeDocument(0, "a.txt", "", (DocumentPage(1, page),), ())
    (section,) = sections_of(document)
    parts = list(section.parts(document))
    assert len(parts) > 3
    assert sum(span.end - span.start for part in parts for span in part.spans) == len(page)


def test_central_sentences_do_not_say_the_same_twice() -> None:
    texts = ["La caldera se revisa en octubre.", "En octubre se revisa la caldera.", "El tejado se limpia en mayo."]
    assert central_sentences(texts, 2) in ([0, 2], [1, 2])
    assert central_sentences([], 3) == []


def test_the_pages_of_a_long_file_are_told_while_it_is_read(home: Path, tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "informe.pdf"))
    for number in range(60):
        canvas.drawString(72, 700, f"La página {number + 1} trata de la caldera número {number + 1} de la finca.")
        canvas.showPage()
    canvas.save()
    engine = DocumentsHarness(home, tmp_path / "no-models")
    engine.call(api.SUMMARISE_DOCUMENT, api.SummariseDocument(path=str(tmp_path / "informe.pdf")))
    pages = [event for event in engine.events if isinstance(event, Progress) and event.unit == "page"]
    assert pages and {(event.total, event.note) for event in pages} == {(60, "informe.pdf")}
    engine.close()
