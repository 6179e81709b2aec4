"""Errors of the text tools. The English sentences are the sources for translation."""

from __future__ import annotations

from engine.protocol.errors import TextError


class TooFewTexts(TextError):
    """Fewer texts than the task needs; for clusters, texts that are the same count once."""

    kind = "too_few_texts"
    sentence = "This needs at least {needed} different texts, and there are {count}. Add some more."


class TooManyTexts(TextError):
    """More texts than the task takes at once. None was worked on."""

    kind = "too_many_texts"
    sentence = "{count} texts are too many at once; at most {limit} are possible. Choose some of them."
