"""Cuts a text into chunks, measured in the embedder's tokens, as character spans: by paragraphs, sentences or headings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.text.chunking.overlapping import overlapped
from engine.text.chunking.rules import LIMIT_TOKENS, TARGET_TOKENS, CutRules
from engine.text.chunking.token_counter import Span, TokenCounter
from engine.text.chunking.units import (
    paragraphs,
    sections,
    sentence_spans,
    split,
    split_at_words,
    strip,
    with_headings,
)


def cut_text(
    text: str, offsets: Sequence[Span], rules: CutRules, headings: Sequence[int] = (), is_all: bool = False
) -> list[Span]:
    """Return the chunks' character spans in order, together covering every word of the text.

    `offsets` are the character spans of the text's tokens, `headings` the characters at which its known headings begin. A text
    that is all of its document, and fits, is one chunk.
    """
    counter = TokenCounter(offsets)
    whole = strip(text, (0, len(text)))
    if whole[0] == whole[1]:
        return []
    if is_all and counter.count(whole) <= rules.limit + rules.overlap:
        return [whole]
    return overlapped(text, _CUTS[rules.method](text, whole, counter, rules, headings), counter, rules.overlap)


def chunk_spans(
    text: str, offsets: Sequence[Span], target: int = TARGET_TOKENS, limit: int = LIMIT_TOKENS
) -> list[Span]:
    """Return the chunks' character spans in order, each of at most `limit` tokens, together covering every word.

    `offsets` are the character spans of the text's tokens. Paragraphs are joined up to about `target` tokens; a heading
    stays with the paragraph after it; a paragraph that is too long is split at sentence ends, a sentence at words.
    """
    return _in_paragraphs(text, (0, len(text)), TokenCounter(offsets), target, limit)


def _in_paragraphs(text: str, span: Span, counter: TokenCounter, target: int, limit: int) -> list[Span]:
    start, part = span[0], text[span[0] : span[1]]
    spans = [(start + a, start + b) for a, b in with_headings(part, paragraphs(part))]
    return _joined([piece for each in spans for piece in split(text, each, counter, limit)], counter, target)


def _window(text: str, span: Span, counter: TokenCounter, rules: CutRules, _: Sequence[int]) -> list[Span]:
    return _in_paragraphs(text, span, counter, rules.target, rules.limit)


def _by_paragraph(text: str, _: Span, counter: TokenCounter, rules: CutRules, __: Sequence[int]) -> list[Span]:
    spans = with_headings(text, paragraphs(text))
    return [part for span in spans for part in split(text, span, counter, rules.limit)]


def _by_sentence(text: str, _: Span, counter: TokenCounter, rules: CutRules, __: Sequence[int]) -> list[Span]:
    sentences = [sentence for span in paragraphs(text) for sentence in sentence_spans(text, span)]
    parts = [part for sentence in sentences for part in split_at_words(text, sentence, counter, rules.limit)]
    return _joined(parts, counter, rules.target)


def _by_heading(text: str, _: Span, counter: TokenCounter, rules: CutRules, headings: Sequence[int]) -> list[Span]:
    return [
        chunk
        for section in sections(text, headings)
        for chunk in _in_paragraphs(text, section, counter, rules.target, rules.limit)
    ]


def _joined(parts: Sequence[Span], counter: TokenCounter, target: int) -> list[Span]:
    """Join neighbours up to `target` tokens."""
    chunks: list[Span] = []
    for part in parts:
        if chunks and counter.count((chunks[-1][0], part[1])) <= target:
            chunks[-1] = (chunks[-1][0], part[1])
        else:
            chunks.append(part)
    return chunks


_CUTS: dict[str, Callable[[str, Span, TokenCounter, CutRules, Sequence[int]], list[Span]]] = {
    "document": _window,
    "window": _window,
    "paragraphs": _by_paragraph,
    "sentences": _by_sentence,
    "headings": _by_heading,
}
