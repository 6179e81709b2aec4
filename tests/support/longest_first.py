"""Gives pytest-xdist the files with the slowest tests first, so that no worker is left alone with a long one at the end.

The seconds of each test are remembered between runs in the cache folder of set-up.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.support.cache import cache_folder

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

UNKNOWN_SECONDS = 1.0
"""Of a test that was not timed yet."""


class LongestFirst:
    """A plugin of pytest. The process that starts the workers sends all of them the same seconds: their orders must agree."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known = _read(file)
        self._measured: defaultdict[str, float] = defaultdict(float)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: WorkerController) -> None:
        """Called by pytest-xdist for each worker."""
        node.workerinput["seconds"] = self._known

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Sort the files of what is left after `-m`; a file keeps the order of its tests."""
        if not is_worker(config):
            return
        known: dict[str, float] = config.workerinput["seconds"]  # type: ignore[attr-defined]
        seconds: defaultdict[Path, float] = defaultdict(float)
        for item in items:
            seconds[item.path] += known.get(item.nodeid, UNKNOWN_SECONDS)
        items.sort(key=lambda item: (-seconds[item.path], item.path))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._measured[report.nodeid] += report.duration

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if is_worker(session.config):
            return
        root, all_seconds = session.config.rootpath, self._known | self._measured
        there = {test for test in all_seconds if (root / test.partition("::")[0]).is_file()}
        seconds = {test: round(taken, 2) for test, taken in all_seconds.items() if test in there}
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_bytes(msgspec.json.encode(seconds))
        except OSError:
            return  # only the order of the next run suffers


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(LongestFirst(cache_folder() / "tests" / "seconds.json"))


def is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _read(file: Path) -> dict[str, float]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, float])
    except (OSError, msgspec.MsgspecError):
        return {}
