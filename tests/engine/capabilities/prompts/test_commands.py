"""`ateneo prompts`, `ateneo persona` and `ateneo chain` as a person types them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.command_line import run_command


@pytest.fixture
def ateneo(home: Path, tmp_path: Path):
    options = ("--home", str(home), "--models", str(tmp_path / "no-models"), "--language", "en")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run_command([*arguments, *options])

    return run


def test_a_prompt_is_added_edited_filled_and_removed(ateneo) -> None:
    added = json.loads(
        ateneo("prompts", "add", "Tone", "{{text}} in a {{tone=warm}} tone", "--command", "tone", "--json").stdout
    )
    assert added["id"] == 1 and [v["name"] for v in added["variables"]] == ["text", "tone"]
    assert ateneo("prompts", "fill", "/tone", "text=hello").stdout == "hello in a warm tone\n"
    missing = ateneo("prompts", "fill", "tone")
    assert missing.returncode == 1 and "“text” has no value yet" in missing.stderr
    assert ateneo("prompts", "edit", "tone", "--text", "{{text}}!", "--rename", "Loud").returncode == 0
    assert ateneo("prompts", "show", "loud").stdout == "{{text}}!\n"
    assert "/tone" in ateneo("prompts", "list", "loud").stdout
    assert ateneo("prompts", "remove", "loud").returncode == 0
    assert ateneo("prompts", "show", "loud").returncode == 1
    assert ateneo("prompts", "restore", "1").returncode == 0
    assert ateneo("prompts", "show", "loud").returncode == 0


def test_a_prompt_is_checked(ateneo) -> None:
    checked = json.loads(ateneo("prompts", "check", "Write", "about", "dogs", "--json").stdout)
    assert {weakness["kind"] for weakness in checked["weaknesses"]} == {"no_audience", "no_format", "no_length"}
    assert "does not say for whom" in ateneo("prompts", "check", "Write about dogs").stdout
    assert "Nothing vague" in ateneo("prompts", "check", "What is the capital of France?").stdout


def test_a_persona_is_added_changed_and_shown(ateneo) -> None:
    assert ateneo("persona", "add", "Bookworm", "--role", "a librarian", "--tone", "warm").returncode == 0
    assert ateneo("persona", "edit", "bookworm", "--tone", "dry", "--tools", "calculator, dates").returncode == 0
    assert ateneo("persona", "show", "Bookworm").stdout == "You are a librarian.\nTone: dry.\n"
    shown = json.loads(ateneo("persona", "show", "Bookworm", "--json").stdout)
    assert shown["persona"]["tools"] == ["calculator", "dates"]
    assert "Teacher" in ateneo("persona", "list").stdout
    assert "Profesora" in run_command(["persona", "list", "--language", "es"]).stdout


def test_chains_are_added_and_listed_and_need_a_model_to_run(ateneo) -> None:
    assert ateneo("chain", "add", "Twice", "Shorten {{input}}", "Translate {{previous}}").returncode == 0
    assert "Twice: Step 1 → Step 2" in ateneo("chain", "list").stdout
    assert ateneo("chain", "run", "Twice", "--input", "text").returncode == 1
    listed = json.loads(ateneo("chain", "runs", "Twice", "--json").stdout)
    assert [run["state"] for run in listed["runs"]] == ["failed"]
    assert ateneo("chain", "add", "Bad", "{{previous}}").returncode == 1
    assert ateneo("chain", "run", "nothing").returncode == 1


@pytest.mark.parametrize("name", ["prompts.json", "prompts.md"])
def test_prompts_are_exported_and_imported(ateneo, tmp_path: Path, name: str) -> None:
    ateneo("prompts", "add", "One", "text")
    file = tmp_path / name
    assert json.loads(ateneo("prompts", "export", "--output", str(file), "--json").stdout) == {
        "personas": 0,
        "prompts": 1,
        "chains": 0,
    }
    assert file.read_text("utf-8").startswith("<!-- ateneo:prompts" if name.endswith(".md") else "{")
    assert ateneo("prompts", "import", str(file)).returncode == 0
    assert "One 2" in ateneo("prompts", "list", "one").stdout
    assert ateneo("prompts", "import", str(tmp_path / "none.json")).returncode == 1


def test_a_prompt_that_is_run_needs_its_values_and_a_model(ateneo) -> None:
    ateneo("prompts", "add", "Tone", "{{text}} in a {{tone=warm}} tone")
    missing = ateneo("prompts", "run", "tone", "--set", "tone=dry")
    assert missing.returncode == 1 and "“text” has no value yet" in missing.stderr
    assert "model" in ateneo("prompts", "run", "tone", "--set", "text=hello").stderr
    assert ateneo("prompts", "run", "nothing").returncode == 1
    assert ateneo("prompts", "run", "tone", "--max-tokens", "0").returncode == 2
