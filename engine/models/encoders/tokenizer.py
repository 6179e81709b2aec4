"""Opening a tokenizer.json, and padding token ids to a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any  # the tokenizers library has no types

import numpy as np

from engine.protocol import errors

if TYPE_CHECKING:
    import numpy.typing as npt


def open_tokenizer(path: Path, name: str) -> Any:  # tokenizers.Tokenizer, whose methods have no types
    """Open a tokenizer.json without its own padding, which some files fix at 512 tokens: eight times slower.

    `name` is the model's, for the error message. Raises ModelDamaged.
    """
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises Exception itself
        raise errors.ModelDamaged(str(error)[:300], name=name) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def even_batches(lengths: Sequence[int], limit: int) -> Iterator[list[int]]:
    """Yield indices in batches of at most `limit` units, padding counted, the longest first; a longer one is alone.

    Items of like length come together, since padding costs as much as content.
    """
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > limit:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def pad(ids: Sequence[Sequence[int]]) -> dict[str, npt.NDArray[np.int64]]:
    """Return int64 [texts, longest] for each input an encoder may have. Padded places are masked, so any id serves."""
    width = max(len(row) for row in ids)
    tokens, mask = np.zeros((len(ids), width), np.int64), np.zeros((len(ids), width), np.int64)
    for number, row in enumerate(ids):
        tokens[number, : len(row)] = row
        mask[number, : len(row)] = 1
    return {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
