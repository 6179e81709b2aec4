"""Gives pytest-xdist's workers whole files, and goes on when a worker dies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

ENOUGH = 2
"""A worker with more tests than this is given no further file: it begins a test when it knows the one after it."""


class FileScheduling(LoadFileScheduling):
    """pytest-xdist's own (3.8) stands still for ever after the death of a worker, while no test runs and no limit counts.

    It puts all files of the dead worker back, those that are done too. A worker that is given one of these has nothing to run,
    so that it tells nothing and is never given another. The test that ended the worker is run again, up to a dozen times.
    """

    def remove_node(self, node: WorkerController) -> str | None:
        """Take a worker out; put what it left back. Return the test that ran when it died, None when none was left."""
        files = self.assigned_work.pop(node)
        crashed = next(
            (test for tests in files.values() for test, is_done in tests.items() if not is_done), None
        )  # it runs them in this order
        if crashed is None:
            return None
        files[self._split_scope(crashed)][crashed] = True
        self.workqueue.update({file: tests for file, tests in files.items() if not all(tests.values())})
        for other in self.nodes:
            self._reschedule(other)
        return crashed

    def _reschedule(self, node: WorkerController) -> None:
        """Give a worker enough to go on, and let it end when nothing is left. One that has just started has no tests yet."""
        if node.shutting_down or node not in self.registered_collections:
            return
        while self.workqueue and self._pending_of(self.assigned_work[node]) <= ENOUGH:
            self._assign_work_unit(node)
        if not self.workqueue:
            node.shutdown()


class UseFileScheduling:
    """A plugin of pytest."""

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Producer) -> FileScheduling | None:
        """Called by pytest-xdist; None leaves it to its own."""
        return FileScheduling(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(UseFileScheduling())
