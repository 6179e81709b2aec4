"""A handler or a callback of the wrong type does not pass mypy."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "architecture" / "seam_types.py"
REPORTED = re.compile(r"seam_types\.py:(\d+): error: .*\[([a-z-]+)\]")
EXPECTED = re.compile(r"# error: ([a-z-]+)$")


@pytest.mark.slow
def test_mypy_refuses_wrong_handlers_and_callbacks_and_nothing_else() -> None:
    child = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", str(SAMPLES)], capture_output=True, text=True, cwd=ROOT
    )
    lines = SAMPLES.read_text("utf-8").splitlines()
    expected = {number: match[1] for number, line in enumerate(lines, 1) if (match := EXPECTED.search(line))}
    reported: dict[int, list[str]] = {}
    for match in REPORTED.finditer(child.stdout):
        reported.setdefault(int(match[1]), []).append(match[2])
    assert reported.keys() == expected.keys(), child.stdout + child.stderr
    assert [line for line, code in expected.items() if code not in reported[line]] == []
