"""Ends a process whose test hangs, whatever holds it up, and notes which test runs where.

Two limits are set in pyproject.toml. `timeout`, of pytest-timeout, is a signal: it raises an exception in Python, so that it
waits while a library waits, and it is gone once the test has failed. `faulthandler_timeout` is a thread in C that needs
neither Python nor its lock: it prints the stacks of all threads and ends the process. pytest-xdist then names the test and
goes on with a new worker.
"""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

NOTES = "ATENEO_RUNNING_TESTS"
"""Names the folder for notes, one file a process: installer/checks.py reads them when it ends a stage."""


class Watchdog:
    """A plugin of pytest."""

    def __init__(self, config: pytest.Config) -> None:
        self._seconds = float(config.getini("faulthandler_timeout") or 0)
        self._is_debugged = bool(config.getoption("usepdb"))
        assert sys.__stderr__ is not None
        self._stderr = os.dup(sys.__stderr__.fileno())  # the descriptor itself is captured while a test runs
        notes = os.environ.get(NOTES)
        self._note = Path(notes, str(os.getpid())) if notes else None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        if self._note is None:
            return (yield)
        self._note.write_text(item.nodeid, "utf-8")
        try:
            return (yield)
        finally:
            self._note.unlink(missing_ok=True)

    @pytest.hookimpl(trylast=True)
    def pytest_exception_interact(self, node: pytest.Item | pytest.Collector) -> None:
        """Set the limit again: pytest takes both limits away when a test has failed, and its teardown would have none."""
        if isinstance(node, pytest.Item) and not self._is_debugged:
            self._start()

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Limit the end of a worker too."""
        if hasattr(session.config, "workerinput"):
            self._start()

    def _start(self) -> None:
        if self._seconds:
            faulthandler.dump_traceback_later(self._seconds, file=self._stderr, exit=True)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Watchdog(config))
