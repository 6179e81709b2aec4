"""The button beside the question: which tools are on, and a menu with a box for each that may be used here."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from desktop.features.chat.prompting.tool_button import ToolButton
from tests.desktop.features.chat.driver import (
    composer,
    menu_lines,
    open_garden,
    open_menu,
    part_of,
    received_params,
    send_and_wait,
    wait_until,
)


def tool_button(page: ChatPage) -> ToolButton:
    return part_of(composer(page), ToolButton)


def tick(menu, text: str) -> None:
    """Click on a line with the mouse."""
    action = next(action for action in menu.actions() if action.text() == text)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def test_tools_are_ticked_for_this_conversation_and_the_menu_stays(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    open_garden(qtbot, page)
    assert tool_button(page).text() == ""
    tool_button(page).click()
    menu = open_menu(qtbot)
    assert menu_lines(menu) == ["Calculator", "Dates and calendar", "notes: find", "More about tools…"]
    tick(menu, "Calculator")
    tick(menu, "notes: find")
    assert menu.isVisible() and page.conversation_settings.current.tools == ("calculator", "notes_find")
    assert tool_button(page).text() == "2"
    tick(menu, "Calculator")
    menu.close()
    assert page.conversation_settings.current.tools == ("notes_find",)
    page.conversation_settings.flush()
    saved = received_params(qtbot, ateneo, "chat.save_settings")[-1]
    assert saved["conversation"] == page.session.id and saved["settings"]["tools"] == ["notes_find"]
    page.new()
    assert tool_button(page).text() == ""
    open_garden(qtbot, page)
    wait_until(qtbot, lambda: tool_button(page).text() == "1")


def test_of_a_persona_only_the_tools_that_it_allows_are_offered(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    settings = msgspec.structs.replace(
        page.conversation_settings.current, persona="Clerk", tools=("calculator", "dates"), allowed_tools=("dates",)
    )
    page.conversation_settings.change(settings)
    assert tool_button(page).text() == "1"
    tool_button(page).click()
    menu = open_menu(qtbot)
    assert menu_lines(menu) == ["“Clerk” may use:", "Dates and calendar", "More about tools…"]
    tick(menu, "Dates and calendar")
    menu.close()
    assert page.conversation_settings.current.callable_tools == () and tool_button(page).text() == ""


def test_the_button_speaks_the_persons_language(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    ateneo.settings.change(language="es")
    name = "Herramientas que el modelo puede usar: 0"
    wait_until(qtbot, lambda: tool_button(page).accessibleName() == name)
    tool_button(page).click()
    menu = open_menu(qtbot)
    assert menu_lines(menu)[:2] == ["Calculadora", "Fechas y calendario"]
    menu.close()


def test_the_hand_over_is_switched_off_and_on_where_a_persona_has_one(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    open_garden(qtbot, page)
    settings = msgspec.structs.replace(
        page.conversation_settings.current, persona="A & B", system="You welcome.", hands_to=("Gardener", "Cook")
    )
    page.conversation_settings.change(settings)
    tool_button(page).click()
    menu = open_menu(qtbot)
    assert "“A && B” may pass questions on" in menu_lines(menu)
    tick(menu, "“A && B” may pass questions on")
    assert menu.isVisible() and not page.conversation_settings.current.passes_on
    menu.close()
    send_and_wait(qtbot, page, "Hello.", "echo: Hello.")
    sent = received_params(qtbot, ateneo, "chat.send")[-1]["settings"]
    assert sent["passes_on"] is False and sent["hands_to"] == ["Gardener", "Cook"]
    ateneo.settings.change(language="es")
    tool_button(page).click()
    menu = open_menu(qtbot)
    line = next(action for action in menu.actions() if action.text() == "«A && B» puede pasar preguntas")
    assert not line.isChecked() and line.toolTip() == "A: Gardener, Cook"
    tick(menu, line.text())
    menu.close()
    assert page.conversation_settings.current.passes_on
