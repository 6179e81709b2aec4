"""Saved prompts and personas in a conversation, over the real engine and the small model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.chat.page import ChatPage
from desktop.features.chat.prompting.persona_choice import PersonaChoice
from desktop.features.chat.transcript.answer import AnswerView
from desktop.paths import Paths
from desktop.widgets.forms.composer import Composer
from desktop.widgets.shell.message_bar import MessageBar
from engine.capabilities.prompts import api as prompts

pytestmark = pytest.mark.model
TIMEOUT_MS = 60_000


@pytest.fixture
def ateneo(qtbot: QtBot, open_ateneo: Callable[..., Ateneo], home: Path, models: Path) -> Ateneo:
    opened = open_ateneo(StartOptions("en", "light"), engine_command(Paths(home, models)), ("chat", "prompts"))
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


def type_slash(qtbot: QtBot, page: ChatPage, text: str, expected: str) -> None:
    page.prompting.suggestions.hide()
    qtbot.keyClicks(composer(page).field, text)
    qtbot.waitUntil(
        lambda: [p.command for p in page.prompting.suggestions.prompts][:1] == [expected], timeout=TIMEOUT_MS
    )


def test_a_slash_lists_prompts_and_enter_asks_for_their_variables(qtbot: QtBot, page: ChatPage) -> None:
    type_slash(qtbot, page, "/tran", "translate")
    assert page.prompting.suggestions.isVisible()
    qtbot.keyClick(composer(page).field, Qt.Key.Key_Return)
    form = page.prompting.form
    assert form.isVisible() and list(form.fields) == ["language", "text"] and composer(page).text == ""
    language, text = form.fields["language"], form.fields["text"]
    assert isinstance(language, QComboBox) and language.currentText() == "Spanish"
    form.use.click()
    qtbot.waitUntil(lambda: "“text” has no value yet" in form.note.text(), timeout=TIMEOUT_MS)
    assert isinstance(text, QPlainTextEdit)
    text.setPlainText("good morning {{language}}")
    form.use.click()
    qtbot.waitUntil(lambda: not form.isVisible(), timeout=TIMEOUT_MS)
    written = composer(page).text
    assert "to Spanish" in written and '"""\ngood morning {{language}}\n"""' in written


def test_escape_leaves_the_slash_as_text(qtbot: QtBot, page: ChatPage) -> None:
    type_slash(qtbot, page, "/su", "summarise")
    qtbot.keyClick(composer(page).field, Qt.Key.Key_Escape)
    qtbot.keyClicks(composer(page).field, "m")
    qtbot.wait(100)
    assert not page.prompting.suggestions.isVisible() and composer(page).text == "/sum"


def test_examples_of_a_prompt_become_the_conversations(qtbot: QtBot, page: ChatPage) -> None:
    type_slash(qtbot, page, "/sort", "sort")
    qtbot.keyClick(composer(page).field, Qt.Key.Key_Tab)
    assert [example.answer for example in page.conversation_settings.current.examples] == [
        "complaint",
        "question",
        "praise",
    ]


def test_a_persona_takes_over_with_a_divider_and_can_be_undone(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    def ask(text: str) -> AnswerView:
        count = len(page.session.messages)
        composer(page).show_draft(text)
        qtbot.keyClick(composer(page).field, Qt.Key.Key_Return)
        qtbot.waitUntil(
            lambda: len(page.session.messages) == count + 2 and not page.session.is_busy, timeout=TIMEOUT_MS
        )
        return page.findChildren(AnswerView)[-1]

    page.conversation_settings.change(page.conversation_settings.current)
    first = ask("Hello")
    assert first.persona_line.isHidden()
    fields = prompts.PersonaFields("a pirate", tone="loud")
    page.prompting.answer_as(prompts.ComposedPersona(prompts.Persona("Pirate", "en", fields), "You are a pirate."))
    second = ask("Who are you?")
    qtbot.waitUntil(lambda: not second.persona_line.isHidden(), timeout=TIMEOUT_MS)
    assert second.persona_line.text() == "From here on: Pirate"
    assert page.session.messages[-1].remarks.persona == "Pirate"
    conversation = page.session.id
    page.new()
    page.open(conversation)
    qtbot.waitUntil(lambda: len(page.findChildren(AnswerView)) == 2, timeout=TIMEOUT_MS)
    shown = [view.persona_line.text() for view in page.findChildren(AnswerView) if not view.persona_line.isHidden()]
    assert shown == ["From here on: Pirate"]
    qtbot.waitUntil(lambda: page.conversation_settings.current.persona == "Pirate", timeout=5_000)
    page.prompting.answer_as_nobody()
    assert page.conversation_settings.current.persona == ""
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    said = "Ateneo answers without a persona from here on."
    qtbot.waitUntil(lambda: bar.sentence == said, timeout=TIMEOUT_MS)
    bar.undo()
    assert page.conversation_settings.current.system == "You are a pirate."


def test_the_settings_show_who_answers(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    page.conversation_settings.show()
    choice = ateneo.window.findChild(PersonaChoice)
    assert isinstance(choice, PersonaChoice)
    qtbot.waitUntil(lambda: choice.box.findText("Teacher") > 0, timeout=TIMEOUT_MS)
    row = choice.box.findText("Teacher")
    choice.box.setCurrentIndex(row)
    choice.box.activated.emit(row)
    assert page.conversation_settings.current.persona == "Teacher"
    assert page.conversation_settings.current.system.startswith("You are a patient teacher.")


def test_the_prompts_page_leads_to_a_conversation(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    ateneo.window.show_page("chat", "prompt", prompts.SavedPrompt("Plain", "Say hello"))
    assert composer(page).text == "Say hello" and page.isVisible()
