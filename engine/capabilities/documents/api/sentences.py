"""The vectors of single sentences, which make the order of passages more exact. Types only."""

from __future__ import annotations

import msgspec

from engine.protocol.method import Method
from engine.protocol.progress import Progress


class EmbedSentences(msgspec.Struct, frozen=True):
    """Make the vectors of the sentences of all passages that have vectors themselves. Each part is kept at once.

    It gives way to every other request that reads, embeds or trains.
    """


class SentencesEmbedded(msgspec.Struct, frozen=True):
    """Passages whose sentences a run embedded, and those still `left`. `cancelled`: it was stopped, or made way."""

    passages: int
    left: int
    seconds: float
    cancelled: bool = False


EMBED_SENTENCES: Method[EmbedSentences, Progress, SentencesEmbedded] = Method(
    "documents.embed_sentences", EmbedSentences, Progress, SentencesEmbedded
)
