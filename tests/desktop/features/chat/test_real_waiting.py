"""Waiting questions over the real engine and models: files that are still being read, and an engine that is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.chat.page import ChatPage
from desktop.paths import Paths
from engine.protocol.answering.sampling import Sampling
from tests.desktop.features.chat.driver import button, composer, last_answer, queue_rows, send_question, transcript

pytestmark = [pytest.mark.model, pytest.mark.slow]
TIMEOUT_MS = 90_000


@pytest.fixture
def ateneo(qtbot: QtBot, open_ateneo: Callable[..., Ateneo], home: Path, models: Path) -> Ateneo:
    opened = open_ateneo(StartOptions("en", "light"), engine_command(Paths(home, models)), features=("chat",))
    opened.settings.change(sampling=Sampling(seed=7, temperature=0.2, max_tokens=60))
    opened.client.start()
    opened.window.show_page("chat")
    wait(qtbot, lambda: opened.client.state == "ready" and opened.client.is_idle)
    return opened


@pytest.fixture
def page(ateneo: Ateneo) -> ChatPage:
    page = ateneo.window.page("chat")
    assert isinstance(page, ChatPage)
    return page


def wait(qtbot: QtBot, until: Callable[[], bool]) -> None:
    qtbot.waitUntil(until, timeout=TIMEOUT_MS)


def answered(page: ChatPage) -> bool:
    views = transcript(page).views
    return not page.session.is_busy and bool(views) and last_answer(page).message.state != "writing"


def test_the_first_question_after_dropping_a_file_is_answered_from_it(
    qtbot: QtBot, page: ChatPage, tmp_path: Path
) -> None:
    file = tmp_path / "boiler.txt"
    file.write_text("The boiler in the cellar is serviced every October by the company Calor Norte.\n", "utf-8")
    page.composing.attach([file])
    send_question(page, "When is the boiler in the cellar serviced?")
    assert [row.question.wait for row in queue_rows(page)] in (["saving"], ["files"])
    wait(qtbot, lambda: answered(page) and not queue_rows(page))
    assert [Path(passage.path).name for passage in last_answer(page).message.passages] == ["boiler.txt"]
    assert "October" in last_answer(page).message.text
    assert [chip.state for chip in composer(page).documents.chips] == ["read"]


@pytest.mark.kill
def test_a_waiting_question_outlives_a_killed_engine(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    send_question(page, "Write a long story about a lighthouse.")
    wait(qtbot, lambda: len(transcript(page).views) == 2 and len(last_answer(page).text.text) > 20)
    send_question(page, "Say hello.")
    wait(qtbot, lambda: [row.question.wait for row in queue_rows(page)] == ["turn"])
    os.kill(ateneo.client.pid, signal.SIGKILL)
    wait(qtbot, lambda: ateneo.client.state == "restarting")
    wait(qtbot, lambda: ateneo.client.state == "ready" and ateneo.client.is_idle)
    assert [row.question.wait for row in queue_rows(page)] == ["engine"]
    button(queue_rows(page)[0], "Ask now").click()
    wait(qtbot, lambda: len(transcript(page).views) == 4 and answered(page))
    assert [view.message.text for view in transcript(page).views][2] == "Say hello."
