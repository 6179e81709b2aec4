"""A table's column: a task run on every row, stopped and resumed, and how the table is read."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.text_tools.column import ColumnPanel
from desktop.features.text_tools.page import COLUMN, TOPICS, TextToolsPage
from desktop.widgets.cards.run_card import RunCard
from tests.desktop.conftest import TIMEOUT_MS
from tests.desktop.features.text_tools.conftest import message


@pytest.fixture
def column(qtbot: QtBot, page: TextToolsPage) -> ColumnPanel:
    """The panel with a table loaded."""
    page.open_tab(COLUMN)
    page.column.load_table("/nowhere/quejas.csv")
    qtbot.waitUntil(page.column.run_button.isEnabled, timeout=TIMEOUT_MS)
    return page.column


def test_how_a_table_is_read_can_be_corrected(qtbot: QtBot, page: TextToolsPage) -> None:
    for tab in (TOPICS, COLUMN):
        page.open_tab(tab)
        source = (page.topics if tab == TOPICS else page.column).source
        source.load_table("/nowhere/quejas.csv")
        qtbot.waitUntil(source.isVisible, timeout=TIMEOUT_MS)
        assert source.delimiter.isVisible() and source.encoding.isVisible() and not source.label.isVisible()


def test_a_run_is_stopped_and_resumed(qtbot: QtBot, ateneo: Ateneo, page: TextToolsPage, column: ColumnPanel) -> None:
    column.write_to("/nowhere/nueva.csv")
    qtbot.waitUntil(lambda: any("40 of 100" in card.line for card in page.findChildren(RunCard)), timeout=TIMEOUT_MS)
    page.stop()
    stopped = "Stopped. 40 rows are kept; write to nueva.csv again to continue."
    qtbot.waitUntil(lambda: message(ateneo) == stopped, timeout=TIMEOUT_MS)
    column.write_to("/nowhere/nueva.csv")
    written = "100 rows written to nueva.csv. 40 of them were there already."
    qtbot.waitUntil(lambda: message(ateneo).startswith(written), timeout=TIMEOUT_MS)
    assert message(ateneo).endswith("2 left empty: nothing could be done with the texts.")


def test_a_question_for_a_column_has_to_be_written(column: ColumnPanel) -> None:
    column.choose("ask")
    assert column.question.isVisible() and not column.run_button.isEnabled()
    column.question.setText("¿Qué pide?")
    assert column.run_button.isEnabled()
