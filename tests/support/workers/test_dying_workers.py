"""A run of pytest-xdist ends and names what went wrong, whatever its workers do."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FILES = 30
SETTINGS = """
[pytest]
timeout = 3
"""
QUICK = """
import pytest

@pytest.mark.parametrize("number", range(3))
def test_quick(number): ...
"""
DIES = """
import os

def test_before(): ...
def test_dies(): os._exit(1)
def test_after(): ...
"""
HANGS_AFTER_A_FAILURE = """
import ctypes, subprocess, time
import pytest

@pytest.fixture
def held_up():
    yield
    subprocess.Popen(["sleep", "300"])
    ctypes.PyDLL(None).sleep(1000)  # holds Python's lock

def test_fails(held_up): raise AssertionError
def test_after(): ...
"""
HANGS_IN_QT = """
from PySide6.QtCore import QProcess

def test_waits(qapp):
    child = QProcess()
    child.start("sleep", ["300"])
    child.waitForFinished(-1)
def test_after(): ...
"""
HANGS_IN_HYPOTHESIS = """
from hypothesis import given, strategies

@given(strategies.integers())
def test_endless(number):
    while True: ...

def test_after(): ...
"""
PLUGINS = ("tests.support.workers.file_scheduling", "tests.support.workers.watchdog")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="signals, and processes as Linux lists them"),
]


def run(folder: Path, **files: str) -> str:
    """Run these tests, among quick ones, on two workers; return what was printed."""
    (folder / "pytest.ini").write_text(SETTINGS)
    for number in range(FILES):
        (folder / f"test_quick_{number:02}.py").write_text(QUICK)
    for name, code in files.items():
        (folder / f"{name}.py").write_text(code)
    plugins = (part for plugin in PLUGINS for part in ("-p", plugin))
    options = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-p", "no:cacheprovider", "-o", "addopts=")
    command = [sys.executable, "-m", "pytest", *plugins, *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    printed = folder / "printed"
    with printed.open("wb") as output:
        ended = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    assert ended.wait() == 1, printed.read_text("utf-8")
    with suppress(ProcessLookupError):
        os.killpg(ended.pid, signal.SIGKILL)  # what the workers that were ended left behind
    return printed.read_text("utf-8")


def counts(printed: str) -> dict[str, int]:
    last = printed.splitlines()[-1]
    return {name: int(count) for count, name in re.findall(r"(\d+) (passed|failed|errors?)", last)}


def test_the_test_that_ended_a_worker_is_named_once_and_all_others_run(tmp_path: Path) -> None:
    printed = run(tmp_path, test_quick_20=DIES, test_zz=DIES)
    assert counts(printed) == {"passed": 3 * (FILES - 1) + 4, "failed": 2}
    assert "crashed while running 'test_quick_20.py::test_dies'" in printed
    assert "crashed while running 'test_zz.py::test_dies'" in printed


def test_a_test_that_no_signal_ends_is_named_with_its_stack_and_all_others_run(tmp_path: Path) -> None:
    """hypothesis catches the exception of the signal, and looks for a simpler example, without end."""
    printed = run(
        tmp_path, test_quick_20=HANGS_AFTER_A_FAILURE, test_quick_25=HANGS_IN_QT, test_quick_27=HANGS_IN_HYPOTHESIS
    )
    assert counts(printed)["passed"] == 3 * (FILES - 3) + 3
    for test, function in (
        ("test_quick_20.py::test_fails", "held_up"),
        ("test_quick_25.py::test_waits", "test_waits"),
        ("test_quick_27.py::test_endless", "test_endless"),
    ):
        assert f"crashed while running '{test}'" in printed
        assert re.search(rf"Timeout .*?line \d+ in {function}\n", printed, re.DOTALL)
