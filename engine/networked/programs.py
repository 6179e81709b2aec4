"""The list of the programs that the person lets use the network: a file of the profile which no backup carries.

A process without the kernel's filter goes by it, so it is small, strict and the user's alone; anything else counts as no list.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from engine.protocol import paths
from engine.protocol.errors import BadRequest
from engine.protocol.private_folder import make_private_folder

LARGEST = 100_000
"""Bytes of the file, so that a message holds it."""
MOST = 32
_WRITABLE_BY_OTHERS = 0o022


class NetworkedProgram(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A program by the name of its tool server, with the whole command line that the person agreed to."""

    name: str
    command: tuple[str, ...]


_DECODER = msgspec.json.Decoder(tuple[NetworkedProgram, ...])


def read_programs(home: Path) -> tuple[NetworkedProgram, ...]:
    """Return the programs of the list. A link, or a file that is not the user's alone, damaged or too large is no list."""
    if sys.platform == "win32":
        return ()
    try:
        descriptor = os.open(paths.network_programs(home), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return ()
    try:
        if not _is_ours(os.fstat(descriptor)):
            return ()
        programs = _DECODER.decode(os.read(descriptor, LARGEST))
        return programs if len(programs) <= MOST and all(map(_is_whole, programs)) else ()
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ()
    finally:
        os.close(descriptor)


def _is_ours(status: os.stat_result) -> bool:
    is_the_users = status.st_uid == os.geteuid() and not status.st_mode & _WRITABLE_BY_OTHERS
    return stat.S_ISREG(status.st_mode) and is_the_users and status.st_size <= LARGEST


def write_programs(home: Path, programs: Sequence[NetworkedProgram]) -> None:
    """Replace the list; an empty one leaves no file. Raises OSError, BadRequest for more than the list holds."""
    path = paths.network_programs(home)
    if not programs:
        path.unlink(missing_ok=True)
        return
    make_private_folder(home)
    data = msgspec.json.encode(list(programs))
    if len(programs) > MOST or len(data) > LARGEST:
        raise BadRequest("too many programs with the network")
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _is_whole(program: NetworkedProgram) -> bool:
    return bool(program.name and program.command and program.command[0]) and not any(
        "\0" in part for part in program.command
    )
