"""Who answers is a part of what new conversations begin with, and lasts until the next start."""

from __future__ import annotations

import msgspec
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from desktop.features.chat.settings.settings_pane import ConversationSettingsPane
from desktop.settings import load
from engine.protocol.answering.prompt_example import PromptExample
from tests.desktop.features.chat.driver import button, open_garden, part_of

LONG = "You know much. " * 3000


def test_the_persona_and_its_examples_begin_new_conversations(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    settings = msgspec.structs.replace(
        page.conversation_settings.current,
        persona="Gardener",
        system=LONG,
        examples=(PromptExample("Roses?", "In the evening."),),
        tools=("dates",),
        allowed_tools=("dates",),
        hands_to=("Cook",),
        model="smollm2",
    )
    page.conversation_settings.change(settings)
    page.perform("settings")
    button(part_of(ateneo.window, ConversationSettingsPane), "Use for new conversations").click()
    page.new()
    current = page.conversation_settings.current
    assert current == settings and current.persona == "Gardener" and current.system == LONG
    ateneo.settings.flush()
    value, is_damaged = load(ateneo.window.paths.home / "settings.toml")
    assert not is_damaged and value.examples == settings.examples
    assert (value.persona, value.model, value.hands_to) == ("Gardener", "smollm2", ("Cook",))


def test_nobody_begins_new_conversations_again_once_nobody_is_chosen(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    ateneo.settings.change(persona="Gardener", system="You dig.", allowed_tools=("dates",), hands_to=("Cook",))
    open_garden(qtbot, page)
    page.prompting.answer_as_nobody()
    page.perform("settings")
    button(part_of(ateneo.window, ConversationSettingsPane), "Use for new conversations").click()
    kept = ateneo.settings.value
    assert (kept.persona, kept.system, kept.allowed_tools, kept.hands_to) == ("", "", (), ())
