"""Runs `ateneo` commands, each in a fork of one process that has imported the program already.

A command is a process of its own with its own descriptors, as in a terminal, but starts in a fraction of the time.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from engine.cli.engine_process import StartedEngine

ROOT = Path(__file__).parents[2]
MODULE = "tests.support.command_line"


def run_command(
    arguments: Sequence[str],
    piped: str | bytes = "",
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
) -> subprocess.CompletedProcess[str]:
    """Run `ateneo` in a folder, with `piped` as its standard input. Return what it printed, with its exit code."""
    with tempfile.TemporaryDirectory() as streams:
        files = {name: str(Path(streams, name)) for name in ("stdin", "stdout", "stderr")}
        Path(files["stdin"]).write_bytes(piped.encode() if isinstance(piped, str) else piped)
        request = {
            "arguments": list(arguments),
            "environment": dict(environment or os.environ),
            "files": files,
            "folder": str(folder),
        }
        code = _server().run(request)
        output, errors = (Path(files[name]).read_text("utf-8") for name in ("stdout", "stderr"))
    return subprocess.CompletedProcess(list(arguments), code, output, errors)


class _Server:
    def __init__(self) -> None:
        command = [sys.executable, "-m", MODULE]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        atexit.register(self.close)

    def run(self, request: object) -> int:
        assert self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.write(json.dumps(request) + "\n")
        self._child.stdin.flush()
        return int(self._child.stdout.readline())

    def close(self) -> None:
        assert self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.close()
        self._child.wait()
        self._child.stdout.close()


@cache
def _server() -> _Server:
    return _Server()


def serve() -> None:
    """Import what commands need, then fork for each request line and answer with the command's exit code."""
    import numpy  # noqa: F401
    import sklearn.linear_model  # noqa: F401

    import engine.__main__
    import engine.bootstrap
    import engine.cli.engine_process
    import engine.cli.main  # noqa: F401

    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            _become_command(request)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _become_command(request: Any) -> NoReturn:
    from engine.cli.main import main

    code = 1
    try:
        os.chdir(request["folder"])
        os.environ.clear()
        os.environ.update(request["environment"])
        modes = {"stdin": os.O_RDONLY, "stdout": os.O_WRONLY | os.O_CREAT, "stderr": os.O_WRONLY | os.O_CREAT}
        for descriptor, (name, mode) in enumerate(modes.items()):
            os.dup2(os.open(request["files"][name], mode), descriptor)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  the parent's had read ahead
        code = main(list(request["arguments"]), fork_engine)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # noqa: BLE001  a child must not go on as the server
        traceback.print_exc()
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def fork_engine(home: Path, models: Path, new_library: bool = False) -> StartedEngine:
    """Start the command's engine as a fork, too."""
    from engine.cli.engine_process import StartedEngine

    their_input, write = os.pipe()
    read, their_output = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        log = os.open(os.devnull, os.O_WRONLY)
        for descriptor, ours in enumerate((their_input, their_output, log)):
            os.dup2(ours, descriptor)
        for spare in (write, read, their_input, their_output, log):
            os.close(spare)
        _become_engine(home, models, new_library)
    os.close(their_input)
    os.close(their_output)

    def release(goes_on: bool) -> None:
        os.close(read)
        if not goes_on:
            os.waitpid(child, 0)

    return StartedEngine(read, write, lambda: os.close(write), release)


def _become_engine(home: Path, models: Path, new_library: bool) -> NoReturn:
    from engine.__main__ import main

    code = 1
    try:
        sys.argv = ["engine", "--home", str(home), "--models", str(models), "--detachable"]
        sys.argv += ["--new-library"] if new_library else []
        code = main()
    except BaseException:  # noqa: BLE001  a child must not go on as the command
        traceback.print_exc()
    os._exit(code)


if __name__ == "__main__":
    serve()
