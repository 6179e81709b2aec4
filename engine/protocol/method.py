"""Methods: a name on the wire with the types of the request, the events and the result."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import msgspec

RequestT = TypeVar("RequestT")
EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")


class Method(msgspec.Struct, Generic[RequestT, EventT, ResultT], frozen=True):
    """`event` is a struct or a union of tagged structs, None for a method without events. `endless`: runs until cancelled."""

    name: str
    request: type[RequestT]
    event: Any  # a union of types is not a `type[...]`
    result: type[ResultT]
    endless: bool = False
