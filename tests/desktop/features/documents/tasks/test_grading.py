"""Grading in the window: the rubric first, then levels with their evidence; a level that the person changes moves the total."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop.features.documents.grading.grading_view import GradingView
from desktop.features.documents.page import DocumentsPage
from desktop.panels.page_preview import PagePreview
from engine.capabilities.documents.api import Document
from tests.desktop.features.documents.tasks.conftest import TIMEOUT_MS, OpenPage
from tests.support.rubrics import STRONG, WEAK, WIDE_ES, write_csv_rubric, write_docx_rubric, write_thesis

LEVELS = ("Excelente", "Suficiente", "Notable", "Insuficiente")
COLUMNS = {"Insuficiente": 2, "Suficiente": 3, "Notable": 4, "Excelente": 5}
ANSWERS = tuple(f"prefer {row[COLUMNS[level]]}" for row, level in zip(WIDE_ES[1:], LEVELS, strict=True))
QUALITY = {"Objetivos": STRONG, "Metodología": WEAK, "Resultados": STRONG, "Bibliografía": WEAK}


@pytest.fixture
def thesis(tmp_path: Path) -> Path:
    return write_thesis(tmp_path / "tfg.docx", QUALITY)


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    return write_docx_rubric(tmp_path / "rubrica.docx", WIDE_ES)


def graded(qtbot: QtBot, page: DocumentsPage, document: Document, rubric: Path) -> GradingView:
    view = page.tasks.grading_view
    page.tasks.grading.grade(document)
    page.tasks.grading.use_rubric(rubric)
    qtbot.waitUntil(lambda: page.tasks.is_open and bool(view.cards), timeout=TIMEOUT_MS)
    view.begin_button.click()
    qtbot.waitUntil(lambda: view.grading is not None and not view.is_running, timeout=TIMEOUT_MS)
    return view


def test_a_document_is_graded_and_a_changed_level_moves_the_total(
    qtbot: QtBot, open_page: OpenPage, thesis: Path, rubric: Path
) -> None:
    ateneo, page, (document,) = open_page(thesis, answers=ANSWERS)
    view = graded(qtbot, page, document, rubric)
    assert view.title == "Grading: tfg.docx"
    assert view.total_text == "Total: 2.50 of 4.00 (63%)"
    assert [card.criterion.level for card in view.cards] == list(LEVELS)
    assert [card.level.accessibleName() for card in view.cards][:1] == ["Level of Objetivos"]
    second = view.cards[1]
    second.level.setCurrentIndex(3)
    second.level.activated.emit(3)
    qtbot.waitUntil(lambda: view.total_text == "Total: 3.10 of 4.00 (78%)", timeout=TIMEOUT_MS)
    assert (second.points, second.criterion.chosen) == ("4 of 4", "Excelente")
    evidence = view.cards[0].evidence.sources[0]
    view.cards[0].source_clicked.emit(evidence)
    preview = ateneo.window.findChild(PagePreview)
    assert isinstance(preview, PagePreview)
    assert preview.source.text == evidence.text


def test_the_rubric_is_shown_with_what_had_to_be_assumed_before_anything_is_graded(
    qtbot: QtBot, open_page: OpenPage, thesis: Path, tmp_path: Path
) -> None:
    _, page, (document,) = open_page(thesis, answers=ANSWERS, language="es")
    path = write_csv_rubric(tmp_path / "r.csv", [("Criterio", "Peso"), ("Objetivos", "30"), ("Orden", "30")], ";")
    menu = QMenu()
    page.tasks.fill_menu(menu, [document])
    assert "Evaluar con una rúbrica…" in [action.text() for action in menu.actions()]
    page.tasks.grading.use_rubric(path)
    view = page.tasks.grading_view
    qtbot.waitUntil(lambda: page.tasks.is_open and bool(view.cards), timeout=TIMEOUT_MS)
    assert view.notices_text.splitlines() == [
        "Los pesos de la rúbrica suman 60 y no 100: se han ajustado en proporción.",
        "La rúbrica no dice los niveles de algún criterio: se han supuesto cuatro, del 1 al 4.",
    ]
    assert view.grading is None and view.begin_button.isVisible()
    page.stop()
    assert not page.tasks.is_open


def test_a_saved_grading_opens_again_and_can_be_removed_and_brought_back(
    qtbot: QtBot, open_page: OpenPage, thesis: Path, rubric: Path
) -> None:
    _, page, (document,) = open_page(thesis, answers=ANSWERS)
    view = graded(qtbot, page, document, rubric)
    page.tasks.close()
    page.tasks.grading.grade(document)
    qtbot.waitUntil(lambda: page.tasks.is_open, timeout=TIMEOUT_MS)
    assert view.total_text == "Total: 2.50 of 4.00 (63%)"
    view.removed.emit()
    qtbot.waitUntil(lambda: not page.tasks.is_open, timeout=TIMEOUT_MS)
