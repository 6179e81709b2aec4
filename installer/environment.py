"""The virtual environment: created once, filled from the lock files, with stamps that let a second run skip what is done."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from installer.lockfile import Lock
from installer.messages import SetUpFailed
from installer.pip import Pip
from installer.runtime import COMPILED, Runtime
from installer.step import Step

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "resources" / "lock"
PARTS = {
    "tools": "installer's tools",
    "core": "libraries",
    "test": "libraries for the tests",
    "studio": "libraries for training (large)",
    "cuda": "CUDA libraries (large)",
}
"""Lock parts in the order of installation → their names in messages."""
ALWAYS = ("tools", "core")
TORCH = "torch"


@dataclass(frozen=True)
class Environment:
    """`root` is the project, installed as it lies there; `cache` keeps downloads, compiled wheels and the log."""

    folder: Path
    cache: Path
    root: Path = ROOT
    lock: Path = LOCK

    @property
    def python(self) -> Path:
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def ateneo(self) -> Path:
        return self.folder / ("Scripts/ateneo.exe" if os.name == "nt" else "bin/ateneo")

    @property
    def log(self) -> Path:
        return self.cache / "logs" / "set-up.log"

    @property
    def pip(self) -> Pip:
        return Pip(self.python)

    def step(self, name: str) -> Step:
        return Step(name, self.log)

    def make(self) -> None:
        """Raises SetUpFailed."""
        with self.step("virtual environment") as step:
            if self._is_whole(step):
                return step.already()
            done = step.run([sys.executable, "-m", "venv", "--clear", str(self.folder)])
            if done.code:
                raise _not_made(self.folder, step, done.last_line)
        return None

    def install(self, asked: Sequence[str]) -> None:
        """Install the requested parts, those installed before, the compiled runtime and the project.

        Raises SetUpFailed.
        """
        parts = [part for part in PARTS if part in asked or part in ALWAYS or self.has(part)]
        for part in parts:
            lock = Lock(self.lock / f"{part}.txt")
            self._once(part, PARTS[part], lock.text, partial(self._install_part, lock))
        runtime = Runtime(Lock(self.lock / "core.txt").only(COMPILED), cuda="cuda" in parts)
        self._once("runtime", runtime.name(self.cache), runtime.key, partial(self._install_runtime, runtime))
        project = (self.root / "pyproject.toml").read_text("utf-8")
        self._once("project", "project", project, self._install_project)

    def has(self, part: str) -> bool:
        return self._stamp(part).exists()

    def _is_whole(self, step: Step) -> bool:
        """Return whether the environment runs and was made for this folder (its scripts contain the path)."""
        try:
            made = (self.folder / "pyvenv.cfg").read_text("utf-8")
        except OSError:
            return False
        return str(self.folder) in made and step.run([str(self.python), "-c", "import pip"]).code == 0

    def _stamp(self, part: str) -> Path:
        return self.folder / f".ateneo-{part}"

    def _once(self, part: str, name: str, content: str, install: Callable[[Step], None]) -> None:
        """Install a part unless its stamp says that the same content is installed already."""
        stamp = self._stamp(part)
        digest = hashlib.sha256(content.encode()).hexdigest()
        with self.step(name) as step:
            if stamp.exists() and stamp.read_text() == digest and not (part == "core" and self._runtimes_mixed()):
                return step.already()
            stamp.unlink(missing_ok=True)
            install(step)
            stamp.write_text(digest)
        return None

    def _install_part(self, lock: Lock, step: Step) -> None:
        if self._runtimes_mixed():  # they share files, so that removing one breaks the other
            self.pip.run_or_fail(step, "uninstall", "--yes", "onnxruntime", "onnxruntime-gpu")
        requirements = self.cache / f"{lock.path.stem}.txt"
        requirements.parent.mkdir(parents=True, exist_ok=True)
        requirements.write_text(lock.without(COMPILED, TORCH), "utf-8")
        pinned = ("--no-deps", "--require-hashes", "--no-build-isolation")  # with the setuptools of the lock
        self.pip.run_or_fail(step, "install", *pinned, "-r", str(requirements))
        if torch := lock.only(TORCH).strip():
            self.pip.run_or_fail(step, "install", torch)  # it pins its own CUDA libraries exactly, where it has any

    def _install_runtime(self, runtime: Runtime, step: Step) -> None:
        wheel = runtime.wheel(step, self.pip, self.cache)
        self.pip.run_or_fail(step, "install", "--no-deps", "--force-reinstall", str(wheel))

    def _install_project(self, step: Step) -> None:
        self.pip.run_or_fail(step, "install", "--no-deps", "--no-build-isolation", "--editable", str(self.root))

    def _runtimes_mixed(self) -> bool:
        """Return whether both ONNX Runtimes are installed: they share an import name and overwrite each other's files."""
        runtimes = {
            folder.name.split("-")[0] for folder in self.folder.glob("lib/python*/site-packages/onnxruntime*.dist-info")
        }
        return len(runtimes) > 1


def _not_made(folder: Path, step: Step, detail: str) -> SetUpFailed:
    if not os.access(next(ancestor for ancestor in (folder, *folder.parents) if ancestor.exists()), os.W_OK):
        return SetUpFailed(
            "{folder} cannot be written to. Use a folder of your own, then try again. ({detail})",
            folder=folder,
            detail=detail,
        )
    return SetUpFailed("{step} failed; {log} tells more. ({detail})", step=step.name, log=step.log, detail=detail)
