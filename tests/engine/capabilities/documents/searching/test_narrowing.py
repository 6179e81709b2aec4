"""A search is narrowed by filters, by a document that it names and by phrases in quotation marks, and says why it found what."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.capabilities.documents import api
from engine.capabilities.documents.api.search_filters import (
    SEARCH_FILTERS,
    DayUnusable,
    DocumentFilters,
    FilterValue,
    ListSearchFilters,
)
from tests.support.document_files import write_minimal_docx
from tests.support.harness import DocumentsHarness

CORE = """<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
 <dc:creator>Íñigo Peña</dc:creator><dcterms:created>2024-02-29T10:00:00Z</dcterms:created></cp:coreProperties>"""
LETTER = """From: =?utf-8?q?Luc=C3=ADa?= Vidal <lucia@example.org>\r\nTo: a@example.org\r\nSubject: Caldera
Date: Tue, 3 Feb 2026 23:30:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nLa caldera de la escuela no arranca."""
PAGE = """<html><head><meta name="author" content="Ann Lee"><meta property="article:published_time" content="2025-07-01T08:00"/>
<title>Boiler</title></head><body><p>The caldera is a boiler of the school, and it does not start in the morning.</p></body>"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DocumentsHarness, Path]]:
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("papers")
    (folder / "casa").mkdir()
    write_minimal_docx(
        folder / "casa" / "contrato_alquiler_piso.docx",
        "La caldera del piso la paga el arrendador. La renta es de 1.234,50 € al mes.",
        **{"docProps/core.xml": CORE.encode()},
    )
    (folder / "aviso.eml").write_text(LETTER, "utf-8", newline="")
    (folder / "boiler.html").write_text(PAGE, "utf-8")
    note = folder / "casa" / "nota.txt"
    note.write_text("Revisar la caldera de gas antes del invierno, y pagar el seguro de la casa.", "utf-8")
    os.utime(note, (1_700_000_000, 1_700_000_000))  # 14 November 2023
    engine = DocumentsHarness(home, home / "no-models")
    engine.index(folder)
    yield engine, folder
    engine.close()


def found(library: tuple[DocumentsHarness, Path], query: str = "caldera", **filters: Any) -> set[str]:
    request = api.SearchDocuments(query, filters=DocumentFilters(**filters))
    return {Path(match.passage.path).stem for match in library[0].call(api.SEARCH, request).results}


ALL = {"contrato_alquiler_piso", "aviso", "boiler", "nota"}


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, ALL),
        ({"types": ("word",)}, {"contrato_alquiler_piso"}),
        ({"types": (".TXT", "mail")}, {"nota", "aviso"}),
        ({"types": ("pdf",)}, set()),
        ({"since": "2025"}, {"aviso", "boiler"}),
        ({"until": "2024-02"}, {"contrato_alquiler_piso", "nota"}),
        ({"since": "2024-02-29", "until": "2024-02-29"}, {"contrato_alquiler_piso"}),
        ({"languages": ("EN",)}, {"boiler"}),
        ({"languages": ("en", "es")}, ALL),
        ({"author": "iñigo"}, {"contrato_alquiler_piso"}),
        ({"author": "VIDAL lucia"}, {"aviso"}),
        ({"author": "nobody"}, set()),
        ({"languages": ("es",), "until": "2024"}, {"contrato_alquiler_piso", "nota"}),
    ],
)
def test_filters_narrow_a_search(
    library: tuple[DocumentsHarness, Path], filters: dict[str, Any], names: set[str]
) -> None:
    assert found(library, **filters) == names


def test_folders_narrow_a_search(library: tuple[DocumentsHarness, Path]) -> None:
    folder = library[1]
    assert found(library, folders=(str(folder / "casa"),)) == {"contrato_alquiler_piso", "nota"}
    assert found(library, folders=(str(folder / "cas"),)) == set()
    assert found(library, folders=(str(folder / "cas"), str(folder / "aviso.eml"))) == {"aviso"}


def test_filters_narrow_the_list_too(library: tuple[DocumentsHarness, Path]) -> None:
    engine, _ = library
    filters = DocumentFilters(languages=("es",), until="2024")
    listed = engine.call(api.LIST, api.ListDocuments(filters=filters))
    assert {Path(document.path).stem for document in listed.documents} == {"contrato_alquiler_piso", "nota"}
    assert listed.total == 2
    assert engine.call(api.LIST, api.ListDocuments(filters=filters, query="nota")).total == 1
    assert engine.call(api.LIST, api.ListDocuments(filters=DocumentFilters(author="nobody"))).total == 0
    with pytest.raises(DayUnusable):
        engine.call(api.LIST, api.ListDocuments(filters=DocumentFilters(until="someday")))


@pytest.mark.parametrize("day", ["yesterday", "2026-13", "2026-02-30", "20260101", "0000-01-01"])
def test_what_is_no_day_is_said(library: tuple[DocumentsHarness, Path], day: str) -> None:
    with pytest.raises(DayUnusable):
        found(library, since=day)


def test_the_filters_that_documents_offer_are_listed(library: tuple[DocumentsHarness, Path]) -> None:
    engine, folder = library
    offered = engine.call(SEARCH_FILTERS, ListSearchFilters())
    assert {value.value: value.documents for value in offered.types} == {"word": 1, "mail": 1, "web": 1, "text": 1}
    assert offered.languages == (FilterValue("es", 3), FilterValue("en", 1))
    assert {value.value for value in offered.authors} == {"Íñigo Peña", "Lucía Vidal", "Ann Lee"}
    assert {value.value for value in offered.folders} == {str(folder), str(folder / "casa")}
    assert (offered.first, offered.last) == ("2023-11-14", "2026-02-03")
    assert engine.call(SEARCH_FILTERS, ListSearchFilters(("none",))).types == ()


@pytest.mark.parametrize(
    "question",
    [
        "¿Quién paga la caldera en el contrato de alquiler?",
        "caldera in contrato_alquiler_piso.docx",
        "contrato de alquiler del piso",
    ],
)
def test_a_document_that_is_named_is_searched_alone(library: tuple[DocumentsHarness, Path], question: str) -> None:
    engine, _ = library
    answer = engine.call(api.SEARCH, api.SearchDocuments(question))
    assert [Path(document.path).stem for document in answer.named] == ["contrato_alquiler_piso"]
    assert {Path(match.passage.path).stem for match in answer.results} == {"contrato_alquiler_piso"}
    everywhere = engine.call(api.SEARCH, api.SearchDocuments(question, restrict_to_named=False))
    assert everywhere.named == ()


def test_a_named_document_that_a_filter_leaves_out_restricts_nothing(library: tuple[DocumentsHarness, Path]) -> None:
    query = "revisar la caldera antes del invierno, según el contrato de alquiler"
    request = api.SearchDocuments(query, filters=DocumentFilters(types=("text",)))
    answer = library[0].call(api.SEARCH, request)
    assert answer.named == () and {Path(match.passage.path).stem for match in answer.results} == {"nota"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ('"caldera de gas"', {"nota"}),
        ("«CALDERA DEL PISO»", {"contrato_alquiler_piso"}),
        ('"gas de caldera"', set()),
        ('caldera "seguro de la casa"', {"nota"}),
        ('"1.234,50"', {"contrato_alquiler_piso"}),
        ('caldera ""', ALL),
        ('caldera "…"', ALL),
    ],
)
def test_phrases_in_quotation_marks_are_exact(
    library: tuple[DocumentsHarness, Path], query: str, names: set[str]
) -> None:
    assert found(library, query) == names


def test_a_search_explains_itself(library: tuple[DocumentsHarness, Path]) -> None:
    engine, _ = library
    answer = engine.call(api.SEARCH, api.SearchDocuments("la caldera del «piso»", explain=True))
    assert answer.explanation is not None
    assert (answer.explanation.terms, answer.explanation.phrases) == (("caldera", "piso"), ("piso",))
    assert answer.explanation.language == "es" and answer.explanation.embedder == ""
    (stage,) = answer.explanation.stages
    assert stage.stage == "words" and stage.milliseconds > 0
    assert [Path(candidate.path).stem for candidate in stage.candidates] == ["contrato_alquiler_piso"]
    assert engine.call(api.SEARCH, api.SearchDocuments("caldera")).explanation is None
