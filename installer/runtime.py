"""The language model runtime comes as source: it is compiled once for this kind of machine and kept as a wheel."""

from __future__ import annotations

import hashlib
import os
import platform
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

from installer.messages import SetUpFailed
from installer.pip import NO_ROOM, Pip, explain_failure
from installer.step import Step, StepResult
from installer.system import apt_line, has_compiler

COMPILED = "llama-cpp-python"
BUILD_LOCK = Path(__file__).parents[1] / "resources" / "lock" / "build.txt"
INSTRUCTIONS = {"avx": "AVX", "avx2": "AVX2", "fma": "FMA", "f16c": "F16C", "bmi2": "BMI2"}
"""Of the processor, as Linux and as ggml name them. With these a build is as fast as one for this very processor, and
it survives a move to another machine."""
EXCLUDED = Path(__file__).with_name("excluded.cmake")
"""Read by llama.cpp's build, whose options the Python package overrules. No part of a wheel's key: one that has more serves
as well."""
GB_A_COMPILER = 1.5
NO_COMPILER = ("CMAKE_CXX_COMPILER", "CMAKE_C_COMPILER", "is not able to compile a simple test program")
NO_MEMORY = ("Killed signal terminated program", "virtual memory exhausted", "out of memory allocating")


@dataclass(frozen=True)
class Runtime:
    """`requirement` is its block of the lock."""

    requirement: str
    cuda: bool = False

    @property
    def with_cuda(self) -> bool:
        return self.cuda and shutil.which("nvcc") is not None

    @property
    def flags(self) -> str:
        return cmake_flags(_instructions(), self.with_cuda)

    @property
    def key(self) -> str:
        """Identifies a wheel: equal keys give the same build."""
        return "\n".join((self.requirement, self.flags, platform.machine(), platform.libc_ver()[0]))

    def folder(self, cache: Path) -> Path:
        return cache / "wheels" / hashlib.sha256(self.key.encode()).hexdigest()[:16]

    def compiled(self, cache: Path) -> Path | None:
        return next(iter(sorted(self.folder(cache).glob("*.whl"))), None)

    def name(self, cache: Path) -> str:
        if self.compiled(cache):
            return "language model runtime"
        return "language model runtime (compiled once, about 5 minutes)"

    def wheel(self, step: Step, pip: Pip, cache: Path) -> Path:
        """Return the wheel from the cache, or compile it. Raises SetUpFailed."""
        if wheel := self.compiled(cache):
            return wheel
        if not has_compiler():
            raise no_compiler()
        folder = self.folder(cache)
        tools = cache / "build-tools"
        pip.run_or_fail(
            step, "install", "--no-deps", "--require-hashes", "--upgrade", "-t", str(tools), "-r", str(BUILD_LOCK)
        )
        self._compile(step, pip, folder, tools)
        shutil.rmtree(tools, ignore_errors=True)
        return next(folder.glob("*.whl"))

    def _compile(self, step: Step, pip: Pip, folder: Path, tools: Path) -> None:
        making = folder.with_suffix(".making")
        making.mkdir(parents=True, exist_ok=True)
        source = making / "requirement.txt"
        source.write_text(self.requirement, "utf-8")
        arguments = ("-v", "--no-deps", "--no-cache-dir", "--no-build-isolation", "--require-hashes", "-r", str(source))
        done = pip.run(step, "wheel", *arguments, "-w", str(making), more=self._variables(tools))
        if done.code:
            raise compile_failed(step, done, pip.registry(step))
        source.unlink()
        shutil.rmtree(folder, ignore_errors=True)
        making.rename(folder)

    def _variables(self, tools: Path) -> dict[str, str]:
        return {
            "CMAKE_ARGS": cmake_arguments(self.flags),
            "CMAKE_BUILD_PARALLEL_LEVEL": str(compilers_at_once()),
            "PYTHONPATH": str(tools),
            "PATH": f"{tools / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
        }


def cmake_flags(instructions: set[str] | None, cuda: bool = False) -> str:
    """Return the flags of a portable build without the instructions this processor lacks (None: unknown, keep all)."""
    flags = ["-DGGML_NATIVE=OFF"]
    if instructions is not None:
        flags += [f"-DGGML_{ours}=OFF" for theirs, ours in INSTRUCTIONS.items() if theirs not in instructions]
    return " ".join([*flags, *(["-DGGML_CUDA=ON"] if cuda else [])])


def cmake_arguments(flags: str, excluded: Path = EXCLUDED) -> str:
    """Return the arguments as one line, quoted for a shell."""
    return f"{flags} {shlex.quote(f'-DCMAKE_PROJECT_llama.cpp_INCLUDE={excluded.as_posix()}')}"


def compilers_at_once() -> int:
    """Return how many compilers to run: one a processor, while each has GB_A_COMPILER of memory."""
    free = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES") / 1e9 if hasattr(os, "sysconf") else 4.0
    return max(1, min(os.cpu_count() or 1, int(free / GB_A_COMPILER)))


def compile_failed(step: Step, done: StepResult, registry: str) -> SetUpFailed:
    text = done.output
    if any(sign in text for sign in NO_MEMORY) and not any(sign in text for sign in NO_ROOM):
        return SetUpFailed(
            "Memory ran out while the language model runtime was compiled. Close other programs, then try again. ({detail})",
            detail=next(line.strip() for line in text.splitlines() if any(sign in line for sign in NO_MEMORY)),
        )
    if any(sign in text for sign in NO_COMPILER):
        return no_compiler()
    return explain_failure(step, done, registry)


def no_compiler() -> SetUpFailed:
    return SetUpFailed("No C++ compiler works here. Paste this line, then try again: {line}", line=apt_line(["g++"]))


def _instructions() -> set[str] | None:
    """Return the instruction sets of an x86 processor under Linux; None elsewhere."""
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return None
    return next((set(line.split(":")[1].split()) for line in text.splitlines() if line.startswith("flags")), None)
