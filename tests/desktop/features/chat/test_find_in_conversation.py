"""Find in the open conversation, and search in all of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLineEdit,
)
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.conversations.conversation_list import ConversationList
from desktop.features.chat.page import ChatPage
from desktop.widgets.text.find_bar import FindBar
from tests.desktop.features.chat.driver import (
    NOVEL,
    open_garden,
    part_of,
    position_of,
    question_field,
    transcript,
    visible_text,
    wait_until,
)
from tests.support.scripted_chat import MANY


def find_text(page: ChatPage, words: str) -> FindBar:
    page.find_in_page()
    bar = part_of(page, FindBar)
    bar.field.setText(words)
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    return bar


def highlights(ateneo: Ateneo, page: ChatPage) -> list[tuple[int, str, bool]]:
    """(message id, text, whether it is the current match) of every highlighted match."""
    current = ateneo.window.theme.colour("accent")
    return [
        (view.message.id, mark.cursor.selectedText(), mark.format.background().color() == current)
        for view in transcript(page).views
        for mark in view.text.extraSelections()
    ]


def test_matches_in_the_open_conversation_are_counted_and_highlighted(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    open_garden(qtbot, page)
    bar = find_text(page, "IN")
    assert "2 of 2" in visible_text(bar)
    wait_until(
        qtbot,
        lambda: [(text.lower(), now) for _, text, now in highlights(ateneo, page)] == [("in", False), ("in", True)],
    )
    QTest.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert "1 of 2" in visible_text(bar)
    wait_until(qtbot, lambda: [now for *_, now in highlights(ateneo, page)] == [True, False])
    bar.field.setText("nowhere")
    wait_until(qtbot, lambda: "No matches" in visible_text(bar))
    assert highlights(ateneo, page) == []


def test_a_match_far_above_is_built_and_shown(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    page.open(NOVEL)
    wait_until(qtbot, lambda: page.session.id == NOVEL)
    bar = find_text(page, f"Message {MANY - 40}:")
    assert "1 of 1" in visible_text(bar)
    wait_until(qtbot, lambda: any(now for *_, now in highlights(ateneo, page)))
    view = next(v for v in transcript(page).views if v.text.extraSelections())

    def is_seen() -> bool:
        return 0 <= position_of(page, view) < transcript(page).viewport().height()

    wait_until(qtbot, is_seen)
    assert len(transcript(page).views) < 100


def test_escape_ends_the_search_and_removes_the_highlights(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    bar = find_text(page, "indoors")
    QTest.keyClick(ateneo.window, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert highlights(ateneo, page) == []
    find_text(page, "indoors")
    page.new()
    assert not bar.isVisible()


def test_all_conversations_are_searched_where_none_is_open_or_with_shift(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    search = next(f for f in part_of(page, ConversationList).findChildren(QLineEdit))
    page.find_in_page()
    assert page.focusWidget() is search
    open_garden(qtbot, page)
    page.find_in_page()
    assert page.focusWidget() is part_of(page, FindBar).findChild(QLineEdit)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(question_field(page), Qt.Key.Key_F, both)
    assert page.focusWidget() is search
