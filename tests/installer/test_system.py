import os
import sys
from pathlib import Path

import pytest

from installer import system
from installer.messages import SetUpFailed
from installer.step import Step


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_our_pythons_are_welcome(version: tuple[int, int]) -> None:
    system.check_python(version)


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 14)])
def test_another_python_is_one_sentence_with_a_remedy(version: tuple[int, int], no_programs: Path) -> None:
    with pytest.raises(SetUpFailed, match=r"^Python 3\.\d+ is too .* needs 3.11, 3.12 or 3.13. Install one .*\.$"):
        system.check_python(version)


def test_a_fitting_python_is_found_only_when_it_runs(no_programs: Path) -> None:
    program(no_programs, "python3.13", "exit 127")  # as a version manager's shim does
    program(no_programs, "python3.12", f'exec "{sys.executable}" "$@"')
    assert system.other_python() == str(no_programs / "python3.12")


def test_what_is_missing_is_named_as_debian_names_it(no_programs: Path) -> None:
    missing = system.missing_packages(screen=False, tests=True, compiling=True)
    assert {"g++", "strace", "xvfb"} <= set(missing)


def test_a_kept_wheel_needs_no_compiler(no_programs: Path) -> None:
    assert "g++" not in system.missing_packages(screen=False, tests=False, compiling=False)


def test_without_apt_the_names_are_given(no_programs: Path, step: Step) -> None:
    with pytest.raises(SetUpFailed, match=r"missing: g\+\+ libegl1\. Install them with your system's package manager"):
        system.install(["libegl1", "g++"], step)


def test_when_apt_fails_there_is_a_line_to_paste(no_programs: Path, step: Step) -> None:
    program(no_programs, "apt-get", "exit 100")
    program(no_programs, "env", 'shift; exec "$@"')
    with pytest.raises(SetUpFailed, match=r"try again: (sudo )?apt-get update && (sudo )?apt-get install -y g\+\+$"):
        system.install(["g++"], step)


@pytest.mark.parametrize(
    ("programs", "begins"), [(["sudo"], "sudo apt-get update && sudo apt"), ([], "su - -c 'apt-get")]
)
def test_the_line_to_paste_works_with_and_without_sudo(no_programs: Path, programs: list[str], begins: str) -> None:
    for name in programs:
        program(no_programs, name, "exit 1")
    assert system.apt_line(["g++"], root=False).startswith(begins)


def test_apt_is_asked_for_exactly_what_is_missing(no_programs: Path, step: Step, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may install")
    program(no_programs, "apt-get", f'echo "$@" >> {tmp_path}/asked')
    program(no_programs, "env", 'shift; exec "$@"')
    system.install(["libegl1", "g++"], step)
    update, install = (tmp_path / "asked").read_text().splitlines()
    assert update.endswith("update")
    assert install.endswith("install -y --no-install-recommends g++ libegl1")


def test_a_disk_too_small_is_said_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(SetUpFailed, match=r"needs about 1000000\.0 GB free and has"):
        system.check_disk(tmp_path / "not" / "yet", 1e6)


@pytest.fixture
def no_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH; empty."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)
