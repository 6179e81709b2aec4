"""The engine of a command: the one that runs already, beside a window or another command, or one started for it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

import msgspec

from engine.networked.client import OPTION, StartedLauncher
from engine.protocol import paths
from engine.protocol.errors import EngineMissing
from engine.protocol.private_folder import prepare_log
from engine.rpc.engine_client import EngineClient
from engine.rpc.local_socket import LocalConnection, connect

PROGRAM = Path(__file__).parents[2]


class StartedEngine(msgspec.Struct, frozen=True):
    """An engine process. `read` and `write` are the descriptors of its pipe.

    `close_input` asks it to end. `release` is called when it has closed its output: with True it goes on for others,
    with False it is waited for.
    """

    read: int
    write: int
    close_input: Callable[[], object]
    release: Callable[[bool], object]


class StartEngine(Protocol):
    """Starts an engine that may go on for others when we have ended."""

    def __call__(self, home: Path, models: Path, new_library: bool = False) -> StartedEngine:
        """`new_library` allows an empty library where one was lost."""


@contextmanager
def open_engine(home: Path, models: Path, named_models: str, start: StartEngine) -> Iterator[EngineClient]:
    """Give a client of this profile's engine. `named_models` is the folder of models that the person named, if any.

    Raises the errors of an engine that cannot start, OtherVersion, OtherModels and EngineMissing.
    """
    connection = connect(home)
    if connection is not None:
        with _client_of(connection) as client:
            if client.wait_until_ready(named_models):
                yield client
                return
    with _started(start(home, models)) as client:
        if not client.wait_until_ready(named_models):
            raise EngineMissing(f"see {paths.engine_log(home)}")
        yield client


@contextmanager
def _client_of(connection: LocalConnection) -> Iterator[EngineClient]:
    client = EngineClient(connection.descriptor, connection.descriptor)
    try:
        yield client
    finally:
        connection.disconnect()
        client.wait_until_closed()
        connection.close()


@contextmanager
def _started(engine: StartedEngine) -> Iterator[EngineClient]:
    """An engine that nobody else uses has ended when this does, so that the library is free for the next program."""
    client = EngineClient(engine.read, engine.write)
    try:
        yield client
    finally:
        engine.close_input()
        engine.release(client.wait_until_closed())


def start_engine(
    home: Path, models: Path, new_library: bool = False, launcher: StartedLauncher | None = None
) -> StartedEngine:
    """Start `python -m engine` apart from our terminal, so that neither Ctrl+C nor the terminal's end reaches it.

    It gets the `launcher` of the programs that may use the network, where there is one.
    """
    log = paths.engine_log(home)
    command = [sys.executable, "-m", "engine", "--home", str(home), "--models", str(models), "--detachable"]
    command += ["--new-library"] if new_library else []
    command += [] if launcher is None else [OPTION, str(launcher.descriptor)]
    descriptors = () if launcher is None else (launcher.descriptor,)
    try:
        prepare_log(log)
        with log.open("ab") as file:
            process = _start(command, file.fileno(), descriptors)
    except OSError:  # the folder cannot be written: the engine reports that itself, and has to be started for it
        process = _start(command, subprocess.DEVNULL, descriptors)
    if launcher is not None:
        launcher.close()
    assert process.stdin is not None and process.stdout is not None
    read, write = process.stdout.fileno(), process.stdin.fileno()
    return StartedEngine(read, write, process.stdin.close, partial(_release, process))


def _release(process: subprocess.Popen[bytes], goes_on: bool) -> None:
    assert process.stdout is not None
    process.stdout.close()
    if not goes_on:
        process.wait()


def _start(command: list[str], errors: int, descriptors: Sequence[int]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        cwd=PROGRAM,  # not the person's folder, which would be kept in use, and could hold a module of that name
        start_new_session=True,
        pass_fds=descriptors,
    )
