"""Whether the chat model is strong enough to be relied upon for work on whole documents."""

from __future__ import annotations

from engine.models.interfaces import ModelPool

SMALL_MODEL_BYTES = 600_000_000
"""About a billion parameters in 4 bits."""


def is_weak_in(pool: ModelPool, model: str | None, language: str) -> bool:
    """Return whether a model is small, or does not name the language among its own. Raises ModelMissing."""
    listed = pool.languages(model)
    return pool.size(model) <= SMALL_MODEL_BYTES or (bool(listed) and language not in listed)
