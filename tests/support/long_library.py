"""The scripted child with one long document, a part of which can be searched by meaning.

The first run that makes vectors makes way for another request at once; the second goes on until it is stopped. So do those that
make vectors of sentences.
"""

from __future__ import annotations

from typing import Any

import msgspec

from engine.capabilities.documents import api as documents
from engine.capabilities.documents.api.sentences import EMBED_SENTENCES, SentencesEmbedded
from engine.protocol.messages import EventParams, Notification, Result
from engine.protocol.progress import Progress
from tests.support import scripted_engine
from tests.support.scripted_engine import HANDLERS, send

COLLECTION = documents.Collection("Long", 1, 1000, 0, 1, ("/library",), 0, embeddable=1)
DOCUMENT = documents.Document(
    1, "Long", "/library/long.docx", "Long", "keywords", 40, 1000, 9, 0,
    notice="Only the first 41 % of it were read.", is_embeddable=True, embedded=123,
)  # fmt: skip
runs: list[int] = []
sentence_runs: list[int] = []


def embed(id: int, params: Any) -> None:
    runs.append(id)
    if len(runs) == 1:
        send(Result(id, documents.EmbeddingReport(0, 877, 0.1, cancelled=True)))
        return
    send(Notification("event", EventParams(id, Progress(3, 877, "passage", "long.docx", 1.5, 60.0))))


def embed_sentences(id: int, params: Any) -> None:
    sentence_runs.append(id)
    send(Notification("event", EventParams(id, Progress(7, 900, "passage", "", 1.5, 60.0))))
    if len(sentence_runs) == 1:
        send(Result(id, SentencesEmbedded(7, 893, 0.1, cancelled=True)))


def stop(id: int) -> None:
    if id in sentence_runs[1:]:
        send(Result(id, SentencesEmbedded(7, 893, 1.0, cancelled=True)))
    if id in runs[1:]:
        send(Result(id, documents.EmbeddingReport(3, 874, 1.0, cancelled=True)))


def list_collections(id: int, params: Any) -> None:
    """`chunks` counts the runs so far."""
    send(Result(id, documents.Collections((msgspec.structs.replace(COLLECTION, chunks=len(runs)),))))


if __name__ == "__main__":
    HANDLERS.update(
        {
            "documents.collections": list_collections,
            "documents.list": lambda id, params: send(Result(id, documents.Documents((DOCUMENT,), 1))),
            "documents.embed": embed,
            EMBED_SENTENCES.name: embed_sentences,
        }
    )
    scripted_engine.main(cancel=stop)
