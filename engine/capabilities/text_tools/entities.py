"""Named entities found by a model, where one is installed, and dates, amounts and the like found by their form."""

from __future__ import annotations

from engine.capabilities.text_tools.api import Entities, Entity, FindEntities
from engine.capabilities.text_tools.validation import validated_text
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelMissing
from engine.text.patterns import find_patterns


class EntityFinder:
    """Handler of FIND_ENTITIES."""

    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool

    def find(self, request: FindEntities, is_cancelled: IsCancelled) -> Entities:
        """Return the entities; where a name overlaps one found by its form, only the latter.

        Raises TextEmpty, TextTooLong, Cancelled, and ModelMissing for a model that the request names.
        """
        text = validated_text(request.text)
        formed = [
            Entity(match.kind, match.start, match.end, text[match.start : match.end], 1.0, match.valid)
            for match in find_patterns(text)
        ]
        names, model = self._find_names(text, request.model, is_cancelled)
        covered = {at for entity in formed for at in range(entity.start, entity.end)}
        names = [entity for entity in names if covered.isdisjoint(range(entity.start, entity.end))]
        return Entities(tuple(sorted([*formed, *names], key=lambda entity: entity.start)), model)

    def _find_names(self, text: str, model_id: str | None, is_cancelled: IsCancelled) -> tuple[list[Entity], str]:
        """Return the entities and the model's id, empty where none is installed."""
        try:
            with self._pool.token_classifier(model_id) as model:
                spans = model.find_entities(text, is_cancelled)
                entities = [
                    Entity(span.label, span.start, span.end, text[span.start : span.end], round(span.score, 4))
                    for span in spans
                ]
                return entities, model.id
        except ModelMissing:
            if model_id is not None:
                raise
            return [], ""
