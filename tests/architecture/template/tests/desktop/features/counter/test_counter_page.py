"""The Counter page over the real engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop.features.counter.page import CounterPage
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, engine_command
from desktop.help import read_help
from desktop.i18n.faults import error_sentence
from desktop.paths import HELP, Paths
from tests.desktop.conftest import TIMEOUT_MS


def test_the_page_shows_what_the_engine_counted(
    qtbot: QtBot, open_ateneo: Callable[..., Ateneo], tmp_path: Path
) -> None:
    command = engine_command(Paths(tmp_path / "home", tmp_path / "models"))
    ateneo = open_ateneo(command=command, features=("counter",))
    ateneo.client.start()
    ateneo.window.show_page("counter")
    page = ateneo.window.page("counter")
    assert isinstance(page, CounterPage)
    page.text.setText("one two three")
    page.count()
    qtbot.waitUntil(lambda: (page.words.text(), page.words.toolTip()) == ("3", "three"), timeout=TIMEOUT_MS)


def test_its_errors_and_its_help_are_found() -> None:
    assert error_sentence("nothing_to_count", {"name": "…"}) == "There is nothing to count in “…”. Write a word."
    assert "Count words" in read_help(HELP, "en", ["counter"])
