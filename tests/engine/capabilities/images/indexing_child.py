"""Indexes a folder until it is killed, and says each picture only once it is committed."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.capabilities.images.api import FileDone
from tests.support.harness import ImagesHarness


def say(event: object) -> None:
    if isinstance(event, FileDone):
        print(event.outcome, flush=True)


def main(home: Path, folder: Path) -> None:
    engine = ImagesHarness(home, home / "no-models")
    engine.index(folder, on_event=say)
    engine.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
