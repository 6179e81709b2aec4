"""Pasted pictures and the like live as long as the window, in the profile: a window that was killed leaves nothing for good."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from desktop.temporary_files import temporary_folder
from engine.protocol import paths
from tests.desktop.features.chat.driver import composer, question_field


def test_what_a_killed_window_left_is_gone_with_the_next(open_ateneo: Callable[..., Ateneo], home: Path) -> None:
    left = home / "temporary" / "a1b2c3"
    left.mkdir(parents=True)
    (left / "Pasted picture 1.png").write_bytes(b"a picture")
    open_ateneo()
    assert not left.exists()


def test_a_pasted_picture_is_for_its_owner_only_and_gone_with_the_window(
    qtbot: QtBot, open_ateneo: Callable[..., Ateneo], home: Path
) -> None:
    ateneo = open_ateneo(features=("chat",))
    page = ateneo.window.page("chat")
    assert isinstance(page, ChatPage)
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(0xFF0000)
    QGuiApplication.clipboard().setImage(picture)
    question_field(page).paste()
    qtbot.waitUntil(lambda: bool(composer(page).pictures.files))
    (file,) = composer(page).pictures.files
    assert Path(file.path).is_relative_to(home / "temporary")
    assert (home / "temporary").stat().st_mode & 0o077 == 0
    ateneo.window.close()
    assert not Path(file.path).exists()


def test_nothing_is_made_where_the_profiles_drive_is_missing(tmp_path: Path) -> None:
    home = tmp_path / "unplugged"
    paths.remember_library(home)
    assert not temporary_folder(home / "temporary").isValid()
    assert not home.exists()
