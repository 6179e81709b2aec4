"""The real starter models, built once into a cache folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.models.importing.starter import build_starter
from engine.protocol.errors import FileVanished
from tests.support.cache import cache_folder


def starter_models() -> Path:
    """Return ATENEO_MODELS, else a folder built from the packages in the cache of set-up; skips when there are none."""
    if named := os.environ.get("ATENEO_MODELS"):
        return Path(named)
    cache = cache_folder()
    try:
        for _ in build_starter(cache / "packages", cache / "models"):
            pass
    except FileVanished as missing:
        pytest.skip(f"the starter's packages are not in {cache}: run `python3 -m installer test` ({missing.detail})")
    return cache / "models"
