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
from typing import NoReturn

ROOT = Path(__file__).parents[2]
MODULE = "tests.support.command_line"


def run_command(
    arguments: Sequence[str], piped: str = "", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `ateneo` with `piped` as its standard input and return what it printed, with its exit code."""
    with tempfile.TemporaryDirectory() as folder:
        files = {name: str(Path(folder, name)) for name in ("stdin", "stdout", "stderr")}
        Path(files["stdin"]).write_text(piped, "utf-8")
        request = {"arguments": list(arguments), "environment": dict(environment or os.environ), "files": files}
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

    import engine.bootstrap
    import engine.cli.main  # noqa: F401

    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            _become_command(request)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _become_command(request: dict[str, dict[str, str]]) -> NoReturn:
    from engine.cli.main import main

    code = 1
    try:
        os.environ.clear()
        os.environ.update(request["environment"])
        modes = {"stdin": os.O_RDONLY, "stdout": os.O_WRONLY | os.O_CREAT, "stderr": os.O_WRONLY | os.O_CREAT}
        for descriptor, (name, mode) in enumerate(modes.items()):
            os.dup2(os.open(request["files"][name], mode), descriptor)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  the parent's had read ahead
        code = main(list(request["arguments"]))
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # noqa: BLE001  a child must not go on as the server
        traceback.print_exc()
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    serve()
