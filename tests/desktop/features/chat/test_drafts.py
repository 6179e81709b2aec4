"""Drafts and attached pictures stay with their conversation until they are sent."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from tests.desktop.features.chat.driver import (
    GARDEN,
    NOVEL,
    attached_names,
    open_garden,
    question_field,
    wait_until,
)


def test_a_draft_survives_another_conversation_and_the_page(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    QTest.keyClicks(question_field(page), "half a thought")
    page.open(NOVEL)
    wait_until(qtbot, lambda: page.session.id == NOVEL)
    assert question_field(page).toPlainText() == ""
    page.open(GARDEN)
    wait_until(qtbot, lambda: question_field(page).toPlainText() == "half a thought")
    ateneo.window.show_page("settings")
    ateneo.window.show_page("chat")
    assert question_field(page).toPlainText() == "half a thought"


def test_a_draft_of_a_new_conversation_survives_too(qtbot: QtBot, page: ChatPage) -> None:
    QTest.keyClicks(question_field(page), "not begun yet")
    open_garden(qtbot, page)
    page.new()
    wait_until(qtbot, lambda: question_field(page).toPlainText() == "not begun yet")


def test_attached_pictures_come_back_with_their_conversation(qtbot: QtBot, page: ChatPage, tmp_path: Path) -> None:
    open_garden(qtbot, page)
    page.composing.attach_pictures([tmp_path / "roses.jpg"])
    page.open(NOVEL)
    wait_until(qtbot, lambda: page.session.id == NOVEL)
    assert attached_names(page) == []
    page.new()
    page.composing.attach_pictures([tmp_path / "new.jpg"])
    open_garden(qtbot, page)
    wait_until(qtbot, lambda: attached_names(page) == ["roses.jpg"])
    page.new()
    assert attached_names(page) == ["new.jpg"]


def test_a_sent_question_is_no_longer_a_draft(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    QTest.keyClicks(question_field(page), "Sent.")
    QTest.keyClick(question_field(page), Qt.Key.Key_Return)
    wait_until(qtbot, lambda: not page.session.is_busy)
    page.new()
    wait_until(qtbot, lambda: ateneo.client.is_idle)
    assert question_field(page).toPlainText() == ""
