"""The Classify page over a scripted classifier: labels by keys, rows fetched as one scrolls, removing undone, runs stopped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollArea,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.classification.examples.example_table import LABEL, LEAST_ROWS
from desktop.features.classification.page import EXAMPLES, LABELS, SCORES, USE, ClassificationPage
from desktop.widgets.cards.empty_page import EmptyPage
from desktop.widgets.cards.run_card import RunCard
from desktop.widgets.shell.message_bar import MessageBar
from engine.capabilities.classification import api as classification
from tests.desktop.conftest import TIMEOUT_MS
from tests.support.labelled_texts import CLASSIFIER, TOTAL

LABELLED = (sys.executable, "-m", "tests.support.labelled_texts")
Open = Callable[..., Ateneo]
ONE_ROW = 30
"""What stands beside another begins no further above it."""


def opened(qtbot: QtBot, ateneo: Ateneo) -> ClassificationPage:
    ateneo.client.start()
    qtbot.waitUntil(lambda: ateneo.client.state == "ready" and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    ateneo.window.show_page("language")
    page = ateneo.window.page("language")
    assert isinstance(page, ClassificationPage)
    return page


@pytest.fixture
def ateneo(open_ateneo: Open) -> Ateneo:
    return open_ateneo(command=LABELLED)


@pytest.fixture
def page(qtbot: QtBot, ateneo: Ateneo) -> ClassificationPage:
    page = opened(qtbot, ateneo)
    page.steps.setCurrentIndex(EXAMPLES)
    rows = page.examples.table.model_
    qtbot.waitUntil(lambda: rows.total == TOTAL and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    return page


def message(ateneo: Ateneo) -> MessageBar:
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    return bar


def test_an_empty_page_invites_and_leads_to_a_quick_try(qtbot: QtBot, open_ateneo: Open) -> None:
    page = opened(qtbot, open_ateneo())
    invitation = page.findChild(EmptyPage)
    assert isinstance(invitation, EmptyPage)
    qtbot.waitUntil(invitation.isVisible, timeout=TIMEOUT_MS)
    invitation.files_clicked.emit()
    assert page.quick.isVisible()
    assert not page.quick.panel.classify.isEnabled()
    page.quick.labels.setText("queja, gracias")
    assert page.quick.panel.classify.isEnabled()


def test_digits_label_the_row_and_go_on_to_the_next(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    table = page.examples.table
    table.choose([0])
    for key in (Qt.Key.Key_2, Qt.Key.Key_1, Qt.Key.Key_9):  # there is no ninth label
        qtbot.keyClick(table, key)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    rows = table.model_
    assert [rows.data(rows.index(row, LABEL)) for row in range(3)] == ["ruido", "avería", "–"]
    assert table.chosen == [2]
    table.choose([0])
    qtbot.keyClick(table, Qt.Key.Key_0)
    assert rows.data(rows.index(0, LABEL)) == "–"


def test_a_reload_leaves_one_at_the_row_one_labels(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    table, rows = page.examples.table, page.examples.table.model_
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: rows.rowCount() == 400 and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    table.choose([240])
    scrolled = table.verticalScrollBar().value()
    page.examples.reload()
    qtbot.keyClick(table, Qt.Key.Key_2)  # before the answer is here
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert (table.chosen, rows.rowCount()) == ([241], 400)
    assert abs(table.verticalScrollBar().value() - scrolled) <= 1  # the next row was below the last one shown
    assert rows.data(rows.index(240, LABEL)) == "ruido"


def test_a_held_key_does_not_keep_the_next_row_from_being_chosen(page: ClassificationPage) -> None:
    table = page.examples.table
    for held in (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier):
        QTest.keyPress(table, Qt.Key.Key_A, held)
        table.choose([0])
        table.choose([0])
        assert table.chosen == [0]
        table.choose([3])
        assert table.chosen == [3]
        QTest.keyRelease(table, Qt.Key.Key_A)


def test_an_answer_to_another_question_is_not_shown(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    rows = page.examples.table.model_
    page.examples.reload()
    page.examples.uncertain.setChecked(True)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert rows.total == 1


def test_further_examples_are_fetched_as_one_scrolls(qtbot: QtBot, page: ClassificationPage) -> None:
    table = page.examples.table
    assert table.model_.rowCount() == 200
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: table.model_.rowCount() == 400, timeout=TIMEOUT_MS)


def test_the_most_uncertain_come_first_with_what_it_would_say(qtbot: QtBot, page: ClassificationPage) -> None:
    page.examples.uncertain.setChecked(True)
    rows = page.examples.table.model_
    qtbot.waitUntil(lambda: rows.total == 1, timeout=TIMEOUT_MS)
    assert rows.data(rows.index(0, 2)) == "ruido  ·  2%"


def test_removed_examples_come_back_when_it_is_undone(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    table, rows = page.examples.table, page.examples.table.model_
    before = [one.id for one in rows.rows]
    table.choose([4])
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: rows.total == TOTAL - 1, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: message(ateneo).sentence == "1 example removed.", timeout=TIMEOUT_MS)
    undo = next(b for b in message(ateneo).findChildren(QAbstractButton) if b.text() == "Undo")
    undo.click()
    qtbot.waitUntil(lambda: rows.total == TOTAL, timeout=TIMEOUT_MS)
    assert [one.id for one in rows.rows] == before


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("code", ["en", "es"])
def test_no_step_is_wider_than_a_small_window(
    qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage, code: str, percent: int
) -> None:
    ateneo.settings.change(language=code, text_percent=percent)
    ateneo.window.resize(900, 650)
    labels = (classification.Label("a label as long as a sentence, which nobody would write " * 2), *CLASSIFIER.labels)
    classifier = msgspec.structs.replace(CLASSIFIER, labels=labels)
    for step in range(page.steps.count()):
        page.steps.setCurrentIndex(step)
        assert too_wide(page) == [], (code, percent, step)
    page.examples.show_classifier(classifier)
    page.labels.show_classifier(classifier)
    page.steps.setCurrentIndex(LABELS)
    assert too_wide(page) == []
    page.steps.setCurrentIndex(EXAMPLES)
    assert too_wide(page) == []
    page._take_examples(Path("/nowhere/quejas.csv"))
    qtbot.waitUntil(page.examples.adding.source.isVisible, timeout=TIMEOUT_MS)
    assert too_wide(page) == []
    page.try_it()
    assert too_wide(page) == []


def too_wide(page: ClassificationPage) -> list[str]:
    """What does not fit: the page itself, or what scrolls up and down in it."""
    QApplication.processEvents()
    areas = [area for area in page.findChildren(QScrollArea) if area.isVisible()]
    wide = [type(area).__name__ for area in areas if area.widget().minimumSizeHint().width() > area.viewport().width()]
    return wide + ["page"] * (page.minimumSizeHint().width() > page.width())


def test_tab_goes_as_one_reads(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    ateneo.window.resize(1280, 1300)
    page.use.panel.take("/nowhere/quejas.csv")
    qtbot.waitUntil(lambda: page.use.panel.source.found is not None, timeout=TIMEOUT_MS)
    for step in range(page.steps.count()):
        page.steps.setCurrentIndex(step)
        QApplication.processEvents()
        rows = [field.mapTo(page, QPoint(0, 0)).y() for field in fields(page._one)]
        assert len(rows) > 2 and all(after > before - ONE_ROW for before, after in pairwise(rows)), (step, rows)


def fields(root: QWidget) -> Iterator[QWidget]:
    """What Tab stops at, in its order."""
    at = root
    while (at := at.nextInFocusChain()) is not root:
        stops = at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.focusProxy() is None
        if stops and at.isVisible() and at.isEnabled() and root.isAncestorOf(at):
            yield at


def test_what_was_asked_for_is_brought_into_view(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    ateneo.settings.change(text_percent=200, language="es")
    ateneo.window.resize(900, 650)
    page._take_examples(Path("/nowhere/quejas.csv"))
    adding, use = page.examples.adding, page.use
    qtbot.waitUntil(lambda: is_seen(adding, adding.add), timeout=TIMEOUT_MS)
    page.steps.setCurrentIndex(USE)
    use.panel.take("/nowhere/quejas.csv")
    qtbot.waitUntil(lambda: is_seen(use, use.panel.write), timeout=TIMEOUT_MS)
    use.verticalScrollBar().setValue(0)
    use.panel.text.setPlainText("otra vez")
    use.panel.ask()
    qtbot.waitUntil(lambda: is_seen(use, use.panel.bars), timeout=TIMEOUT_MS)


def is_seen(area: QScrollArea, widget: QWidget) -> bool:
    there = QRect(widget.mapTo(area.viewport(), QPoint(0, 0)), widget.size())
    return widget.isVisible() and area.viewport().rect().contains(there)


def test_the_examples_scroll_where_the_window_is_low(ateneo: Ateneo, page: ClassificationPage) -> None:
    ateneo.settings.change(text_percent=200)
    ateneo.window.resize(900, 650)
    QApplication.processEvents()
    assert page.examples.table.height() >= page.examples.table.verticalHeader().defaultSectionSize() * LEAST_ROWS


def test_without_texts_set_aside_the_way_out_is_offered(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    page.steps.setCurrentIndex(SCORES)
    page.scores.evaluate.click()
    qtbot.waitUntil(page.scores.divide.isVisible, timeout=TIMEOUT_MS)
    assert message(ateneo).sentence.startswith("No labelled example is set aside")
    page.scores.divide.click()
    qtbot.waitUntil(lambda: not page.scores.divide.isVisible(), timeout=TIMEOUT_MS)


def test_a_table_is_classified_stopped_and_what_is_done_is_kept(
    qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage
) -> None:
    page.steps.setCurrentIndex(USE)
    page.use.panel.take("/nowhere/quejas.csv")
    qtbot.waitUntil(page.use.panel.write.isVisible, timeout=TIMEOUT_MS)
    page.use.panel.write_to("/nowhere/quejas-2.csv")
    qtbot.waitUntil(lambda: any("40 of 100" in c.line for c in page.findChildren(RunCard)), timeout=TIMEOUT_MS)
    page.stop()
    qtbot.waitUntil(lambda: message(ateneo).sentence.startswith("Stopped. 40 rows are kept"), timeout=TIMEOUT_MS)
    assert not page.requests.is_busy


def test_a_dropped_table_can_be_classified_learned_from_or_worked_through(page: ClassificationPage) -> None:
    for name in ("quejas.CSV", "quejas.xlsx", "quejas.ods"):
        offered = [action.title for action in page.drop_actions([Path(name)])]
        assert offered == [
            "Classify these texts",
            "Take as examples",
            "Find topics in it",
            "Work through a column",
        ]
    assert list(page.drop_actions([Path("foto.jpg")])) == []


def test_a_file_to_learn_from_shows_its_columns_before_it_is_added(qtbot: QtBot, page: ClassificationPage) -> None:
    page._take_examples(Path("/nowhere/quejas.csv"))
    source = page.examples.adding.source
    qtbot.waitUntil(source.isVisible, timeout=TIMEOUT_MS)
    assert (source.text.currentText(), source.label.currentText()) == ("texto", "clase")
    assert page.examples.adding.add.isEnabled()


def test_every_control_has_a_name_to_read_aloud(page: ClassificationPage) -> None:
    kinds = (QAbstractButton, QLineEdit, QComboBox, QTableView)
    controls = [
        w
        for kind in kinds
        for w in page.findChildren(kind)
        if not isinstance(w.parent(), QAbstractSpinBox | QTableView)
    ]
    assert [w for w in controls if not (w.accessibleName() or getattr(w, "text", str)())] == []
