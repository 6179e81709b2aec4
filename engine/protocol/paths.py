"""Default folders: the profile ("home") and the models. Creates nothing."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def home() -> Path:
    """Return the profile folder, with library.db, backups, logs and settings.toml. `ATENEO_HOME` names another."""
    return Path(os.environ.get("ATENEO_HOME") or platformdirs.user_data_dir("ateneo", appauthor=False))


def models(home: Path) -> Path:
    """Return the folder of the models, one subfolder each. `ATENEO_MODELS` names another, so that profiles can share it."""
    return Path(os.environ.get("ATENEO_MODELS") or home / "models")


def library(home: Path) -> Path:
    """Return the path of the SQLite file with everything a person told or gave the program."""
    return home / "library.db"


def engine_log(home: Path) -> Path:
    """Return the path of the engine's log, which the processes that start an engine make."""
    return home / "logs" / "engine.log"
