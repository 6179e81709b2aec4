"""Questions and answers on the Chat page: send, read, see sources, copy."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QProgressBar,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from desktop.features.chat.transcript.question import QuestionView
from desktop.features.chat.welcome import QUESTIONS, Welcome
from desktop.panels.page_preview import PagePreview
from desktop.widgets.cards.source_card import SourceCard
from engine.capabilities.chat import api as chat
from tests.desktop.features.chat.driver import (
    button,
    composer,
    last_answer,
    listed_titles,
    open_garden,
    part_of,
    question_field,
    received_params,
    send_and_wait,
    send_long_question,
    send_question,
    shown_texts,
    transcript,
    visible_text,
    wait_until,
)
from tests.support.scripted_chat import QUOTE


def test_the_welcome_offers_questions_that_can_be_sent_with_a_click(qtbot: QtBot, page: ChatPage) -> None:
    welcome = part_of(page, Welcome)
    assert welcome.isVisible()
    button(welcome, QUESTIONS[0]).click()
    wait_until(qtbot, lambda: len(shown_texts(page)) == 2 and shown_texts(page)[1] == f"echo: {QUESTIONS[0]}")
    assert not welcome.isVisible()


def test_a_question_is_shown_at_once_and_its_answer_follows(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    send_question(page, "What is it?")
    assert shown_texts(page)[0] == "What is it?"
    assert question_field(page).toPlainText() == ""
    wait_until(qtbot, lambda: shown_texts(page) == ["What is it?", "echo: What is it?"] and not page.session.is_busy)
    assert "2.1 s" in visible_text(last_answer(page)) and "24 tok/s" in visible_text(last_answer(page))
    wait_until(qtbot, lambda: "What is it?" in listed_titles(page))


def test_an_answer_says_what_it_is_doing_and_shows_sources_before_it_writes(qtbot: QtBot, page: ChatPage) -> None:
    send_question(page, "read this")
    wait_until(qtbot, lambda: "Reading…" in visible_text(last_answer(page)))
    progress = part_of(last_answer(page), QProgressBar)
    wait_until(qtbot, lambda: (progress.value(), progress.maximum()) == (40, 120))
    assert QUOTE in part_of(last_answer(page), SourceCard).toolTip()


def test_a_citation_opens_its_page_in_the_inspector(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    send_and_wait(
        qtbot, page, "cite it", "It is serviced every October.\u200a1 Nothing else is known.".replace("1", "")
    )
    assert "1 source · 1.0 s" in visible_text(last_answer(page))
    last_answer(page).text.citation_clicked.emit(1)
    preview = part_of(ateneo.window, PagePreview)
    assert (preview.source.number, preview.source.page, preview.source.text) == (1, 3, QUOTE)


def test_a_source_card_is_opened_by_keyboard(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    send_question(page, "cite it")
    wait_until(qtbot, lambda: not page.session.is_busy and last_answer(page).findChild(SourceCard) is not None)
    QTest.keyClick(part_of(last_answer(page), SourceCard), Qt.Key.Key_Return)
    assert ateneo.window.findChild(PagePreview) is not None


def test_copying_an_answer_copies_its_markdown(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    button(last_answer(page), "Copy the answer").click()
    assert QApplication.clipboard().text() == "In **February**, indoors."


def test_a_bubble_is_as_wide_as_its_words_and_breaks_only_when_it_must(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    send_and_wait(
        qtbot, page, "When must the boiler be serviced, and whom?", "echo: When must the boiler be serviced, and whom?"
    )
    question = transcript(page).views[0]
    assert isinstance(question, QuestionView)
    wait_until(qtbot, lambda: question.text.document().begin().layout().lineCount() == 1)
    assert question.bubble.width() < 0.82 * question.width()
    send_and_wait(qtbot, page, "word " * 60, "echo: " + ("word " * 60).strip())
    other = transcript(page).views[2]
    assert isinstance(other, QuestionView)
    wait_until(qtbot, lambda: other.bubble.width() >= 0.7 * other.width())


def test_the_chip_of_a_citation_stands_after_its_sentence(qtbot: QtBot, page: ChatPage) -> None:
    send_question(page, "cite it")
    wait_until(qtbot, lambda: not page.session.is_busy)
    text = last_answer(page).text
    before, after = text.toPlainText().split("\ufffc")  # the citation's chip is drawn as an image
    assert (before.rstrip(), after.strip()) == ("It is serviced every October.", "Nothing else is known.")


def test_another_page_can_choose_the_collection_to_ask(ateneo: Ateneo, page: ChatPage) -> None:
    ateneo.window.show_page("chat", "ask", "Casa")
    assert composer(page).collections == ("Casa",)


def test_dropped_files_can_be_asked_about(page: ChatPage) -> None:
    assert [choice.title for choice in page.drop_actions([Path("/tmp/a.pdf")])] == ["Ask about these files"]


def test_try_the_samples_is_offered_as_the_one_primary_button(page: ChatPage) -> None:
    primary = [b for b in part_of(page, Welcome).findChildren(QPushButton) if b.property("role") == "primary"]
    assert [b.text() for b in primary if not b.isHidden()] == ["Try it with the sample documents"]


def test_the_end_of_an_answer_updates_the_page_without_opening_the_conversation(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    open_garden(qtbot, page)
    send_question(page, "hold on")
    wait_until(qtbot, lambda: shown_texts(page)[-1] == "Two words")
    views = list(transcript(page).views)
    opened = received_params(qtbot, ateneo, chat.OPEN.name)
    page.stop()
    wait_until(qtbot, lambda: not page.session.is_busy and ateneo.client.is_idle)
    assert received_params(qtbot, ateneo, chat.OPEN.name) == opened
    assert list(transcript(page).views) == views
    assert last_answer(page).message.state == "stopped"


def test_the_place_being_read_stays_when_an_answer_ends(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    send_long_question(qtbot, page)
    send_question(page, "hold on")
    wait_until(qtbot, lambda: shown_texts(page)[-1] == "Two words")
    bar = transcript(page).verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    place = bar.value()
    page.stop()
    wait_until(qtbot, lambda: not page.session.is_busy and ateneo.client.is_idle)
    wait_until(qtbot, lambda: all(view.text.is_drawn for view in transcript(page).views))
    assert bar.value() == place
