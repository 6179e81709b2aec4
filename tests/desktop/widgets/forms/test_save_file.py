"""docs/faults.md 79: what the window itself saves is written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop.widgets.forms.save_file import save_picture, save_text


def picture() -> QImage:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0xFF00FF)
    return image


def test_text_and_pictures_are_saved_in_the_place_of_older_files(qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("a.csv", "a.png", "a.jpg", "no suffix"):
        (tmp_path / name).write_text("older, and much longer than what takes its place" * 100)
    assert save_text(str(tmp_path / "a.csv"), "ñ,1\r\n", "utf-8-sig")
    assert (tmp_path / "a.csv").read_bytes() == "\ufeffñ,1\r\n".encode()
    for name in ("a.png", "a.jpg", "no suffix"):
        assert save_picture(str(tmp_path / name), picture())
        assert QImage(str(tmp_path / name)).size() == picture().size()
    assert len(list(tmp_path.iterdir())) == 4


def test_an_unknown_kind_of_picture_leaves_the_older_file(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "a.xyz").write_text("older")
    assert not save_picture(str(tmp_path / "a.xyz"), picture())
    assert (tmp_path / "a.xyz").read_text() == "older"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_link_stays_and_the_file_at_its_end_is_replaced(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("older")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    assert save_text(str(tmp_path / "link.csv"), "new")
    assert (tmp_path / "link.csv").is_symlink() and (tmp_path / "real.csv").read_text() == "new"


@pytest.mark.skipif(os.name != "posix", reason="POSIX devices and pipes")
def test_a_device_a_pipe_and_a_folder_are_refused_and_stay(qtbot: QtBot, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for target in (tmp_path / "pipe", tmp_path, Path("/dev/null"), tmp_path / "missing" / "a.csv"):
        assert not save_text(str(target), "new")
    assert stat.S_ISFIFO((tmp_path / "pipe").lstat().st_mode) and Path("/dev/null").is_char_device()
