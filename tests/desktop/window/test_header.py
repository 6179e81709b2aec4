"""The line above a page: a title that is renamed in place, and the button that lists the models."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from desktop.model_menu import needed_bytes
from desktop.widgets.shell.header import Header
from desktop.widgets.shell.message_bar import MessageBar
from desktop.widgets.shell.title_field import TitleField
from engine.capabilities.models.api import ModelInfo
from tests.desktop.conftest import TIMEOUT_MS
from tests.desktop.features.chat.conftest import SCRIPTED_CHAT
from tests.desktop.features.chat.driver import (
    listed_titles,
    open_garden,
    open_menu,
    part_of,
    question_field,
    wait_until,
)
from tests.desktop.window.conftest import Open

LATE = (sys.executable, "-m", "tests.support.scripted_engine", "late")
EMPTY = (sys.executable, "-m", "tests.support.scripted_engine", "without_models")


@pytest.fixture
def ateneo(qtbot: QtBot, open_ateneo: Callable[..., Ateneo]) -> Ateneo:
    opened = open_ateneo(command=SCRIPTED_CHAT, features=("chat", "models"))
    opened.client.start()
    opened.window.show_page("chat")
    qtbot.waitUntil(lambda: opened.client.state == "ready" and opened.client.is_idle, timeout=TIMEOUT_MS)
    return opened


@pytest.fixture
def page(ateneo: Ateneo) -> ChatPage:
    page = ateneo.window.page("chat")
    assert isinstance(page, ChatPage)
    return page


def title_field(ateneo: Ateneo) -> TitleField:
    return part_of(ateneo.window, TitleField)


def model_button(ateneo: Ateneo) -> QToolButton:
    header = part_of(ateneo.window, Header)
    return next(b for b in header.findChildren(QToolButton) if b.accessibleName().startswith("Model: "))


def lines(menu: QMenu) -> list[str]:
    return [action.text().replace("\t", " | ") for action in menu.actions() if not action.isSeparator()]


def test_the_title_is_renamed_in_place(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    field = title_field(ateneo)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    edit = part_of(field, QLineEdit)
    assert edit.isVisible() and edit.selectedText() == "The garden"
    QTest.keyClicks(edit, "Tomatoes")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert field.title == "Tomatoes"
    wait_until(qtbot, lambda: "Tomatoes" in listed_titles(page))
    assert ateneo.window.focusWidget() is question_field(page)


@pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_Return])
def test_the_title_is_reached_and_changed_by_keyboard(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, key: Qt.Key
) -> None:
    open_garden(qtbot, page)
    title_field(ateneo).setFocus()
    QTest.keyClick(title_field(ateneo), key)
    assert part_of(title_field(ateneo), QLineEdit).isVisible()


def test_escape_keeps_the_title(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    title_field(ateneo).rename()
    edit = part_of(title_field(ateneo), QLineEdit)
    QTest.keyClicks(edit, "Something else")
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert title_field(ateneo).title == "The garden" and not edit.isVisible()
    wait_until(qtbot, lambda: ateneo.client.is_idle)
    assert "The garden" in listed_titles(page)


def test_an_empty_title_keeps_the_old_one(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    title_field(ateneo).rename()
    edit = part_of(title_field(ateneo), QLineEdit)
    edit.setText("   ")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert title_field(ateneo).title == "The garden"


def test_a_conversation_that_has_not_begun_and_other_pages_have_fixed_titles(ateneo: Ateneo, page: ChatPage) -> None:
    page.new()
    title_field(ateneo).rename()
    assert not part_of(title_field(ateneo), QLineEdit).isVisible()
    ateneo.window.show_page("models")
    QTest.mouseClick(title_field(ateneo), Qt.MouseButton.LeftButton)
    assert not part_of(title_field(ateneo), QLineEdit).isVisible()


def test_the_model_button_lists_the_chat_models_with_what_fits(qtbot: QtBot, ateneo: Ateneo) -> None:
    wait_until(qtbot, lambda: model_button(ateneo).text().strip() == "SmolLM2 135M Instruct")
    model_button(ateneo).click()
    menu = open_menu(qtbot)
    listed = lines(menu)
    assert listed[0] == "SmolLM2 135M Instruct | 295.6 MB · fits"
    assert "Qwen 2.5 3B Instruct | 2.3 GB · fits" in listed
    assert "A model cut short | cannot be used now" in listed
    assert listed[-2:] == ["Add a model…", "All models…"]
    checked = [action.text().partition("\t")[0] for action in menu.actions() if action.isChecked()]
    assert checked == ["SmolLM2 135M Instruct"]
    disabled = [action.text().partition("\t")[0] for action in menu.actions() if not action.isEnabled()]
    assert set(disabled) - {""} == {"A model cut short", "The model that crashed"}
    next(action for action in menu.actions() if action.text().startswith("Qwen")).trigger()
    menu.close()
    wait_until(
        qtbot, lambda: part_of(ateneo.window, MessageBar).sentence == "Qwen 2.5 3B Instruct answers from now on."
    )


def test_the_model_button_says_nothing_false_while_the_engine_starts(qtbot: QtBot, open_ateneo: Open) -> None:
    starting = open_ateneo(command=LATE, features=("chat",))
    assert model_button(starting).text().strip() == "…"
    starting.client.start()
    model_button(starting).click()
    menu = open_menu(qtbot)
    assert lines(menu)[0] == "The engine is starting. Its models are listed in a moment."
    menu.close()
    wait_until(qtbot, lambda: model_button(starting).text().strip() == "SmolLM2 135M Instruct")


def test_without_a_model_the_primary_button_adds_one(qtbot: QtBot, open_ateneo: Open) -> None:
    from desktop.features.chat.welcome import Welcome
    from tests.desktop.features.chat.driver import buttons, visible_text

    ateneo = open_ateneo(command=EMPTY, features=("chat", "models"))
    ateneo.client.start()
    ateneo.window.show_page("chat")
    welcome = part_of(ateneo.window, Welcome)
    wait_until(qtbot, lambda: model_button(ateneo).text().strip() == "No model")
    wait_until(qtbot, lambda: [b.text() for b in buttons(welcome)] == ["Add a model…"])
    assert "There is none here yet." in visible_text(welcome)
    model_button(ateneo).click()
    menu = open_menu(qtbot)
    assert lines(menu) == ["There is no chat model on this computer yet.", "Add a model…", "All models…"]
    menu.close()
    with qtbot.waitSignal(welcome.add_model_clicked):
        buttons(welcome)[0].click()
    for dialog in QApplication.topLevelWidgets():
        if dialog is not ateneo.window:
            dialog.close()


def test_a_model_that_was_loaded_needs_what_was_measured() -> None:
    model = ModelInfo("a", "A", "text", "ready", 1_000_000_000, "", "", "")
    assert needed_bytes(model) == 1_500_000_000
    measured = ModelInfo("a", "A", "text", "ready", 1_000_000_000, "", "", "", peak_bytes=1_200_000_000)
    assert needed_bytes(measured) == 1_200_000_000
