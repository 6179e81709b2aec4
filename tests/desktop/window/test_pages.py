"""The pages of the window: shortcuts, the rail, titles, and the page and size of the last session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import ClassVar

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from desktop.feature import Feature, Shell
from desktop.theme.tokens import DARK
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.window import Window
from tests.desktop.window.conftest import Open, RecordingPage, make_feature, page, press, visible_page


def test_pages_are_in_order_and_made_when_first_shown(window: Window) -> None:
    assert visible_page(window) == "one"
    assert len(window.findChildren(RecordingPage)) == 1
    for keys, name in (("Ctrl+2", "two"), ("Ctrl+3", "last"), ("Ctrl+1", "one")):
        press(window, keys)
        assert visible_page(window) == name
    assert len(window.findChildren(RecordingPage)) == 3


def test_the_rail_shows_and_marks_the_page(window: Window) -> None:
    buttons = {b.accessibleName(): b for b in window.findChildren(QToolButton) if b.isCheckable()}
    buttons["Two"].click()
    assert visible_page(window) == "two"
    assert buttons["Two"].isChecked()
    assert "Ctrl+2" in buttons["Two"].toolTip()


def test_find_and_stop_act_on_the_visible_page(window: Window) -> None:
    press(window, "Ctrl+F")
    press(window, "Esc")
    assert page(window, "one").calls == ["find", "stop"]


def test_a_page_performs_an_action_for_another(window: Window) -> None:
    window.show_page("two", "open", 7)
    assert page(window, "two").calls == [("open", 7)]
    window.show_page("nowhere", "open")
    assert visible_page(window) == "two"


def test_a_long_title_is_elided_and_complete_in_its_tooltip(window: Window) -> None:
    title = "Revisión de la caldera " * 30
    page(window, "one").title_changed.emit(title)
    label = next(e for e in window.findChildren(ElidedLabel) if e.full_text.startswith("Revisión"))
    assert label.text().endswith("…")
    assert label.toolTip() == title.strip()
    window.show_page("two")
    assert label.full_text == "Two"


def test_the_window_is_painted_before_its_first_page_is_made(qtbot: QtBot, open_ateneo: Open) -> None:
    ateneo = open_ateneo()
    bare = Window(ateneo.client, ateneo.theme, ateneo.settings, ateneo.window.paths, [make_feature("one", 1)])
    qtbot.addWidget(bare)
    with qtbot.waitSignal(bare.first_painted):
        bare.show()
    assert bare.findChildren(RecordingPage) == []
    assert "One" in [label.full_text for label in bare.findChildren(ElidedLabel)]
    bare.show_first_page()
    assert visible_page(bare) == "one"


def test_page_and_size_are_remembered(window: Window) -> None:
    window.show_page("two")
    window.resize(1200, 700)
    window.close()
    kept = window.settings.value
    assert kept.page == "two"
    assert kept.geometry


def test_the_window_is_a_shell(open_ateneo: Open) -> None:
    shell: Shell = open_ateneo().window
    assert shell.client.state == "starting"


def test_a_theme_switch_changes_the_open_window(open_ateneo: Open) -> None:
    ateneo = open_ateneo()
    ateneo.settings.change(theme="dark")
    QApplication.processEvents()
    picture = ateneo.window.grab().toImage()
    assert picture.pixelColor(3, 3).name().upper() == DARK.panel
    assert picture.pixelColor(picture.width() // 2, 5).name().upper() == DARK.page


def test_missing_pages_are_made_one_each_turn_of_the_event_loop(window: Window, qtbot: QtBot) -> None:
    """All of them at once stopped the window for a second, and one of them for 0.4 s."""
    made = [1]
    each_turn = QTimer(interval=0)
    each_turn.timeout.connect(lambda: made.append(len(window.findChildren(RecordingPage))))
    each_turn.start()
    window.make_remaining_pages()
    assert len(window.findChildren(RecordingPage)) == 1
    qtbot.waitUntil(lambda: made[-1] == 3)
    assert all(later - earlier <= 1 for earlier, later in pairwise(made))


class PageOfParts(RecordingPage):
    """A page whose parts are built one after the other; `turn` counts the turns of the event loop."""

    began: ClassVar[Callable[[], None]] = staticmethod(lambda: None)

    def __init__(self, shell: Shell, turn: Callable[[], int]) -> None:
        super().__init__("parts")
        self.setParent(shell.page_parent)
        self._turn = turn
        self.turns: list[int] = []

    def build_rest(self) -> Iterator[None]:
        for _ in range(3):
            self.turns.append(self._turn())
            PageOfParts.began()
            yield

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.calls.append(len(self.turns))


@pytest.fixture
def slow(window: Window, open_ateneo: Open, qtbot: QtBot) -> tuple[Window, list[int]]:
    """A window with a page of parts that is not made yet, and the turns of the event loop so far."""
    turns: list[int] = []
    each_turn = QTimer(window, interval=0)
    each_turn.timeout.connect(lambda: turns.append(1))
    each_turn.start()
    parts = Feature("parts", "Parts", "cube", 2, lambda shell: PageOfParts(shell, lambda: len(turns)))
    made = Window(window.client, window.theme, window.settings, window.paths, [make_feature("one", 1), parts])
    qtbot.addWidget(made)
    made.show()
    made.show_first_page()
    return made, turns


def half_made(window: Window) -> PageOfParts:
    """Make the missing pages up to the first part of the page of parts."""
    window.make_remaining_pages()
    loop = QEventLoop()
    PageOfParts.began = loop.quit
    loop.exec()
    (made,) = window.findChildren(PageOfParts)
    assert len(made.turns) < 3 and not window.pages.are_all_made
    return made


def test_the_parts_of_a_page_that_is_not_shown_are_built_one_each_turn(
    slow: tuple[Window, list[int]], qtbot: QtBot
) -> None:
    window, _ = slow
    made = half_made(window)
    qtbot.waitUntil(lambda: window.pages.are_all_made)
    assert len(set(made.turns)) == 3
    assert window.page("parts") is made


def test_a_page_that_is_shown_while_its_parts_are_built_is_whole(slow: tuple[Window, list[int]], qtbot: QtBot) -> None:
    window, _ = slow
    made = half_made(window)
    window.show_page("parts")
    assert len(made.turns) == 3 and visible_page(window) == "parts"
    qtbot.wait_until(lambda: window.pages.are_all_made)
    assert window.findChildren(PageOfParts) == [made]


def test_a_page_that_is_shown_at_once_is_built_whole(slow: tuple[Window, list[int]]) -> None:
    window, _ = slow
    window.show_page("parts")
    assert len(set(window.findChildren(PageOfParts)[0].turns)) == 1


def test_a_half_made_page_is_whole_before_it_hears_of_another_language(slow: tuple[Window, list[int]]) -> None:
    window, _ = slow
    made = half_made(window)
    QApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
    assert made.calls == [3]
