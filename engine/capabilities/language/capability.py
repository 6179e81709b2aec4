"""Language's routes."""

from __future__ import annotations

from engine.capabilities.language import texts
from engine.house import Capability, House


def build(house: House) -> Capability:
    return Capability(routes=(*texts.routes(house),))
