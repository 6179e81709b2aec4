"""The Text tools page in the window: its tabs, dropped files, the palette, keyboard and screen reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.text_tools.page import COLUMN, COMPARE, ONE, TOPICS, TextToolsPage
from desktop.theme.tokens import Size
from desktop.widgets.layout.reading_column import ReadingColumn
from tests.desktop.conftest import TIMEOUT_MS
from tests.desktop.features.text_tools.conftest import message


def test_the_page_has_its_place_in_the_rail_after_classify(open_ateneo: Callable[..., Ateneo]) -> None:
    names = [item.name for item in open_ateneo().window.rail_items]
    assert names.index("text_tools") == names.index("classification") + 1


def test_the_first_tab_is_shown_when_the_page_is_opened(page: TextToolsPage) -> None:
    assert page.tabs.currentIndex() == ONE and page.one_text.isVisible()


def test_a_dropped_file_opens_as_a_text(qtbot: QtBot, ateneo: Ateneo, page: TextToolsPage) -> None:
    (action,) = page.drop_actions([Path("/nowhere/nota.md")])
    assert action.title == "Use with the text tools"
    ateneo.window.show_page("settings")
    action.run([Path("/nowhere/nota.md")])
    assert page.isVisible()
    qtbot.waitUntil(lambda: page.one_text.text.toPlainText() == "Hola", timeout=TIMEOUT_MS)
    assert message(ateneo) == "nota.md is very long: only its beginning was taken."


def test_a_dropped_table_offers_topics_and_its_columns(qtbot: QtBot, page: TextToolsPage) -> None:
    for name in ("quejas.CSV", "quejas.xlsx", "quejas.ods"):
        actions = page.drop_actions([Path(name)])
        assert [action.title for action in actions] == ["Find topics in it", "Work through a column"]
    assert list(page.drop_actions([Path("foto.jpg")])) == []
    assert list(page.drop_actions([Path("a.md"), Path("b.md")])) == []
    find_topics, work_through = page.drop_actions([Path("quejas.csv")])
    find_topics.run([Path("/nowhere/quejas.csv")])
    qtbot.waitUntil(page.topics.source.isVisible, timeout=TIMEOUT_MS)
    work_through.run([Path("/nowhere/quejas.csv")])
    qtbot.waitUntil(page.column.source.isVisible, timeout=TIMEOUT_MS)


def test_another_page_can_open_a_tool_with_a_file(qtbot: QtBot, ateneo: Ateneo, page: TextToolsPage) -> None:
    ateneo.window.show_page("settings")
    ateneo.window.show_page("text_tools", "summarise", Path("/nowhere/nota.md"))
    assert page.isVisible() and page.one_text.chips["summarise"].isChecked()
    qtbot.waitUntil(lambda: page.one_text.text.toPlainText() == "Hola", timeout=TIMEOUT_MS)


def test_the_palette_leads_to_every_tool(page: TextToolsPage) -> None:
    actions = {action.title: action.run for action in page.palette_actions()}
    actions["Summarise a text"]()
    assert page.one_text.chips["summarise"].isChecked()
    actions["Find topics in many texts"]()
    assert page.topics.isVisible()
    actions["Compare texts"]()
    assert page.compare.isVisible()
    actions["Work through a table's column"]()
    assert page.column.isVisible()


def test_every_field_has_a_name_to_read_aloud(page: TextToolsPage) -> None:
    for tab in (ONE, COMPARE, TOPICS, COLUMN):
        page.open_tab(tab)
    boxes = [*page.findChildren(QLineEdit), *page.findChildren(QPlainTextEdit)]
    assert len(boxes) > 8
    assert [box for box in boxes if not box.accessibleName() and "spinbox" not in box.objectName()] == []


def test_nothing_is_wider_than_the_smallest_window_in_the_largest_letters(ateneo: Ateneo, page: TextToolsPage) -> None:
    ateneo.settings.change(text_percent=200, language="es")
    ateneo.window.resize(*Size.WINDOW_MIN)
    for tab in (ONE, COMPARE, TOPICS, COLUMN):
        page.open_tab(tab)
        QApplication.processEvents()
        panel = next(area for area in page.findChildren(ReadingColumn) if area.isVisible())
        assert panel.widget().width() <= panel.viewport().width()
