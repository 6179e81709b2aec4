"""The command itself, as a person runs it: every way out is one sentence and an exit code."""

import argparse
import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from installer import set_up
from installer.environment import ROOT, Environment


def run(arguments: list[str], environment: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *arguments]
    variables = os.environ | environment
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=variables)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the installer: what goes wrong in it must not change the environment that these tests run in."""
    copy = tmp_path / "program"
    shutil.copytree(ROOT / "installer", copy / "installer", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "resources" / "lock", copy / "resources" / "lock")
    return copy


def test_ctrl_c_says_that_the_next_run_goes_on(program: Path, tmp_path: Path) -> None:
    """Pressed by the package manager itself, while the installer waits for it."""
    if os.geteuid() != 0:
        pytest.skip("only root may install")
    for name, script in {"apt-get": "kill -INT $PPID; exec /bin/sleep 60", "env": 'shift; exec "$@"'}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    done = run(["installer", "setup"], {"PATH": str(tmp_path), "ATENEO_CACHE": str(tmp_path / "cache")}, program)
    assert (done.returncode, done.stderr) == (
        set_up.INTERRUPTED,
        "Stopped. Run it again to continue.\n",
    )
    assert "✗ system packages: failed" in done.stdout
    assert not (program / ".venv").exists()


def test_a_folder_that_cannot_be_written_to_is_named() -> None:
    failed = OSError(errno.EROFS, os.strerror(errno.EROFS), "/media/cd/.venv")
    assert str(set_up.not_writable(failed)) == (
        "/media/cd/.venv cannot be written to. Use a folder of your own, then try again. (Read-only file system)"
    )


def test_room_is_asked_for_what_is_not_there_yet(tmp_path: Path) -> None:
    environment = Environment(tmp_path / "environment", tmp_path / "cache")
    options = argparse.Namespace(studio=True, cuda=False)
    everything = set_up.NEEDED_GB + set_up.MORE_GB["studio"]
    assert set_up.needed_gb(environment, options) == everything
    environment.folder.mkdir()
    (environment.folder / ".ateneo-core").touch()
    assert set_up.needed_gb(environment, options) == set_up.MORE_GB["studio"]


def test_doctor_refuses_both_onnx_runtimes(tmp_path: Path) -> None:
    for name in ("onnxruntime", "onnxruntime-gpu"):
        record = tmp_path / f"{name.replace('-', '_')}-1.0.dist-info"
        record.mkdir()
        (record / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    places = ["--home", str(tmp_path / "home"), "--models", str(tmp_path / "models")]
    done = run(["engine.cli", "doctor", "--json", *places], {"PYTHONPATH": str(tmp_path)}, ROOT)
    found = [one for one in json.loads(done.stdout)["findings"] if one["what"] == "packages"]
    assert done.returncode == 1
    assert [(one["state"], one["advice"]) for one in found] == [("bad", "Run “python3 -m installer setup” again.")]
