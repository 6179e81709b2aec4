"""docs/faults.md 40: what is no ordinary file is refused before anything waits for it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from engine.files.opening import copy_ordinary_file, open_ordinary_file
from engine.protocol.errors import FileNotOrdinary
from tests.support.special_files import write_special_files

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="where Linux has these files")


def test_pipes_devices_and_files_of_the_kernel_are_refused(tmp_path: Path) -> None:
    for path in (*write_special_files(tmp_path, ".txt"), tmp_path, Path("/dev/null"), Path("/proc/version")):
        with pytest.raises(FileNotOrdinary) as refused:
            open_ordinary_file(path)
        assert refused.value.values["name"] == path.name
        with pytest.raises(FileNotOrdinary):
            copy_ordinary_file(path, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_files_and_links_to_files_are_opened(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"uno")
    (tmp_path / "link.txt").symlink_to("a.txt")
    copy_ordinary_file(tmp_path / "link.txt", tmp_path / "copy.txt")
    for name in ("a.txt", "link.txt", "copy.txt"):
        with open_ordinary_file(tmp_path / name) as file:
            assert file.read() == b"uno"
    assert (tmp_path / "copy.txt").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_not_there_raises_the_systems_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_ordinary_file(tmp_path / "none.txt")
