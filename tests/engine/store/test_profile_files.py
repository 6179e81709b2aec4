"""docs/faults.md 18: what a row names is opened and deleted in the profile only."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.protocol.private_folder import make_private_folder
from engine.store.profile_files import delete_stored_file, stored_file, stored_name, stored_path

posix_only = pytest.mark.skipif(os.name != "posix", reason="links and modes of POSIX")


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file of the person, outside the profile."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ada", "utf-8")
    return path


@pytest.fixture
def profile(home: Path) -> Path:
    make_private_folder(home / "attachments" / "ab")
    return home


def test_a_stored_name_is_found_in_its_folder_whether_it_exists_or_not(profile: Path) -> None:
    assert stored_file(profile, "attachments", "ab/cd.jpg") == profile / "attachments" / "ab" / "cd.jpg"
    assert stored_name(profile, "attachments", str(profile / "attachments" / "ab" / "cd.jpg")) == "ab/cd.jpg"


@pytest.mark.parametrize(
    "name", ["", "/etc/hosts", "../library.db", "ab/../../library.db", "ab/..", ".", "ab//cd", "ab/", "//x", "a\0b"]
)
def test_a_name_that_leads_elsewhere_is_refused(profile: Path, name: str) -> None:
    assert stored_file(profile, "attachments", name) is None
    assert stored_path(profile, "attachments", name) == ""
    delete_stored_file(profile, "attachments", name)


@posix_only
def test_no_link_below_the_profile_is_followed(profile: Path, victim: Path) -> None:
    (profile / "attachments" / "ab" / "cd.jpg").symlink_to(victim)
    (profile / "attachments" / "out").symlink_to(victim.parent)
    (profile / "thumbnails").symlink_to(victim.parent)
    for folder, name in (("attachments", "ab/cd.jpg"), ("attachments", "out/letter.txt"), ("thumbnails", "letter.txt")):
        assert stored_file(profile, folder, name) is None
        delete_stored_file(profile, folder, name)
    assert victim.read_text("utf-8") == "Dear Ada"


@posix_only
def test_a_profile_may_itself_be_reached_by_a_link(profile: Path, tmp_path: Path) -> None:
    (tmp_path / "linked").symlink_to(profile)
    assert stored_file(tmp_path / "linked", "attachments", "ab/cd.jpg") is not None


@posix_only
def test_a_file_with_a_second_name_elsewhere_loses_its_name_and_not_its_content(profile: Path, victim: Path) -> None:
    stored = profile / "attachments" / "ab" / "cd.txt"
    os.link(victim, stored)
    delete_stored_file(profile, "attachments", "ab/cd.txt")
    assert not stored.exists() and victim.read_text("utf-8") == "Dear Ada"


@posix_only
def test_a_pipe_and_a_folder_are_left_alone(profile: Path) -> None:
    pipe = profile / "attachments" / "ab" / "cd.txt"
    os.mkfifo(pipe)
    for name in ("ab/cd.txt", "ab"):
        delete_stored_file(profile, "attachments", name)
    assert pipe.is_fifo()


def test_a_deleted_file_is_gone_and_its_bytes_were_written_over(profile: Path) -> None:
    stored = profile / "attachments" / "ab" / "cd.txt"
    stored.write_bytes(b"secret" * 1000)
    with stored.open("rb") as still_open:
        delete_stored_file(profile, "attachments", "ab/cd.txt")
        assert not stored.exists()
        if os.name == "posix":
            assert still_open.read() == bytes(6000)


@posix_only
def test_private_folders_are_private_with_all_their_new_parents(tmp_path: Path) -> None:
    open_to_all = tmp_path / "open"
    open_to_all.mkdir(mode=0o755)
    make_private_folder(open_to_all / "logs" / "old")
    assert [
        oct(path.stat().st_mode & 0o777) for path in (open_to_all, open_to_all / "logs", open_to_all / "logs" / "old")
    ] == [
        "0o755",
        "0o700",
        "0o700",
    ]
    make_private_folder(open_to_all)
    assert open_to_all.stat().st_mode & 0o777 == 0o700
