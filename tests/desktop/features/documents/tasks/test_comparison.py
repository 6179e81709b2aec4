"""Two chosen documents compared in the window: counts, differing words marked, a click opens either page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop.features.documents.comparison.difference_table import FIRST, KIND, SECOND
from desktop.panels.page_preview import PagePreview
from desktop.widgets.comparison.marked_cells import MARKS, NOTE
from tests.desktop.features.documents.tasks.conftest import TIMEOUT_MS, OpenPage

OLD = "La renta es de 900 € al mes.\n\nNo se admiten animales en la vivienda.\n\nLa fianza es de un mes de renta."
NEW = "La renta es de 950 € al mes.\n\nLa fianza es de un mes de renta.\n\nEl seguro lo paga el arrendador."


def test_the_differences_stand_side_by_side_and_open_their_pages(
    qtbot: QtBot, open_page: OpenPage, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(OLD, "utf-8")
    (tmp_path / "b.txt").write_text(NEW, "utf-8")
    ateneo, page, chosen = open_page(tmp_path / "a.txt", tmp_path / "b.txt", answers=("La renta sube 50 €.",))
    menu = QMenu()
    page.tasks.fill_menu(menu, chosen)
    compare = next(action for action in menu.actions() if action.text() == "Compare these two")
    compare.trigger()
    view = page.tasks.comparison_view
    qtbot.waitUntil(lambda: view.comparison is not None and not view.is_running, timeout=TIMEOUT_MS)
    assert view.title == "a.txt compared with b.txt"
    assert view.remark == "1 changed · 1 added · 1 dropped · 0 moved · 1 the same"
    rows = view.table.rows
    first = rows.index(0, FIRST)
    assert rows.index(0, KIND).data(NOTE) == "900 € → 950 €"
    assert [first.data()[a:b] for a, b in first.data(MARKS)] == ["900"]
    view.table.clicked.emit(rows.index(0, SECOND))
    preview = ateneo.window.findChild(PagePreview)
    assert isinstance(preview, PagePreview)
    assert (preview.source.document, preview.source.text) == (chosen[1].id, "La renta es de 950 € al mes.")
    view.summary_clicked.emit()
    qtbot.waitUntil(lambda: view.summary_text == "La renta sube 50 €.", timeout=TIMEOUT_MS)
    view.filter.setCurrentIndex(3)
    view.filter.activated.emit(3)
    assert rows.rowCount() == 1
    assert rows.index(0, SECOND).data(Qt.ItemDataRole.DisplayRole) == "El seguro lo paga el arrendador."


def test_nothing_differs_in_two_copies(qtbot: QtBot, open_page: OpenPage, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(OLD, "utf-8")
    _, page, chosen = open_page(tmp_path / "a.txt", tmp_path / "b.txt", language="es")
    page.tasks.comparison.compare(*chosen)
    view = page.tasks.comparison_view
    qtbot.waitUntil(lambda: view.comparison is not None and not view.is_running, timeout=TIMEOUT_MS)
    assert view.remark == "Los dos documentos dicen lo mismo."


def test_a_task_has_the_room_of_the_inspector_and_the_two_can_be_swapped(
    qtbot: QtBot, open_page: OpenPage, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(OLD, "utf-8")
    (tmp_path / "b.txt").write_text(NEW, "utf-8")
    ateneo, page, chosen = open_page(tmp_path / "a.txt", tmp_path / "b.txt")
    page.table.clicked_on.emit(chosen[0])
    assert ateneo.window.is_inspector_open
    page.tasks.comparison.compare(*chosen)
    assert not ateneo.window.is_inspector_open
    view = page.tasks.comparison_view
    qtbot.waitUntil(lambda: view.comparison is not None and not view.is_running, timeout=TIMEOUT_MS)
    view.table.clicked.emit(view.table.rows.index(0, SECOND))
    assert ateneo.window.is_inspector_open
    swap = next(button for button in view.findChildren(QPushButton) if button.text() == "Swap the two")
    swap.setFocus()
    swap.click()
    assert ateneo.window.is_inspector_open
    qtbot.waitUntil(lambda: view.title == "b.txt compared with a.txt" and not view.is_running, timeout=TIMEOUT_MS)
    assert view.table.rows.index(0, KIND).data(NOTE) == "950 € → 900 €"
    assert view.table.hasFocus()
