"""The seconds of tests are remembered, and workers get the files with the slowest tests first."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.longest_first import LongestFirst


def report(test: str, seconds: float) -> pytest.TestReport:
    return pytest.TestReport(test, (test, 0, test), {}, "passed", None, "call", duration=seconds)


def item(test: str) -> Any:  # an item needs a session with collectors
    return SimpleNamespace(nodeid=test, path=Path(test.partition("::")[0]))


def finished_run(root: Path, **seconds: float) -> LongestFirst:
    plugin = LongestFirst(root / "cache" / "seconds.json")
    for test, taken in seconds.items():
        plugin.pytest_runtest_logreport(report(f"{test}.py::test", taken))
    plugin.pytest_sessionfinish(SimpleNamespace(config=SimpleNamespace(rootpath=root)))  # type: ignore[arg-type]
    return LongestFirst(root / "cache" / "seconds.json")


def order_in_worker(plugin: LongestFirst, *tests: str) -> list[str]:
    node = SimpleNamespace(workerinput={})
    plugin.pytest_configure_node(node)  # type: ignore[arg-type]
    items = [item(test) for test in tests]
    plugin.pytest_collection_modifyitems(node, items)  # type: ignore[arg-type]
    return [one.nodeid for one in items]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.py").touch()
    return tmp_path


def test_the_file_with_the_most_seconds_comes_first_with_its_tests_in_order(root: Path) -> None:
    plugin = finished_run(root, a=0.1, b=9.0)
    assert order_in_worker(plugin, "a.py::test", "b.py::test", "b.py::other", "c.py::new") == [
        "b.py::test",
        "b.py::other",
        "c.py::new",
        "a.py::test",
    ]


def test_a_later_run_keeps_the_seconds_of_tests_it_left_out_but_not_of_files_that_are_gone(root: Path) -> None:
    finished_run(root, a=9.0, c=5.0)
    (root / "c.py").unlink()
    plugin = finished_run(root, b=2.0)
    tests = ("c.py::test", "b.py::test", "a.py::test")
    assert order_in_worker(plugin, *tests) == ["a.py::test", "b.py::test", "c.py::test"]


def test_a_broken_file_of_seconds_is_none(root: Path) -> None:
    (root / "cache").mkdir()
    (root / "cache" / "seconds.json").write_bytes(b"{")
    plugin = LongestFirst(root / "cache" / "seconds.json")
    assert order_in_worker(plugin, "b.py::test", "a.py::test") == ["a.py::test", "b.py::test"]
