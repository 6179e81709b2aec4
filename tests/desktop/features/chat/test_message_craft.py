"""Quoting in the question, copying as Markdown and as plain text, names of versions, and long pasted texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.attached.paste_offer import PasteOffer
from desktop.features.chat.page import ChatPage
from desktop.features.chat.transcript.version_list import distinct_names
from desktop.widgets.text.plain_markdown import plain_text
from tests.desktop.features.chat.driver import (
    bar_message,
    button,
    choose_line,
    last_answer,
    menu_lines,
    open_garden,
    open_menu,
    part_of,
    question_field,
    transcript,
    wait_until,
)


def open_text_menu(qtbot: QtBot, page: ChatPage, view: int = -1) -> QMenu:
    transcript(page).views[view].text.customContextMenuRequested.emit(QPoint(2, 2))
    return open_menu(qtbot)


def submenu(menu: QMenu, name: str) -> QMenu:
    found = next(action.menu() for action in menu.actions() if action.text() == name)
    assert isinstance(found, QMenu)
    return found


def test_a_selection_is_quoted_from_the_menu_where_the_person_writes(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    question_field(page).setPlainText("First.")
    question_field(page).moveCursor(QTextCursor.MoveOperation.End)
    menu = open_text_menu(qtbot, page)
    assert not next(a for a in menu.actions() if a.text() == "Quote in the question").isEnabled()
    menu.close()
    last_answer(page).text.selectAll()
    choose_line(open_text_menu(qtbot, page), "Quote in the question")
    assert question_field(page).toPlainText() == "First.\n\n> In February, indoors.\n\n"
    wait_until(qtbot, lambda: question_field(page).hasFocus())
    QTest.keyClicks(question_field(page), "Why?")
    assert question_field(page).toPlainText().endswith("indoors.\n\nWhy?")


def test_a_button_beside_the_selection_quotes_it(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    text = last_answer(page).text
    cursor = text.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(11, QTextCursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)
    quote = None

    def is_shown() -> bool:
        nonlocal quote
        shown = [b for b in transcript(page).findChildren(QPushButton) if b.text() == "Quote" and b.isVisible()]
        quote = shown[0] if shown else None
        return quote is not None

    wait_until(qtbot, is_shown)
    assert isinstance(quote, QPushButton) and quote.accessibleName() == "Quote the selection in the question"
    quote.click()
    assert question_field(page).toPlainText() == "> In February\n\n"
    assert not quote.isVisible()
    text.selectAll()
    wait_until(qtbot, is_shown)
    cursor.clearSelection()
    text.setTextCursor(cursor)
    assert not is_shown()


def test_a_message_and_the_conversation_are_copied_both_ways(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    clipboard = QApplication.clipboard()
    last_answer(page).text.selectAll()
    expected = {
        "Selection as Markdown": "In **February**, indoors.",
        "Message as Markdown": "In **February**, indoors.",
        "Message as plain text": "In February, indoors.",
        "Conversation as Markdown": "**You:**\n\nWhen are tomatoes sown?\n\n**tiny:**\n\nIn **February**, indoors.",
        "Conversation as plain text": "You:\nWhen are tomatoes sown?\n\ntiny:\nIn February, indoors.",
    }
    model = last_answer(page).message.model or "Assistant"
    menu = submenu(open_text_menu(qtbot, page), "Copy as")
    assert menu_lines(menu) == list(expected)
    for name, text in expected.items():
        choose_line(submenu(open_text_menu(qtbot, page), "Copy as"), name)
        QApplication.activePopupWidget().close() if QApplication.activePopupWidget() else None
        wait_until(qtbot, lambda text=text: clipboard.text() == text.replace("tiny", model))  # type: ignore[misc]
    assert bar_message(ateneo) == "2 messages copied."


def test_markdown_loses_its_signs_and_nothing_else() -> None:
    table, code = "| a | b |\n|--|--|\n| 1 | 2 |", "```py\nx = 1\n```"
    markdown = f"# T\n\nSí **b** [l](https://a.es) `c`\n\n- a\n  1. b\n- d\n\n{table}\n\n> q\n\n{code}"
    assert plain_text(markdown) == "T\n\nSí b l (https://a.es) c\n\n• a\n  1. b\n• d\n\na\tb\n1\t2\n\nq\n\nx = 1"
    assert plain_text("<b>x</b> שלום e\u0301") == "<b>x</b> שלום e\u0301"
    assert plain_text("*" * 300_000) == "*" * 300_000


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        (["How do I sow?", "How do I plant out?"], ["… sow?", "… plant out?"]),
        (["Same words", "Same words"], ["Same words", "Same words"]),
        (["Same words", "Same words and more"], ["Same words", "… and more"]),
        (["", "x"], ["", "x"]),
        ([], []),
        (["a " * 30, "b " * 30], ["a a a a a a a a…", "b b b b b b b b…"]),
    ],
)
def test_versions_are_named_by_the_words_in_which_they_differ(texts: list[str], names: list[str]) -> None:
    assert distinct_names(texts) == names


def paste(page: ChatPage, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    field = question_field(page)
    assert isinstance(field, QPlainTextEdit)
    field.insertFromMimeData(data)


def test_a_long_paste_is_offered_as_a_file_and_nothing_is_inserted(qtbot: QtBot, page: ChatPage) -> None:
    offer = part_of(page, PasteOffer)
    paste(page, "short")
    assert not offer.isVisible() and question_field(page).toPlainText() == "short"
    paste(page, "línea \ud83d larga\n" * 15_000)
    assert offer.isVisible() and question_field(page).toPlainText() == "short"
    assert offer.attach_button.hasFocus() or offer.attach_button.isVisible()
    button(offer, "Do not paste").click()
    assert not offer.isVisible() and question_field(page).toPlainText() == "short"
    paste(page, "x " * 100_000)
    button(offer, "Paste it into the question").click()
    assert question_field(page).toPlainText() == "short" + "x " * 100_000


def test_alt_and_arrows_do_nothing_where_there_is_one_version(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    last_answer(page).text.setFocus()
    QTest.keyClick(last_answer(page).text, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert [view.message.text for view in transcript(page).views][-1] == "In **February**, indoors."


def test_the_path_of_a_pasted_text_stays_out_of_the_question(tmp_path: Path, qtbot: QtBot, page: ChatPage) -> None:
    """Where the engine cannot keep the text, the offer comes back with it."""
    offer = part_of(page, PasteOffer)
    paste(page, "y " * 100_000)
    button(offer, "Attach it as a file").click()
    wait_until(qtbot, lambda: offer.isVisible() and offer.text == "y " * 100_000)
    assert question_field(page).toPlainText() == ""
