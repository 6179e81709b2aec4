"""The status bar shows the engine, and drops what does not fit."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.theme.tokens import Size
from desktop.widgets.shell.message_bar import MessageBar
from desktop.widgets.shell.status_bar import StatusBar
from engine.capabilities.system import api as system
from engine.protocol.errors import LibraryDamaged
from tests.desktop.conftest import SCRIPTED, TIMEOUT_MS
from tests.desktop.window.conftest import Open, child


def test_the_status_bar_shows_the_engine_and_its_memory(qtbot: QtBot, open_ateneo: Open) -> None:
    ateneo = open_ateneo(features=("settings",))
    ateneo.client.start()
    bar = child(ateneo.window, StatusBar)

    def texts() -> set[str]:
        return {label.text() for label in bar.findChildren(QLabel)} | {b.text() for b in bar.findChildren(QPushButton)}

    assert "Engine starting…" in texts()
    wanted = {"Engine ready", "SmolLM2 135M Instruct", "391.0 MB of 7.5 GB", "Offline · 0 connections"}
    qtbot.waitUntil(lambda: wanted <= texts(), timeout=TIMEOUT_MS)
    ateneo.window.show_speed(41.3)
    assert "41 tokens/s" in texts()


def test_damage_that_a_backup_found_is_told_once(qtbot: QtBot, open_ateneo: Open) -> None:
    ateneo = open_ateneo(command=(*SCRIPTED, "damaged"), features=("settings",))
    ateneo.client.start()
    messages = child(ateneo.window, MessageBar)
    qtbot.waitUntil(lambda: messages.sentence == LibraryDamaged.sentence, timeout=TIMEOUT_MS)
    ateneo.window.show_message("Another message")
    calls: list[object] = []
    call = ateneo.client.call(system.STATUS, system.GetStatus())
    call.on_result(calls.append)
    qtbot.waitUntil(lambda: bool(calls), timeout=TIMEOUT_MS)
    assert messages.sentence == "Another message"


@pytest.mark.parametrize("percent", [80, 100, 200])
def test_the_status_bar_hides_labels_that_do_not_fit(qtbot: QtBot, open_ateneo: Open, percent: int) -> None:
    ateneo = open_ateneo(features=("settings",))
    ateneo.window.resize(*Size.WINDOW_MIN)
    ateneo.settings.change(text_percent=percent)
    bar = ateneo.window.status
    bar.show_engine("ready")
    bar.show_model("A model with a long name, instructed")
    bar.show_speed(41)
    bar.show_memory(2_300_000_000, 16_000_000_000)
    bar.show_connections(0)

    def labels() -> list[QLabel]:
        return [label for label in bar.findChildren(QLabel) if label.isVisible()]

    qtbot.waitUntil(lambda: all(label.width() >= label.minimumSizeHint().width() for label in labels()), timeout=2_000)
    assert "Engine ready" in {label.text() for label in labels()}
    assert "Offline · 0 connections" in {b.text() for b in bar.findChildren(QPushButton) if b.isVisible()}
    assert (percent == 200) == ("41 tokens/s" not in {label.text() for label in labels()})


@pytest.mark.parametrize("percent", [80, 100, 200])
def test_the_status_bar_keeps_its_height_while_a_job_comes_and_goes(open_ateneo: Open, percent: int) -> None:
    ateneo = open_ateneo(features=("settings",))
    ateneo.settings.change(text_percent=percent)
    bar = ateneo.window.status
    QApplication.processEvents()
    before = bar.geometry()
    job = bar.jobs.add("Reading 880 pictures", lambda: None)
    job.show_progress(3, 880, seconds_left=90)
    QApplication.processEvents()
    assert bar.geometry() == before
    assert bar.jobs.sizeHint().height() <= bar.jobs.height()
    job.finish()
    QApplication.processEvents()
    assert bar.geometry() == before


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (None, "Its connections are counted once the engine has started."),
        (0, "nothing you write leaves this computer."),
        (1, "counts 1 connection of Ateneo to the internet. There should be none"),
        (2, "counts 2 connections of Ateneo to the internet. There should be none"),
    ],
)
def test_the_badge_explains_itself_when_it_is_clicked(open_ateneo: Open, count: int | None, sentence: str) -> None:
    ateneo = open_ateneo(features=("settings",))
    if count is not None:
        ateneo.window.status.show_connections(count)
    badge = next(b for b in ateneo.window.status.findChildren(QPushButton) if b.text().startswith("Offline"))
    badge.click()
    bar = child(ateneo.window, MessageBar)
    assert isinstance(bar, MessageBar)
    assert sentence in bar.sentence and badge.toolTip() == bar.sentence


def test_the_badge_names_the_tool_servers_that_may_use_the_network(open_ateneo: Open) -> None:
    ateneo = open_ateneo(features=("settings",))
    bar = ateneo.window.status
    badge = next(b for b in bar.findChildren(QPushButton) if b.text().startswith("Offline"))
    bar.show_connections(0, ("notes", "weather"))
    assert badge.text() == "Offline except 2 tool servers"
    assert "Ateneo itself has no connection" in badge.toolTip() and "notes, weather" in badge.toolTip()
    bar.show_connections(1, ("notes",))
    assert "There should be none" in badge.toolTip()
    bar.show_connections(0)
    assert "nothing you write leaves this computer." in badge.toolTip()
