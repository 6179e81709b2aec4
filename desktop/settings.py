"""Settings of the window: one frozen struct saved as settings.toml in the profile folder."""

from __future__ import annotations

import os
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
import tomli_w
from PySide6.QtCore import QObject, QTimer, Signal

from engine.protocol.answering.prompt_example import PromptExample
from engine.protocol.answering.sampling import Sampling
from engine.protocol.paths import is_library_missing
from engine.protocol.private_folder import make_private_folder

SAVE_DELAY_MS = 300
"""Typing changes a setting with every key; it is written to disk once, after this pause."""


class WindowSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """`language` "" and `theme` "system" follow the system. `geometry` is Qt's window geometry in base 64.

    `sampling`, `system` (instructions), `passages` and those after it are the defaults of every new conversation.
    """

    language: Literal["", "es", "en"] = ""
    theme: Literal["system", "light", "dark"] = "system"
    text_percent: Annotated[int, msgspec.Meta(ge=80, le=200)] = 100
    reduce_motion: bool = False
    page: str = "chat"
    conversation: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Id of the open conversation; 0 for a new one without messages."""
    open_folders: tuple[int, ...] = ()
    """Folders of conversations that are unfolded in the list."""
    is_archive_open: bool = False
    conversation_scroll: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Scroll position in pixels from the end of the conversation."""
    geometry: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    dialog_folders: dict[str, str] = {}
    """Where the last file dialog of each kind was closed (desktop/widgets/forms/file_dialog.py)."""
    inspector_width: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    sampling: Sampling = Sampling()
    system: Annotated[str, msgspec.Meta(max_length=400_000)] = ""
    passages: Annotated[int, msgspec.Meta(ge=1, le=20)] = 3
    """Passages read for an answer from documents."""
    thinking: bool = False
    history: Literal["whole", "last", "summary"] = "whole"
    exchanges: Annotated[int, msgspec.Meta(ge=1, le=50)] = 3
    recall: bool = True
    context: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    tools: tuple[str, ...] = ()
    tool_steps: Annotated[int, msgspec.Meta(ge=1, le=20)] = 6
    persona: str = ""
    """Who answers in new conversations; what it brings stands in `system`, `examples` and the fields below."""
    examples: tuple[PromptExample, ...] = ()
    allowed_tools: tuple[str, ...] = ()
    hands_to: tuple[str, ...] = ()
    model: str | None = None


class SettingsStore(QObject):
    """`value` holds the current settings. `damaged`: some could not be read, and their file was kept as settings.toml.bad."""

    changed = Signal()

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._unsaved = False
        self._save_timer = QTimer(self, singleShot=True, interval=SAVE_DELAY_MS)
        self._save_timer.timeout.connect(self.flush)
        self.value, self.damaged = load(file)
        if self.damaged:
            with suppress(OSError):
                file.replace(file.with_name(file.name + ".bad"))

    def change(self, **fields: Any) -> None:  # values of any field; msgspec checks nothing here
        """Replace fields of `value`, emit `changed` and save soon. Does nothing when no value differs."""
        value = msgspec.structs.replace(self.value, **fields)
        if value == self.value:
            return
        self.value = value
        self._unsaved = True
        self._save_timer.start()
        self.changed.emit()

    def read_again(self) -> None:
        """Take the settings from the file, which was replaced."""
        self._save_timer.stop()
        self._unsaved = False
        self.value, self.damaged = load(self._file)
        self.changed.emit()

    def flush(self) -> None:
        """Save now if a save is pending."""
        if self._unsaved:
            self._unsaved = False
            save(self.value, self._file)


def load(file: Path) -> tuple[WindowSettings, bool]:
    """Return the settings, with the default for each key that cannot be read, and whether there was such a key."""
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return WindowSettings(), False
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return WindowSettings(), file.is_file()
    return _convert(WindowSettings, values)


def save(settings: WindowSettings, file: Path) -> None:
    """Write the file atomically, readable by its owner only.

    When the folder cannot be written, or its library is missing with its drive, the settings last until the window closes.
    """
    if is_library_missing(file.parent):
        return
    new_file = file.with_name(file.name + ".new")
    try:
        make_private_folder(file.parent)
        descriptor = os.open(new_file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(tomli_w.dumps(msgspec.to_builtins(settings)))
            out.flush()
            os.fsync(out.fileno())
        new_file.replace(file)
    except OSError:
        with suppress(OSError):
            new_file.unlink(missing_ok=True)


def _convert(kind: type[Any], values: dict[str, Any]) -> tuple[Any, bool]:  # TOML values may be of any type
    types = get_type_hints(kind, include_extras=True)
    good: dict[str, Any] = {}
    damaged = False
    for name, value in values.items():
        try:
            if types.get(name) is Sampling and isinstance(value, dict):
                good[name], bad = _convert(Sampling, value)
                damaged |= bad
            else:
                good[name] = msgspec.convert(value, types[name])
        except (KeyError, msgspec.ValidationError):
            damaged = True
    return kind(**good), damaged
