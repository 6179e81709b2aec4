"""Index a folder until the process is killed, and print the outcome of each file once it is committed."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.protocol.file_run import FileOutcome
from tests.support.harness import DocumentsHarness


def print_outcome(event: object) -> None:
    if isinstance(event, FileOutcome):
        print(event.outcome, flush=True)


def main(home: Path, folder: Path) -> None:
    engine = DocumentsHarness(home, home / "no-models")
    engine.index(folder, on_event=print_outcome)
    engine.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
