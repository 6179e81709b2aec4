"""The scripted child with a library of 100,000 documents, some of which could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from engine.capabilities.chat import api as chat
from engine.capabilities.documents import api as documents
from engine.protocol.answering.passage import Passage
from engine.protocol.done import Done, Purged
from engine.protocol.file_run import FileOutcome
from engine.protocol.messages import EventParams, Notification, Result
from engine.protocol.pages import PageText
from engine.protocol.progress import Progress
from tests.support import scripted_engine
from tests.support.scripted_engine import HANDLERS, send

TOTAL = 100_000
FAILED = 7
COLLECTION = documents.Collection("Big", TOTAL, TOTAL, FAILED, 0, ("/library",), 0)


def document(number: int) -> documents.Document:
    path = f"/library/document-{number:06}.pdf"
    if number < FAILED:
        return documents.Document(
            number + 1, "Big", path, "", "failed", 0, 0, 10, 0, "file_encrypted", {"name": "document.pdf"}
        )
    return documents.Document(number + 1, "Big", path, f"Document {number}", "indexed", 3, 9, 1000, 0)


RUNNING: set[int] = set()
"""Calls of `documents.index` that have not ended."""
removed: set[int] = set()
"""Ids of the documents that were removed and not restored."""


def list_documents(id: int, params: Any) -> None:
    rows: Sequence[int] = range(FAILED) if params["only_failed"] else range(TOTAL)
    if params["query"] or removed:
        rows = [n for n in rows if params["query"] in document(n).path and n + 1 not in removed]
    shown = rows[params["offset"] : params["offset"] + params["limit"]]
    send(Result(id, documents.Documents(tuple(document(n) for n in shown), len(rows))))


def index(id: int, params: Any) -> None:
    """Reads one file, fails at another, and then is at work until it is cancelled."""
    for event in (
        FileOutcome("/library/a.pdf", "added"),
        FileOutcome("/library/b.pdf", "failed", "file_encrypted", {"name": "b.pdf"}),
        Progress(2, 10, "files", "c.pdf", 1.5, 6.0),
    ):
        send(Notification("event", EventParams(id, event)))
    RUNNING.add(id)


def stop(id: int) -> None:
    """A run that is stopped returns what it finished; anything else was answered already."""
    if id in RUNNING:
        RUNNING.discard(id)
        send(Result(id, report(cancelled=True)))


def report(cancelled: bool = False) -> documents.DocumentIndexReport:
    return documents.DocumentIndexReport("Big", 1, 0, 0, 1, 0, 1, 1.0, cancelled)


def list_collections(id: int, params: Any) -> None:
    """While a run is at work, one more document is there for it."""
    count = TOTAL + len(RUNNING)
    send(Result(id, documents.Collections((msgspec.structs.replace(COLLECTION, documents=count),))))


def search(id: int, params: Any) -> None:
    passage = Passage(8, 1, "/library/document-000007.pdf", "Document 7", 2, 0, 12, f"about {params['query']}", 0.5)
    other = msgspec.structs.replace(passage, chunk=2, page=3, text=f"less about {params['query']}")
    sure = documents.DocumentMatch(passage, True, ((6, len(passage.text)),))
    results = (sure, documents.DocumentMatch(other, False)) if params["query"] != "nothing" else ()
    send(Result(id, documents.DocumentSearchResults(results, {"all": 3.0})))


def remove(id: int, params: Any) -> None:
    removed.update(params["documents"])
    send_changed(id)


def purge(id: int, params: Any) -> None:
    removed.update(params["documents"])
    send(Result(id, Purged(len(params["documents"]))))
    send(Notification("changed", {"documents": True, "by": id}))


def restore(id: int, params: Any) -> None:
    removed.difference_update(params["documents"])
    send_changed(id)


def send_changed(id: int) -> None:
    send(Result(id, Done()))
    send(Notification("changed", {"documents": True, "by": id}))


def read_page(id: int, params: Any) -> None:
    text = f"Page {params['page']} says: the boiler is serviced each October. 🏠 And then more."
    send(Result(id, PageText(params["document"], "/gone.pdf", "Gone", params["page"], 3, "", text, False)))


if __name__ == "__main__":
    HANDLERS.update(
        {
            "documents.collections": list_collections,
            "documents.retry_failed": lambda id, params: send(Result(id, report())),
            "documents.list": list_documents,
            "documents.index": index,
            "documents.search": search,
            "documents.remove": remove,
            "documents.purge": purge,
            "documents.restore": restore,
            "documents.read_page": read_page,
            chat.LIST_FOLDERS.name: lambda id, params: send(Result(id, chat.ConversationFolders(()))),
        }
    )
    scripted_engine.main(cancel=stop)
