"""Vectors of many texts, told as they come, and stopped between two batches."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from engine.models.interfaces import Embedder
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled
from engine.protocol.progress import Progress

if TYPE_CHECKING:
    from engine.models.interfaces import Embeddings

AT_ONCE = 64
LONGEST = 4_000
"""Characters: more than an embedder reads."""


def embedded(
    texts: Sequence[str], embedder: Embedder, is_cancelled: IsCancelled
) -> Generator[Progress, None, Embeddings]:
    """float32 [texts, dimensions]; an equal text is embedded once. Raises Cancelled."""
    import numpy as np

    places = {text: at for at, text in enumerate(dict.fromkeys(text[:LONGEST] for text in texts))}
    different, found = list(places), []
    begun = time.monotonic()
    for begin in range(0, len(different), AT_ONCE):
        if is_cancelled():
            raise Cancelled
        found.append(embedder.embed_queries(different[begin : begin + AT_ONCE]))
        done = min(begin + AT_ONCE, len(different))
        rate = done / max(time.monotonic() - begun, 1e-6)
        yield Progress(done, len(different), "text", "", rate, (len(different) - done) / rate)
    vectors: Embeddings = np.concatenate(found)[[places[text[:LONGEST]] for text in texts]]
    return vectors
