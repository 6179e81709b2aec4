"""The cache folder of set-up, where tests keep what takes long to build and how long each of them took."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

UNUSED_SECONDS = 24 * 3600
"""After which a folder that was built from other sources is deleted."""


def cache_folder() -> Path:
    """Return ATENEO_CACHE, else the folder that set-up uses."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("ATENEO_CACHE") or Path(base) / "ateneo")


def built_once(
    name: str, build: Callable[[Path], None], *sources: ModuleType | bytes, packages: tuple[str, ...]
) -> Path:
    """Return a folder that `build` filled, in this run or an earlier one.

    It is built again when what it is made from has changed: the code of the modules, the bytes, or the version of a package.
    """
    digest = hashlib.sha256(repr([(package, version(package)) for package in packages]).encode())
    for source in sources:
        data = source if isinstance(source, bytes) else Path(str(source.__file__)).read_bytes()
        digest.update(hashlib.sha256(data).digest())
    folder = cache_folder() / "tests" / f"{name}-{digest.hexdigest()[:16]}"
    if not folder.is_dir():
        _build(folder, build)
        _delete_unused(folder, name)
    os.utime(folder)
    return folder


def _build(folder: Path, build: Callable[[Path], None]) -> None:
    """Build beside the place, since another process may build the same; the first to be complete is taken."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".building-") as place:
        made = Path(place, folder.name)
        made.mkdir()
        build(made)
        if not folder.is_dir():
            made.rename(folder)


def _delete_unused(folder: Path, name: str) -> None:
    for other in folder.parent.glob(f"{name}-*"):
        if other != folder and time.time() - other.stat().st_mtime > UNUSED_SECONDS:
            shutil.rmtree(other, ignore_errors=True)
