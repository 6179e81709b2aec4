"""Handlers and callbacks, right and wrong, that test_seam_types.py has mypy check. Never imported.

A line that ends in "# error: CODE" must be refused with that code; every other line must pass.
"""

from __future__ import annotations

from collections.abc import Generator

import msgspec

from desktop.link.call import EngineFault
from desktop.link.client import Client
from engine.context import Capability
from engine.protocol.cancellation import IsCancelled
from engine.protocol.method import Method
from engine.rpc.routes import Lane, route


class Double(msgspec.Struct, frozen=True):
    number: int


class Step(msgspec.Struct, frozen=True):
    done: int


class Doubled(msgspec.Struct, frozen=True):
    number: int


DOUBLE: Method[Double, None, Doubled] = Method("test.double", Double, None, Doubled)
DOUBLE_SLOWLY: Method[Double, Step, Doubled] = Method("test.double_slowly", Double, Step, Doubled)


def double(request: Double, is_cancelled: IsCancelled) -> Doubled:
    return Doubled(2 * request.number)


def double_slowly(request: Double, is_cancelled: IsCancelled) -> Generator[Step, None, Doubled]:
    yield Step(1)
    return Doubled(2 * request.number)


def double_number(request: Double, is_cancelled: IsCancelled) -> int:
    return 2 * request.number


def double_doubled(request: Doubled, is_cancelled: IsCancelled) -> Doubled:
    return Doubled(2 * request.number)


def double_with_numbers(request: Double, is_cancelled: IsCancelled) -> Generator[int, None, Doubled]:
    yield 1
    return Doubled(2 * request.number)


def lane_of(request: Double) -> Lane:
    return "index" if request.number > 1000 else "quick"


def lane_of_doubled(request: Doubled) -> Lane:
    return "index"


HANDLERS = Capability(
    (
        route(DOUBLE, "quick", double),
        route(DOUBLE, lane_of, double),
        route(DOUBLE, "quick", lambda request, _: Doubled(request.number)),
        route(DOUBLE_SLOWLY, "model", double_slowly, ("numbers",), preemptible=True),
        route(DOUBLE_SLOWLY, "model", double),
        route(DOUBLE, "quick", double_number),  # error: arg-type
        route(DOUBLE, "quick", double_doubled),  # error: arg-type
        route(DOUBLE_SLOWLY, "quick", double_with_numbers),  # error: arg-type
        route(DOUBLE, "quick", lambda request, _: request.number),  # error: arg-type
        route(DOUBLE, "quick", lambda request, _: Doubled(request.nothing)),  # error: attr-defined
        route(DOUBLE, "slow", double),  # error: arg-type
        route(DOUBLE, lane_of_doubled, double),  # error: arg-type
    )
)


def show_step(step: Step) -> None: ...
def show_doubled(doubled: Doubled) -> None: ...
def show_fault(fault: EngineFault) -> None: ...
def show_text(text: str) -> None: ...
def show_anything(answer: object) -> None: ...


def callbacks(client: Client) -> None:
    call = client.call(DOUBLE_SLOWLY, Double(2))
    call.on_event(show_step)
    call.on_result(show_doubled)
    call.on_result(show_anything)
    call.on_result(lambda doubled: show_text(str(doubled.number)))
    call.on_failed(show_fault)
    call.on_event(show_doubled)  # error: arg-type
    call.on_result(show_text)  # error: arg-type
    call.on_result(lambda doubled: show_text(doubled.number))  # error: arg-type
    call.on_failed(show_text)  # error: arg-type
    client.call(DOUBLE, Doubled(2))  # error: misc
