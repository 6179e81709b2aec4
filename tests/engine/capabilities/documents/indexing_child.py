"""Indexes a folder until it is killed, and says each file only once it is committed."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.protocol.file_run import FileOutcome
from tests.support.harness import DocumentsHarness


def tr(event: object) -> None:
    if isinstance(event, FileOutcome):
        print(event.outcome, flush=True)


def main(home: Path, folder: Path) -> None:
    engine = DocumentsHarness(home, home / "no-models")
    engine.index(folder, on_event=tr)
    engine.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
