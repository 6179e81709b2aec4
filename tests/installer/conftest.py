"""No configuration of this machine's pip; a registry, and an environment that is empty."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from installer.pip import Pip
from installer.step import Step
from tests.support.registry import Registry

MISLEADING = ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX", "PIP_CERT", "PIP_DEFAULT_TIMEOUT")


@pytest.fixture(scope="package", autouse=True)
def english_and_no_configuration() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LC_ALL", "C.UTF-8")
        patched.setenv("PIP_CONFIG_FILE", "/dev/null")
        for name in MISLEADING:
            patched.delenv(name, raising=False)
        yield


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    made = Registry(tmp_path / "registry")
    monkeypatch.setenv("PIP_INDEX_URL", made.address)
    return made


@pytest.fixture
def step(tmp_path: Path) -> Step:
    return Step("libraries", tmp_path / "log")


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an empty virtual environment."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return folder / "bin" / "python"


@pytest.fixture
def pip(python: Path) -> Pip:
    return Pip(python)
