"""docs/faults.md and the tests that cite it agree."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FAULTS = (ROOT / "docs" / "faults.md").read_text("utf-8")
CITATION = re.compile(r"docs/faults\.md (\d+(?:, \d+)*)")


def rows() -> dict[int, str]:
    return {int(number): row for number, row in re.findall(r"^\| (\d+) \|(.*)$", FAULTS, re.MULTILINE)}


def test_every_test_module_named_is_there() -> None:
    named = re.findall(r"`(tests/[^`]+)`", FAULTS)
    assert named and [path for path in named if not (ROOT / path).is_file()] == []


def test_every_row_names_the_test_modules_that_cite_it() -> None:
    missing = []
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        path = file.relative_to(ROOT).as_posix()
        numbers = {int(n) for cited in CITATION.findall(file.read_text("utf-8")) for n in cited.split(", ")}
        missing += [(number, path) for number in sorted(numbers) if f"`{path}`" not in rows().get(number, "")]
    assert missing == []
