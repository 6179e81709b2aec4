"""The vectors of many texts, with progress, cancellable between two batches."""

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

BATCH_TEXTS = 64
LONGEST_TEXT = 4_000
"""Characters: more than an embedder reads."""


def embed_in_batches(
    texts: Sequence[str], embedder: Embedder, is_cancelled: IsCancelled
) -> Generator[Progress, None, Embeddings]:
    """Return float32 [texts, dimensions]; equal texts are embedded once. Raises Cancelled."""
    import numpy as np

    rows = {text: row for row, text in enumerate(dict.fromkeys(text[:LONGEST_TEXT] for text in texts))}
    distinct, batches = list(rows), []
    started = time.monotonic()
    for start in range(0, len(distinct), BATCH_TEXTS):
        if is_cancelled():
            raise Cancelled
        batches.append(embedder.embed_queries(distinct[start : start + BATCH_TEXTS]))
        done = min(start + BATCH_TEXTS, len(distinct))
        rate = done / max(time.monotonic() - started, 1e-6)
        yield Progress(done, len(distinct), "text", "", rate, (len(distinct) - done) / rate)
    vectors: Embeddings = np.concatenate(batches)[[rows[text[:LONGEST_TEXT]] for text in texts]]
    return vectors
