"""What the operating system must bring: a Python of our versions, a compiler, the libraries Qt loads."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from installer.words import SetUpFailed, say

OLDEST, NEWEST = (3, 11), (3, 13)

LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""What Qt loads without a screen: the library's name and Debian's package."""
SCREEN = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
TEST_PROGRAMS = {"strace": "strace"}


def check_python(version: tuple[int, int] = sys.version_info[:2]) -> None:
    """Raises SetUpFailed."""
    if not OLDEST <= version <= NEWEST:
        raise SetUpFailed(
            "Python {found} is too old or too new: Ateneo needs 3.11, 3.12 or 3.13. Install one and run this with it.",
            found=".".join(map(str, version)),
        )


def check_disk(folder: Path, needed_gb: float) -> None:
    """Raises SetUpFailed."""
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / 1e9
    if free < needed_gb:
        raise SetUpFailed(
            "The disk is full: {folder} needs about {needed} GB free and has {free} GB. Free some space and run me again.",
            folder=folder,
            needed=needed_gb,
            free=f"{free:.1f}",
        )


def missing_packages(screen: bool, tests: bool) -> list[str]:
    """Debian's names of what is not there."""
    wanted = {**LIBRARIES, **(SCREEN if screen else {})}
    missing = [package for library, package in wanted.items() if not _loads(library)]
    programs = {"g++": "g++", **(TEST_PROGRAMS if tests else {})}
    missing += [package for program, package in programs.items() if shutil.which(program) is None]
    if not _has_venv():
        missing.append("python3-venv")
    return missing


def install(packages: Iterable[str], environment: Mapping[str, str] = os.environ) -> None:
    """With apt, when root or passwordless sudo allows; else the line to paste. Raises SetUpFailed."""
    names = sorted(packages)
    if not names:
        return
    if sys.platform != "linux" or shutil.which("apt-get") is None:
        raise SetUpFailed(
            "These system libraries are missing: {names}. Install them with your system's package manager.",
            names=" ".join(names),
        )
    before = _as_root()
    line = f"sudo apt-get update && sudo apt-get install -y {' '.join(names)}"
    if before is None or not _apt(before, names, {**environment, "DEBIAN_FRONTEND": "noninteractive"}):
        raise SetUpFailed("These system packages are missing. Paste this line, then run me again: {line}", line=line)


def gpu_without_compiler() -> str:
    """A notice when there is an NVIDIA GPU and no nvcc; empty otherwise."""
    if Path("/proc/driver/nvidia/version").exists() and shutil.which("nvcc") is None:
        return say("An NVIDIA GPU is here but no CUDA compiler (nvcc): the language model will run on the processor.")
    return ""


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_venv() -> bool:
    try:
        import ensurepip  # noqa: F401  Debian's Python lacks it without python3-venv
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


def _as_root() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def _apt(before: list[str], names: list[str], environment: Mapping[str, str]) -> bool:
    commands = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names])
    return all(
        subprocess.run([*before, *command], env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0
        for command in commands
    )
