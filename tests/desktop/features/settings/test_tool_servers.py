"""Tool servers in the settings: the whole command line is shown before one is turned on."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.settings.page import SettingsPage
from desktop.features.settings.tool_server_row import ToolServerRow
from desktop.features.settings.tool_servers import ToolServerRows
from desktop.widgets.shell.message_bar import MessageBar
from tests.desktop.conftest import TIMEOUT_MS
from tests.support.scripted_tools import BROKEN, RESTARTING

SCRIPTED_CHAT = (sys.executable, "-m", "tests.support.scripted_chat")


@pytest.fixture
def ateneo(qtbot: QtBot, open_ateneo: Callable[..., Ateneo]) -> Ateneo:
    opened = open_ateneo(command=SCRIPTED_CHAT, features=("settings",))
    opened.client.start()
    opened.window.show_page("settings")
    qtbot.waitUntil(lambda: opened.client.state == "ready" and opened.client.is_idle, timeout=TIMEOUT_MS)
    return opened


@pytest.fixture
def rows(ateneo: Ateneo) -> ToolServerRows:
    page = ateneo.window.page("settings")
    assert isinstance(page, SettingsPage)
    return page.tool_servers


def add(qtbot: QtBot, rows: ToolServerRows, name: str, command: str) -> ToolServerRow:
    rows.name.setText(name)
    rows.command.setText(command)
    rows.add.click()
    qtbot.waitUntil(lambda: name in rows.servers, timeout=TIMEOUT_MS)
    return rows.servers[name]


def press(box: QMessageBox, text: str) -> None:
    next(button for button in box.findChildren(QPushButton) if button.text() == text).click()


def shown(bar: MessageBar) -> str:
    return next((label.text() for label in bar.findChildren(QLabel) if label.text()), "")


def test_a_server_is_turned_on_once_the_person_agreed_to_its_command_line(qtbot: QtBot, rows: ToolServerRows) -> None:
    assert not add(qtbot, rows, "notes", "notes-server --folder '/home/ana/my notes'").box.isChecked()
    assert rows.name.text() == rows.command.text() == ""
    rows.servers["notes"].box.click()
    assert rows.question is not None and not rows.servers["notes"].box.isChecked()
    assert rows.question.informativeText() == "notes-server --folder '/home/ana/my notes'"
    press(rows.question, "Turn it on")
    qtbot.waitUntil(lambda: rows.servers["notes"].box.isChecked(), timeout=TIMEOUT_MS)
    rows.servers["notes"].box.click()
    qtbot.waitUntil(lambda: not rows.servers["notes"].box.isChecked(), timeout=TIMEOUT_MS)


def test_a_server_stays_off_when_the_person_does_not_agree(qtbot: QtBot, rows: ToolServerRows) -> None:
    add(qtbot, rows, "notes", "notes-server").box.click()
    assert rows.question is not None
    rows.question.reject()
    assert not rows.servers["notes"].box.isChecked()


def test_a_server_that_does_not_start_stays_off_and_says_so(qtbot: QtBot, ateneo: Ateneo, rows: ToolServerRows) -> None:
    add(qtbot, rows, BROKEN, "nothing").box.click()
    assert rows.question is not None
    press(rows.question, "Turn it on")
    bar = ateneo.window.findChild(MessageBar)
    assert bar is not None
    qtbot.waitUntil(lambda: "does not answer" in shown(bar), timeout=TIMEOUT_MS)
    assert not rows.servers[BROKEN].box.isChecked()


def test_the_network_is_allowed_after_a_warning_with_the_command_line_and_refused_at_once(
    qtbot: QtBot, rows: ToolServerRows
) -> None:
    row = add(qtbot, rows, "notes", "notes-server --sync")
    assert not row.network.isChecked() and not row.warning.isVisibleTo(row)
    row.network.click()
    assert rows.question is not None and not row.network.isChecked()
    assert rows.question.informativeText() == "notes-server --sync" and "other computers" in rows.question.text()
    rows.question.reject()
    assert not rows.servers["notes"].network.isChecked()
    rows.servers["notes"].network.click()
    press(rows.question, "Allow and restart")
    qtbot.waitUntil(lambda: rows.servers["notes"].network.isChecked(), timeout=TIMEOUT_MS)
    row = rows.servers["notes"]
    assert row.warning.isVisibleTo(row) and "can leave this computer" in row.warning.text()
    rows.servers["notes"].box.click()
    assert "you let it use the network" in rows.question.text()
    rows.question.reject()
    rows.servers["notes"].network.click()
    qtbot.waitUntil(lambda: not rows.servers["notes"].network.isChecked(), timeout=TIMEOUT_MS)


def test_the_engine_is_restarted_where_the_network_needs_it(qtbot: QtBot, ateneo: Ateneo, rows: ToolServerRows) -> None:
    states: list[str] = []
    ateneo.client.state_changed.connect(states.append)
    engine = ateneo.client.pid
    add(qtbot, rows, RESTARTING, "notes-server").network.click()
    assert rows.question is not None
    press(rows.question, "Allow and restart")
    qtbot.waitUntil(lambda: states == ["restarting", "ready"], timeout=TIMEOUT_MS)
    assert ateneo.client.pid not in (0, engine)
    bar = ateneo.window.findChild(MessageBar)
    assert bar is not None and not bar.isVisible()


def test_a_removed_server_can_be_brought_back(qtbot: QtBot, ateneo: Ateneo, rows: ToolServerRows) -> None:
    add(qtbot, rows, "notes", "notes-server")
    next(button for button in rows.servers["notes"].findChildren(QPushButton) if button.text() == "Remove").click()
    qtbot.waitUntil(lambda: not rows.servers, timeout=TIMEOUT_MS)
    bar = ateneo.window.findChild(MessageBar)
    assert bar is not None
    next(button for button in bar.findChildren(QPushButton) if button.text() == "Undo").click()
    qtbot.waitUntil(lambda: "notes" in rows.servers, timeout=TIMEOUT_MS)


@pytest.mark.parametrize(("name", "command"), [("", "x"), ("notes", ""), ("notes", "a 'b")])
def test_what_is_missing_is_said_in_a_sentence(ateneo: Ateneo, rows: ToolServerRows, name: str, command: str) -> None:
    rows.name.setText(name)
    rows.command.setText(command)
    rows.add.click()
    bar = ateneo.window.findChild(MessageBar)
    assert bar is not None and shown(bar).endswith(".") and not rows.servers
