"""A model that somebody prefers, and the one in use where that is not there."""

from __future__ import annotations

from engine.models.interfaces import ModelPool
from engine.protocol.errors import ModelError


def preferred_text_model(pool: ModelPool, model: str | None) -> str | None:
    """Return the id of a text model that is preferred; None, for the one in use, where it is not installed or not whole."""
    if not model:
        return None
    try:
        pool.name(model)
    except ModelError:
        return None
    return model
