"""Everything continuous integration runs, in the order that fails fastest."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from installer.environment import ROOT, Environment

LINTS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)


def run(environment: Environment, models: Path, pytest_arguments: list[str]) -> int:
    """The exit code of the first check that failed, or of pytest."""
    variables = {
        name: value for name, value in os.environ.items() if name != "CI"
    }  # some libraries behave only under CI
    variables |= {"ATENEO_MODELS": str(models), "QT_QPA_PLATFORM": "offscreen", "ORT_DISABLE_TELEMETRY": "1"}
    binaries = environment.python.parent
    for command in LINTS:
        print("·", " ".join(command), flush=True)
        code = subprocess.run(
            [str(binaries / command[0]), *command[1:]], cwd=ROOT, env=variables, check=False
        ).returncode
        if code:
            return code
    command_line = [str(environment.python), "-m", "pytest", *pytest_arguments]
    return subprocess.run(command_line, cwd=ROOT, env=variables, check=False).returncode
