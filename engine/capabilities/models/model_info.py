"""Installed models as the window and the command line show them."""

from __future__ import annotations

from engine.capabilities.models.api import ModelInfo
from engine.models.importing.known_models import recognise
from engine.models.registry import InstalledModel


def model_info(
    installed: InstalledModel, in_use: InstalledModel | None, choice: str | None, speed: float = 0.0
) -> ModelInfo:
    """Join a model's manifest, its record and whether it is used for its kind, or another in its place.

    `in_use` is the model that does the jobs of its kind, `choice` the id that the person chose for them,
    `speed` the tokens a second to expect.
    """
    manifest, record = installed.manifest, installed.record
    known = recognise(manifest) if manifest.kind == "text" else None
    is_replaced = not installed.is_ready and choice == installed.id
    return ModelInfo(
        id=manifest.id,
        name=manifest.name,
        kind=manifest.kind,
        state=record.state,
        bytes=manifest.bytes,
        licence=manifest.licence,
        source=manifest.source,
        description=manifest.description,
        context=manifest.context,
        dimensions=manifest.dimensions,
        languages=manifest.languages,
        peak_bytes=record.peak_bytes,
        tokens_per_second=speed,
        chosen=in_use is not None and in_use.id == installed.id,
        stand_in=in_use.manifest.name if in_use and is_replaced else "",
        starter=manifest.starter,
        note="; ".join(filter(None, (record.reason, record.template_note, record.gpu_error))),
        is_multimodal=bool(manifest.projector),
        is_base=installed.is_base,
        publisher=known.publisher if known else "",
        is_official=bool(known and known.official),
    )
