"""Where the window keeps its own things inside the profile folder. Nothing is created here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.protocol import paths as places

PROGRAM = Path(__file__).parents[1]
RESOURCES = PROGRAM / "resources"
HELP = RESOURCES / "help"
SAMPLES = RESOURCES / "samples"


@dataclass(frozen=True)
class Paths:
    home: Path
    models: Path

    @property
    def settings(self) -> Path:
        return self.home / "settings.toml"

    @property
    def log(self) -> Path:
        return self.home / "logs" / "engine.log"

    @property
    def door(self) -> Path:
        """The local socket where a second window knocks."""
        return self.home / "window.socket"


def paths(home: Path | None, models: Path | None) -> Paths:
    home = (home or places.home()).absolute()
    return Paths(home, (models or places.models(home)).absolute())


def sample_files() -> list[Path]:
    """The documents among the samples; the rest says how they were made."""
    return sorted(file for file in SAMPLES.iterdir() if file.suffix not in (".py", ".toml", ".pyc") and file.is_file())


def sample_pictures() -> list[Path]:
    """The folder of sample pictures; pictures are added by their folders."""
    return [SAMPLES / "pictures"]
