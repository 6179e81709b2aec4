"""Marked sentences, folded thinking, notices below an answer, and going on with one that was cut."""

from __future__ import annotations

from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QCheckBox, QProgressBar
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from desktop.features.chat.settings.settings_pane import ConversationSettingsPane
from desktop.features.chat.transcript.quote_preview import QuotePreview
from desktop.features.chat.transcript.thinking_fold import ThinkingFold
from desktop.widgets.text.markdown import CitationMark
from desktop.widgets.text.message_text import MessageText
from engine.capabilities.chat import api as chat
from tests.desktop.features.chat.driver import (
    button,
    buttons,
    last_answer,
    part_of,
    send_question,
    shown_texts,
    transcript,
    visible_text,
    wait_until,
)
from tests.support.scripted_chat import QUOTE


def answered(qtbot: QtBot, page: ChatPage, question: str) -> None:
    """Ask, and wait until the answer is complete."""
    send_question(page, question)
    wait_until(
        qtbot,
        lambda: (
            not page.session.is_busy and len(shown_texts(page)) == 2 and last_answer(page).message.state == "complete"
        ),
    )


def test_a_sentence_without_support_is_marked_and_counted(qtbot: QtBot, page: ChatPage) -> None:
    answered(qtbot, page, "think about the boiler")
    view = last_answer(page)
    assert view.text.marks == (CitationMark(1, 29), CitationMark(0, len(view.message.text)))
    assert "300" in view.text.tooltip(0) and "Toledo" in view.text.tooltip(0)
    assert "1 sentence marked “?” is not in your documents." in visible_text(view)
    assert "4 earlier messages no longer fit, and the model did not read them." in visible_text(view)
    sources = QSignalSpy(view.source_clicked)
    view.text.citation_clicked.emit(0)
    assert sources.count() == 0


def test_thinking_is_folded_away_and_opens(qtbot: QtBot, page: ChatPage) -> None:
    answered(qtbot, page, "think about the boiler")
    fold = part_of(last_answer(page), ThinkingFold)
    header = button(fold, "Thought for 12 s")
    assert not fold.is_open and shown_texts(page)[1].startswith("It is serviced")
    header.click()
    assert fold.is_open and part_of(fold, MessageText).plain_text() == "They ask about the boiler."
    header.click()
    assert not fold.is_open


def test_thinking_is_not_copied_and_an_answer_without_it_has_no_fold(qtbot: QtBot, page: ChatPage) -> None:
    answered(qtbot, page, "cite the boiler")
    assert not part_of(last_answer(page), ThinkingFold).isVisibleTo(page)


def test_words_that_were_taken_back_are_gone(qtbot: QtBot, page: ChatPage) -> None:
    answered(qtbot, page, "think about the boiler")
    assert "Se revisa" not in shown_texts(page)[1]


def test_the_nearest_sentence_is_shown_while_the_model_reads(qtbot: QtBot, page: ChatPage) -> None:
    send_question(page, "preview the boiler")
    wait_until(qtbot, lambda: bool(transcript(page).views) and part_of(page, QProgressBar).isVisibleTo(page))
    preview = part_of(last_answer(page), QuotePreview)
    assert preview.isVisibleTo(page) and f"“{QUOTE}”" in visible_text(preview)
    assert "house-manual.pdf" in visible_text(preview)
    page.stop()
    wait_until(qtbot, lambda: not page.session.is_busy)
    assert not preview.isVisibleTo(page)


def test_a_loop_is_cut_and_told(qtbot: QtBot, page: ChatPage) -> None:
    answered(qtbot, page, "loop please")
    assert shown_texts(page)[1] == "Hello."
    assert "The model began to repeat itself, and the rest was cut." in visible_text(last_answer(page))
    assert "Continue" not in [b.text() for b in buttons(last_answer(page))]
    assert button(last_answer(page), "Try again").isEnabled()


def test_an_answer_that_was_cut_goes_on_in_its_own_row(qtbot: QtBot, page: ChatPage) -> None:
    answered(qtbot, page, "cut the story")
    view = last_answer(page)
    assert "The answer reached the longest length that is set." in visible_text(view)
    button(view, "Continue").click()
    wait_until(qtbot, lambda: not page.session.is_busy and last_answer(page).message.text.endswith("more"))
    assert shown_texts(page) == ["cut the story", "Once upon a time and more"]
    assert last_answer(page) is view and "longest length" not in visible_text(view)


def test_only_the_last_answer_can_be_continued(qtbot: QtBot, page: ChatPage) -> None:
    remarks = chat.AnswerRemarks(notices=("length",), written_end=4)
    messages = [
        chat.Message(n, 1, "assistant" if n % 2 == 0 else "user", "text", "complete", 0, remarks=remarks)
        for n in (1, 2, 3, 4)
    ]
    for message_count in (2, 4):
        transcript(page).show_messages(messages[:message_count], fresh=message_count == 2)
    wait_until(qtbot, lambda: len(transcript(page).views) == 4)
    can_continue = [
        "Continue" in [b.text() for b in buttons(view)]
        for view in transcript(page).views
        if view.message.role == "assistant"
    ]
    assert can_continue == [False, True]


def test_a_model_with_a_switch_for_thinking_has_one_in_the_settings(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    page.perform("settings")
    boxes = part_of(ateneo.window, ConversationSettingsPane).findChildren(QCheckBox)
    (switch,) = (box for box in boxes if box.text() == "Let the model think before it answers")
    wait_until(qtbot, lambda: switch.isVisible())
    assert not switch.isChecked()
    switch.click()
    assert page.conversation_settings.current.thinking
    button(ateneo.window, "Use for new conversations").click()
    assert ateneo.settings.value.thinking
