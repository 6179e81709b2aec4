"""Each conversation keeps its own settings."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QLineEdit,
)
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from desktop.features.chat.settings.settings_pane import ConversationSettingsPane
from desktop.link.call import EngineFault
from desktop.widgets.shell.message_bar import MessageBar
from tests.desktop.features.chat.driver import (
    GARDEN,
    NOVEL,
    button,
    buttons,
    open_garden,
    part_of,
    send_and_wait,
    temperature_field,
    wait_until,
)


def test_a_conversation_keeps_its_own_settings(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    page.perform("settings")
    temperature_field(ateneo).setValue(0.1)
    assert page.conversation_settings.current.sampling.temperature == 0.1
    page.new()
    assert page.conversation_settings.current.sampling.temperature == ateneo.settings.value.sampling.temperature != 0.1


def test_settings_chosen_before_the_first_question_go_with_the_conversation(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    page.perform("settings")
    temperature_field(ateneo).setValue(0.1)
    send_and_wait(qtbot, page, "Begin.", "echo: Begin.")
    assert page.conversation_settings.current.sampling.temperature == 0.1
    page.new()
    assert page.conversation_settings.current.sampling.temperature != 0.1


def test_settings_of_a_conversation_come_back_with_it_and_its_pane_follows(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    open_garden(qtbot, page)
    page.perform("settings")
    temperature_field(ateneo).setValue(0.1)
    page.open(NOVEL)
    wait_until(qtbot, lambda: temperature_field(ateneo).value() != 0.1)
    assert page.conversation_settings.current.sampling.temperature != 0.1
    page.conversation_settings.forget(GARDEN)  # as after a restart of the window
    page.open(GARDEN)
    wait_until(qtbot, lambda: temperature_field(ateneo).value() == 0.1)
    assert page.conversation_settings.current.sampling.temperature == 0.1


def test_settings_can_be_kept_for_new_conversations(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    page.perform("settings")
    pane = part_of(ateneo.window, ConversationSettingsPane)
    seed = next(b for b in pane.findChildren(QLineEdit) if b.accessibleName() == "Number that fixes chance")
    for typed, seed_value in (("42", 42), ("abc", None), ("٣", None), ("99999999999999", 2**32 - 1)):
        seed.setText(typed)
        button(pane, "Use for new conversations").click()
        assert ateneo.settings.value.sampling.seed == seed_value


def test_a_context_that_does_not_fit_is_shortened_by_one_click(ateneo: Ateneo, page: ChatPage) -> None:
    values = {"name": "SmolLM2", "context": "32768", "fitting": "4096"}
    page.session.failed.emit(EngineFault("context_too_large", "", values))
    bar = ateneo.window.findChild(MessageBar)
    assert bar is not None and "32,768" in bar.sentence and "4,096" in bar.sentence
    button(bar, "Use 4,096 tokens").click()
    assert page.conversation_settings.current.context == 4096
    assert "Ask again" in bar.sentence
    page.session.failed.emit(EngineFault("model_missing", ""))
    assert "Use 4,096 tokens" not in [each.text() for each in buttons(bar)]
