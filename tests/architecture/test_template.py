"""A capability is added by adding its folders and nothing else, and is gone when they are deleted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.parts import missing_parts

ROOT = Path(__file__).parents[2]
TEMPLATE = Path(__file__).with_name("template")
COPIED = ("engine", "desktop", "resources", "tests")
PLUMBING_OF_A_VERB = 12
"""Lines at most that name the template's second method: request, result, method, route, handler and the page's call."""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the program with the template capability in it."""
    copy = tmp_path / "program"
    for folder in COPIED:
        shutil.copytree(
            ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", "benchmarks", "*.png")
        )
    shutil.copy(ROOT / "pyproject.toml", copy)
    shutil.copytree(TEMPLATE, copy, dirs_exist_ok=True)
    return copy


def run(program: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(program)}
    return subprocess.run([sys.executable, *command], capture_output=True, text=True, cwd=program, env=environment)


@pytest.mark.slow
def test_a_capability_is_added_and_removed_by_its_folders_alone(program: Path) -> None:
    assert missing_parts(program, "counter") == []
    tests = ("tests/engine/capabilities/counter", "tests/desktop/features/counter")
    done = run(program, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    assert done.returncode == 0, done.stdout + done.stderr
    added = [file for file in TEMPLATE.rglob("*") if file.is_file()]
    for file in added:
        assert not (ROOT / file.relative_to(TEMPLATE)).exists(), "the template would replace a file of the program"
        (program / file.relative_to(TEMPLATE)).unlink()
    shutil.rmtree(program / "engine" / "capabilities" / "counter")
    shutil.rmtree(program / "desktop" / "features" / "counter")
    without = run(program, "-m", "engine.cli", "count", "one two")
    assert without.returncode == 2 and "count" in without.stderr
    listed = run(program, "-c", "from desktop.app import discover; print([feature.name for feature in discover()])")
    assert "chat" in listed.stdout and "counter" not in listed.stdout


def test_a_second_method_costs_about_ten_lines_of_plumbing() -> None:
    files = [file for folder in ("engine", "desktop") for file in (TEMPLATE / folder).rglob("*.py")]
    lines = [line for file in files for line in file.read_text("utf-8").splitlines() if "longest" in line.lower()]
    assert 5 <= len(lines) <= PLUMBING_OF_A_VERB
