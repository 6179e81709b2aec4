"""The list of the programs with the network: whatever is not a plain file of the user's own is no list."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.networked.client import start_launcher
from engine.networked.programs import LARGEST, NetworkedProgram, read_programs, write_programs
from engine.protocol.errors import BadRequest
from engine.protocol.paths import network_programs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filter is Linux only")
NOTES = NetworkedProgram("notes", ("notes-server", "--folder", "/home/ana/my notes"))
GOOD = b'[{"name":"notes","command":["notes-server"]}]'


def test_a_list_is_read_as_it_was_written_for_its_owner_only(home: Path) -> None:
    write_programs(home, [NOTES])
    assert read_programs(home) == (NOTES,)
    assert network_programs(home).stat().st_mode & 0o777 == 0o600


def test_an_empty_list_leaves_no_file_and_starts_no_process(home: Path) -> None:
    write_programs(home, [NOTES])
    write_programs(home, [])
    assert not network_programs(home).exists()
    assert start_launcher(home) is None


def test_more_programs_than_a_message_holds_are_refused(home: Path) -> None:
    with pytest.raises(BadRequest):
        write_programs(home, [NetworkedProgram(f"n{number}", ("x",)) for number in range(33)])
    with pytest.raises(BadRequest):
        write_programs(home, [NetworkedProgram("n", ("x" * LARGEST,))])
    assert read_programs(home) == ()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{}", b"[1]", b'[{"name":"notes"}]', b'[{"name":"notes","command":[]}]', b'[{"name":"","command":["x"]}]',
        b'[{"name":"notes","command":["a\\u0000b"]}]', b'[{"name":"notes","command":["x"],"more":1}]', b"\xff", b"[" * 50_000,
        GOOD + b" " * LARGEST,
    ],
)  # fmt: skip
def test_what_is_damaged_or_more_than_it_says_is_no_list(home: Path, data: bytes) -> None:
    home.mkdir()
    network_programs(home).write_bytes(data)
    network_programs(home).chmod(0o600)
    assert read_programs(home) == ()


def write_for_all(path: Path) -> None:
    path.write_bytes(GOOD)
    path.chmod(0o666)


def link(path: Path) -> None:
    elsewhere = path.with_name("elsewhere")
    elsewhere.write_bytes(GOOD)
    elsewhere.chmod(0o600)
    path.symlink_to(elsewhere)


@pytest.mark.parametrize("make", [write_for_all, link, os.mkfifo, Path.mkdir])
def test_a_file_that_others_can_write_a_link_a_pipe_and_a_folder_are_no_list(
    home: Path, make: Callable[[Path], object]
) -> None:
    home.mkdir()
    make(network_programs(home))
    assert read_programs(home) == ()
