"""A method ties one name on the wire to the types of its request, its events and its result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

RequestT = TypeVar("RequestT")
EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class Method(Generic[RequestT, EventT, ResultT]):
    """`event` is a tagged union of structs, or None for a method that only returns. An `endless` one waits to be cancelled."""

    name: str
    request: type[RequestT]
    event: Any
    result: type[ResultT]
    endless: bool = False
