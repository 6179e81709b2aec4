"""What the person chose, as one frozen struct saved as TOML. The engine has no settings; it has arguments."""

from __future__ import annotations

import os
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
import tomli_w
from PySide6.QtCore import QObject, QTimer, Signal

from engine.protocol.sampling import Sampling

SAVE_DELAY_MS = 300
"""Typing changes a setting with each key; the disk is asked to hold it once."""


class Settings(msgspec.Struct, frozen=True, omit_defaults=True):
    """`language` "" and `theme` "system" follow the system. `geometry` is Qt's, in base 64. `sampling`, `system` and
    `passages` are the defaults of every conversation."""

    language: Literal["", "es", "en"] = ""
    theme: Literal["system", "light", "dark"] = "system"
    text_percent: Annotated[int, msgspec.Meta(ge=80, le=200)] = 100
    reduce_motion: bool = False
    page: str = "chat"
    conversation: Annotated[int, msgspec.Meta(ge=0)] = 0
    """The one that is open; 0 is the one not begun."""
    conversation_scroll: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Pixels from its end."""
    geometry: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    inspector_width: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    sampling: Sampling = Sampling()
    system: Annotated[str, msgspec.Meta(max_length=20_000)] = ""
    passages: Annotated[int, msgspec.Meta(ge=1, le=20)] = 3
    """How many passages an answer from documents reads."""


class SettingsStore(QObject):
    """`value` is the settings of now; `damaged` tells that some could not be read and their file was kept as .bad."""

    changed = Signal()

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._unsaved = False
        self._soon = QTimer(self, singleShot=True, interval=SAVE_DELAY_MS)
        self._soon.timeout.connect(self.flush)
        self.value, self.damaged = load(file)
        if self.damaged:
            with suppress(OSError):
                file.replace(file.with_name(file.name + ".bad"))

    def change(self, **fields: Any) -> None:
        """Replace some fields, tell, and save soon; nothing happens when nothing differs."""
        value = msgspec.structs.replace(self.value, **fields)
        if value == self.value:
            return
        self.value = value
        self._unsaved = True
        self._soon.start()
        self.changed.emit()

    def flush(self) -> None:
        """Save now what waits to be saved; before the window goes."""
        if self._unsaved:
            self._unsaved = False
            save(self.value, self._file)


def load(file: Path) -> tuple[Settings, bool]:
    """Every key that can be read, the default for each other; and whether there was any other."""
    try:
        read = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return Settings(), False
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return Settings(), file.is_file()
    return _convert(Settings, read)


def save(settings: Settings, file: Path) -> None:
    """Whole or not at all; for its owner only. A folder that cannot be written keeps the settings until the window closes."""
    fresh = file.with_name(file.name + ".new")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(tomli_w.dumps(msgspec.to_builtins(settings)))
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def _convert(kind: type[Any], read: dict[str, Any]) -> tuple[Any, bool]:
    types = get_type_hints(kind, include_extras=True)
    good: dict[str, Any] = {}
    damaged = False
    for name, value in read.items():
        try:
            if types.get(name) is Sampling and isinstance(value, dict):
                good[name], bad = _convert(Sampling, value)
                damaged |= bad
            else:
                good[name] = msgspec.convert(value, types[name])
        except (KeyError, msgspec.ValidationError):
            damaged = True
    return kind(**good), damaged
