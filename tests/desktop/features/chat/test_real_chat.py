"""The Chat page over the real engine and the real model: send, stream, stop, retry, kill, restart, ask the samples."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.chat.page import ChatPage
from desktop.features.chat.welcome import Welcome
from desktop.panels.page_preview import PagePreview
from desktop.paths import Paths
from desktop.widgets.cards.source_card import SourceCard
from desktop.widgets.passages.pdf_page import PdfPage
from engine.capabilities.chat import api as chat
from engine.protocol.answering.sampling import Sampling
from tests.desktop.features.chat.driver import composer, last_answer, question_field, transcript

pytestmark = pytest.mark.model
TIMEOUT_MS = 90_000
OpenReal = Callable[..., tuple[Ateneo, ChatPage]]


@pytest.fixture
def open_real(qtbot: QtBot, open_ateneo: Callable[..., Ateneo], home: Path, models: Path) -> OpenReal:
    def open_one(language: str = "en") -> tuple[Ateneo, ChatPage]:
        ateneo = open_ateneo(StartOptions(language, "light"), engine_command(Paths(home, models)), ("chat",))
        ateneo.settings.change(sampling=Sampling(seed=7, temperature=0.2, max_tokens=100))
        ateneo.client.start()
        ateneo.window.show_page("chat")
        page = ateneo.window.page("chat")
        assert isinstance(page, ChatPage)
        qtbot.waitUntil(lambda: ateneo.client.state == "ready" and ateneo.client.is_idle, timeout=TIMEOUT_MS)
        return ateneo, page

    return open_one


def ask(page: ChatPage, text: str) -> None:
    composer(page).sent.emit(text)


def wait(qtbot: QtBot, until: Callable[[], bool]) -> None:
    qtbot.waitUntil(until, timeout=TIMEOUT_MS)


def answered(page: ChatPage) -> bool:
    return not page.session.is_busy and last_answer(page).message.state != "writing"


def test_an_answer_streams_is_stopped_retried_and_paged_back_to(qtbot: QtBot, open_real: OpenReal) -> None:
    _, page = open_real()
    ask(page, "Count from one to one hundred, one number a line.")
    wait(qtbot, lambda: len(last_answer(page).text.text) > 20)
    page.stop()
    wait(qtbot, lambda: answered(page))
    first = last_answer(page).message
    assert first.state == "stopped" and first.text
    last_answer(page).retry_clicked.emit(first)
    wait(qtbot, lambda: page.session.live is not None and len(page.session.live.text) > 20)
    page.stop()
    wait(qtbot, lambda: answered(page) and len(last_answer(page).message.siblings) == 2)
    last_answer(page).chosen.emit(first.id)
    wait(qtbot, lambda: last_answer(page).message.id == first.id)
    assert last_answer(page).text.text == first.text


@pytest.mark.kill
def test_a_killed_engine_leaves_the_words_marked_and_answers_the_next_question(
    qtbot: QtBot, open_real: OpenReal
) -> None:
    ateneo, page = open_real()
    ask(page, "Write a long story about a lighthouse.")
    wait(qtbot, lambda: len(last_answer(page).text.text) > 60)
    words = last_answer(page).text.text
    os.kill(ateneo.client.pid, signal.SIGKILL)
    wait(qtbot, lambda: last_answer(page).message.state == "interrupted")
    assert last_answer(page).text.text.startswith(words[:60])
    wait(qtbot, lambda: ateneo.client.state == "ready" and ateneo.client.is_idle)
    assert last_answer(page).message.state == "interrupted"
    assert last_answer(page).text.text.startswith(words[:60])
    ask(page, "Say hello.")
    wait(qtbot, lambda: len(transcript(page).views) == 4 and answered(page))
    assert last_answer(page).message.state == "complete"


POINTS = (0, 1, 2, 2, 2, *range(1, 16))
"""How many events come before the stop. A stop also ends the loading, so the first ones all meet it."""


def test_stopping_at_twenty_points_leaves_nothing_half_stored(qtbot: QtBot, open_real: OpenReal, home: Path) -> None:
    ateneo, page = open_real()
    events: list[object] = []
    kinds: set[type] = set()
    page.session.event_received.connect(events.append)
    for at, count in enumerate(POINTS):
        events.clear()
        ask(page, f"{at} tides: " + "in and out, " * 8)
        wait(qtbot, lambda: len(events) >= count or not page.session.is_busy)  # noqa: B023
        page.stop()
        wait(qtbot, lambda: not page.session.is_busy)
        kinds |= {type(event) for event in events}
        page.new()
    assert kinds == {chat.ReplyStarted, chat.ModelLoading, chat.PromptProgress, chat.AnswerDelta}
    ask(page, "Say hello.")
    wait(qtbot, lambda: not page.session.is_busy and last_answer(page).message.state == "complete")
    ateneo.window.close()
    assert_each_question_has_one_ended_answer(home)


def assert_each_question_has_one_ended_answer(home: Path) -> None:
    """Check the database. The first question may have been stopped before it was saved."""
    with closing(sqlite3.connect(home / "library.db")) as connection:
        rows = connection.execute(
            "SELECT question.id, answer.state FROM messages question LEFT JOIN messages answer"
            " ON answer.parent = question.id WHERE question.role = 'user'"
        ).fetchall()
    assert {state for _, state in rows} == {"stopped", "complete"}
    assert len(rows) == len({question for question, _ in rows})
    assert len(rows) in (len(POINTS), len(POINTS) + 1)


def test_conversation_and_draft_are_there_after_a_restart(qtbot: QtBot, open_real: OpenReal) -> None:
    ateneo, page = open_real()
    ask(page, "Say hello.")
    wait(qtbot, lambda: answered(page))
    text = last_answer(page).text.text
    question_field(page).setPlainText("and then, one more thing")
    ateneo.window.close()  # at once: the pause after which a draft is saved has not passed
    _, again = open_real()
    wait(qtbot, lambda: len(transcript(again).views) == 2)
    assert last_answer(again).text.text == text
    qtbot.waitUntil(lambda: question_field(again).toPlainText() == "and then, one more thing")


@pytest.mark.parametrize(("language", "word"), [("en", "boiler"), ("es", "caldera")])
def test_the_samples_are_asked_with_one_click_and_the_citation_opens_its_page(
    qtbot: QtBot, open_real: OpenReal, language: str, word: str
) -> None:
    ateneo, page = open_real(language)
    welcome = page.findChild(Welcome)
    assert isinstance(welcome, Welcome)
    welcome.samples_clicked.emit()
    wait(qtbot, lambda: bool(transcript(page).views) and answered(page))
    assert word in transcript(page).views[0].text.text.lower()
    cited = last_answer(page).message.citations
    assert cited
    last_answer(page).text.citation_clicked.emit(cited[0].number)
    preview = ateneo.window.findChild(PagePreview)
    assert isinstance(preview, PagePreview)
    assert preview.source.page == cited[0].page
    if preview.source.path.endswith(".pdf"):
        paper = preview.findChild(PdfPage)
        assert isinstance(paper, PdfPage)
        wait(qtbot, lambda: bool(paper.marks))
    assert last_answer(page).findChild(SourceCard) is not None
