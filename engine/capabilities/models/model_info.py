"""A model on the shelf as the window shows it."""

from __future__ import annotations

from engine.capabilities.models.api import Model
from engine.models.hardware import expected_speed
from engine.models.registry import Shelved


def model_of(shelved: Shelved, chosen: bool) -> Model:
    card, record = shelved.card, shelved.record
    return Model(
        id=card.id,
        name=card.name,
        kind=card.kind,
        state=record.state,
        bytes=card.bytes,
        licence=card.licence,
        source=card.source,
        description=card.description,
        context=card.context,
        dimensions=card.dimensions,
        languages=card.languages,
        peak_bytes=record.peak_bytes,
        tokens_per_second=round(expected_speed(card.bytes), 1) if card.kind == "text" else 0.0,
        chosen=chosen,
        starter=card.starter,
        note="; ".join(filter(None, (record.why, record.note, record.gpu_why))),
        sees=bool(card.projector),
    )
