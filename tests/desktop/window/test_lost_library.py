"""docs/faults.md 6, 8: the window when a library is missing, is deleted underneath, or is in a folder of another encoding."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.paths import Paths
from desktop.widgets.forms.composer import Composer
from desktop.widgets.shell.message_bar import MessageBar
from desktop.widgets.shell.recovery_page import RecoveryPage
from engine.protocol.errors import FolderNotUtf8, LibraryGone
from engine.store.database import Store
from tests.desktop.conftest import TIMEOUT_MS, close_ateneo, show_ateneo

OpenReal = Callable[[Path], Ateneo]


@pytest.fixture
def open_real(qapp: QApplication, tmp_path: Path, request: pytest.FixtureRequest) -> OpenReal:
    def open_one(home: Path) -> Ateneo:
        paths = Paths(home, tmp_path / "models")
        ateneo = show_ateneo(qapp, paths, StartOptions("en", "light"), engine_command(paths), ("chat", "settings"))
        request.addfinalizer(lambda: close_ateneo(ateneo))
        ateneo.start_engine()
        return ateneo

    return open_one


def bar(ateneo: Ateneo) -> MessageBar:
    found = ateneo.window.findChild(MessageBar)
    assert isinstance(found, MessageBar)
    return found


def recovery_page(ateneo: Ateneo) -> RecoveryPage:
    page = ateneo.window.findChild(RecoveryPage)
    assert isinstance(page, RecoveryPage) and page.isVisible()
    return page


def offered(page: RecoveryPage) -> list[str]:
    return [b.text() for b in page.findChildren(QPushButton) if b.isVisible() and b.isEnabled()]


def texts(page: RecoveryPage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel))


def test_a_missing_library_is_asked_about_and_nothing_is_made_in_its_folder(
    qtbot: QtBot, open_real: OpenReal, home: Path
) -> None:
    Store.open(home).close()
    shutil.rmtree(home)
    ateneo = open_real(home)
    qtbot.waitUntil(lambda: ateneo.client.state == "failed", timeout=TIMEOUT_MS)
    page = recovery_page(ateneo)
    assert str(home) in texts(page)
    assert "Begin with an empty library" in offered(page) and "Try again" in offered(page)
    ateneo.settings.change(text_percent=110)
    ateneo.settings.flush()
    assert not home.exists()
    next(b for b in page.findChildren(QPushButton) if b.text() == "Begin with an empty library").click()
    qtbot.waitUntil(lambda: ateneo.client.state == "ready", timeout=TIMEOUT_MS)
    assert not page.isVisible() and (home / "library.db").exists()


def test_a_draft_is_not_called_saved_once_the_library_is_gone_and_a_copy_is_offered(
    qtbot: QtBot, open_real: OpenReal, home: Path, tmp_path: Path
) -> None:
    ateneo = open_real(home)
    qtbot.waitUntil(lambda: ateneo.client.state == "ready", timeout=TIMEOUT_MS)
    composer = ateneo.window.page("chat").findChild(Composer)
    assert isinstance(composer, Composer)
    shutil.rmtree(home)
    composer.draft_changed.emit("An important thought")
    qtbot.waitUntil(lambda: bar(ateneo).sentence == LibraryGone.sentence, timeout=TIMEOUT_MS)
    button = next(b for b in bar(ateneo).findChildren(QPushButton) if b.isVisible() and "copy elsewhere" in b.text())
    button.click()
    dialog = next(d for d in ateneo.window.findChildren(QFileDialog) if d.isVisible())
    chosen = tmp_path / "elsewhere"
    chosen.mkdir()
    dialog.filesSelected.emit([str(chosen)])
    qtbot.waitUntil(lambda: bar(ateneo).sentence.startswith("The copy is in "), timeout=TIMEOUT_MS)
    (copy,) = chosen.iterdir()
    assert (copy / "library.db").stat().st_size > 0
    dialog.close()


def test_a_folder_that_is_not_utf8_is_explained_and_no_engine_started(
    qtbot: QtBot, open_real: OpenReal, tmp_path: Path
) -> None:
    home = tmp_path / os.fsdecode(b"caf\xe9")
    ateneo = open_real(home)
    assert ateneo.client.state == "failed" and ateneo.client.pid == 0
    assert ateneo.client.failure is not None and ateneo.client.failure.kind == FolderNotUtf8.kind
    assert "caf\\xe9" in texts(recovery_page(ateneo))
