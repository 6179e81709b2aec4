"""The window over the real engine and models: start, restart after a kill, recovery pages, and a second engine."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.paths import Paths
from desktop.widgets.shell.help_text import HelpText
from desktop.widgets.shell.message_bar import MessageBar
from desktop.widgets.shell.recovery_page import RecoveryPage
from desktop.widgets.shell.status_bar import StatusBar
from engine.capabilities.models import api as models
from engine.capabilities.system.api import BackupMissing
from engine.store.database import Store
from tests.desktop.conftest import TIMEOUT_MS, close_ateneo, show_ateneo
from tests.engine.store import message_rows
from tests.support.processes import wait_for_exit

pytestmark = pytest.mark.model
OpenReal = Callable[[], Ateneo]
PAGE = 16_384
MESSAGES = 400


@pytest.fixture
def open_real(qapp: QApplication, home: Path, models: Path, request: pytest.FixtureRequest) -> OpenReal:
    def open_one() -> Ateneo:
        paths = Paths(home, models)
        ateneo = show_ateneo(qapp, paths, StartOptions("en", "light"), engine_command(paths), ("chat", "models"))
        request.addfinalizer(lambda: close_ateneo(ateneo))
        ateneo.client.start()
        return ateneo

    return open_one


def message(ateneo: Ateneo) -> str:
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    return bar.sentence


def wait_for(qtbot: QtBot, ateneo: Ateneo, state: str) -> None:
    qtbot.waitUntil(lambda: ateneo.client.state == state, timeout=TIMEOUT_MS)


def test_the_real_models_and_computer_are_shown(qtbot: QtBot, open_real: OpenReal) -> None:
    ateneo = open_real()
    ateneo.window.show_page("models")
    bar = ateneo.window.findChild(StatusBar)
    assert isinstance(bar, StatusBar)

    def texts() -> set[str]:
        return {part.text() for kind in (QLabel, QPushButton) for part in ateneo.window.findChildren(kind)}

    qtbot.waitUntil(lambda: {"Offline · 0 connections", "SmolLM2 135M Instruct"} <= texts(), timeout=TIMEOUT_MS)
    assert "Engine ready" in texts()


@pytest.mark.kill
def test_a_killed_engine_restarts_with_one_message(qtbot: QtBot, open_real: OpenReal) -> None:
    ateneo = open_real()
    wait_for(qtbot, ateneo, "ready")
    old = ateneo.client.pid
    os.kill(old, signal.SIGKILL)
    wait_for(qtbot, ateneo, "restarting")
    qtbot.waitUntil(lambda: ateneo.client.state == "ready", timeout=3_000)
    assert ateneo.client.pid != old
    assert message(ateneo).startswith("The engine stopped and was started again.")
    call = ateneo.client.call(models.LIST_MODELS, models.ListModels())
    answers: list[models.ModelList] = []
    call.on_result(answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=TIMEOUT_MS)
    assert answers[0].models


def test_a_library_in_use_is_reported_once(qtbot: QtBot, open_real: OpenReal, home: Path) -> None:
    """By a program that serves nobody, as `ateneo restore`."""
    with closing(Store.open(home)):
        ateneo = open_real()
        wait_for(qtbot, ateneo, "failed")
        page = recovery_page(ateneo)
        assert says(page, "Another Ateneo is using this library.")
        assert offered(page) == ["Try again", "Open the folder"]
        assert not message(ateneo)
        assert ateneo.client.pid == 0
    button(page, "Try again").click()
    wait_for(qtbot, ateneo, "ready")
    assert not page.isVisible()


def damaged(home: Path) -> bytes:
    """A library with a good backup of it, then flipped bits in every page but the first."""
    store = Store.open(home)
    store.back_up()
    store.close()
    file = home / "library.db"
    content = bytearray(file.read_bytes())
    for at in range(PAGE, len(content), PAGE):
        content[at] ^= 0xFF
    file.write_bytes(content)
    return bytes(content)


def test_a_damaged_library_is_kept_and_its_backup_restored_from_the_page(
    qtbot: QtBot, open_real: OpenReal, home: Path
) -> None:
    bad = damaged(home)
    ateneo = open_real()
    wait_for(qtbot, ateneo, "failed")
    page = recovery_page(ateneo)
    assert says(page, "The library file is damaged.")
    assert offered(page) == ["Restore the latest good backup", "Save what can be read", "Open the folder"]
    assert (home / "library.db").read_bytes() == bad
    button(page, "Restore the latest good backup").click()
    wait_for(qtbot, ateneo, "ready")
    assert not page.isVisible()
    assert message(ateneo).startswith("The latest good backup was restored.")
    assert (home / "replaced" / "0001" / "library.db").read_bytes() == bad


def damaged_in_one_page(home: Path) -> bytes:
    """A library with one page of its messages overwritten."""
    store = Store.open(home)
    with store.write() as connection:
        message_rows.insert_conversation(connection)
        for number in range(1, MESSAGES + 1):
            message_rows.insert_message(connection, message_rows.vector_store(store), number)
    store.close()
    file = home / "library.db"
    content = bytearray(file.read_bytes())
    at = content.index(b"fila200 con") // PAGE * PAGE
    content[at : at + 12] = bytes(12)
    file.write_bytes(content)
    return bytes(content)


class FakeFileManager(QObject):
    """Records the folders that the system's file manager would open."""

    def __init__(self) -> None:
        super().__init__()
        self.folders: list[Path] = []

    @Slot(QUrl)
    def open(self, address: QUrl) -> None:
        self.folders.append(Path(address.toLocalFile()))


@pytest.fixture
def opened() -> Iterator[FakeFileManager]:
    manager = FakeFileManager()
    QDesktopServices.setUrlHandler("file", manager, "open")
    yield manager
    QDesktopServices.unsetUrlHandler("file")


def test_readable_messages_are_saved_from_the_page_and_their_folder_opened(
    qtbot: QtBot, open_real: OpenReal, home: Path, opened: FakeFileManager
) -> None:
    bad = damaged_in_one_page(home)
    ateneo = open_real()
    wait_for(qtbot, ateneo, "failed")
    page = recovery_page(ateneo)
    button(page, "Save what can be read").click()
    assert offered(page) == []
    qtbot.waitUntil(lambda: bool(opened.folders), timeout=TIMEOUT_MS)
    saved = (opened.folders[0] / "conversation-000001.md").read_text("utf-8").count("con palabras")
    assert saved == MESSAGES
    assert says(page, f"{saved} messages saved as text in {opened.folders[0]}.")
    assert len(offered(page)) == 3
    assert (home / "library.db").read_bytes() == bad


def test_a_failed_command_is_reported_on_the_page(qtbot: QtBot, open_real: OpenReal, home: Path) -> None:
    damaged(home)
    for backup in (home / "backups").iterdir():
        shutil.rmtree(backup)
    ateneo = open_real()
    wait_for(qtbot, ateneo, "failed")
    page = recovery_page(ateneo)
    button(page, "Restore the latest good backup").click()
    assert offered(page) == []
    qtbot.waitUntil(lambda: says(page, BackupMissing.sentence), timeout=TIMEOUT_MS)
    assert len(offered(page)) == 3


def test_a_newer_library_is_explained_and_not_touched(qtbot: QtBot, open_real: OpenReal, home: Path) -> None:
    Store.open(home).close()
    connection = sqlite3.connect(home / "library.db")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = (home / "library.db").read_bytes()
    ateneo = open_real()
    wait_for(qtbot, ateneo, "failed")
    page = recovery_page(ateneo)
    assert says(page, "This library was made by a newer Ateneo (version 999;")
    assert offered(page) == ["Try again", "Open the folder"]
    assert (home / "library.db").read_bytes() == before


def recovery_page(ateneo: Ateneo) -> RecoveryPage:
    page = ateneo.window.findChild(RecoveryPage)
    assert isinstance(page, RecoveryPage)
    assert page.isVisible()
    return page


def says(page: RecoveryPage, words: str) -> bool:
    return any(label.text().startswith(words) for label in page.findChildren(QLabel) if label.isVisible())


def offered(page: RecoveryPage) -> list[str]:
    return [b.text() for b in page.findChildren(QPushButton) if b.isVisible() and b.isEnabled()]


def button(page: RecoveryPage, name: str) -> QPushButton:
    return next(b for b in page.findChildren(QPushButton) if b.text() == name)


def test_closing_the_window_ends_the_engine(qtbot: QtBot, open_real: OpenReal) -> None:
    ateneo = open_real()
    wait_for(qtbot, ateneo, "ready")
    pid = ateneo.client.pid
    ateneo.window.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_engines_log_is_for_its_owner_only(qtbot: QtBot, open_real: OpenReal, home: Path) -> None:
    wait_for(qtbot, open_real(), "ready")
    assert (home / "logs" / "engine.log").stat().st_mode & 0o077 == 0


@pytest.mark.kill
def test_killing_the_window_ends_its_engine(qtbot: QtBot, home: Path, models: Path) -> None:
    command = [sys.executable, "-m", "desktop", "--home", str(home), "--models", str(models)]
    with subprocess.Popen(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}) as window:
        qtbot.waitUntil(lambda: (home / "library.db").exists(), timeout=TIMEOUT_MS)
        engines = psutil.Process(window.pid).children(recursive=True)
        assert engines
        window.kill()
        assert wait_for_exit(engines) == []


def test_f1_shows_help_in_the_current_language(qtbot: QtBot, open_real: OpenReal) -> None:
    ateneo = open_real()
    for language, words in (("en", "Ask a question"), ("es", "Haz una pregunta")):
        ateneo.settings.change(language=language)
        ateneo.window.help_requested.emit()
        assert any(words in text.toPlainText() for text in ateneo.window.findChildren(HelpText))
