"""Memories in a conversation, over the real engine: the line under the question, the chip on the answer, and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.chat.page import ChatPage
from desktop.features.chat.remembering.memory_line import MemoryLine
from desktop.features.chat.remembering.recall_reasons import RecallReasons
from desktop.panels.memory.memory_card import MemoryCard
from desktop.paths import Paths
from engine.protocol.answering.sampling import Sampling
from tests.desktop.features.chat.driver import composer, last_answer, transcript

pytestmark = pytest.mark.model
TIMEOUT_MS = 90_000


@pytest.fixture
def page(qtbot: QtBot, open_ateneo: Callable[..., Ateneo], home: Path, models: Path) -> ChatPage:
    ateneo = open_ateneo(StartOptions("en", "light"), engine_command(Paths(home, models)), ("chat", "memory"))
    ateneo.settings.change(sampling=Sampling(temperature=0.0, max_tokens=2))
    ateneo.client.start()
    ateneo.window.show_page("chat")
    shown = ateneo.window.page("chat")
    assert isinstance(shown, ChatPage)
    qtbot.waitUntil(lambda: ateneo.client.state == "ready" and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    return shown


def ask(qtbot: QtBot, page: ChatPage, text: str) -> None:
    before = len(page.session.messages)
    composer(page).sent.emit(text)
    qtbot.waitUntil(lambda: len(page.session.messages) == before + 2 and not page.session.is_busy, timeout=TIMEOUT_MS)


def lines(page: ChatPage) -> list[MemoryLine]:
    return [line for line in transcript(page).findChildren(MemoryLine) if line.isVisibleTo(page)]


def said(page: ChatPage) -> list[str]:
    return [line.sentence.full_text for line in lines(page)]


def click(button: QPushButton) -> None:
    assert button.isEnabled()
    button.click()


def chip(page: ChatPage) -> QPushButton:
    return next(b for b in last_answer(page).findChildren(QPushButton) if b.accessibleName().startswith("Remembered: "))


def test_what_is_kept_at_once_is_told_below_the_answer_and_undone(qtbot: QtBot, page: ChatPage) -> None:
    ask(qtbot, page, "Remember that I live in Almería.")
    qtbot.waitUntil(lambda: said(page) == ["Remembered: “I live in Almería”"], timeout=TIMEOUT_MS)
    click(lines(page)[0].decline)
    qtbot.waitUntil(lambda: said(page) == [], timeout=TIMEOUT_MS)
    ask(qtbot, page, "Where do I live?")
    assert last_answer(page).message.remarks.recalled == ()


def test_a_proposal_is_edited_and_kept_and_stays_until_it_is_answered(qtbot: QtBot, page: ChatPage) -> None:
    ask(qtbot, page, "I'm allergic to walnuts. What can I bake?")
    qtbot.waitUntil(lambda: said(page) == ["Shall I remember “I'm allergic to walnuts”?"], timeout=TIMEOUT_MS)
    conversation = page.session.id
    page.new()
    page.open(conversation)
    qtbot.waitUntil(lambda: said(page) == ["Shall I remember “I'm allergic to walnuts”?"], timeout=TIMEOUT_MS)
    line, answer = lines(page)[0], last_answer(page)
    assert answer.isAncestorOf(line)  # nothing that is read moves when it comes or goes
    click(line.edit)
    line.editor.setText("I'm allergic to all nuts")
    qtbot.keyClick(line.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: said(page) == [], timeout=TIMEOUT_MS)
    ask(qtbot, page, "Which nuts am I allergic to?")
    qtbot.waitUntil(lambda: chip(page).text() == "Remembered: I'm allergic to all nuts", timeout=TIMEOUT_MS)


def test_the_chip_says_why_and_the_memory_is_switched_off_there(qtbot: QtBot, page: ChatPage) -> None:
    ask(qtbot, page, "Remember that my dog is called Toby.")
    ask(qtbot, page, "What is my dog called?")
    qtbot.waitUntil(lambda: chip(page).isVisibleTo(page), timeout=TIMEOUT_MS)
    click(chip(page))
    window = page.window()
    qtbot.waitUntil(lambda: bool(window.findChildren(RecallReasons)), timeout=TIMEOUT_MS)
    (why,) = window.findChildren(RecallReasons)
    qtbot.waitUntil(lambda: bool(why.sentences) and bool(why.findChildren(MemoryCard)), timeout=TIMEOUT_MS)
    assert "“dog”" in why.sentences[0]
    why.findChildren(MemoryCard)[0].settings.on.click()
    qtbot.waitUntil(
        lambda: any(not card.memory.is_on for card in why.findChildren(MemoryCard) if card.isVisibleTo(why)),
        timeout=TIMEOUT_MS,
    )
    ask(qtbot, page, "What is the name of my dog?")
    assert last_answer(page).message.remarks.recalled == ()
