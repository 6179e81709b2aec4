"""A list without entries says so on the error output, in the person's language; what scripts read stays empty (real engine)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import run_command

LISTS = (
    ("documents", "list"),
    ("chat", "list"),
    ("chat", "folder"),
    ("conversations",),
    ("memory", "list"),
    ("classify", "list"),
    ("models", "list"),
    ("eval", "sets"),
)


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_empty_list_says_so(home: Path, tmp_path: Path, language: str) -> None:
    options = ("--home", str(home), "--models", str(tmp_path / "no-models"), "--language", language)
    sentence = {"en": "There is nothing in this list yet.\n", "es": "Todavía no hay nada en esta lista.\n"}[language]
    for arguments in LISTS:
        listed = run_command([*arguments, *options])
        assert (arguments, listed.returncode, listed.stdout, listed.stderr) == (arguments, 0, "", sentence)
