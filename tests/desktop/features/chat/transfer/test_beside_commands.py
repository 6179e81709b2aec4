"""The window and a terminal ask at the same time: one answer is written after the other, and both are kept."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.chat.page import ChatPage
from desktop.paths import PROGRAM, Paths
from engine.protocol.answering.sampling import Sampling
from tests.desktop.features.chat.driver import listed_titles, send_question, shown_texts

pytestmark = pytest.mark.model
TIMEOUT_MS = 90_000


def test_two_questions_at_once(qtbot: QtBot, open_ateneo: Callable[..., Ateneo], home: Path, models: Path) -> None:
    ateneo = open_ateneo(StartOptions("en", "light"), engine_command(Paths(home, models)), ("chat",))
    ateneo.settings.change(sampling=Sampling(seed=7, temperature=0.2, max_tokens=60))
    ateneo.client.start()
    ateneo.window.show_page("chat")
    page = ateneo.window.page("chat")
    assert isinstance(page, ChatPage)
    qtbot.waitUntil(lambda: ateneo.client.state == "ready" and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    send_question(page, "Count from one to fifty.")
    qtbot.waitUntil(lambda: page.session.is_busy, timeout=TIMEOUT_MS)
    options = ("--home", str(home), "--models", str(models), "--language", "en", "--max-tokens", "8")
    command = [sys.executable, "-m", "engine.cli", "chat", "Say hello.", *options]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=PROGRAM)
    qtbot.waitUntil(lambda: child.poll() is not None and not page.session.is_busy, timeout=TIMEOUT_MS)
    printed, complaints = child.communicate()
    assert child.returncode == 0 and printed.strip(), complaints
    assert len(shown_texts(page)) == 2 and len(shown_texts(page)[1]) > 10
    qtbot.waitUntil(lambda: {"Say hello.", "Count from one to fifty."} <= set(listed_titles(page)), timeout=TIMEOUT_MS)
