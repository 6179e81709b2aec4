"""The lock is complete, agrees with itself, and never brings both ONNX Runtimes."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installer.environment import LOCK, PARTS, ROOT
from installer.lockfile import Lock

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EVERY = [*PARTS, "build"]


def pins(part: str) -> list[Requirement]:
    return [Requirement(block.split("\\")[0].strip()) for block in Lock(LOCK / f"{part}.txt").blocks()]


def wanted(part: str) -> list[Requirement]:
    listed = PROJECT["dependencies"] if part == "core" else PROJECT["optional-dependencies"][part]
    return [Requirement(line) for line in listed]


@pytest.mark.parametrize("part", ["core", "test", "studio", "cuda"])
def test_every_package_we_name_is_pinned_as_we_allow(part: str) -> None:
    versions = {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in pins(part)}
    for requirement in wanted(part):
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), requirement


@pytest.mark.parametrize("part", EVERY)
def test_every_pin_has_hashes(part: str) -> None:
    unhashed = [
        block for block in Lock(LOCK / f"{part}.txt").blocks() if not re.search(r"sha256:[0-9a-f]{64}\s", block)
    ]
    assert unhashed in ([], ["torch==2.13.0\n"])  # which a machine may offer in a build of its own


def test_the_parts_agree_on_versions() -> None:
    seen: dict[str, str] = {}
    for part in EVERY:
        for pin in pins(part):
            assert seen.setdefault(canonicalize_name(pin.name), str(pin.specifier)) == str(pin.specifier), (part, pin)


@pytest.mark.parametrize("system", ["linux", "win32", "darwin"])
@pytest.mark.parametrize("machine", ["x86_64", "AMD64", "arm64", "aarch64"])
def test_each_system_gets_exactly_one_onnx_runtime(system: str, machine: str) -> None:
    runtimes = [pin for pin in pins("core") if pin.name.startswith("onnxruntime")]
    here = {"sys_platform": system, "platform_machine": machine}
    assert len(runtimes) == 2
    assert sum(Marker(str(pin.marker)).evaluate(here) for pin in runtimes) == 1


def test_the_core_has_nothing_that_asks_a_model_hub() -> None:
    assert not {pin.name for pin in pins("core")} & {"huggingface-hub", "requests", "httpx", "torch", "transformers"}


def test_continuous_integration_runs_the_installer_and_nothing_more() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert [line for line in lines if not line.startswith(("#", "set ", "cd "))] == ["python3 -m installer test"]
    assert Path(ROOT / ".ci" / "run").stat().st_mode & 0o111
