"""docs/faults.md 79: files that a person names are written whole or not at all; no device, pipe or link is replaced."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from engine.files import atomic_file
from engine.files.atomic_file import write_file_atomically, write_text_atomically
from engine.protocol.errors import DiskFull, FileUnwritable, TargetNotAFile

posix_only = pytest.mark.skipif(os.name != "posix", reason="links, devices and modes of POSIX")


def write(path: Path | str, text: str = "new") -> None:
    with write_text_atomically(path) as file:
        file.write(text)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_and_nothing_else_stays_beside_it(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "día")
    assert (tmp_path / "a.csv").read_text("utf-8") == "día" and names(tmp_path) == ["a.csv"]


def test_an_error_while_it_is_written_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old", "utf-8")
    with pytest.raises(KeyError), write_text_atomically(tmp_path / "a.csv") as file:
        file.write("half")
        raise KeyError
    assert (tmp_path / "a.csv").read_text("utf-8") == "old" and names(tmp_path) == ["a.csv"]


@posix_only
def test_the_file_at_the_end_of_a_link_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link, target = tmp_path / "link.csv", tmp_path / "real" / "a.csv"
    link.symlink_to(target)
    for text in ("made", "replaced"):
        write(link, text)
        assert link.is_symlink() and target.read_text("utf-8") == text
    assert names(tmp_path) == ["link.csv", "real"] and names(tmp_path / "real") == ["a.csv"]


@posix_only
def test_permissions_of_a_file_are_kept_and_new_ones_are_the_usual(tmp_path: Path) -> None:
    old = tmp_path / "old.csv"
    old.write_text("old", "utf-8")
    old.chmod(0o640)
    write(old)
    (tmp_path / "usual").touch()
    write(tmp_path / "new.csv")
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert (tmp_path / "new.csv").stat().st_mode == (tmp_path / "usual").stat().st_mode


@posix_only
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file away")
def test_the_owner_of_a_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    os.chown(tmp_path / "a.csv", 1234, 1234)
    write(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").stat().st_uid == 1234


@posix_only
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(TargetNotAFile):
        write(tmp_path / "pipe")
    assert (tmp_path / "pipe").is_fifo() and names(tmp_path) == ["pipe"]


@posix_only
def test_a_device_is_refused_and_stays_one(tmp_path: Path) -> None:
    device = tmp_path / "null"
    try:
        os.mknod(device, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("no right to make a device")
    link = tmp_path / "link"
    link.symlink_to(device)
    for path in (device, link):
        with pytest.raises(TargetNotAFile):
            write(path)
    assert device.is_char_device() and link.is_symlink() and names(tmp_path) == ["link", "null"]


@posix_only
@pytest.mark.parametrize("path", ["/dev/null", "/dev/stdout", "/proc/self/fd/1"])
def test_what_the_system_makes_is_refused(path: str) -> None:
    before = os.lstat(path)
    with pytest.raises(TargetNotAFile):
        write(path)
    assert os.lstat(path).st_mode == before.st_mode


@pytest.mark.parametrize("name", ["", "a\0b", "\ud800.csv", "~nobody-of-that-name/a.csv", "missing/folder/a.csv"])
def test_a_name_that_no_file_can_have_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileUnwritable, match="cannot be written") as refused:
        write(name)
    str(refused.value).encode()
    assert names(tmp_path) == []


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TargetNotAFile):
        write(tmp_path)


@posix_only
def test_a_full_disk_is_called_so(tmp_path: Path) -> None:
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(DiskFull),
        write_file_atomically(tmp_path / "a.csv") as file,
    ):
        os.dup2(full.fileno(), file.fileno())
        file.write(b"x")
    assert names(tmp_path) == []


def test_text_that_is_half_a_character_costs_that_character(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "a\ud800b")
    assert (tmp_path / "a.txt").read_text("utf-8") == "a?b"


def test_what_a_killed_export_left_goes_with_the_next_one_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stray, other = tmp_path / f".a.csv.{'0' * 16}.part", tmp_path / ".a.csv.mine.part"
    stray.touch()
    other.touch()
    write(tmp_path / "a.csv")
    assert stray.exists()  # another program may be writing it just now
    monkeypatch.setattr(atomic_file, "_STRAY_SECONDS", -1)
    write(tmp_path / "a.csv")
    assert not stray.exists() and other.exists()
