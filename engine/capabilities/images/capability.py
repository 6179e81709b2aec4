"""Images' routes."""

from __future__ import annotations

from engine.house import Capability, House


def build(house: House) -> Capability:
    return Capability(routes=())
