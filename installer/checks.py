"""Everything that continuous integration runs, in the order that fails fastest."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

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
LAST_FAILED = Path(".pytest_cache", "v", "cache", "lastfailed")


def run(environment: Environment, models: Path | None, pytest_arguments: Sequence[str]) -> int:
    """Return 0, or 1 after naming what failed. Every lint runs; the tests run only after clean lints.

    Without `models` (`--quick`) only the tests run that need none.
    """
    variables = test_variables(environment.cache, models)
    failed = [name for name, *rest in LINTS if _run(environment, variables, name, *rest)]
    failed_tests = [] if failed else _run_tests(environment, variables, models is not None, pytest_arguments)
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


def _run_tests(environment: Environment, variables: dict[str, str], all_tests: bool, rest: Sequence[str]) -> list[str]:
    """Return the failed tests' names; the long tests run only when the quick ones pass."""
    (environment.root / LAST_FAILED).unlink(missing_ok=True)
    for marks in (f"not ({LONG})", LONG) if all_tests else (f"not ({LONG})",):
        code = _run(environment, variables, "pytest", "-n", str(workers()), *PARALLEL, SLOWEST, "-m", marks, *rest)
        if code not in (0, NO_TESTS):
            return _last_failed(environment.root) or ["pytest"]
    return []


def _last_failed(root: Path) -> list[str]:
    try:
        return sorted(json.loads((root / LAST_FAILED).read_text("utf-8")))
    except (OSError, ValueError):
        return []


def _run(environment: Environment, variables: dict[str, str], name: str, *arguments: str) -> int:
    print("·", name, *arguments, flush=True)
    start = time.monotonic()
    command = [str(environment.python.parent / name), *arguments]
    code = subprocess.run(command, cwd=environment.root, env=variables, check=False).returncode
    passed = code in (0, NO_TESTS)
    seconds = time.monotonic() - start
    print("✓" if passed else "✗", f"{name}: {say('done' if passed else 'failed')} ({seconds:.1f} s)", flush=True)
    return code
