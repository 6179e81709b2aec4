"""`python3 -m installer run|setup|test`: from a bare machine to an open window, or to a finished test run."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from installer import checks, starter, system
from installer.environment import ROOT, Environment
from installer.words import SetUpFailed, Step

NEEDED_GB = 4.0


def main() -> int:
    options, rest = _parser().parse_known_args()
    testing = options.action == "test"
    try:
        environment = set_up(options, testing)
    except SetUpFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    if testing:
        return checks.run(environment, _cache() / "models", rest)
    if options.action == "run":
        return subprocess.run([str(environment.ateneo), *rest], check=False).returncode
    return 0


def set_up(options: argparse.Namespace, testing: bool) -> Environment:
    """Raises SetUpFailed."""
    system.check_python()
    environment = Environment(ROOT / ".venv", _cache())
    with Step("system packages") as step:
        missing = system.missing_packages(screen=options.action == "run", tests=testing)
        if not missing:
            step.already()
        system.install(missing)
    if not environment.python.exists():
        system.check_disk(ROOT, NEEDED_GB)
    environment.make()
    parts = ["core", *(["test"] if testing else []), *(["studio"] if options.studio else [])]
    environment.install(parts)
    starter.build(environment, _cache() / "models" if testing else None)
    if notice := system.gpu_without_compiler():
        print(notice)
    return environment


def _cache() -> Path:
    """Downloads and compiled wheels, kept between runs. `ATENEO_CACHE` names another folder."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("ATENEO_CACHE") or Path(base) / "ateneo")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m installer", description=__doc__)
    parser.add_argument("action", choices=("run", "setup", "test"))
    parser.add_argument("--studio", action="store_true", help="also PyTorch and the training libraries (large)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
