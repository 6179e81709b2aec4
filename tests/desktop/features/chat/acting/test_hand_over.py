"""A persona that passes a question on: the divider says to whom and why, and the next questions go there, unless it is undone."""

from __future__ import annotations

import msgspec
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from desktop.widgets.shell.message_bar import MessageBar
from tests.desktop.features.chat.driver import (
    bar_message,
    last_answer,
    open_garden,
    part_of,
    received_params,
    send_and_wait,
    send_question,
    shown_texts,
    wait_until,
)

DIVIDER = "Reception passed the question on to Gardener: It is about roses."


def begin_with_reception(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    settings = msgspec.structs.replace(
        page.conversation_settings.current,
        persona="Reception",
        system="You welcome.",
        hands_to=("Gardener",),
        exchanges=5,
    )
    page.conversation_settings.change(settings)


def test_the_divider_says_to_whom_and_why(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    begin_with_reception(qtbot, page)
    send_and_wait(qtbot, page, "pass it on", "In the evening.")
    line = last_answer(page).persona_line
    assert line.isVisible() and line.text() == DIVIDER
    ateneo.settings.change(language="es")
    wait_until(qtbot, lambda: line.text() == "Reception ha pasado la pregunta a Gardener: It is about roses.")


def test_it_is_shown_while_the_other_persona_still_writes(qtbot: QtBot, page: ChatPage) -> None:
    begin_with_reception(qtbot, page)
    send_question(page, "pass it on slowly")
    wait_until(qtbot, lambda: shown_texts(page)[-1] == "In the evening." and page.session.is_busy)
    assert last_answer(page).persona_line.text() == DIVIDER and last_answer(page).persona_line.isVisible()
    page.stop()
    wait_until(qtbot, lambda: not page.session.is_busy)


def test_the_next_question_goes_to_the_other_persona(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    begin_with_reception(qtbot, page)
    send_and_wait(qtbot, page, "pass it on", "In the evening.")
    current = page.conversation_settings.current
    assert (current.persona, current.hands_to, current.allowed_tools) == ("Gardener", ("Reception",), ("calculator",))
    send_and_wait(qtbot, page, "Hello.", "echo: Hello.")
    assert received_params(qtbot, ateneo, "chat.send")[-1]["settings"]["persona"] == "Gardener"


def test_undo_gives_the_conversation_back(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    begin_with_reception(qtbot, page)
    send_and_wait(qtbot, page, "pass it on", "In the evening.")
    assert bar_message(ateneo) == "“Gardener” answers from here on."
    part_of(ateneo.window, MessageBar).undo()
    current = page.conversation_settings.current
    assert (current.persona, current.system, current.exchanges) == ("Reception", "You welcome.", 5)


def test_a_conversation_in_the_background_goes_on_with_the_other_persona(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    begin_with_reception(qtbot, page)
    conversation = page.session.id
    send_question(page, "pass it on slowly")
    page.new()
    wait_until(qtbot, lambda: page.session.live is not None and bool(page.session.live.hand_overs))
    assert page.conversation_settings.current.persona == ""
    page.open(conversation)
    wait_until(qtbot, lambda: page.conversation_settings.current.persona == "Gardener")
    page.stop()
    wait_until(qtbot, lambda: not page.session.is_busy)
