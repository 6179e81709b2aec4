"""The Settings page: a change takes effect at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QCheckBox, QComboBox, QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.settings.page import SettingsPage
from desktop.theme.tokens import DARK
from desktop.widgets.shell.message_bar import MessageBar
from tests.desktop.conftest import TIMEOUT_MS
from tests.desktop.deleting import answer


@pytest.fixture
def ateneo(open_ateneo: Callable[..., Ateneo]) -> Ateneo:
    opened = open_ateneo(features=("settings",))
    opened.window.show_page("settings")
    return opened


def control(ateneo: Ateneo, kind: type, name: str):  # type: ignore[no-untyped-def, type-arg]  # any widget class
    page = ateneo.window.page("settings")
    assert isinstance(page, SettingsPage)
    return next((widget for widget in page.findChildren(kind) if widget.accessibleName() == name), None)


def choose(box: QComboBox, index: int) -> None:
    box.setCurrentIndex(index)
    box.activated.emit(index)


def test_the_theme_changes_at_once(ateneo: Ateneo) -> None:
    choose(control(ateneo, QComboBox, "Theme"), 2)
    assert ateneo.theme.palette is DARK
    assert ateneo.settings.value.theme == "dark"


def test_the_language_changes_at_once(ateneo: Ateneo, qtbot: QtBot) -> None:
    choose(control(ateneo, QComboBox, "Language"), 1)
    qtbot.waitUntil(lambda: control(ateneo, QComboBox, "Tema") is not None, timeout=TIMEOUT_MS)


def test_the_text_size_changes_at_once(ateneo: Ateneo) -> None:
    control(ateneo, QAbstractSpinBox, "Text size").setValue(150)
    assert ateneo.theme.scale == 1.5


def test_motion_is_reduced_at_once(ateneo: Ateneo) -> None:
    control(ateneo, QCheckBox, "Reduce motion").setChecked(True)
    assert ateneo.theme.reduce_motion


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("How varied answers are", 0.2, "temperature"),
        ("Longest answer", 256, "max_tokens"),
        ("Only likely words", 0.5, "top_p"),
        ("Words to choose from", 10, "top_k"),
        ("Avoid repetitions", 1.3, "repeat_penalty"),
    ],
)
def test_sampling_defaults_are_saved(ateneo: Ateneo, name: str, value: float, field: str) -> None:
    control(ateneo, QAbstractSpinBox, name).setValue(value)
    assert getattr(ateneo.settings.value.sampling, field) == value


def test_instructions_are_saved(ateneo: Ateneo) -> None:
    control(ateneo, QPlainTextEdit, "Instructions for every conversation").setPlainText("Sé breve.")
    assert ateneo.settings.value.system == "Sé breve."


def test_the_room_for_conversations_is_shown_and_changed(qtbot: QtBot, ateneo: Ateneo) -> None:
    ateneo.client.start()
    room = control(ateneo, QAbstractSpinBox, "Room for going on with conversations")
    used = control(ateneo, QLabel, "Room used now")
    qtbot.waitUntil(lambda: room.value() == 1000 and used.text() == "312 MB", timeout=TIMEOUT_MS)
    room.setValue(0)
    qtbot.waitUntil(lambda: used.text() == "0 MB", timeout=TIMEOUT_MS)
    assert room.value() == 0


def test_a_backup_is_reported_with_its_path(qtbot: QtBot, ateneo: Ateneo) -> None:
    ateneo.client.start()
    page = ateneo.window.page("settings")
    next(b for b in page.findChildren(QPushButton) if b.text() == "Back up now").click()
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    qtbot.waitUntil(lambda: "000003-2026-11-29-211258" in bar.sentence, timeout=TIMEOUT_MS)


def test_the_last_backup_is_named_with_time_and_place_and_the_choice_is_sent(qtbot: QtBot, ateneo: Ateneo) -> None:
    ateneo.client.start()
    last = control(ateneo, QLabel, "Last backup")
    qtbot.waitUntil(lambda: "/home/ana/backups/000003-2026-11-29-211258" in last.text(), timeout=TIMEOUT_MS)
    assert "2026" in last.text() or "26" in last.text().split(",")[0]
    automatic = control(ateneo, QCheckBox, "Back up automatically")
    assert automatic.isChecked()
    automatic.click()
    qtbot.waitUntil(lambda: not automatic.isChecked(), timeout=TIMEOUT_MS)


def test_what_was_deleted_goes_for_good_and_the_backups_are_cleaned_when_asked(qtbot: QtBot, ateneo: Ateneo) -> None:
    """docs/faults.md 15."""
    ateneo.client.start()
    page, bar = ateneo.window.page("settings"), ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    buttons = {button.text(): button for button in page.findChildren(QPushButton)}
    buttons["Delete for good…"].click()
    answer(qtbot, ateneo, "Delete for good")
    qtbot.waitUntil(lambda: "Backups made before still hold it" in bar.sentence, timeout=TIMEOUT_MS)
    buttons["Clean the backups…"].click()
    answer(qtbot, ateneo, "Delete for good")
    qtbot.waitUntil(lambda: "4 older ones deleted" in bar.sentence, timeout=TIMEOUT_MS)


def test_the_licences_list_the_packages_and_the_typefaces(ateneo: Ateneo) -> None:
    page = ateneo.window.page("settings")
    next(b for b in page.findChildren(QPushButton) if b.text() == "Show licences").click()
    listed = next(e.toPlainText() for e in ateneo.window.findChildren(QPlainTextEdit) if "msgspec" in e.toPlainText())
    assert "pyside6" in listed.casefold()
    assert "NotoEmoji: OFL-1.1 (Copyright 2013 Google LLC)" in listed


def test_the_palette_finds_a_setting_and_puts_the_keyboard_in_it(qtbot: QtBot, ateneo: Ateneo) -> None:
    page = ateneo.window.page("settings")
    (entry,) = [entry for entry in page.palette_entries() if entry.title == "Text size"]
    assert entry.kind == "Setting"
    entry.run()
    size = control(ateneo, QAbstractSpinBox, "Text size")
    qtbot.waitUntil(lambda: size.hasFocus() or size.isAncestorOf(QApplication.focusWidget()), timeout=TIMEOUT_MS)


def test_the_page_follows_a_theme_chosen_in_the_palette(ateneo: Ateneo) -> None:
    page = ateneo.window.page("settings")
    next(action for action in page.palette_actions() if action.title == "Dark theme").run()
    assert control(ateneo, QComboBox, "Theme").currentText() == "Dark"
