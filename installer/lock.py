"""`python3 -m installer.lock [part…]`: resolve pyproject.toml's dependencies anew and write resources/lock/*.txt with hashes.

Run it with the oldest supported Python (3.11) on Linux x86-64: versions that work there work with the newer ones. Hashes are
those of every file of a version, so that one lock serves all systems. Packages that `tokenizers` needs only to reach a model hub
are left out: the lock is installed with --no-deps, and nothing of ours uses a hub.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # pip's report is JSON

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "resources" / "lock"
INDEX = "https://pypi.org/simple/"
HUB = "huggingface-hub"
"""`tokenizers` declares it and runs without; `transformers`, in the studio, cannot be imported without."""
TORCH = "torch"
"""Pinned without hashes: a machine may offer a build of its own (for the processor only), and pip prefers that."""
RUNTIME, GPU_RUNTIME = "onnxruntime", "onnxruntime-gpu"
PC = "(platform_machine == 'x86_64' or platform_machine == 'AMD64')"
GPU_WHEELS = f"(sys_platform == 'linux' or sys_platform == 'win32') and {PC}"
OTHERS = "(sys_platform != 'linux' and sys_platform != 'win32') or (platform_machine != 'x86_64' and platform_machine != 'AMD64')"
TOOLS = ("pip", "setuptools")
BUILD = ("scikit-build-core", "cmake", "ninja")
"""The build requirements of llama-cpp-python, pinned so that its build fetches nothing else."""
ELSEWHERE = ({"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
             {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"})  # fmt: skip

Needed = dict[str, "Pin"]


@dataclass(frozen=True)
class Pin:
    version: str
    marker: str = ""


def main() -> int:
    asked = set(sys.argv[1:])
    for part, pins in parts().items():
        if not asked or part in asked:
            write(part, pins)
            print(f"{part}: {len(pins)}")
    return 0


def parts() -> dict[str, Needed]:
    """Return the packages of each part; "core" is installed with every other."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    core = resolve(project["dependencies"], {}, without={HUB})
    core[RUNTIME] = Pin(core[GPU_RUNTIME].version, OTHERS)
    core[GPU_RUNTIME] = Pin(core[GPU_RUNTIME].version, GPU_WHEELS)
    pins = {"core": core, "tools": resolve(TOOLS, {}), "build": resolve(BUILD, {})}
    for extra in ("test", "studio", "cuda"):
        wanted = project["optional-dependencies"][extra]
        pins[extra] = resolve(wanted, core, without=set() if extra == "studio" else {HUB})
    return pins


def resolve(requirements: Iterable[str], besides: Needed, without: Iterable[str] = ()) -> Needed:
    """Return the pins that requirements need, here or on other systems, without those in `besides` but agreeing with them."""
    wanted = [r for r in requirements if Requirement(r).name != RUNTIME]
    pinned = [f"{name}=={pin.version}" for name, pin in besides.items() if name != RUNTIME]
    metadata = report([*wanted, *pinned])
    pins: Needed = {}
    foreign: dict[str, str] = {}
    waiting = [Requirement(r) for r in wanted]
    while waiting:
        need = waiting.pop()
        name = canonicalize_name(need.name)
        if name in pins or name in without or name == RUNTIME or name not in metadata:
            continue
        pins[name] = Pin(metadata[name]["version"].split("+")[0])
        here, there = needs(metadata[name], need.extras)
        waiting += here
        foreign |= there
    pins |= elsewhere({name: marker for name, marker in foreign.items() if name not in metadata})
    return {name: pins[name] for name in sorted(pins) if name not in besides}


def needs(metadata: Mapping[str, Any], extras: Iterable[str]) -> tuple[list[Requirement], dict[str, str]]:
    """Return a package's requirements for this system, and those only for other systems with their markers."""
    here: list[Requirement] = []
    there: dict[str, str] = {}
    for need in map(Requirement, metadata.get("requires_dist", [])):
        environments = [{"extra": extra} for extra in ("", *extras)]
        if need.marker is None or any(need.marker.evaluate(each) for each in environments):
            here.append(need)
        elif any(need.marker.evaluate({**system, "extra": ""}) for system in ELSEWHERE):
            there[canonicalize_name(need.name)] = str(need.marker).replace('"', "'")
    return here, there


def elsewhere(markers: Mapping[str, str]) -> Needed:
    """Return pins for packages of other systems: the newest version that has a file for any of them."""
    metadata = report(list(markers)) if markers else {}
    return {name: Pin(metadata[name]["version"], marker) for name, marker in markers.items()}


def report(requirements: list[str]) -> dict[str, Any]:
    """Return pip's resolution: package name → metadata."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        pip = (sys.executable, "-m", "pip", "install", "-q", "--dry-run", "--ignore-installed", "--report", file.name)
        subprocess.run([*pip, *requirements], check=True)
        listed = json.loads(Path(file.name).read_text("utf-8"))["install"]
    return {canonicalize_name(package["metadata"]["name"]): package["metadata"] for package in listed}


def write(part: str, pins: Needed) -> None:
    lines = [f"# {part}: written by `python3 -m installer.lock`; installed with --no-deps --require-hashes"]
    for name, pin in sorted(pins.items()):
        lines += requirement(name, pin)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{part}.txt").write_text("\n".join(lines) + "\n", "utf-8")


def requirement(name: str, pin: Pin) -> list[str]:
    line = f"{name}=={pin.version}" + (f" ; {pin.marker}" if pin.marker else "")
    if name == TORCH:
        return [line]
    hashes = [f"    --hash=sha256:{digest}" for digest in sorted(hashes_of(name, pin.version))]
    if not hashes:
        raise LookupError(f"{line}: no file on {INDEX}")
    return [f"{line} \\", *(f"{option} \\" for option in hashes[:-1]), hashes[-1]]


def hashes_of(name: str, version: str) -> set[str]:
    """Return the SHA-256 of every file of a version, for all systems."""
    with urllib.request.urlopen(f"{INDEX}{name}/") as page:
        html = page.read().decode()
    files = re.findall(r'href="[^"]*?/([^/"#]+)#sha256=([0-9a-f]{64})"', html)
    spelt = "[-_.]+".join(map(re.escape, name.split("-")))
    of_version = re.compile(rf"{spelt}-{re.escape(version)}(-|\.tar|\.zip)", re.IGNORECASE)
    return {digest for file, digest in files if of_version.match(file)}


if __name__ == "__main__":
    sys.exit(main())
