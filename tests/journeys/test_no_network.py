"""The whole tour — index, ask in both languages, every page of the window — seen by the kernel: no internet socket.

Under strace with `CI` unset, once with the machine's network and once in an empty network namespace.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

INTERNET = re.compile(r"AF_INET|AF_PACKET|sin_addr")
CALLS = "trace=socket,connect,bind,listen,sendto,sendmsg"
FIRST_OF_A_THREAD = "set_robust_list"
"""strace lets a thread's other system calls run at full speed only after the first that it traces, which this is."""
STRACE = ["strace", "-f", "-qq", "-e", f"{CALLS},{FIRST_OF_A_THREAD}"]
AT_FULL_SPEED = ["--seccomp-bpf"]
"""Stops for the traced system calls only; versions before 5.3 do not have it."""
EMPTY_NETWORK = ["unshare", "--net"]

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(600)]


def allowed(command: list[str]) -> bool:
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
    home, trace = tmp_path / "somebody", tmp_path / "trace"
    home.mkdir()
    (tmp_path / "temporary").mkdir()
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(tmp_path / "temporary"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONDONTWRITEBYTECODE": "1",
        "http_proxy": "http://127.0.0.1:9",
    }
    options = ["--models", str(models), "--languages", language, "--themes", "light", "--raw", "--pause", "0"]
    tour = [sys.executable, "-m", "tests.support.screenshots", str(tmp_path / "pictures"), *options]
    fast = AT_FULL_SPEED if allowed([*STRACE, *AT_FULL_SPEED, "-o", "/dev/null"]) else []
    done = subprocess.run(
        [*before, *STRACE, *fast, "-o", str(trace), *tour],
        cwd=Path(__file__).parents[2], env=variables, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    seen = {picture.name.partition("-")[0] for picture in (tmp_path / "pictures").glob("*.png")}
    assert seen == {"chat", "documents", "images", "classification", "models", "settings", "text_tools"}
    traced = trace.read_text("utf-8", "replace").splitlines()
    lines = [line for line in traced if FIRST_OF_A_THREAD not in line]
    assert lines, "nothing was traced: the tour's own sockets to the display and its engine are missing"
    assert [line for line in lines if INTERNET.search(line)] == []
    strays = [path.relative_to(home) for path in home.rglob("*") if path.is_file()]
    assert [path for path in strays if "fontconfig" not in str(path)] == []
