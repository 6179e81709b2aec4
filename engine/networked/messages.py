"""Messages between the engine and the launcher of networked programs: JSON, one in each packet of a pair of sockets."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.networked.programs import NetworkedProgram

LONGEST = 150_000
"""Bytes of a message; the list of programs is the longest."""


class LauncherGreeting(msgspec.Struct, frozen=True):
    """First message of the launcher: the programs that it may start, and no others."""

    programs: tuple[NetworkedProgram, ...]


class LauncherRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """Start the program `name`, whose input and output come as two descriptors; end process `pid`; or forget `name` for good."""

    action: Literal["start", "end", "forget"]
    name: str = ""
    pid: int = 0


class LauncherReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """Answer to a request: the process that was started, or why it was not done."""

    pid: int = 0
    refused: str = ""
