"""The whole tour — index, ask in both languages, every page of the window — seen by the kernel: no internet socket.

Under strace with `CI` unset, once with the machine's network (docs/faults.md 44, 46: a name server and a proxy that answer
nothing record whoever asks them) and once in an empty network namespace (docs/faults.md 43).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.support.network_traps import network_traps

INTERNET = re.compile(r"AF_INET|AF_PACKET|sin_addr")
CALLS = "trace=socket,connect,bind,listen,sendto,sendmsg"
FIRST_OF_A_THREAD = "set_robust_list"
"""strace lets a thread's other system calls run at full speed only after the first that it traces, which this is."""
STRACE = ["strace", "-f", "-qq", "-e", f"{CALLS},{FIRST_OF_A_THREAD}"]
AT_FULL_SPEED = ["--seccomp-bpf"]
"""Stops for the traced system calls only; versions before 5.3 do not have it."""
EMPTY_NETWORK = ["unshare", "--net"]
RESOLVER_FILES = re.compile(r'"/etc/(?:resolv\.conf|hosts|gai\.conf)"')
ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(600)]


def allowed(command: Sequence[str]) -> bool:
    return (
        shutil.which(command[0]) is not None
        and subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    )


@pytest.mark.skipif(not allowed(["strace", "-o", "/dev/null"]), reason="strace may not trace here")
@pytest.mark.parametrize(
    ("before", "language"), [([], "en"), (EMPTY_NETWORK, "es")], ids=["with a network", "without a network"]
)
def test_the_tour_opens_no_internet_socket_and_writes_only_its_own_folders(
    before: list[str], language: str, tmp_path: Path, models: Path
) -> None:
    if before and not allowed(before):
        pytest.skip("network namespaces are not allowed here")
    with network_traps(tmp_path) as traps:
        if traps is None or before:
            take_the_tour(before, {"http_proxy": "http://127.0.0.1:9"}, language, tmp_path, models)
        else:
            take_the_tour(traps.before, traps.variables, language, tmp_path, models)
            assert traps.visitors() == []


def take_the_tour(
    before: Sequence[str], more_variables: Mapping[str, str], language: str, tmp_path: Path, models: Path
) -> None:
    """Take the screenshots behind the command `before`, and look at each traced call and each written file."""
    home, trace = tmp_path / "somebody", tmp_path / "trace"
    home.mkdir()
    (tmp_path / "temporary").mkdir()
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(tmp_path / "temporary"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONDONTWRITEBYTECODE": "1",
        **more_variables,
    }
    options = ["--models", str(models), "--languages", language, "--themes", "light", "--raw", "--pause", "0"]
    tour = [sys.executable, "-m", "tests.support.screenshots", str(tmp_path / "pictures"), *options]
    fast = AT_FULL_SPEED if allowed([*STRACE, *AT_FULL_SPEED, "-o", "/dev/null"]) else []
    done = subprocess.run(
        [*before, *STRACE, *fast, "-o", str(trace), *tour],
        cwd=ROOT, env=variables, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    seen = {picture.name.partition("-")[0] for picture in (tmp_path / "pictures").glob("*.png")}
    assert seen == {
        "chat",
        "documents",
        "images",
        "classification",
        "models",
        "settings",
        "text_tools",
        "memory",
        "prompts",
    }
    traced = trace.read_text("utf-8", "replace").splitlines()
    lines = [line for line in traced if FIRST_OF_A_THREAD not in line]
    assert lines, "nothing was traced: the tour's own sockets to the display and its engine are missing"
    assert [line for line in lines if INTERNET.search(line)] == []
    strays = [path.relative_to(home) for path in home.rglob("*") if path.is_file()]
    assert [path for path in strays if "fontconfig" not in str(path)] == []


@pytest.mark.skipif(not allowed(["strace", "-o", "/dev/null"]), reason="strace may not trace here")
def test_proxies_and_a_silent_name_server_are_not_even_looked_at_by_the_engine(tmp_path: Path, models: Path) -> None:
    """docs/faults.md 46: nothing that is never read can delay a start."""
    trace, home = tmp_path / "trace", tmp_path / "home"
    with network_traps(tmp_path) as traps:
        if traps is None:
            pytest.skip("only root may bind a name server")
        engine = [sys.executable, "-m", "engine", "--home", str(home), "--models", str(models)]
        command = [
            *traps.before,
            "strace",
            "-f",
            "-qq",
            "-e",
            "trace=socket,connect,openat,open",
            "-o",
            str(trace),
            *engine,
        ]
        variables = {**os.environ, **traps.variables}
        done = subprocess.run(command, cwd=ROOT, env=variables, input=b"", capture_output=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        assert b'"method":"ready"' in done.stdout
        assert traps.visitors() == []
    lines = trace.read_text("utf-8", "replace").splitlines()
    assert any("library.db" in line for line in lines)
    assert [line for line in lines if INTERNET.search(line) or RESOLVER_FILES.search(line)] == []
