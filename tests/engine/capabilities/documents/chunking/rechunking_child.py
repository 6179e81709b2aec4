"""Index a folder, choose paragraphs and divide its documents anew; print a line after each step, to be killed between two."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.capabilities.documents.api.chunking import RECHUNK, SET_CHUNKING, RechunkDocuments, SetChunking
from engine.protocol.children.chunking import Chunking
from tests.support.harness import DocumentsHarness


def main(home: Path, models: Path, folder: Path) -> None:
    engine = DocumentsHarness(home, models)
    engine.index(folder)
    engine.call(SET_CHUNKING, SetChunking("default", Chunking("sentences", 40)))
    engine.call(RECHUNK, RechunkDocuments(), lambda event: print(event.done, flush=True))
    engine.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
