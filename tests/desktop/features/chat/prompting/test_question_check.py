"""Points that are vague in the question being written: offered in the menu of the text box, mended with a click."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.chat.page import ChatPage
from desktop.features.chat.prompting.question_check import CheckCard
from desktop.paths import Paths
from desktop.widgets.forms.composer import Composer

TIMEOUT_MS = 60_000
LINE = "What is vague in this question"


@pytest.fixture
def ateneo(qtbot: QtBot, open_ateneo: Callable[..., Ateneo], home: Path, tmp_path: Path) -> Ateneo:
    command = engine_command(Paths(home, tmp_path / "no-models"))
    opened = open_ateneo(StartOptions("en", "light"), command, ("chat", "prompts"))
    opened.client.start()
    qtbot.waitUntil(lambda: opened.client.state == "ready" and opened.client.is_idle, timeout=TIMEOUT_MS)
    opened.window.show_page("chat")
    return opened


@pytest.fixture
def page(ateneo: Ateneo) -> ChatPage:
    found = ateneo.window.page("chat")
    assert isinstance(found, ChatPage)
    return found


def composer(page: ChatPage) -> Composer:
    found = page.findChild(Composer)
    assert isinstance(found, Composer)
    return found


def card(page: ChatPage) -> CheckCard:
    return page.prompting.question_check.card


def open_menu(page: ChatPage) -> QMenu:
    field = composer(page).field
    point = field.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, field.mapToGlobal(point))
    QApplication.sendEvent(field.viewport(), event)
    menu = next(menu for menu in field.findChildren(QMenu) if menu.isVisible())
    assert isinstance(menu, QMenu)
    return menu


def has_keyboard(page: ChatPage) -> bool:
    """Whether what is typed goes to the question, once the window is active again after a menu."""
    return page.window().focusWidget() is composer(page).field


def kinds(page: ChatPage) -> set[str]:
    return {weakness.kind for weakness in card(page).weaknesses.weaknesses}


def check(qtbot: QtBot, page: ChatPage, text: str) -> None:
    composer(page).type_text(text)
    menu = open_menu(page)
    next(action for action in menu.actions() if action.text() == LINE).trigger()
    menu.close()
    qtbot.waitUntil(card(page).isVisible, timeout=TIMEOUT_MS)


def test_the_menu_offers_the_check_beside_the_usual_lines(page: ChatPage) -> None:
    menu = open_menu(page)
    actions = {action.text(): action for action in menu.actions()}
    assert not actions[LINE].isEnabled() and any("Paste" in text for text in actions)
    menu.close()
    composer(page).type_text("Write about dogs")
    menu = open_menu(page)
    assert next(action for action in menu.actions() if action.text() == LINE).isEnabled()
    menu.close()


def test_a_mend_is_written_and_taken_back_as_typing_is(qtbot: QtBot, page: ChatPage) -> None:
    check(qtbot, page, "Write about dogs")
    assert kinds(page) == {"no_audience", "no_format", "no_length"}
    before = composer(page).text
    card(page).weaknesses.buttons[0].click()
    qtbot.waitUntil(lambda: len(kinds(page)) == 2, timeout=TIMEOUT_MS)
    assert composer(page).text.startswith(before + ".") and has_keyboard(page)
    composer(page).field.undo()
    qtbot.waitUntil(lambda: len(kinds(page)) == 3, timeout=TIMEOUT_MS)
    assert composer(page).text == before


def test_the_place_is_shown_and_typing_is_checked_again(qtbot: QtBot, page: ChatPage) -> None:
    check(qtbot, page, "Write about 👍 in some words")
    about = next(button for button in card(page).findChildren(QPushButton) if "Vague words" in button.text())
    about.click()
    assert composer(page).field.textCursor().selectedText().startswith("some")
    composer(page).show_draft("What is the capital of France?")
    qtbot.waitUntil(lambda: not kinds(page), timeout=TIMEOUT_MS)
    assert card(page).isVisible()


def test_escape_and_sending_close_the_card(qtbot: QtBot, page: ChatPage) -> None:
    check(qtbot, page, "Write about dogs")
    card(page).close_button.setFocus()
    qtbot.keyClick(card(page).close_button, Qt.Key.Key_Escape)
    assert card(page).isHidden() and has_keyboard(page)
    page.prompting.question_check.check()
    qtbot.waitUntil(card(page).isVisible, timeout=TIMEOUT_MS)
    composer(page).show_draft("")
    assert card(page).isHidden()


def test_the_palette_offers_it_too(qtbot: QtBot, page: ChatPage) -> None:
    action = next(action for action in page.palette_actions() if action.title == LINE)
    action.run()
    assert card(page).isHidden() and has_keyboard(page)
    composer(page).type_text("Write about dogs")
    action.run()
    qtbot.waitUntil(card(page).isVisible, timeout=TIMEOUT_MS)
