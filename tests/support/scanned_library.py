"""The scripted child with one scanned document, whose pages OCR is reading until it is stopped."""

from __future__ import annotations

from typing import Any

from engine.capabilities.documents import api as documents
from engine.protocol.messages import EventParams, Notification, Result
from engine.protocol.progress import Progress
from tests.support import scripted_engine
from tests.support.scripted_engine import HANDLERS, send

COLLECTION = documents.Collection("Scans", 1, 0, 0, 0, ("/library",), 0, scanned=2)
WAITING = "Not read yet, because they are pictures of text: pages 1, 2."
DOCUMENT = documents.Document(1, "Scans", "/library/finca.pdf", "Finca", "indexed", 2, 0, 9, 0, notice=WAITING)
runs: list[int] = []


def read_scans(id: int, params: Any) -> None:
    runs.append(id)
    send(Notification("event", EventParams(id, Progress(1, 2, "page", "finca.pdf", 0.2, 5.0))))


def stop(id: int) -> None:
    if id in runs:
        send(Result(id, documents.ScanReport(1, 1, 0, 1, 5.0, cancelled=True)))


if __name__ == "__main__":
    HANDLERS.update(
        {
            "documents.collections": lambda id, params: send(Result(id, documents.Collections((COLLECTION,)))),
            "documents.list": lambda id, params: send(Result(id, documents.Documents((DOCUMENT,), 1))),
            "documents.read_scans": read_scans,
        }
    )
    scripted_engine.main(cancel=stop)
