"""Whole numbers of more than 64 bits are refused wherever they stand in a request."""

from __future__ import annotations

import msgspec
import pytest

from engine.rpc.number_range import LEAST, MOST, check_numbers


class Inner(msgspec.Struct, frozen=True):
    count: int = 0


class Outer(msgspec.Struct, frozen=True):
    ids: tuple[int, ...] = ()
    names: dict[str, int] = {}
    inner: Inner | None = None
    items: tuple[Inner, ...] = ()
    text: str = "99999999999999999999999999"
    share: float = 1e300
    is_so: bool = True


@pytest.mark.parametrize("number", [MOST + 1, LEAST - 1, 2**64, -(10**40)])
def test_a_number_without_room_in_64_bits_is_refused_in_every_place(number: int) -> None:
    places = (
        Outer(ids=(1, number)),
        Outer(names={"a": number}),
        Outer(inner=Inner(number)),
        Outer(items=(Inner(), Inner(number))),
    )
    for place in places:
        with pytest.raises(msgspec.ValidationError, match="64 bits"):
            check_numbers(place)


def test_every_other_number_passes() -> None:
    check_numbers(Outer((LEAST, MOST, 0), {"a": MOST}, Inner(LEAST), (Inner(MOST),)))
