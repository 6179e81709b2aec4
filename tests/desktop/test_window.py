"""The window around the pages: going to them, keys, messages, the palette, drops, what it remembers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions
from desktop.feature import Action, DropAction, Feature, Page, Shell
from desktop.link.call import EngineFault
from desktop.theme.tokens import DARK, Size
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.layout.side_pane import Inspector, SidePane
from desktop.widgets.shell.command_palette import CommandPalette, PaletteEntry, ranked_entries
from desktop.widgets.shell.message_bar import MessageBar
from desktop.widgets.shell.status_bar import StatusBar
from desktop.window import Window
from tests.desktop.conftest import TIMEOUT_MS

Open = Callable[..., Ateneo]


class Plain(Page):
    """A page that remembers what the shell asked of it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.asked: list[object] = []

    def palette_actions(self) -> Sequence[Action]:
        return (Action(f"Do {self.name}", lambda: self.asked.append("did")),)

    def palette_entries(self) -> Sequence[Action]:
        return (Action("Revisión de la caldera", lambda: self.asked.append("entry")),)

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        wanted = (files[0].suffix == ".pdf" and self.name == "one") or files[0].suffix == ".any"
        return (DropAction(f"Take into {self.name}", self.asked.append),) if wanted else ()

    def perform(self, action: str, argument: object = None) -> None:
        self.asked.append((action, argument))

    def find_in_page(self) -> None:
        self.asked.append("find")

    def stop(self) -> None:
        self.asked.append("stop")


def feature(name: str, order: int, below: bool = False) -> Feature:
    return Feature(name, name.title(), "cube", order, lambda shell: Plain(name), below_the_line=below)


@pytest.fixture
def window(qtbot: QtBot, open_ateneo: Open) -> Window:
    ateneo = open_ateneo()
    features = [feature("two", 2), feature("last", 1, below=True), feature("one", 1)]
    made = Window(ateneo.client, ateneo.theme, ateneo.settings, ateneo.window.paths, features)
    qtbot.addWidget(made)
    made.show()
    made.begin()
    return made


def page(window: Window, name: str) -> Plain:
    found = window.page(name)
    assert isinstance(found, Plain)
    return found


def shown(window: Window) -> str:
    return next(p.name for p in window.findChildren(Plain) if p.isVisible())


def the(window: QWidget, kind: type) -> QWidget:  # type: ignore[type-arg]
    found = window.findChild(kind)
    assert isinstance(found, QWidget)
    return found


def press(window: Window, keys: str) -> None:
    key = {"Esc": Qt.Key.Key_Escape, "F1": Qt.Key.Key_F1}.get(keys) or getattr(Qt.Key, f"Key_{keys[-1]}")
    modifier = Qt.KeyboardModifier.ControlModifier if "+" in keys else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(window, key, modifier)


def test_pages_stand_in_order_and_are_made_when_first_shown(window: Window) -> None:
    assert shown(window) == "one"
    assert len(window.findChildren(Plain)) == 1
    for keys, name in (("Ctrl+2", "two"), ("Ctrl+3", "last"), ("Ctrl+1", "one")):
        press(window, keys)
        assert shown(window) == name
    assert len(window.findChildren(Plain)) == 3


def test_the_rail_marks_the_page_and_leads_to_it(window: Window) -> None:
    buttons = {b.accessibleName(): b for b in window.findChildren(QToolButton) if b.isCheckable()}
    buttons["Two"].click()
    assert shown(window) == "two"
    assert buttons["Two"].isChecked()
    assert "Ctrl+2" in buttons["Two"].toolTip()


def test_find_and_stop_go_to_the_page_on_show(window: Window) -> None:
    press(window, "Ctrl+F")
    press(window, "Esc")
    assert page(window, "one").asked == ["find", "stop"]


def test_another_page_can_be_asked_to_act(window: Window) -> None:
    window.show_page("two", "open", 7)
    assert page(window, "two").asked == [("open", 7)]
    window.show_page("nowhere", "open")
    assert shown(window) == "two"


def test_a_long_title_ends_in_an_ellipsis_and_is_whole_in_its_tooltip(window: Window) -> None:
    title = "Revisión de la caldera " * 30
    page(window, "one").title_changed.emit(title)
    label = next(e for e in window.findChildren(ElidedLabel) if e.full_text.startswith("Revisión"))
    assert label.text().endswith("…")
    assert label.toolTip() == title.strip()
    window.show_page("two")
    assert label.full_text == "Two"


def test_the_palette_knows_every_page_action_and_thing(window: Window) -> None:
    page(window, "two")
    press(window, "Ctrl+K")
    palette = window.findChild(CommandPalette)
    assert isinstance(palette, CommandPalette)
    QTest.keyClicks(palette.field, "rev cald")
    assert palette.list.item(0).text() == "Revisión de la caldera"
    QTest.keyClicks(palette.field, "xxxx")
    assert palette.list.count() == 0
    palette.field.setText("do two")
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    palette.field.setText("do two")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert page(window, "two").asked == ["did"]


def test_a_title_that_holds_the_letters_together_comes_first() -> None:
    titles = ["Caminos de la era", "Revisión de la caldera", "Caldera", "Nada"]
    found = ranked_entries("caldera", [PaletteEntry(title, lambda: None) for title in titles])
    assert [line.title for line in found][:2] == ["Caldera", "Revisión de la caldera"]
    assert "Nada" not in [line.title for line in found]


def test_trouble_stays_with_its_details_and_can_be_closed(window: Window) -> None:
    window.report(EngineFault("disk_full", "The disk is full.", {"needed": "20 MB"}, "errno 28"))
    bar = the(window, MessageBar)
    assert isinstance(bar, MessageBar)
    assert bar.isVisible()
    assert "20 MB" in bar.sentence
    buttons = {b.text() or b.accessibleName(): b for b in bar.findChildren(QAbstractButton) if b.isVisible()}
    assert set(buttons) == {"Details", "Close this message"}
    buttons["Details"].click()
    copy = next(b for b in bar.findChildren(QPushButton) if b.text() == "Copy")
    copy.click()
    assert "errno 28" in QApplication.clipboard().text()
    buttons["Close this message"].click()
    assert not bar.isVisible()


def test_undo_is_done_once(window: Window) -> None:
    undone: list[str] = []
    window.show_message("Removed.", undo=lambda: undone.append("yes"))
    undo = next(b for b in window.findChildren(QPushButton) if b.text() == "Undo")
    undo.click()
    undo.click()
    assert undone == ["yes"]
    assert not the(window, MessageBar).isVisible()


def test_an_error_of_a_hostile_name_is_shown_as_text(window: Window) -> None:
    name = "<b>a</b>\n%s{0}.pdf"
    window.report(EngineFault("file_empty", "…", {"name": name}))
    label = next(w for w in the(window, MessageBar).findChildren(QLabel) if name in w.text())
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_the_inspector_opens_with_what_is_shown_and_frees_what_was(qtbot: QtBot, window: Window) -> None:
    first, second = QLabel("first"), QLabel("second")
    with qtbot.waitSignal(first.destroyed):
        window.show_in_inspector("A source", first)
        assert first.isVisible()
        window.show_in_inspector("Another", second)
    assert second.isVisible()
    press(window, "Ctrl+I")
    assert not second.isVisible()


def test_a_narrow_window_hides_the_inspector_and_lays_it_over_when_asked_for(window: Window) -> None:
    window.resize(Size.NARROW + 100, 700)
    window.show_in_inspector("A source", QLabel("x"))
    window.resize(*Size.WINDOW_MIN)
    inspector, side = the(window, Inspector), the(window, SidePane)
    assert not inspector.isVisible()
    window.show_in_inspector("A source", QLabel("y"))
    assert inspector.isVisible()
    assert page(window, "one").width() == side.width()


def drag(files: Sequence[Path]) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return data


def drop(window: Window, data: QMimeData) -> None:
    where, copy = QPointF(50, 50), Qt.DropAction.CopyAction
    button, key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(50, 50), copy, data, button, key))
    QApplication.sendEvent(window, QDropEvent(where, copy, data, button, key))


def test_one_way_to_use_a_dropped_file_is_taken_at_once(window: Window) -> None:
    file = Path("/tmp/contract %s <b>.pdf")
    drop(window, drag([file]))
    assert page(window, "one").asked == [[file]]


def test_several_ways_are_offered_in_a_menu(window: Window) -> None:
    drop(window, drag([Path("/tmp/a.any")]))
    menu = the(window, QMenu)
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["Take into one", "Take into two", "Take into last"]
    menu.actions()[1].trigger()
    assert page(window, "two").asked == [[Path("/tmp/a.any")]]
    menu.close()


def test_a_file_nobody_takes_does_nothing(window: Window) -> None:
    drop(window, drag([Path("/tmp/a.zzz")]))
    assert [p.asked for p in window.findChildren(Plain)] == [[], [], []]


def test_jobs_show_how_far_they_are_and_can_be_stopped(window: Window) -> None:
    stopped: list[str] = []
    job = window.jobs.add("Indexing Casa", lambda: stopped.append("yes"))
    job.show_progress(34, 35, "casa.pdf", 12.4)
    bar = the(window, StatusBar)
    line = next(b for b in bar.findChildren(QPushButton))
    assert line.accessibleName() == "Indexing Casa · 34 of 35 · 12 s left"
    next(b for b in bar.findChildren(QToolButton) if b.accessibleName() == "Stop: Indexing Casa").click()
    assert stopped == ["yes"]
    line.click()
    for popup in QApplication.topLevelWidgets():
        if popup.isVisible() and popup.windowType() == Qt.WindowType.Popup:
            popup.close()
    job.finish("35 files were indexed.")
    job.finish()
    assert not line.isVisible()
    bar_message = the(window, MessageBar)
    assert isinstance(bar_message, MessageBar)
    assert bar_message.sentence == "35 files were indexed."


def test_closing_asks_only_while_work_runs(qtbot: QtBot, window: Window) -> None:
    job = window.jobs.add("Indexing", lambda: None)
    assert not window.close()
    question = the(window, QMessageBox)
    assert isinstance(question, QMessageBox)
    answers = {button.text(): button for button in question.buttons()}
    assert question.defaultButton() is answers["Stay"]
    with qtbot.waitSignal(question.destroyed):
        answers["Stay"].click()
    assert window.isVisible()
    job.finish()
    assert window.close()


def test_work_that_runs_can_be_closed_over(qtbot: QtBot, window: Window) -> None:
    window.jobs.add("Indexing", lambda: None)
    window.close()
    question = the(window, QMessageBox)
    assert isinstance(question, QMessageBox)
    with qtbot.waitSignal(window.closed):
        next(button for button in question.buttons() if button.text() == "Close").click()
    assert not window.isVisible()


def test_the_window_is_seen_before_its_first_page_is_made(qtbot: QtBot, open_ateneo: Open) -> None:
    ateneo = open_ateneo()
    bare = Window(ateneo.client, ateneo.theme, ateneo.settings, ateneo.window.paths, [feature("one", 1)])
    qtbot.addWidget(bare)
    with qtbot.waitSignal(bare.seen):
        bare.show()
    assert bare.findChildren(Plain) == []
    assert "One" in [label.full_text for label in bare.findChildren(ElidedLabel)]
    bare.begin()
    assert shown(bare) == "one"


def test_page_and_size_are_remembered(window: Window) -> None:
    window.show_page("two")
    window.resize(1200, 700)
    window.close()
    kept = window.settings.value
    assert kept.page == "two"
    assert kept.geometry


def test_what_is_inspected_stays_with_its_page(window: Window) -> None:
    source = QLabel("x")
    window.show_in_inspector("A source", source)
    window.show_page("two")
    assert not source.isVisible()
    window.show_page("one")
    press(window, "Ctrl+I")
    assert source.isVisible()


def test_the_engine_and_its_memory_are_told_in_the_status_bar(qtbot: QtBot, open_ateneo: Open) -> None:
    ateneo = open_ateneo()
    ateneo.client.start()
    bar = the(ateneo.window, StatusBar)

    def texts() -> set[str]:
        return {label.text() for label in bar.findChildren(QLabel)}

    assert "Engine starting…" in texts()
    wanted = {"Engine ready", "SmolLM2 135M Instruct", "391.0 MB of 7.5 GB", "Offline · 0 connections"}
    qtbot.waitUntil(lambda: wanted <= texts(), timeout=TIMEOUT_MS)
    ateneo.window.show_speed(41.3)
    assert "41 tokens/s" in texts()


def test_a_theme_switch_dresses_the_open_window(open_ateneo: Open) -> None:
    ateneo = open_ateneo()
    ateneo.settings.change(theme="dark")
    QApplication.processEvents()
    picture = ateneo.window.grab().toImage()
    assert picture.pixelColor(3, 3).name().upper() == DARK.panel
    assert picture.pixelColor(picture.width() // 2, 5).name().upper() == DARK.page


def walk(root: QWidget) -> list[QWidget]:
    return [root, *(w for w in root.findChildren(QWidget) if w.isVisible())]


def every_page(ateneo: Ateneo) -> list[str]:
    return [stop.name for stop in ateneo.window.stops]


def test_every_control_of_every_page_has_a_name_to_read_aloud(qtbot: QtBot, open_ateneo: Open) -> None:
    ateneo = open_ateneo()
    ateneo.client.start()
    qtbot.waitUntil(lambda: ateneo.client.state == "ready", timeout=TIMEOUT_MS)
    nameless: list[str] = []
    for name in every_page(ateneo):
        ateneo.window.show_page(name)
        qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
        for widget in walk(ateneo.window):
            reads = QAccessible.queryAccessibleInterface(widget)
            focusable = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(widget, Page)
            if focusable and reads is not None and not reads.text(QAccessible.Text.Name):
                nameless.append(f"{name}: {type(widget).__name__} in {type(widget.parent()).__name__}")
    assert nameless == []


@pytest.mark.parametrize("percent", [80, 100, 200])
@pytest.mark.parametrize("language", ["es", "en"])
def test_no_button_is_cut_at_any_text_size(qtbot: QtBot, open_ateneo: Open, percent: int, language: str) -> None:
    ateneo = open_ateneo(StartOptions(language, "light"))
    ateneo.client.start()
    qtbot.waitUntil(lambda: ateneo.client.state == "ready", timeout=TIMEOUT_MS)
    ateneo.settings.change(text_percent=percent)
    ateneo.window.resize(*Size.WINDOW_MIN)
    cut: list[str] = []
    for name in every_page(ateneo):
        ateneo.window.show_page(name)
        qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
        QApplication.processEvents()
        for widget in walk(ateneo.window.page(name)):
            if isinstance(widget, QAbstractButton) and too_narrow(widget):
                cut.append(f"{name}: {widget.text() or widget.accessibleName()}")
            if isinstance(widget, QScrollArea) and not fits(widget):
                cut.append(f"{name}: what scrolls is wider than its area")
    assert cut == []


def too_narrow(button: QAbstractButton) -> bool:
    return button.width() < button.fontMetrics().horizontalAdvance(button.text())


def fits(area: QScrollArea) -> bool:
    return area.widget() is None or area.widget().width() <= area.viewport().width()


def test_a_page_of_a_window_never_waits_for_the_engine(open_ateneo: Open) -> None:
    """Every page can be shown, and left again, with an engine that has not even been started."""
    ateneo = open_ateneo(command=(sys.executable, "-c", "import time; time.sleep(600)"))
    for name in every_page(ateneo):
        ateneo.window.show_page(name)
        QApplication.processEvents()


def test_the_window_is_a_shell(open_ateneo: Open) -> None:
    shell: Shell = open_ateneo().window
    assert shell.client.state == "starting"


@pytest.mark.parametrize("percent", [80, 100, 200])
def test_the_status_bar_drops_what_does_not_fit_and_cuts_nothing(qtbot: QtBot, open_ateneo: Open, percent: int) -> None:
    ateneo = open_ateneo()
    ateneo.window.resize(*Size.WINDOW_MIN)
    ateneo.settings.change(text_percent=percent)
    bar = ateneo.window.status
    bar.show_engine("ready")
    bar.show_model("A model with a long name, instructed")
    bar.show_speed(41)
    bar.show_memory(2_300_000_000, 16_000_000_000)
    bar.show_connections(0)

    def labels() -> list[QLabel]:
        return [label for label in bar.findChildren(QLabel) if label.isVisible()]

    qtbot.waitUntil(lambda: all(label.width() >= label.minimumSizeHint().width() for label in labels()), timeout=2_000)
    assert {"Engine ready", "Offline · 0 connections"} <= {label.text() for label in labels()}
    assert (percent == 200) == ("41 tokens/s" not in {label.text() for label in labels()})
