"""Everything that continuous integration runs, in the order that fails fastest."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from installer import limited_run
from installer.environment import Environment
from installer.messages import SetUpFailed, say
from installer.system import memory_gb

LINTS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)
LONG = "model or gpu or kill or slow or studio"
"""Marks of the tests that need models or take longer; the others run first, and alone with `--quick`."""
NO_TESTS = 5
"""pytest's exit code when no test has the marks or lies under the paths asked for."""
MOST_WORKERS, GB_OF_A_WORKER = 4, 1.5
"""A worker may hold a language model, an embedder and an indexer."""
PARALLEL = ("--dist", "loadfile", "--no-loadscope-reorder")
"""A file's tests stay in one process: they share a model or a library that is loaded once. tests/conftest.py orders the files."""
SLOWEST = "--durations=20"
MOST_RUN_AGAIN = 5
"""More failures than these are no chance of the moment."""
AGAIN = ("--last-failed", "--last-failed-no-failures=none")
"""A few failed tests run once more, one after another: some wait for what is late beside the other workers. They are named."""
LIMIT_SECONDS = 36 * 60
"""Of a lint, or of a stage of the tests; the longest takes about 15 minutes on two cores that do nothing else."""
RUNNING = "ATENEO_RUNNING_TESTS"
"""Names the folder in which tests/support/workers/watchdog.py notes the tests that run."""
LAST_FAILED = Path(".pytest_cache", "v", "cache", "lastfailed")


def run(
    environment: Environment, models: Path | None, pytest_arguments: Sequence[str], limit: float = LIMIT_SECONDS
) -> int:
    """Return 0, or 1 after naming what failed. Every lint runs; the tests run only after clean lints.

    Without `models` (`--quick`) only the tests run that need none. `limit` is in seconds, for a lint or a stage of the tests.
    """
    checks = _Checks(environment, test_variables(environment.cache, models), limit)
    failed = [name for name, *rest in LINTS if checks.run(name, *rest)]
    failed_tests = [] if failed else checks.run_tests(models is not None, pytest_arguments)
    if failed or failed_tests:
        names = (*dict.fromkeys(failed), *failed_tests)
        print(SetUpFailed("Failed: {names}.", names="\n  ".join(("", *names)) if failed_tests else ", ".join(names)))
    return 1 if failed or failed_tests else 0


def test_variables(cache: Path, models: Path | None) -> dict[str, str]:
    """Return the environment of the lints and tests, without CI: some libraries collect less under it.

    mypy's results are kept in the cache of set-up: with them it takes 2 seconds, without them 25.
    """
    variables = {name: value for name, value in os.environ.items() if name != "CI"}
    variables |= {"QT_QPA_PLATFORM": "offscreen", "ORT_DISABLE_TELEMETRY": "1", "MYPY_CACHE_DIR": str(cache / "mypy")}
    return variables | ({"ATENEO_MODELS": str(models)} if models else {})


def workers() -> int:
    """Return one worker more than cores, since many a test waits for a process or a timer, where the memory allows it."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores + 1, MOST_WORKERS, int(memory_gb() / GB_OF_A_WORKER)))


class _Checks:
    def __init__(self, environment: Environment, variables: dict[str, str], limit: float) -> None:
        self._environment, self._variables, self._limit = environment, variables, limit

    def run_tests(self, all_tests: bool, rest: Sequence[str]) -> list[str]:
        """Return the failed tests' names; the long tests run only when the quick ones pass."""
        (self._environment.root / LAST_FAILED).unlink(missing_ok=True)
        options = ("-n", str(workers()), *PARALLEL, SLOWEST)
        for marks in (f"not ({LONG})", LONG) if all_tests else (f"not ({LONG})",):
            with tempfile.TemporaryDirectory() as notes:
                code = self.run("pytest", *options, "-m", marks, *rest, **{RUNNING: notes})
                running = _running(Path(notes)) if code == limited_run.TIMED_OUT else []
            if code not in (0, NO_TESTS) and (failed := running or self._failed_again(marks, rest)):
                return failed
        return []

    def _failed_again(self, marks: str, rest: Sequence[str]) -> list[str]:
        """Run the few tests that failed alone; return the names of those that fail again, or of all when they are many."""
        failed = _last_failed(self._environment.root)
        if not 0 < len(failed) <= MOST_RUN_AGAIN:
            return failed or ["pytest"]
        if self.run("pytest", *AGAIN, "-m", marks, *rest) != 0:
            return _last_failed(self._environment.root) or failed
        print(say("Passed only alone: {names}.", names="\n  ".join(("", *failed))), flush=True)
        return []

    def run(self, name: str, *arguments: str, **variables: str) -> int:
        """Return the exit code."""
        print("·", name, *arguments, flush=True)
        start = time.monotonic()
        command = [str(self._environment.python.parent / name), *arguments]
        code = limited_run.run(command, self._environment.root, self._variables | variables, self._limit)
        if code == limited_run.TIMED_OUT:
            print(say("{name} was ended: it may take {seconds} s.", name=name, seconds=f"{self._limit:g}"), flush=True)
        passed = code in (0, NO_TESTS)
        seconds = time.monotonic() - start
        print("✓" if passed else "✗", f"{name}: {say('done' if passed else 'failed')} ({seconds:.1f} s)", flush=True)
        return code


def _running(notes: Path) -> list[str]:
    """Return the tests that ran when their stage was ended, each by the note of its process."""
    return sorted(note.read_text("utf-8") for note in notes.iterdir())


def _last_failed(root: Path) -> list[str]:
    try:
        return sorted(json.loads((root / LAST_FAILED).read_text("utf-8")))
    except (OSError, ValueError):
        return []
