"""Names by a model, where one is installed, and what has a form of its own by that form."""

from __future__ import annotations

from engine.capabilities.text_tools.api import Entities, Entity, FindEntities
from engine.capabilities.text_tools.validation import sound
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelMissing
from engine.text import patterns


class EntityFinder:
    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool

    def find(self, request: FindEntities, is_cancelled: IsCancelled) -> Entities:
        """Where both find something in one place, the form decides. Raises TextEmpty, TextTooLong, ModelMissing for one named."""
        text = sound(request.text)
        formed = [Entity(f.kind, f.start, f.end, text[f.start : f.end], 1.0, f.valid) for f in patterns.find_patterns(text)]
        named, model = self._named(text, request.model, is_cancelled)
        taken = {place for one in formed for place in range(one.start, one.end)}
        named = [one for one in named if taken.isdisjoint(range(one.start, one.end))]
        return Entities(tuple(sorted([*formed, *named], key=lambda one: one.start)), model)

    def _named(self, text: str, wanted: str | None, is_cancelled: IsCancelled) -> tuple[list[Entity], str]:
        try:
            with self._pool.token_classifier(wanted) as model:
                found = model.find_entities(text, is_cancelled)
                return [
                    Entity(f.label, f.start, f.end, text[f.start : f.end], round(f.score, 4)) for f in found
                ], model.id
        except ModelMissing:
            if wanted is not None:
                raise
            return [], ""
