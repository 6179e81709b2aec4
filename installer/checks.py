"""Everything continuous integration runs, in the order that fails fastest."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from installer.environment import Environment
from installer.words import SetUpFailed, say

LINTS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)
LONG = "model or gpu or kill or slow"
"""The marks of tests that take longer; the rest run first."""
NO_TESTS = 5
"""pytest's exit code when a run's marks or paths left none."""


def run(environment: Environment, models: Path, pytest_arguments: Sequence[str]) -> int:
    """0, or 1 with the names of what failed. Every lint runs; the tests only after clean lints."""
    variables = own_variables(models)
    failed = [name for name, *rest in LINTS if _run(environment, variables, name, *rest)]
    for marks in () if failed else (f"not ({LONG})", LONG):
        code = _run(environment, variables, "pytest", "-m", marks, *pytest_arguments)
        if code not in (0, NO_TESTS):
            failed.append("pytest")
            break
    if failed:
        print(SetUpFailed("Failed: {names}.", names=", ".join(dict.fromkeys(failed))))
    return 1 if failed else 0


def own_variables(models: Path) -> dict[str, str]:
    """Without CI: some libraries are on their best behaviour only under it."""
    variables = {name: value for name, value in os.environ.items() if name != "CI"}
    return variables | {"ATENEO_MODELS": str(models), "QT_QPA_PLATFORM": "offscreen", "ORT_DISABLE_TELEMETRY": "1"}


def _run(environment: Environment, variables: dict[str, str], name: str, *arguments: str) -> int:
    print("·", name, *arguments, flush=True)
    begun = time.monotonic()
    command = [str(environment.python.parent / name), *arguments]
    code = subprocess.run(command, cwd=environment.root, env=variables, check=False).returncode
    outcome = say("failed" if code not in (0, NO_TESTS) else "done")
    print(
        "✗" if code not in (0, NO_TESTS) else "✓", f"{name}: {outcome} ({time.monotonic() - begun:.1f} s)", flush=True
    )
    return code
