"""Lets each chunk begin with the end of the one before it, so that what stands at a cut is found from both sides."""

from __future__ import annotations

from collections.abc import Sequence

from engine.text.chunking.token_counter import Span, TokenCounter
from engine.text.chunking.units import paragraphs, sentence_spans


def overlapped(text: str, chunks: Sequence[Span], counter: TokenCounter, tokens: int) -> list[Span]:
    """Move the beginning of each chunk but the first back by at most so many tokens, never into a word."""
    if tokens <= 0:
        return list(chunks)
    return [
        chunk if at == 0 else (_start_before(text, chunks[at - 1], chunk, counter, tokens), chunk[1])
        for at, chunk in enumerate(chunks)
    ]


def _start_before(text: str, before: Span, chunk: Span, counter: TokenCounter, tokens: int) -> int:
    """Return where whole paragraphs of the chunk before begin that fit; else whole sentences; else whole words.

    Its own beginning is none of them: a chunk that holds all of the one before would make that one useless.
    """
    earliest = max(counter.last((before[0], chunk[0]), tokens), before[0] + 1)
    part = text[before[0] : before[1]]
    for starts in (
        (before[0] + start for start, _ in paragraphs(part)),
        (start for start, _ in sentence_spans(text, before)),
        (at for at in range(earliest, before[1]) if _begins_word(text, at)),
    ):
        if (start := next((start for start in starts if start >= earliest), None)) is not None:
            return start
    return chunk[0]


def _begins_word(text: str, at: int) -> bool:
    return text[at - 1].isspace() and not text[at].isspace()
