"""The steps of an answer in the transcript, and the choice of tools in the settings of a conversation."""

from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.acting.steps_fold import StepsFold
from desktop.features.chat.acting.tool_choice import ToolChoice
from desktop.features.chat.page import ChatPage
from desktop.widgets.layout.fold import Fold
from engine.protocol.answering.tools import ToolStep
from tests.desktop.features.chat.driver import (
    button,
    last_answer,
    open_garden,
    part_of,
    send_and_wait,
    send_question,
    shown_texts,
    wait_until,
)


def fold(page: ChatPage) -> StepsFold:
    return part_of(last_answer(page), StepsFold)


def test_the_steps_of_an_answer_are_folded_away_above_it(qtbot: QtBot, page: ChatPage) -> None:
    send_and_wait(qtbot, page, "act now", "It is 4.")
    steps = fold(page)
    assert steps.isVisible() and not steps.is_open
    assert steps.title == "2 steps, 1 without a result"
    button(steps, steps.title).click()
    assert steps.is_open
    assert steps.text.splitlines() == [
        "Calculator: 2 + 2",
        "→ 2 + 2 = 4",
        "notes_find: text four, page 2",
        "✗ There is none.",
    ]


def test_an_answer_without_tools_shows_no_steps(qtbot: QtBot, page: ChatPage) -> None:
    send_and_wait(qtbot, page, "Hello.", "echo: Hello.")
    assert not fold(page).isVisible()


def test_a_tool_that_runs_is_named(qtbot: QtBot, page: ChatPage) -> None:
    send_question(page, "compute this")
    wait_until(qtbot, lambda: len(shown_texts(page)) == 2 and fold(page).title == "Using: Calculator…")
    page.stop()
    wait_until(qtbot, lambda: not page.session.is_busy and fold(page).title != "Using: Calculator…")


def test_a_step_that_an_ended_engine_left_is_not_shown_as_running(qtbot: QtBot, page: ChatPage) -> None:
    send_and_wait(qtbot, page, "act now", "It is 4.")
    steps = fold(page)
    steps.show_steps((ToolStep("calculator", "{}"),), is_live=False)
    assert steps.title == "1 step, 1 without a result"


def test_steps_speak_the_persons_language(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    send_and_wait(qtbot, page, "act now", "It is 4.")
    ateneo.settings.change(language="es")
    steps = fold(page)
    wait_until(qtbot, lambda: steps.title == "2 pasos, 1 sin resultado")
    assert steps.text.startswith("Calculadora: 2 + 2")


def test_tools_are_off_until_they_are_chosen_for_a_conversation(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    assert page.conversation_settings.current.tools == ()
    page.perform("settings")
    choice = part_of(ateneo.window, ToolChoice)
    wait_until(qtbot, lambda: len(choice.findChildren(QCheckBox)) == 3)
    part_of(choice, Fold).set_open(True)
    boxes = {box.text(): box for box in choice.findChildren(QCheckBox)}
    assert set(boxes) == {"Calculator", "Dates and calendar", "notes: find"}
    boxes["Calculator"].click()
    boxes["notes: find"].click()
    assert page.conversation_settings.current.tools == ("calculator", "notes_find")
    boxes["Calculator"].click()
    assert page.conversation_settings.current.tools == ("notes_find",)
    page.new()
    assert page.conversation_settings.current.tools == ()


def test_a_chosen_tool_that_is_not_there_now_stays_chosen(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    settings = msgspec.structs.replace(page.conversation_settings.current, tools=("gone_tool",), tool_steps=4)
    page.conversation_settings.change(settings)
    page.perform("settings")
    choice = part_of(ateneo.window, ToolChoice)
    wait_until(qtbot, lambda: len(choice.findChildren(QCheckBox)) == 3)
    choice.findChildren(QCheckBox)[0].click()
    assert page.conversation_settings.current.tools == ("gone_tool", "calculator")
    assert page.conversation_settings.current.tool_steps == 4
