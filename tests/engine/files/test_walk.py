"""A walk over named paths yields each wanted file once, in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.files.walk import absolute_path, is_under, walk_files


def never() -> bool:
    return False


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("b/two.txt", "a/one.txt", "a/photo.JPG", "a/.hidden.txt", ".cache/x.txt", "a/~$lock.txt"):
        path = tmp_path / "root" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "root"


def names(root: Path, *paths: Path, suffixes: frozenset[str] = frozenset((".txt",))) -> list[str]:
    walked = walk_files([str(path) for path in paths or (root,)], suffixes, never)
    return [path.relative_to(root).as_posix() for path in walked]


def test_visible_files_of_the_wanted_kinds_come_in_order(root: Path) -> None:
    assert names(root) == ["a/one.txt", "b/two.txt"]
    assert names(root, suffixes=frozenset((".jpg",))) == ["a/photo.JPG"]


def test_a_file_named_outright_comes_whatever_its_kind_and_each_file_once(root: Path) -> None:
    assert names(root, root / "a" / "photo.JPG", root / "a", root) == ["a/photo.JPG", "a/one.txt", "b/two.txt"]


def test_links_to_folders_are_not_followed(root: Path) -> None:
    (root / "a" / "loop").symlink_to(root)
    assert names(root) == ["a/one.txt", "b/two.txt"]


def test_a_cancelled_walk_stops(root: Path) -> None:
    walked: list[str] = []
    for path in walk_files([str(root)], {".txt"}, lambda: bool(walked)):
        walked.append(path.name)
    assert walked == ["one.txt"]


def test_paths_are_absolute_without_dots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert absolute_path("a/../b/./c.txt") == str(tmp_path / "b" / "c.txt")
    assert absolute_path("~") == str(Path.home())


def test_a_folder_whose_name_begins_alike_is_another_one() -> None:
    assert is_under("/home/ana/casa/a.txt", ["/home/ana/casa"])
    assert not is_under("/home/ana/casa2/a.txt", ["/home/ana/casa"])
