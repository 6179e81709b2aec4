"""Progress of a long job: an event of every method that takes long."""

from __future__ import annotations

from typing import Literal

import msgspec

WaitsFor = Literal["", "programs", "answer"]


class Progress(msgspec.Struct, frozen=True, tag="progress", omit_defaults=True):
    """`done` of `total` units. `note` names the current item, `rate` is in units per second, `seconds_left` an estimate.

    `waits_for` says why it is slow: other "programs" have the processor, or an "answer" is written first.
    """

    done: int
    total: int
    unit: str
    note: str = ""
    rate: float = 0.0
    seconds_left: float | None = None
    waits_for: WaitsFor = ""
