"""The virtual environment: made once, filled from the lock, stamped so that a second run takes no time."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from installer.words import SetUpFailed, Step

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "resources" / "lock"
COMPILED = "llama-cpp-python"
BASELINE = ("avx2", "fma", "f16c", "bmi2")
"""ggml's portable build; equal in speed to one for this very processor, and it survives a move to another machine."""
QUIET = ("--disable-pip-version-check", "--quiet", "--no-input")


@dataclass(frozen=True)
class Environment:
    folder: Path
    cache: Path

    @property
    def python(self) -> Path:
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def ateneo(self) -> Path:
        return self.folder / ("Scripts/ateneo.exe" if os.name == "nt" else "bin/ateneo")

    def make(self) -> None:
        with Step("virtual environment") as step:
            if self._works():
                return step.already()
            done = _run([sys.executable, "-m", "venv", "--clear", str(self.folder)])
            if done.returncode:
                raise SetUpFailed(
                    "The virtual environment could not be made in {folder}. ({detail})",
                    folder=self.folder,
                    detail=_last_line(done),
                )
        return None

    def install(self, parts: Sequence[str], cuda: bool = False) -> None:
        """The lock's parts, the compiled runtime and the project. Raises SetUpFailed."""
        for part in parts:
            self._once(f"lock-{part}", "libraries", LOCK / f"{part}.txt", self._install_part)
        self._once("runtime-cuda" if cuda else "runtime", COMPILED_STEP, LOCK / "core.txt", self._install_runtime)
        self._once("project", "project", ROOT / "pyproject.toml", self._install_project)

    def pip(self, *arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return _run([str(self.python), "-m", "pip", *arguments, *QUIET], environment)

    def _works(self) -> bool:
        return self.python.exists() and _run([str(self.python), "-c", "import pip"]).returncode == 0

    def _once(self, stamp: str, name: str, source: Path, install: Callable[[Environment, Path], None]) -> None:
        """Skipped while what it installs is what was installed: a stamp of the source's content in the environment."""
        mark = self.folder / f".ateneo-{stamp}"
        digest = hashlib.sha256(source.read_bytes()).hexdigest()
        with Step(name) as step:
            if mark.exists() and mark.read_text() == digest:
                return step.already()
            install(self, source)
            mark.write_text(digest)
        return None

    @staticmethod
    def _install_part(environment: Environment, lock: Path) -> None:
        requirements = environment.cache / f"{lock.stem}-without-compiled.txt"
        requirements.parent.mkdir(parents=True, exist_ok=True)
        requirements.write_text(_without(lock.read_text("utf-8"), COMPILED), "utf-8")
        done = environment.pip("install", "--no-deps", "--require-hashes", "-r", str(requirements))
        if done.returncode:
            raise unreachable(done)

    @staticmethod
    def _install_runtime(environment: Environment, lock: Path) -> None:
        wheel = environment.compiled_wheel(_only(lock.read_text("utf-8"), COMPILED))
        done = environment.pip("install", "--no-deps", "--force-reinstall", str(wheel))
        if done.returncode:
            raise SetUpFailed("{step} failed. ({detail})", step=COMPILED, detail=_last_line(done))

    @staticmethod
    def _install_project(environment: Environment, _: Path) -> None:
        done = environment.pip("install", "--no-deps", "--editable", str(ROOT))
        if done.returncode:
            raise unreachable(done)

    def compiled_wheel(self, requirement: str) -> Path:
        """llama.cpp built for this kind of machine, kept in the cache by version, flags and Python."""
        flags = cmake_flags()
        key = hashlib.sha256(f"{requirement}{flags}{sys.version_info[:2]}{platform.machine()}".encode()).hexdigest()[
            :16
        ]
        folder = self.cache / "wheels" / key
        if built := sorted(folder.glob("*.whl")):
            return built[0]
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "requirement.txt"
        file.write_text(requirement, "utf-8")
        environment = {**os.environ, "CMAKE_ARGS": flags, "CMAKE_BUILD_PARALLEL_LEVEL": str(os.cpu_count() or 1)}
        done = self.pip(
            "wheel", "--no-deps", "--no-cache-dir", "--require-hashes", "-r", str(file), "-w", str(folder),
            environment=environment,
        )  # fmt: skip
        if done.returncode:
            raise _compile_failed(done)
        return next(folder.glob("*.whl"))


COMPILED_STEP = "language model runtime (compiled once, about 5 minutes)"


def cmake_flags() -> str:
    """The portable build, without the instructions this processor lacks."""
    flags = ["-DGGML_NATIVE=OFF"]
    known = _processor_flags()
    if known:
        flags += [f"-DGGML_{name.upper()}=OFF" for name in BASELINE if name not in known]
        flags += ["-DGGML_AVX=OFF"] if "avx" not in known else []
    return " ".join(flags)


def unreachable(done: subprocess.CompletedProcess[str]) -> SetUpFailed:
    """What pip's failure means to a person."""
    text = done.stderr
    if "No space left" in text:
        return SetUpFailed("{step} failed. ({detail})", step="pip", detail="No space left on device")
    return SetUpFailed(
        "The package registry could not be reached or lacks a package. Check the connection and run me again. ({detail})",
        detail=_last_line(done),
    )


def _compile_failed(done: subprocess.CompletedProcess[str]) -> SetUpFailed:
    text = done.stdout + done.stderr
    if "CMAKE_CXX_COMPILER" in text or "CMAKE_C_COMPILER" in text or "No CMAKE" in text:
        return SetUpFailed(
            "No C++ compiler works here. Paste this line, then run me again: sudo apt-get install g++ ({detail})",
            detail="cmake",
        )
    return unreachable(done)


def _processor_flags() -> set[str]:
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return set()
    return set(next((line.split(":")[1].split() for line in text.splitlines() if line.startswith("flags")), []))


def _only(lock: str, name: str) -> str:
    return "".join(block for block in _blocks(lock) if block.startswith(f"{name}=="))


def _without(lock: str, name: str) -> str:
    return "".join(block for block in _blocks(lock) if not block.startswith(f"{name}=="))


def _blocks(lock: str) -> list[str]:
    """Requirements with their continued lines."""
    blocks: list[str] = []
    for line in lock.splitlines(keepends=True):
        if blocks and blocks[-1].rstrip().endswith("\\"):
            blocks[-1] += line
        elif not line.startswith("#"):
            blocks.append(line)
    return blocks


def _run(command: list[str], environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("WARNING")]
    return lines[-1].strip()[:300] if lines else f"exit code {done.returncode}"
