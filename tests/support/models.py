"""The real starter models, built once into a cache folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.models.importing.starter import build_starter
from engine.protocol.errors import FileVanished


def starter_models() -> Path:
    """ATENEO_MODELS, else built from the packages that set-up left in the cache; skips where there are none."""
    if named := os.environ.get("ATENEO_MODELS"):
        return Path(named)
    cache = Path(os.environ.get("ATENEO_CACHE") or Path.home() / ".cache" / "ateneo")
    try:
        for _ in build_starter(cache / "packages", cache / "models"):
            pass
    except FileVanished as missing:
        pytest.skip(f"the starter's packages are not in {cache}: run `python3 -m installer test` ({missing.detail})")
    return cache / "models"
