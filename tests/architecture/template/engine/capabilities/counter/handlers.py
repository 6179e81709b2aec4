"""Routes of the counter."""

from __future__ import annotations

from engine.capabilities.counter import api

from engine.context import Capability, EngineContext
from engine.protocol.cancellation import IsCancelled
from engine.rpc.routes import route


def build(context: EngineContext) -> Capability:
    """Return the routes of the counter."""
    return Capability(
        (
            route(api.COUNT, "quick", count, (api.COUNTS,)),
            route(api.LONGEST, "quick", longest),
        )
    )


def count(request: api.CountWords, _: IsCancelled) -> api.WordCount:
    """Return how many words the text has. Raises NothingToCount."""
    if not request.text.strip():
        raise api.NothingToCount(name=request.text)
    return api.WordCount(len(request.text.split()))


def longest(request: api.LongestWord, _: IsCancelled) -> api.Longest:
    """Return the longest word of the text, "" when it has none."""
    return api.Longest(max(request.text.split(), key=len, default=""))
