"""Requirements of the operating system: a supported Python, a compiler, the libraries that Qt loads."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from installer.messages import SetUpFailed, say
from installer.step import Step

OLDEST, NEWEST = (3, 11), (3, 13)

LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgomp.so.1": "libgomp1",
}
"""Libraries that Qt and llama.cpp load even without a screen → their Debian packages."""
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
COMPILERS = ("g++", "c++", "clang++")
TEST_PROGRAMS = {"strace": "strace", "Xvfb": "xvfb"}


def check_python(version: tuple[int, int] = sys.version_info[:2]) -> None:
    """Raises SetUpFailed."""
    if OLDEST <= version <= NEWEST:
        return
    remedy = say("Install one of them and run this command with it.")
    if shutil.which("apt-get"):
        line = _by_root("apt-get install -y python3.11 python3.11-venv")
        remedy = say("Paste this line, then run this command with it: {line}", line=line)
    raise SetUpFailed(
        "Python {found} is too old or too new: Ateneo needs 3.11, 3.12 or 3.13. {remedy}",
        found=".".join(map(str, version)),
        remedy=remedy,
    )


def other_python() -> str | None:
    """Return the newest supported Python on PATH that runs, or None."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        path = shutil.which(f"python3.{minor}")
        if path and subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0:
            return path
    return None


def free_gb(folder: Path) -> float:
    """Return the free space, in 10⁹ bytes, of the disk that a folder is on or will be made on."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free / 1e9


def memory_gb() -> float:
    """Return this computer's memory in 10⁹ bytes; infinite where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, OSError, ValueError):
        return float("inf")


def check_disk(folder: Path, needed_gb: float) -> None:
    """Raises SetUpFailed when less is free."""
    free = free_gb(folder)
    if free < needed_gb:
        raise SetUpFailed(
            "The disk is full: {folder} needs about {needed} GB free and has {free} GB. Free some space, then try again.",
            folder=folder,
            needed=needed_gb,
            free=f"{free:.1f}",
        )


def missing_packages(screen: bool, tests: bool, compiling: bool) -> list[str]:
    """Return the Debian packages that are missing."""
    if sys.platform != "linux":
        return []
    libraries = {**LIBRARIES, **(SCREEN if screen else {})}
    missing = [package for library, package in libraries.items() if not _loads(library)]
    if tests:
        missing += [package for program, package in TEST_PROGRAMS.items() if shutil.which(program) is None]
    if compiling and not has_compiler():
        missing.append("g++")
    if not _has_venv():
        missing.append(venv_package())
    return sorted(missing)


def install(packages: Iterable[str], step: Step) -> None:
    """Install packages with apt as root or with passwordless sudo. Raises SetUpFailed with the line to paste otherwise."""
    names = sorted(packages)
    if not names:
        return
    if shutil.which("apt-get") is None:
        raise SetUpFailed(
            "These system libraries are missing: {names}. Install them with your system's package manager, then try again.",
            names=" ".join(names),
        )
    before = _as_root()
    if before is None or not _apt(before, names, step):
        raise SetUpFailed(
            "These system packages are missing. Paste this line, then try again: {line}",
            line=apt_line(names),
        )


def apt_line(names: Iterable[str], root: bool | None = None) -> str:
    """Return one line for the person to paste into a terminal."""
    return _by_root("apt-get update", f"apt-get install -y {' '.join(names)}", root=root)


def has_compiler() -> bool:
    return any(shutil.which(name) for name in COMPILERS)


def nvidia_gpu() -> bool:
    return Path("/proc/driver/nvidia/version").exists()


def venv_package() -> str:
    """Return the package of the venv module: python3-venv for the system's Python, a versioned one for others."""
    system = Path("/usr/bin/python3").resolve().name
    own = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return "python3-venv" if system == own else f"{own}-venv"


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


def _by_root(*commands: str, root: bool | None = None) -> str:
    """Debian has no sudo where its root has a password: there su asks for that."""
    if os.geteuid() == 0 if root is None else root:
        return " && ".join(commands)
    if shutil.which("sudo"):
        return " && ".join(f"sudo {one}" for one in commands)
    return f"su - -c '{' && '.join(commands)}'"


def _as_root() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def _apt(before: list[str], names: list[str], step: Step) -> bool:
    """Lists that cannot all be refreshed do not matter while the packages can be had."""
    quiet = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "Acquire::Retries=2"]
    step.run([*quiet, "update"], read=_apt_progress)
    done = step.run([*quiet, "install", "-y", "--no-install-recommends", *names], read=_apt_progress)
    return done.code == 0


def _apt_progress(line: str) -> str | None:
    return line if line.startswith(("Get:", "Unpacking ", "Setting up ")) else None
