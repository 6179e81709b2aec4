"""Default folders: the profile ("home") and the models; and which profiles had a library, so that a lost one is noticed."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import platformdirs

from engine.protocol.errors import FolderNotUtf8

CONVERSATION_STATES = "conversation-states"
"""Folder of the profile with what a model has computed of conversations: a cache."""


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


def network_programs(home: Path) -> Path:
    """Return the path of the list of programs that the person lets use the network; there is none without such a program."""
    return home / "network-programs.json"


def check_utf8(*folders: Path) -> None:
    """Raise FolderNotUtf8 for a folder whose path is not UTF-8."""
    for folder in folders:
        try:
            str(folder).encode()
        except UnicodeEncodeError:
            raise FolderNotUtf8(folder=os.fsencode(folder).decode("utf-8", "backslashreplace")) from None


def had_library(home: Path) -> bool:
    """Tell whether a library was ever opened in this folder. It is not there when its drive is not, for example."""
    return _record(home).exists()


def is_library_missing(home: Path) -> bool:
    """Tell whether a library was here and its file is not: nothing may be made in the folder, it may be an empty mount point."""
    return had_library(home) and not library(home).exists()


def remember_library(home: Path) -> None:
    """Note, outside the profile, that this folder has a library. A note that cannot be written is left out."""
    record = _record(home)
    with suppress(OSError):
        if not record.exists():
            record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            record.write_bytes(os.fsencode(home.absolute()))


def _record(home: Path) -> Path:
    name = hashlib.sha256(os.fsencode(home.absolute())).hexdigest()[:32]
    return Path(platformdirs.user_config_dir("ateneo", appauthor=False)) / "libraries" / name
