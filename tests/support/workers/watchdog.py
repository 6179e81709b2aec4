"""Ends a process whose test hangs, whatever holds it up, and notes which test runs where.

pytest-timeout's limit (`timeout` in pyproject.toml, or a mark) is a signal that raises an exception in Python. It waits while
a library waits, Qt drops it where it calls our code, hypothesis runs the test again after it, and it is gone once the test has
failed, before the teardown. This limit is a thread in C that needs neither Python nor its lock: it prints the stacks of all
threads and ends the process. pytest-xdist then names the test and goes on with a new worker.
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
OF_THE_TIMEOUT = 4 / 3
"""This limit, as a multiple of pytest-timeout's."""


class Watchdog:
    """A plugin of pytest."""

    def __init__(self, config: pytest.Config) -> None:
        self._is_debugged = bool(config.getoption("usepdb"))
        assert sys.__stderr__ is not None
        self._stderr = os.dup(sys.__stderr__.fileno())  # the descriptor itself is captured while a test runs
        notes = os.environ.get(NOTES)
        self._note = Path(notes, str(os.getpid())) if notes else None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        if self._note is not None:
            self._note.write_text(item.nodeid, "utf-8")
        self._start(_timeout(item))
        try:
            return (yield)
        finally:
            faulthandler.cancel_dump_traceback_later()
            if self._note is not None:
                self._note.unlink(missing_ok=True)

    @pytest.hookimpl(trylast=True)
    def pytest_exception_interact(self, node: pytest.Item | pytest.Collector) -> None:
        """Set the limit again: pytest takes it away when a test has failed, and its teardown would have none."""
        if isinstance(node, pytest.Item):
            self._start(_timeout(node))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Limit the end of a worker too."""
        if hasattr(session.config, "workerinput"):
            self._start(float(session.config.getini("timeout") or 0))

    def _start(self, timeout: float) -> None:
        if timeout and not self._is_debugged:
            faulthandler.dump_traceback_later(timeout * OF_THE_TIMEOUT, file=self._stderr, exit=True)


def _timeout(item: pytest.Item) -> float:
    """Return the seconds after which pytest-timeout fails a test; 0 where it has no limit."""
    mark = item.get_closest_marker("timeout")
    if mark is not None:
        return float(mark.args[0])
    option = item.config.getoption("timeout", None)
    return float(item.config.getini("timeout") or 0) if option is None else float(option)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Watchdog(config))
