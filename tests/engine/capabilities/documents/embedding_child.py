"""Index a folder and make the vectors of its long documents, and print how many there are after each part."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.capabilities.documents import api
from engine.protocol.progress import Progress
from tests.support.harness import DocumentsHarness


def print_progress(event: object) -> None:
    if isinstance(event, Progress) and event.done:
        print(event.done, flush=True)


def main(home: Path, models: Path, folder: Path) -> None:
    engine = DocumentsHarness(home, models)
    engine.index(folder)
    engine.call(api.EMBED, api.EmbedDocuments(), print_progress)
    engine.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
