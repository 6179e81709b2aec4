"""The Classify page: its empty page, dropped files, long runs, and what fits, can be reached and is read aloud."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
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
from desktop.features.classification.classifier_list import QUICK
from desktop.features.classification.page import ClassificationPage
from desktop.features.classification.steps import EXAMPLES, LABELS, SCORES, USE
from desktop.widgets.cards.empty_page import EmptyPage
from desktop.widgets.cards.run_card import RunCard
from desktop.widgets.lists.name_list import NameList
from engine.capabilities.classification import api as classification
from tests.desktop.conftest import TIMEOUT_MS
from tests.desktop.deleting import answer, choose_in_menu
from tests.desktop.features.classification.conftest import OpenAteneo, message, open_page
from tests.support.scripted_classifier import CLASSIFIER

SAME_ROW = 30
"""A widget begins at most so many pixels above the one to the left of it."""


def test_an_empty_page_leads_to_a_quick_try(qtbot: QtBot, open_ateneo: OpenAteneo) -> None:
    page = open_page(qtbot, open_ateneo(features=("classification",)))
    empty_page = page.findChild(EmptyPage)
    assert isinstance(empty_page, EmptyPage)
    qtbot.waitUntil(empty_page.isVisible, timeout=TIMEOUT_MS)
    empty_page.files_clicked.emit()
    assert page.quick.isVisible()
    assert not page.quick.panel.classify_button.isEnabled()
    page.quick.labels.setText("queja, gracias")
    assert page.quick.panel.classify_button.isEnabled()


def test_the_list_leads_to_the_quick_try_and_to_the_text_tools(ateneo: Ateneo, page: ClassificationPage) -> None:
    page.list.choose(QUICK)
    assert page.quick.isVisible() and page.list.current is None
    page.list.choose(CLASSIFIER.id)
    assert page.steps.isVisible() and page.list.chosen_id == CLASSIFIER.id
    page.list.text_tools_button.click()
    assert ateneo.window.page("text_tools").isVisible()


def test_a_classifier_is_deleted_for_good_once_that_is_confirmed(
    qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage
) -> None:
    """docs/faults.md 15."""
    view = page.list.findChild(NameList)
    assert isinstance(view, NameList)
    place = view.visualRect(view.model().index(1, 0)).center()
    for name, count in (("Cancel", 1), ("Delete for good", 0)):
        view.customContextMenuRequested.emit(place)
        choose_in_menu(qtbot, "Delete for good…")
        assert CLASSIFIER.name in answer(qtbot, ateneo, name)
        qtbot.waitUntil(lambda expected=count: len(page.list.classifiers) == expected, timeout=TIMEOUT_MS)
    assert "Backups made before still hold it" in message(ateneo).sentence


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("code", ["en", "es"])
def test_no_step_is_wider_than_a_small_window(
    qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage, code: str, percent: int
) -> None:
    ateneo.settings.change(language=code, text_percent=percent)
    ateneo.window.resize(900, 650)
    labels = (classification.Label("a label as long as a sentence, which nobody would write " * 2), *CLASSIFIER.labels)
    classifier = msgspec.structs.replace(CLASSIFIER, labels=labels)
    for step in range(page.steps.tabs.count()):
        page.steps.tabs.setCurrentIndex(step)
        assert too_wide(page) == [], (code, percent, step)
    page.steps.examples.show_classifier(classifier)
    page.steps.labels.show_classifier(classifier)
    page.steps.tabs.setCurrentIndex(LABELS)
    assert too_wide(page) == []
    page.steps.tabs.setCurrentIndex(EXAMPLES)
    assert too_wide(page) == []
    page.add_examples_from(Path("/nowhere/quejas.csv"))
    qtbot.waitUntil(page.steps.examples.add_panel.source.isVisible, timeout=TIMEOUT_MS)
    assert too_wide(page) == []
    page.open_quick_try()
    assert too_wide(page) == []


def too_wide(page: ClassificationPage) -> list[str]:
    """Return what does not fit: scroll areas, or the page itself."""
    QApplication.processEvents()
    areas = [area for area in page.findChildren(QScrollArea) if area.isVisible()]
    wide = [type(area).__name__ for area in areas if area.widget().minimumSizeHint().width() > area.viewport().width()]
    return wide + ["page"] * (page.minimumSizeHint().width() > page.width())


def test_the_tab_key_goes_in_reading_order(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    ateneo.window.resize(1280, 1300)
    page.steps.use.panel.load_file("/nowhere/quejas.csv")
    qtbot.waitUntil(lambda: page.steps.use.panel.source.preview is not None, timeout=TIMEOUT_MS)
    for step in range(page.steps.tabs.count()):
        page.steps.tabs.setCurrentIndex(step)
        QApplication.processEvents()
        tops = [field.mapTo(page, QPoint(0, 0)).y() for field in tab_stops(page.steps)]
        assert len(tops) > 2 and all(after > before - SAME_ROW for before, after in pairwise(tops)), (step, tops)


def tab_stops(root: QWidget) -> Iterator[QWidget]:
    """Yield the widgets below `root` at which Tab stops, in its order."""
    widget = root
    while (widget := widget.nextInFocusChain()) is not root:
        takes_focus = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
        if takes_focus and widget.isVisible() and widget.isEnabled() and root.isAncestorOf(widget):
            yield widget


def test_what_appears_is_scrolled_into_view(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    ateneo.settings.change(text_percent=200, language="es")
    ateneo.window.resize(900, 650)
    page.add_examples_from(Path("/nowhere/quejas.csv"))
    add_panel, use = page.steps.examples.add_panel, page.steps.use
    qtbot.waitUntil(lambda: is_in_view(add_panel, add_panel.add_button), timeout=TIMEOUT_MS)
    page.steps.tabs.setCurrentIndex(USE)
    use.panel.load_file("/nowhere/quejas.csv")
    qtbot.waitUntil(lambda: is_in_view(use, use.panel.write_button), timeout=TIMEOUT_MS)
    use.verticalScrollBar().setValue(0)
    use.panel.text.setPlainText("otra vez")
    use.panel.classify_text()
    qtbot.waitUntil(lambda: is_in_view(use, use.panel.bars), timeout=TIMEOUT_MS)


def is_in_view(area: QScrollArea, widget: QWidget) -> bool:
    rectangle = QRect(widget.mapTo(area.viewport(), QPoint(0, 0)), widget.size())
    return widget.isVisible() and area.viewport().rect().contains(rectangle)


def test_without_test_examples_a_way_to_have_them_is_offered(
    qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage
) -> None:
    page.steps.tabs.setCurrentIndex(SCORES)
    page.steps.scores.evaluate_button.click()
    qtbot.waitUntil(page.steps.scores.split_button.isVisible, timeout=TIMEOUT_MS)
    assert message(ateneo).sentence.startswith("No labelled example is set aside")
    page.steps.scores.split_button.click()
    qtbot.waitUntil(lambda: not page.steps.scores.split_button.isVisible(), timeout=TIMEOUT_MS)


def test_a_stopped_run_over_a_table_keeps_what_is_done(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    page.steps.tabs.setCurrentIndex(USE)
    page.steps.use.panel.load_file("/nowhere/quejas.csv")
    qtbot.waitUntil(page.steps.use.panel.write_button.isVisible, timeout=TIMEOUT_MS)
    page.steps.use.panel.write_to("/nowhere/quejas-2.csv")
    qtbot.waitUntil(lambda: any("40 of 100" in card.line for card in page.findChildren(RunCard)), timeout=TIMEOUT_MS)
    page.stop()
    qtbot.waitUntil(lambda: message(ateneo).sentence.startswith("Stopped. 40 rows are kept"), timeout=TIMEOUT_MS)
    assert not page.requests.is_busy


def test_a_dropped_table_can_be_classified_or_learned_from(page: ClassificationPage) -> None:
    for name in ("quejas.CSV", "quejas.xlsx", "quejas.ods"):
        actions = [action.title for action in page.drop_actions([Path(name)])]
        assert actions == ["Classify these texts", "Take as examples"]
    assert list(page.drop_actions([Path("foto.jpg")])) == []


def test_every_control_has_a_name_to_read_aloud(page: ClassificationPage) -> None:
    kinds = (QAbstractButton, QLineEdit, QComboBox, QTableView)
    controls = [
        widget
        for kind in kinds
        for widget in page.findChildren(kind)
        if not isinstance(widget.parent(), QAbstractSpinBox | QTableView)
    ]
    assert [w for w in controls if not (w.accessibleName() or getattr(w, "text", str)())] == []
