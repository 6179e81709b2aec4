"""Sources of an answer: the question that was searched for, why these passages, and what is related to a source."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from desktop.features.chat.sources.answer_sources import AnswerSources
from desktop.panels.page_preview import PagePreview
from desktop.panels.reading_pane import ReadingPane
from desktop.panels.search_explanation import SearchExplanationView
from tests.desktop.conftest import TIMEOUT_MS
from tests.desktop.features.chat.driver import part_of, question_field, send_question, transcript


def sources_of_last(page: ChatPage) -> AnswerSources:
    view = transcript(page).findChildren(AnswerSources)[-1]
    assert isinstance(view, AnswerSources)
    return view


def answer(qtbot: QtBot, page: ChatPage, text: str) -> AnswerSources:
    send_question(page, text)
    qtbot.waitUntil(lambda: not page.session.is_busy and sources_of_last(page).why is not None, timeout=TIMEOUT_MS)
    return sources_of_last(page)


def test_the_question_that_was_searched_for_is_shown_and_can_be_corrected_and_asked_again(
    qtbot: QtBot, page: ChatPage
) -> None:
    shown = answer(qtbot, page, "follow and who?")
    line = shown.searched_for
    assert line is not None and line.isVisible()
    assert line.accessibleName() == "Searched for: “Who services the boiler?”"
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Space)
    assert question_field(page).toPlainText() == "Who services the boiler?" and question_field(page).hasFocus()
    assert page.composing.is_editing
    qtbot.keyClicks(question_field(page), " And when?")
    qtbot.keyClick(question_field(page), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.session.is_busy and not page.composing.is_editing, timeout=TIMEOUT_MS)
    assert page.session.messages[-2].text == "Who services the boiler? And when?"
    assert len(page.session.messages[-2].siblings) == 2
    assert sources_of_last(page).searched_for is None


def test_why_these_passages_were_read_is_told_under_the_sources(qtbot: QtBot, page: ChatPage) -> None:
    shown = answer(qtbot, page, "follow and who?")
    assert shown.why is not None and shown.why.title == "Why these passages" and not shown.why.is_open
    view = part_of(shown, SearchExplanationView)
    header = part_of(shown.why, QPushButton)
    header.setFocus()
    qtbot.keyClick(header, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(view.rows) == 2, timeout=TIMEOUT_MS)
    assert view.rows == [
        ["1", "house-manual.pdf, p. 3", "no. 1 (0.90)", "no. 1 (0.9)", "no. 1"],
        ["–", "bill.txt", "no. 2 (0.50)", "not found", "no. 2"],
    ]
    assert view.head.splitlines() == [
        "Words looked for: Who services the boiler?",
        "By meaning: 2 candidates in 1.5 ms · By words: 1 candidate in 0.5 ms · Together: 2 candidates in 0.1 ms",
        "40 passages were compared by meaning.",
    ]
    assert view.table.accessibleName() == "Why these passages"


def test_an_answer_without_documents_has_neither(qtbot: QtBot, page: ChatPage) -> None:
    send_question(page, "hello")
    qtbot.waitUntil(lambda: not page.session.is_busy and len(page.session.messages) == 2, timeout=TIMEOUT_MS)
    shown = sources_of_last(page)
    assert shown.why is None and shown.searched_for is None and not shown.isVisible()


def test_related_passages_stand_below_a_source_and_open_in_its_place(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    shown = answer(qtbot, page, "cite it")
    shown.clicked.emit(shown.sources[0])
    pane = part_of(ateneo.window, ReadingPane)
    qtbot.waitUntil(lambda: bool(pane.related), timeout=TIMEOUT_MS)
    assert [source.name for source in pane.related] == ["bill.txt"]
    pane.source_clicked.emit(pane.related[0])
    qtbot.waitUntil(lambda: ateneo.window.findChildren(PagePreview)[-1].source.name == "bill.txt", timeout=TIMEOUT_MS)
