"""Half characters, right-to-left and combining text, and empty prompts, typed, asked, shown, renamed and listed.

docs/faults.md 85.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from tests.desktop.features.chat.driver import (
    listed_titles,
    open_garden,
    question_field,
    received_params,
    send_question,
    shown_texts,
    wait_until,
)

HALF, WHOLE = "emoji cortado \ud83d aquí", "emoji cortado \N{REPLACEMENT CHARACTER} aquí"
ODD = (
    "שלום, מה שלומך?",
    "مرحبا بك",
    "e\u0301a\u0308o\u0302 n\u0303",
    "\u202eabc\u202c",
    "👩\u200d👩\u200d👧\u200d👦 🇪🇸",
)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_asked_and_shown_as_they_are(qtbot: QtBot, ateneo: Ateneo, page: ChatPage, text: str) -> None:
    send_question(page, text)
    wait_until(qtbot, lambda: not page.session.is_busy and len(shown_texts(page)) == 2)
    assert [message.text for message in page.session.messages] == [text, f"echo: {text}"]
    assert received_params(qtbot, ateneo, "chat.send")[-1]["text"] == text


def test_half_a_character_is_asked_as_a_replacement(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    send_question(page, HALF)
    wait_until(qtbot, lambda: not page.session.is_busy and len(shown_texts(page)) == 2)
    sent = received_params(qtbot, ateneo, "chat.send")[-1]["text"]
    assert sent.startswith("emoji cortado ") and sent.endswith(" aquí") and "\ud83d" not in sent
    question_field(page).setPlainText(HALF)
    page.new()  # the draft is saved
    wait_until(qtbot, lambda: bool(received_params(qtbot, ateneo, "chat.save_draft")))


@pytest.mark.parametrize("title", [HALF, *ODD])
def test_odd_titles_are_kept_and_listed(qtbot: QtBot, ateneo: Ateneo, page: ChatPage, title: str) -> None:
    open_garden(qtbot, page)
    page.rename_title(title)
    wait_until(qtbot, lambda: bool(received_params(qtbot, ateneo, "chat.rename")))
    shown = received_params(qtbot, ateneo, "chat.rename")[-1]["title"]
    assert shown == title or "\ud83d" in title
    assert listed_titles(page)


@pytest.mark.parametrize("text", ["", "   ", "\n\n\t", "\u2003"])
def test_an_empty_question_is_not_sent_and_stays_where_it_is(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, text: str
) -> None:
    question_field(page).setPlainText(text)
    QTest.keyClick(question_field(page), Qt.Key.Key_Return)
    assert question_field(page).toPlainText() == text and not page.session.is_busy
    assert received_params(qtbot, ateneo, "chat.send") == []
