"""Whether a tokenizer fits its vocabulary: it reads real texts in two languages, and every character there is.

llama.cpp goes by the tokenizer's name in the file. With another vocabulary than that one's it can loop without end, abort, return
numbers that are no tokens, or lose most of a text. A child tries it, which may hang or die of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.models.llama.native import Weights

TEXTS = Path(__file__).parents[4] / "resources" / "help"
"""Pages of help, 20 KB in each language: what a person attaches is as long."""
LEAST_SHARE = 0.5
"""Share of a text's words that come back when its tokens are written out: 1 with the vocabulary that a tokenizer is made for."""
_SURROGATES = range(0xD800, 0xE000)
_BLOCK, _RARE_STEP, _LONG, _LONGEST = 512, 97, 4_000, 30_000
_WORD = re.compile(r"\w{3,}")


def check_tokenizer(weights: Weights) -> None:
    """Raise ValueError where the tokenizer does not fit the vocabulary."""
    for text in real_texts():
        if _share_of_words(text, weights, read(weights, text)) < LEAST_SHARE:
            raise ValueError("the tokenizer does not fit the vocabulary: it loses most words")
    for text in hostile_texts():
        read(weights, text)


def read(weights: Weights, text: str) -> list[int]:
    """Return the tokens of a text. Raises ValueError for numbers that are no tokens."""
    tokens = weights.tokenize(text, True, True)
    refuse_unknown(weights, tokens)
    return tokens


def refuse_unknown(weights: Weights, tokens: Sequence[int]) -> None:
    """Raise ValueError for numbers that are no tokens."""
    if any(not 0 <= token < weights.tokens for token in tokens):
        raise ValueError("the tokenizer does not fit the vocabulary: it gives numbers that are no tokens")


def real_texts() -> Iterator[str]:
    """Yield a text in each language."""
    for folder in ("en", "es"):
        yield "\n".join(page.read_text("utf-8") for page in sorted((TEXTS / folder).glob("*.md")))


def hostile_texts() -> Iterator[str]:
    """Yield every character of the basic plane, many of the others, and what a person can paste: long, repeated, and special."""
    common = [chr(point) for point in range(1, 0x10000) if point not in _SURROGATES]
    rare = [chr(point) for point in range(0x10000, 0x110000, _RARE_STEP)]
    for characters in (common, rare):
        for start in range(0, len(characters), _BLOCK):
            yield "".join(characters[start : start + _BLOCK])
    yield "a" * _LONGEST
    for character in ("ñ", "字", "😀", " ", "\n", "7", "-"):
        yield character * _LONG
    for part in ("e\u0301", "👩‍👩‍👧‍👦", "<|im_start|>", "<s>", "\r\n\t", "a1 ", "\u202eabc\u202c"):
        yield part * (_LONG // len(part))


def _share_of_words(text: str, weights: Weights, tokens: Sequence[int]) -> float:
    words = set(_WORD.findall(text.casefold()))
    written = b"".join(weights.piece(token) for token in tokens).decode("utf-8", "replace")
    return len(words & set(_WORD.findall(written.casefold()))) / len(words)
