"""Where a person's things are: one profile folder ("home") and the model folders. Nothing is created here."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def home() -> Path:
    """The profile folder: library.db, backups, logs, settings.toml. `ATENEO_HOME` names another."""
    return Path(os.environ.get("ATENEO_HOME") or platformdirs.user_data_dir("ateneo", appauthor=False))


def models(home: Path) -> Path:
    """The shelf's folder, one subfolder a model. `ATENEO_MODELS` names another, so that profiles can share it."""
    return Path(os.environ.get("ATENEO_MODELS") or home / "models")


def library(home: Path) -> Path:
    return home / "library.db"
