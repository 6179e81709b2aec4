"""How far a long job is. Every long method's event union contains Progress."""

from __future__ import annotations

import msgspec


class Progress(msgspec.Struct, frozen=True, tag="progress", omit_defaults=True):
    """`done` of `total` `unit`s; `note` names what is at hand; `rate` is units a second, `seconds_left` an estimate."""

    done: int
    total: int
    unit: str
    note: str = ""
    rate: float = 0.0
    seconds_left: float | None = None
