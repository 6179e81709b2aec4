"""Search in all conversations: the sentence in the list, marked where it stands, and a word when there is none."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.conversations.conversation_list import ConversationList
from desktop.features.chat.conversations.rows import ConversationRow
from desktop.features.chat.page import ChatPage
from engine.capabilities.chat import api as chat
from tests.desktop.features.chat.driver import (
    NOVEL,
    button,
    buttons,
    conversation_rows,
    last_answer,
    listed_titles,
    open_garden,
    part_of,
    send_and_wait,
    shown_texts,
    transcript,
    wait_until,
)


def search(page: ChatPage, query: str) -> QLineEdit:
    field = part_of(part_of(page, ConversationList), QLineEdit)
    field.setText(query)
    return field


def marked_words(page: ChatPage, message: int) -> list[str]:
    view = next(view for view in transcript(page).views if view.message.id == message)
    return [selection.cursor.selectedText() for selection in view.text.extraSelections()]


def sentences(page: ChatPage) -> list[str]:
    model = conversation_rows(page).model()
    rows = (model.item(model.index(row, 0)) for row in range(model.rowCount()))  # type: ignore[attr-defined]  # a NameListModel
    return [row.conversation.match.text for row in rows if isinstance(row, ConversationRow) and row.conversation.match]


def test_the_list_shows_the_sentence_that_was_found(qtbot: QtBot, page: ChatPage) -> None:
    plain = conversation_rows(page).sizeHintForRow(1)
    search(page, "february")
    wait_until(qtbot, lambda: sentences(page) == ["In **February**, indoors."])
    assert listed_titles(page) == ["Older", "The garden"]
    assert conversation_rows(page).sizeHintForRow(1) > plain


def test_a_hit_opens_at_its_message_with_the_words_marked(qtbot: QtBot, page: ChatPage) -> None:
    search(page, "message 24:")
    wait_until(qtbot, lambda: len(sentences(page)) == 1)
    QTest.mouseClick(
        conversation_rows(page).viewport(),
        Qt.MouseButton.LeftButton,
        pos=conversation_rows(page).visualRect(conversation_rows(page).model().index(1, 0)).center(),
    )
    wait_until(qtbot, lambda: page.session.id == NOVEL and any("Message 24:" in text for text in shown_texts(page)))
    message = next(m for m in page.session.messages if m.text.startswith("Message 24:"))
    wait_until(qtbot, lambda: bool(marked_words(page, message.id)))
    assert marked_words(page, message.id) == ["Message 24:"]
    view = next(view for view in transcript(page).views if view.message.id == message.id)
    bar = transcript(page).verticalScrollBar()
    wait_until(
        qtbot,
        lambda: bar.value() <= transcript(page).top_of(view) <= bar.value() + transcript(page).viewport().height(),
    )
    page.stop()
    assert marked_words(page, message.id) == []


def test_enter_opens_the_first_hit(qtbot: QtBot, page: ChatPage) -> None:
    field = search(page, "february")
    wait_until(qtbot, lambda: len(sentences(page)) == 1)
    QTest.keyClick(field, Qt.Key.Key_Return)
    wait_until(qtbot, lambda: shown_texts(page) == ["When are tomatoes sown?", "In February, indoors."])
    message = page.session.messages[1].id
    wait_until(qtbot, lambda: marked_words(page, message) == ["February"])


def test_a_hit_in_another_version_of_an_answer_shows_that_version(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    first = page.session.messages[1].id
    button(last_answer(page), "Answer again").click()
    wait_until(qtbot, lambda: shown_texts(page)[-1] == "echo: When are tomatoes sown?" and not page.session.is_busy)
    search(page, "february")
    wait_until(qtbot, lambda: len(sentences(page)) == 1)
    part_of(page, ConversationList).opened_at.emit(1, chat.ConversationMatch(first, "In February.", ((3, 11),)))
    wait_until(qtbot, lambda: shown_texts(page)[-1] == "In February, indoors.")
    wait_until(qtbot, lambda: marked_words(page, first) == ["February"])


def test_nothing_found_is_said_with_the_words(qtbot: QtBot, page: ChatPage) -> None:
    search(page, "zebra")
    wait_until(qtbot, lambda: listed_titles(page) == [])
    texts = [label.text() for label in part_of(page, ConversationList).findChildren(QLabel) if label.isVisible()]
    assert texts == ["No conversation has “zebra”. Try other words, or fewer."]


def test_escape_shows_all_conversations_again(qtbot: QtBot, page: ChatPage) -> None:
    wait_until(qtbot, lambda: len(listed_titles(page)) == 3)
    search(page, "zebra")
    wait_until(qtbot, lambda: listed_titles(page) == [])
    page.stop()
    wait_until(qtbot, lambda: len(listed_titles(page)) == 3)


def test_nothing_found_in_the_documents_offers_to_ask_without_them(qtbot: QtBot, page: ChatPage) -> None:
    send_and_wait(qtbot, page, "nothing here", "I found nothing about this in your documents.")
    button(last_answer(page), "Ask without documents").click()
    wait_until(qtbot, lambda: shown_texts(page)[-1] == "From what the model knows." and not page.session.is_busy)
    assert "Ask without documents" not in [b.text() for b in buttons(last_answer(page))]
    assert len(last_answer(page).message.siblings) == 2
