"""The README's commands print JSON with the keys and types that people's scripts read.

command_shapes.json was recorded with the code before its names were revised (tests/support/command_shapes.py).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

RECORDED = Path(__file__).with_name("command_shapes.json")
ROOT = Path(__file__).parents[3]

pytestmark = [pytest.mark.model, pytest.mark.slow]


def differences(before: object, now: object, at: str = "") -> Iterator[str]:
    """Yield what a script would miss in `now`. Keys may be added; a list may be empty and a value absent in one of them."""
    if isinstance(before, dict) and isinstance(now, dict):
        yield from (f"{at}.{key}: no longer there" for key in sorted(before.keys() - now.keys()))
        for key in before.keys() & now.keys():
            yield from differences(before[key], now[key], f"{at}.{key}")
    elif isinstance(before, list) and isinstance(now, list):
        for first, second in zip(before, now, strict=False):
            yield from differences(first, second, f"{at}[]")
    elif before != now and not (isinstance(before, str) and isinstance(now, str) and _alike(before, now)):
        yield f"{at}: {before} became {now}"


def _alike(before: str, now: str) -> bool:
    absent = {"absent", "null"}
    first, second = set(before.split("|")) - absent, set(now.split("|")) - absent
    return not first or not second or first == second


@pytest.mark.timeout(400)
def test_every_command_of_the_readme_still_prints_what_scripts_read(tmp_path: Path, models: Path) -> None:
    command = [sys.executable, "-m", "tests.support.command_shapes", str(tmp_path / "run"), str(models)]
    child = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert child.returncode == 0, child.stderr
    before, now = json.loads(RECORDED.read_text("utf-8")), json.loads(child.stdout)
    assert "\n".join(differences(before, now)) == ""
