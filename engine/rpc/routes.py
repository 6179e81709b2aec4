"""Routes: which handler serves a method, and in which lane. `route` checks the handler's types against the method's."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Literal, TypeVar

import msgspec

from engine.protocol.cancellation import IsCancelled
from engine.protocol.method import Method

RequestT = TypeVar("RequestT")
EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")

Lane = Literal["model", "index", "quick", "watch", "follow", "transfer"]
"""Worker threads: "model" generates, "index" feeds the indexer and trains, "quick" lists and searches, "watch" waits for
changed pictures, "follow" for changed documents, "transfer" exports and imports conversations."""


class Route(msgspec.Struct, frozen=True):
    """One method with its handler, as the server sees it. Made by `route`."""

    # Any: one table holds the routes of all types; `route` has checked them
    method: Method[Any, Any, Any]
    lane: Callable[[Any], Lane]
    handler: Callable[[Any, IsCancelled], Any | Generator[Any, None, Any]]
    changes: tuple[str, ...]
    preemptible: bool
    is_background: bool = False


def route(
    method: Method[RequestT, EventT, ResultT],
    lane: Lane | Callable[[RequestT], Lane],
    handler: Callable[[RequestT, IsCancelled], ResultT | Generator[EventT, None, ResultT]],
    changes: tuple[str, ...] = (),
    preemptible: bool = False,
    is_background: bool = False,
) -> Route:
    """Return the route of `method`: its handler, and the lane it runs in, which may depend on the request.

    The handler returns the result, or is a generator that yields events and returns the result.
    `changes` are nouns of the capability's api, such as "documents". They are broadcast after the final reply, also after
    an error or cancel, and every page that shows such things reads them again.
    A preemptible job is cancelled when another request comes for its lane: it keeps what it finished and is requested
    again. One preemptible job waits for another, unless that `is_background`: such a job gives way to every other one.

    The result is not generic: mypy would take the type arguments from the table that a call of `route` stands in, and
    let a wrong handler pass.
    """
    return Route(method, lane if callable(lane) else lambda _: lane, handler, changes, preemptible, is_background)
