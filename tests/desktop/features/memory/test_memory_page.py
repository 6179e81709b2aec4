"""The Memory page over the real engine and the real embedder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.chat.page import ChatPage
from desktop.features.memory.page import FILTERS, MemoryPage
from desktop.panels.memory.memory_card import MemoryCard
from desktop.paths import Paths
from desktop.widgets.shell.message_bar import MessageBar
from engine.capabilities.chat import api as chat
from engine.capabilities.memory import api as memory
from engine.protocol.answering.sampling import Sampling

pytestmark = pytest.mark.model
TIMEOUT_MS = 60_000


@pytest.fixture
def ateneo(qtbot: QtBot, open_ateneo: Callable[..., Ateneo], home: Path, models: Path) -> Ateneo:
    opened = open_ateneo(StartOptions("en", "light"), engine_command(Paths(home, models)), ("chat", "memory"))
    opened.client.start()
    qtbot.waitUntil(lambda: opened.client.state == "ready" and opened.client.is_idle, timeout=TIMEOUT_MS)
    opened.window.show_page("memory")
    return opened


def page(ateneo: Ateneo) -> MemoryPage:
    found = ateneo.window.page("memory")
    assert isinstance(found, MemoryPage)
    return found


def texts(ateneo: Ateneo) -> list[str]:
    return [card.memory.text for card in page(ateneo).cards]


def add(qtbot: QtBot, ateneo: Ateneo, *facts: str) -> None:
    for fact in facts:
        page(ateneo).new.setText(fact)
        qtbot.keyClick(page(ateneo).new, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda fact=fact: fact in texts(ateneo), timeout=TIMEOUT_MS)


def card(ateneo: Ateneo, text: str) -> MemoryCard:
    return next(card for card in page(ateneo).cards if card.memory.text == text)


def undo(qtbot: QtBot, ateneo: Ateneo, said: str) -> None:
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    qtbot.waitUntil(lambda: bar.sentence == said, timeout=TIMEOUT_MS)
    bar.undo()


def show(ateneo: Ateneo, filter: str) -> None:
    page(ateneo).tabs.setCurrentIndex([name for name, _ in FILTERS].index(filter))  # type: ignore[arg-type]  # a filter's name


def words(of: QWidget) -> str:
    return " ".join(label.text() for label in of.findChildren(QLabel) if label.isVisibleTo(of))


def test_an_empty_page_says_how_memories_come_about(qtbot: QtBot, ateneo: Ateneo) -> None:
    qtbot.waitUntil(lambda: page(ateneo).empty.isVisible(), timeout=TIMEOUT_MS)
    assert "Remember that I live in Cádiz" in words(page(ateneo).empty)
    add(qtbot, ateneo, "I live in Almería")
    qtbot.waitUntil(lambda: not page(ateneo).empty.isVisible(), timeout=TIMEOUT_MS)
    assert page(ateneo).new.text() == "" and "Written on" in words(card(ateneo, "I live in Almería"))


def test_a_memory_is_edited_in_place_switched_off_and_both_are_undone(qtbot: QtBot, ateneo: Ateneo) -> None:
    add(qtbot, ateneo, "I live in Almería")
    card(ateneo, "I live in Almería").edit.click()
    editor = card(ateneo, "I live in Almería").editor
    editor.setText("I live in Málaga")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: texts(ateneo) == ["I live in Málaga"], timeout=TIMEOUT_MS)
    undo(qtbot, ateneo, "The memory was changed.")
    qtbot.waitUntil(lambda: texts(ateneo) == ["I live in Almería"], timeout=TIMEOUT_MS)
    card(ateneo, "I live in Almería").settings.on.click()
    qtbot.waitUntil(lambda: not card(ateneo, "I live in Almería").memory.is_on, timeout=TIMEOUT_MS)
    undo(qtbot, ateneo, "The memory was changed.")
    qtbot.waitUntil(lambda: card(ateneo, "I live in Almería").memory.is_on, timeout=TIMEOUT_MS)


def test_where_and_until_when_it_is_used_is_chosen(qtbot: QtBot, ateneo: Ateneo) -> None:
    ateneo.client.call(chat.ADD_FOLDER, chat.AddFolder("Travel"), page(ateneo))
    add(qtbot, ateneo, "I live in Almería")
    shown = card(ateneo, "I live in Almería").settings
    qtbot.waitUntil(lambda: "Only in “Travel”" in places(card(ateneo, "I live in Almería")), timeout=TIMEOUT_MS)
    shown = card(ateneo, "I live in Almería").settings
    shown.scope.setCurrentIndex(places(card(ateneo, "I live in Almería")).index("Only in “Travel”"))
    shown.scope.activated.emit(shown.scope.currentIndex())
    qtbot.waitUntil(lambda: card(ateneo, "I live in Almería").memory.scope == "folder", timeout=TIMEOUT_MS)
    end = card(ateneo, "I live in Almería").settings.end
    end.setCurrentIndex(1)
    end.activated.emit(1)
    qtbot.waitUntil(lambda: card(ateneo, "I live in Almería").memory.expires_at is not None, timeout=TIMEOUT_MS)
    assert card(ateneo, "I live in Almería").settings.end.currentText().startswith("Until")


def test_a_card_shows_its_choices_when_it_is_changed_and_stays_open_after_one(qtbot: QtBot, ateneo: Ateneo) -> None:
    add(qtbot, ateneo, "I live in Almería")
    shown = card(ateneo, "I live in Almería")
    qtbot.waitUntil(shown.settings.on.isVisible, timeout=TIMEOUT_MS)
    assert not shown.settings.isVisible() and not shown.forget.isVisible()
    shown.edit.click()
    qtbot.waitUntil(shown.settings.isVisible, timeout=TIMEOUT_MS)
    shown.settings.scope.setFocus()
    shown.settings.scope.setCurrentIndex(places(shown).index("In no conversation"))
    shown.settings.scope.activated.emit(shown.settings.scope.currentIndex())
    qtbot.waitUntil(lambda: shown.memory.scope == "never", timeout=TIMEOUT_MS)
    assert shown.settings.isVisible() and shown.forget.isVisible() and shown.settings.scope.hasFocus()
    assert "In no conversation" in words(shown)
    qtbot.keyClick(shown.editor, Qt.Key.Key_Escape)
    assert not shown.settings.isVisible() and shown.edit.hasFocus()


def places(shown: MemoryCard) -> list[str]:
    return [shown.settings.scope.itemText(at) for at in range(shown.settings.scope.count())]


def test_search_and_tabs_show_what_is_asked_for(qtbot: QtBot, ateneo: Ateneo) -> None:
    add(qtbot, ateneo, "I live in Almería", "My dog is called Toby", "I moved to Málaga")
    qtbot.waitUntil(lambda: set(texts(ateneo)) == {"My dog is called Toby", "I moved to Málaga"}, timeout=TIMEOUT_MS)
    page(ateneo).search.setText("tob")
    qtbot.waitUntil(lambda: texts(ateneo) == ["My dog is called Toby"], timeout=TIMEOUT_MS)
    page(ateneo).stop()
    show(ateneo, "history")
    qtbot.waitUntil(lambda: texts(ateneo) == ["I live in Almería"], timeout=TIMEOUT_MS)
    assert "Replaced by “I moved to Málaga”" in words(card(ateneo, "I live in Almería"))
    show(ateneo, "proposed")
    qtbot.waitUntil(lambda: texts(ateneo) == [], timeout=TIMEOUT_MS)
    assert "There is nothing here." in words(page(ateneo))


def test_a_memory_is_deleted_for_good_after_a_question(qtbot: QtBot, ateneo: Ateneo, home: Path) -> None:
    add(qtbot, ateneo, "My dog is called Xilofonoverde")
    card(ateneo, "My dog is called Xilofonoverde").forget.click()
    qtbot.waitUntil(lambda: ateneo.window.findChild(QMessageBox) is not None, timeout=TIMEOUT_MS)
    box = ateneo.window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox) and "Xilofonoverde" in box.text()
    next(b for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.DestructiveRole).click()
    qtbot.waitUntil(lambda: texts(ateneo) == [] and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert not any(b"Xilofonoverde" in file.read_bytes() for file in home.rglob("library.db*"))


def test_its_source_opens_the_conversation_at_the_message(qtbot: QtBot, ateneo: Ateneo) -> None:
    settings = chat.ConversationSettings(Sampling(max_tokens=1))
    ateneo.client.call(chat.SEND, chat.Send("Remember that my dog is called Toby.", settings=settings), page(ateneo))
    qtbot.waitUntil(lambda: texts(ateneo) == ["My dog is called Toby"], timeout=TIMEOUT_MS)
    card(ateneo, "My dog is called Toby").source.click()
    chat_page = ateneo.window.page("chat")
    assert isinstance(chat_page, ChatPage)
    qtbot.waitUntil(lambda: chat_page.isVisible() and len(chat_page.session.messages) == 2, timeout=TIMEOUT_MS)


def test_every_control_has_a_name_and_both_languages_fit(qtbot: QtBot, ateneo: Ateneo) -> None:
    add(qtbot, ateneo, "I live in Almería")
    for language, remember in (("en", "Remember"), ("es", "Recordar")):
        ateneo.settings.change(language=language)
        qtbot.waitUntil(lambda said=remember: page(ateneo).add.text() == said, timeout=TIMEOUT_MS)
        shown = page(ateneo).cards[0]
        for button in (shown.edit, shown.forget, shown.settings.on):
            assert button.accessibleName() or button.text()
        for box in (shown.settings.scope, shown.settings.end):
            assert box.accessibleName() and box.currentText()


def test_many_memories_are_shown_in_parts(qtbot: QtBot, ateneo: Ateneo) -> None:
    for number in range(60):
        ateneo.client.call(memory.ADD, memory.AddMemory(f"Locker {number} is mine"), page(ateneo))
    qtbot.waitUntil(lambda: ateneo.client.is_idle and page(ateneo).more.isVisible(), timeout=TIMEOUT_MS)
    assert len(page(ateneo).cards) == 50
    page(ateneo).more.click()
    qtbot.waitUntil(lambda: len(page(ateneo).cards) == 60, timeout=TIMEOUT_MS)
