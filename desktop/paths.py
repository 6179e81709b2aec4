"""Paths of the window's own files in the profile folder, and of the resources shipped with it. Creates nothing."""

from __future__ import annotations

from pathlib import Path

import msgspec

from engine.protocol import paths as default_paths

PROGRAM = Path(__file__).parents[1]
RESOURCES = PROGRAM / "resources"
HELP = RESOURCES / "help"
SAMPLES = RESOURCES / "samples"


class Paths(msgspec.Struct, frozen=True):
    home: Path
    models: Path

    @property
    def settings(self) -> Path:
        return self.home / "settings.toml"

    @property
    def log(self) -> Path:
        return self.home / "logs" / "engine.log"

    @property
    def temporary(self) -> Path:
        """Folder of what lives no longer than the window: pasted pictures, a report on its way to a PDF."""
        return self.home / "temporary"

    @property
    def instance_socket(self) -> Path:
        """Local socket by which a second start finds the window that is open."""
        return self.home / "window.socket"


def resolve_paths(home: Path | None, models: Path | None) -> Paths:
    """Return absolute paths; None takes the default folder of this user."""
    home = (home or default_paths.home()).absolute()
    return Paths(home, (models or default_paths.models(home)).absolute())


def sample_files() -> list[Path]:
    """Return the sample documents; the other files there are the scripts that made them."""
    return sorted(file for file in SAMPLES.iterdir() if file.suffix not in (".py", ".toml", ".pyc") and file.is_file())


def sample_pictures() -> list[Path]:
    """Return the folder of sample pictures, since pictures are added by folder."""
    return [SAMPLES / "pictures"]
