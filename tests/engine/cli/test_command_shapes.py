"""The README's commands print JSON with the keys and types that people's scripts read.

command_shapes.json was recorded with the code before its names were revised (tests/support/command_shapes.py).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.cli.main import _parser
from engine.protocol.i18n import Translations
from tests.support.conversation_commands import WITHOUT_JSON

RECORDED = Path(__file__).with_name("command_shapes.json")
ROOT = Path(__file__).parents[3]

AREAS = ("chat", "conversations", "prompts", "persona", "chain", "memory", "tools")
"""Commands whose every subcommand has a shape."""


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


def subcommands(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield the names of commands below a parser, with those below them."""
    for action in parser._actions:  # noqa: SLF001  argparse has no other way
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for name, child in action.choices.items():
                below = [f"{name} {rest}" for rest in subcommands(child)]
                yield from below or [name]


def test_every_command_about_conversations_prompts_memories_and_tools_has_a_shape() -> None:
    parser, _ = _parser(Translations("en"))
    recorded = json.loads(RECORDED.read_text("utf-8"))
    named = {name for name in subcommands(parser) if name.split()[0] in AREAS} - WITHOUT_JSON
    missing = {name for name in named if not any(f"{key} ".startswith(f"{name} ") for key in recorded)}
    assert len(named) > 40 and sorted(missing) == []


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_command_of_the_readme_still_prints_what_scripts_read(tmp_path: Path, models: Path) -> None:
    command = [sys.executable, "-m", "tests.support.command_shapes", str(tmp_path / "run"), str(models)]
    child = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert child.returncode == 0, child.stderr
    before, now = json.loads(RECORDED.read_text("utf-8")), json.loads(child.stdout)
    assert "\n".join(differences(before, now)) == ""
