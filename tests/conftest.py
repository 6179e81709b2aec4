"""Every test has a fresh profile, no display, no CI switch to hide behind, and leaves no thread and no process behind."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import hypothesis
import pytest

from engine.models.llama.threads import limit_openmp_spinning
from tests.support import longest_first
from tests.support.private_config import use_private_config
from tests.support.workers import file_scheduling, watchdog

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
hypothesis.settings.register_profile("suite", deadline=None)  # no test depends on seconds
hypothesis.settings.load_profile("suite")
os.environ.pop("CI", None)  # some libraries are on their best behaviour only under CI
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling our modules is a third of the start of each child
sys.dont_write_bytecode = False
signal.signal(signal.SIGINT, signal.default_int_handler)  # jobs in the background ignore it, and so would children
use_private_config()  # for what fixtures of a module do; a test has a folder of its own
limit_openmp_spinning()  # as in the engine; without it a training beside a busy test takes three times the seconds


COMMAND_SERVER = "tests.support.command_line"
"""Runs the commands of all tests of a session, and ends with it."""


def pytest_configure(config: pytest.Config) -> None:
    for plugin in (longest_first, file_scheduling, watchdog):
        plugin.pytest_configure(config)


@pytest.fixture(autouse=True)
def fresh_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATENEO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of the real starter models."""
    from tests.support.models import starter_models

    return starter_models()


@pytest.fixture(autouse=True)
def no_warning_is_logged(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A record at WARNING or above fails the test, unless it is marked with `expects_warnings`."""
    yield
    if request.node.get_closest_marker("expects_warnings"):
        return
    records = [record for phase in ("setup", "call") for record in caplog.get_records(phase)]
    assert [record.getMessage() for record in records if record.levelno >= logging.WARNING] == []


@pytest.fixture(autouse=True)
def no_thread_is_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    stray = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in stray:
        thread.join(timeout=10)
    assert not [thread.name for thread in stray if thread.is_alive()]


@pytest.fixture(autouse=True)
def no_process_is_left_behind() -> Iterator[None]:
    before = children()
    yield
    commands = [Path(f"/proc/{pid}/cmdline").read_text().split("\0") for pid in children() - before]
    assert [command for command in commands if COMMAND_SERVER not in command] == []


def children() -> set[str]:
    """Process ids of our living children, zombies too; empty where the kernel does not list them."""
    ids: set[str] = set()
    for listed in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):  # a thread that ended meanwhile
            ids.update(listed.read_text().split())
    return ids
