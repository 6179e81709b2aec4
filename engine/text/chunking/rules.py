"""The rules by which a text is cut: what a person chose, within what the embedder can read."""

from __future__ import annotations

import re

import msgspec

TARGET_TOKENS = 160
"""Short chunks keep the prompt of an answer short: a person waits while the model reads it."""
LIMIT_TOKENS = 220
MARGIN_TOKENS = 16
"""Of the embedder's window, for its prefix and its marks of beginning and end."""
FEWEST_TOKENS = 16
_WORDS = re.compile(r"\w+|[^\w\s]")


class CutRules(msgspec.Struct, frozen=True):
    """`method` is one of those of engine.protocol.children.chunking; the sizes are tokens.

    A chunk holds about `target` tokens, and what belongs together stays so up to `limit`. Each begins with the last `overlap`
    tokens, or fewer, of the one before: whole paragraphs or sentences where they fit, else whole words.
    """

    method: str = "window"
    target: int = TARGET_TOKENS
    limit: int = LIMIT_TOKENS
    overlap: int = 0


def cut_rules(method: str, tokens: int, overlap: int, max_tokens: int) -> CutRules:
    """Return the rules of a method for chunks of `tokens`. `max_tokens` are those that the embedder reads at once, 0 for any.

    A window may hold a paragraph that is a little longer than its size, so that it is not cut.
    """
    longest = max(max_tokens - MARGIN_TOKENS, FEWEST_TOKENS) if max_tokens else 0
    limit = tokens * LIMIT_TOKENS // TARGET_TOKENS if method == "window" else tokens
    limit = min(limit, longest) if longest else limit
    overlap = min(overlap, limit // 2)
    limit -= overlap
    target = limit if method != "window" else max(min(tokens - overlap, limit), 1)
    return CutRules(method, target, limit, overlap)


def word_offsets(text: str) -> list[tuple[int, int]]:
    """Return the spans of words and signs, which stand for tokens where there is no embedder."""
    return [match.span() for match in _WORDS.finditer(text)]
