"""`python3 -m installer.lock`: resolve pyproject.toml's dependencies anew and write resources/lock/*.txt with hashes.

Run it in an environment whose pip reaches the registry. What only `tokenizers` wants for talking to a model hub is left
out: the lock is installed with --no-deps, and nothing of ours talks to one.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "resources" / "lock"
INDEX = "https://pypi.org/simple/"
HUB = "huggingface-hub"
"""`tokenizers` declares it and runs without; `transformers`, in the studio, cannot be imported without."""
GPU_WHEELS = (
    "(sys_platform == 'linux' or sys_platform == 'win32') "
    "and (platform_machine == 'x86_64' or platform_machine == 'AMD64')"
)
OTHERS = "(sys_platform != 'linux' and sys_platform != 'win32') or (platform_machine != 'x86_64' and platform_machine != 'AMD64')"


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    core = resolve(project["dependencies"], without={HUB})
    write("core", core, without={})
    for extra in ("test", "studio"):
        pinned = [f"{name}=={version}" for name, version in core.items()]
        wanted = project["optional-dependencies"][extra]
        everything = resolve([*wanted, *pinned], without=set() if extra == "studio" else {HUB})
        write(extra, everything, without=core)
    return 0


def resolve(requirements: list[str], without: set[str]) -> dict[str, str]:
    """name → version of all that is reachable from the requirements, but not by way of `without`."""
    wanted = [r for r in requirements if "onnxruntime==" not in r]
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--dry-run",
            "--ignore-installed",
            "--report",
            report.name,
        ]
        subprocess.run([*command, *wanted], check=True, stderr=subprocess.DEVNULL)
        found = json.loads(Path(report.name).read_text("utf-8"))["install"]
    metadata = {canonical(one["metadata"]["name"]): one["metadata"] for one in found}
    roots = [canonical(re.split(r"[\s<>=!;\[~]", r, maxsplit=1)[0]) for r in wanted]
    reached = reach(roots, metadata, without | {"onnxruntime"})
    return {name: metadata[name]["version"].split("+")[0] for name in sorted(reached)}


def reach(roots: list[str], metadata: dict[str, Any], without: set[str]) -> set[str]:
    seen: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in seen or name in without or name not in metadata:
            continue
        seen.add(name)
        required = metadata[name].get("requires_dist", [])
        waiting += [canonical(re.split(r"[\s<>=!;\[~(]", r, maxsplit=1)[0]) for r in required]
    return seen


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def write(part: str, packages: dict[str, str], without: dict[str, str]) -> None:
    lines = [f"# {part}: written by `python3 -m installer.lock`; installed with --no-deps --require-hashes"]
    for name, version in packages.items():
        if name in without:
            continue
        lines += requirement(name, version, f" ; {GPU_WHEELS}" if name == "onnxruntime-gpu" else "")
        if name == "onnxruntime-gpu":
            lines += requirement("onnxruntime", version, f" ; {OTHERS}")
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{part}.txt").write_text("\n".join(lines) + "\n", "utf-8")


def requirement(name: str, version: str, marker: str) -> list[str]:
    hashes = sorted(hashes_of(name, version))
    if not hashes:
        return [f"{name}=={version}{marker}  # not on the registry: no hash"]
    continued = [f"    --hash=sha256:{one}" for one in hashes]
    return [f"{name}=={version}{marker} \\", *(f"{line} \\" for line in continued[:-1]), continued[-1]]


def hashes_of(name: str, version: str) -> set[str]:
    """SHA-256 of every file of that version, whatever the platform."""
    with urllib.request.urlopen(f"{INDEX}{name}/") as page:
        html = page.read().decode()
    files = re.findall(r'href="[^"]*?/([^/"#]+)#sha256=([0-9a-f]{64})"', html)
    spelt = "[-_.]+".join(map(re.escape, name.split("-")))
    of_version = re.compile(rf"{spelt}-{re.escape(version)}(-|\.tar|\.zip)", re.IGNORECASE)
    return {digest for file, digest in files if of_version.match(file)}


if __name__ == "__main__":
    sys.exit(main())
