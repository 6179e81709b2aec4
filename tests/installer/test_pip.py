"""Faults of a registry, each with its real cause."""

from pathlib import Path

import pytest

from installer.messages import SetUpFailed
from installer.pip import Pip
from installer.step import Step
from tests.support.registry import Registry

HASHED = ("install", "--no-deps", "--require-hashes", "-r")


def locked(tmp_path: Path, text: str) -> str:
    path = tmp_path / "lock.txt"
    path.write_text(text)
    return str(path)


def test_a_package_is_installed_by_its_hash(pip: Pip, step: Step, registry: Registry, tmp_path: Path) -> None:
    pip.run_or_fail(step, *HASHED, locked(tmp_path, registry.add("anaquel", "1.0")))
    assert pip.run(step, "show", "anaquel").code == 0


def test_a_file_that_changed_is_refused(pip: Pip, step: Step, registry: Registry, tmp_path: Path) -> None:
    line = registry.add("balda", "1.0")
    registry.add("balda", "1.0", content=b"evil = True")
    with pytest.raises(SetUpFailed, match=r"^balda==1.0.* is not the file we know"):
        pip.run_or_fail(step, *HASHED, locked(tmp_path, line))
    assert pip.run(step, "show", "balda").code != 0


def test_a_package_the_registry_lacks_is_named(pip: Pip, step: Step, registry: Registry, tmp_path: Path) -> None:
    registry.add("cajon", "1.0")
    with pytest.raises(SetUpFailed, match=r"has no cajon==2.0 for this Python and system"):
        pip.run_or_fail(step, *HASHED, locked(tmp_path, registry.add("cajon", "1.0").replace("1.0", "2.0")))


@pytest.mark.parametrize("address", ["file:///nowhere/simple", "http://127.0.0.1:9/simple"])
def test_a_registry_out_of_reach_is_said(pip: Pip, step: Step, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", address)
    with pytest.raises(SetUpFailed, match=rf"^The package registry \({address}\) could not be reached. Check the"):
        pip.run_or_fail(step, "install", "ninguno==1.0")


def test_a_full_disk_is_said(python: Path, step: Step, registry: Registry, tmp_path: Path) -> None:
    """By the limit on the size of one file, which every kernel lets us set."""
    line = registry.add("desvan", "1.0", content=b"# " + b"x" * 2_000_000)
    limited = tmp_path / "python"
    limited.write_text(f'#!/bin/sh\nulimit -f 1000\nexec {python} "$@"\n')
    limited.chmod(0o755)
    with pytest.raises(SetUpFailed, match=r"^The disk became full, .* in libraries. Free some space"):
        Pip(limited).run_or_fail(step, *HASHED, locked(tmp_path, line))


def test_variables_that_lead_pip_astray_are_left_out(pip: Pip, step: Step, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    assert pip.run(step, "--version").code == 0
