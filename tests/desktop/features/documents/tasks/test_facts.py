"""Facts of chosen documents in the window: the table fills, a click opens the page with the value marked, cells are edited."""

from __future__ import annotations

import csv
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop.features.documents.extraction.facts_controller import fields_of
from desktop.features.documents.extraction.facts_view import FactsView
from desktop.panels.page_preview import PagePreview
from engine.capabilities.documents.api.extraction import FactField
from tests.desktop.features.documents.tasks.conftest import TIMEOUT_MS, OpenPage

FIRST = "FACTURA\n\nProveedor: Acme Ibérica S.L.\n\nFecha: 05/03/2025\n\nTotal factura: 1.210,00 €\n"
SECOND = "Invoice\n\nSupplier: Globex Ltd\n\nTotal due: €99.95\n"


def filled(qtbot: QtBot, view: FactsView) -> None:
    qtbot.waitUntil(
        lambda: view.facts is not None and not view.is_running and view.facts.done == view.facts.total,
        timeout=TIMEOUT_MS,
    )


def test_a_table_of_facts_fills_and_shows_its_sources(qtbot: QtBot, open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FIRST, "utf-8")
    (tmp_path / "b.txt").write_text(SECOND, "utf-8")
    ateneo, page, chosen = open_page(tmp_path / "a.txt", tmp_path / "b.txt")
    menu = QMenu()
    page.tasks.fill_menu(menu, chosen)
    next(action for action in menu.actions() if action.text() == "Extract facts into a table…").trigger()
    view = page.tasks.facts_view
    assert view.title == "Facts of 2 documents"
    assert not view.begin_button.isEnabled()
    view.fields.setText("supplier, total, date")
    view.begin_button.click()
    filled(qtbot, view)
    facts = view.table.facts
    shown = [[facts.index(row, column).data() for column in range(4)] for row in range(facts.rowCount())]
    assert shown == [["a.txt", "Acme Ibérica S.L.", "1.210,00 €", "05/03/2025"], ["b.txt", "Globex Ltd", "€99.95", "—"]]
    view.table.clicked.emit(facts.index(1, 2))
    preview = ateneo.window.findChild(PagePreview)
    assert isinstance(preview, PagePreview)
    assert (preview.source.document, preview.source.text) == (chosen[1].id, "€99.95")
    assert SECOND[preview.source.start : preview.source.end] == "€99.95"
    facts.setData(facts.index(1, 3), " 1 May 2025 ")
    qtbot.waitUntil(lambda: facts.index(1, 3).data() == "1 May 2025", timeout=TIMEOUT_MS)
    assert facts.index(1, 3).data(Qt.ItemDataRole.ToolTipRole) == "Written by you"
    target = tmp_path / "facts.csv"
    page.tasks.facts.export(str(target))
    qtbot.waitUntil(target.exists, timeout=TIMEOUT_MS)
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert [row["date"] for row in csv.DictReader(file)] == ["05/03/2025", "1 May 2025"]


def test_a_table_of_before_is_opened_and_removed(qtbot: QtBot, open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FIRST, "utf-8")
    _, page, chosen = open_page(tmp_path / "a.txt", language="es")
    page.tasks.facts.extract(chosen)
    view = page.tasks.facts_view
    view.fields.setText("proveedor")
    view.fields.returnPressed.emit()
    filled(qtbot, view)
    assert view.title == "Datos de 1 documento"
    page.tasks.facts.extract(chosen)
    assert view.facts is None
    qtbot.waitUntil(lambda: view.saved.count() == 2, timeout=TIMEOUT_MS)
    view.saved.setCurrentIndex(1)
    view.saved.activated.emit(1)
    filled(qtbot, view)
    assert view.fields.text() == "proveedor"
    view.removed.emit()
    qtbot.waitUntil(lambda: view.facts is None and view.saved.count() == 1, timeout=TIMEOUT_MS)


def test_fields_are_read_with_their_descriptions() -> None:
    assert fields_of("supplier; deadline:  the last day\n, ,") == (
        FactField("supplier"),
        FactField("deadline", "the last day"),
    )
    assert fields_of(" ,; ") == ()
