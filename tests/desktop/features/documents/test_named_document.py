"""A search that looks in one document alone, because the question names it, says so and can be widened."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.features.documents.results import SearchResults
from desktop.theme.theme import Theme
from engine.capabilities.documents.api import DocumentSearchResults
from engine.capabilities.documents.api.search_filters import NamedDocument

QUERY = "la caldera en el contrato de alquiler"


def test_the_document_that_a_question_names_is_shown_and_can_be_left(qtbot: QtBot, qapp: QApplication) -> None:
    results = SearchResults(Theme(qapp))
    qtbot.addWidget(results)
    results.show()
    chip = results.findChild(QPushButton)
    assert chip is not None and not chip.isVisible()
    assert results.request(QUERY, (), "hybrid").restrict_to_named
    results.show_results(DocumentSearchResults((), {}, (NamedDocument(1, "/x/contrato.docx", "Contrato de alquiler"),)))
    assert chip.isVisible() and "contrato.docx" in chip.text() and "contrato.docx" in chip.accessibleName()
    with qtbot.waitSignal(results.everywhere_clicked):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert not results.request(QUERY, (), "hybrid").restrict_to_named
    assert results.request(f"{QUERY} 2024", (), "hybrid").restrict_to_named
    results.show_results(DocumentSearchResults(()))
    assert not chip.isVisible()
