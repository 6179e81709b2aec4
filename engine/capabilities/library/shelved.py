"""A model on the shelf as the window shows it."""

from __future__ import annotations

from engine.capabilities.library.api import Model
from engine.models.shelf import Shelf, Shelved
from engine.store.settings import Settings


class Choices:
    """Which model does a kind's job: the one chosen while it is on the shelf, else the shelf's first that is ready."""

    def __init__(self, shelf: Shelf, settings: Settings) -> None:
        self._shelf = shelf
        self._settings = settings

    def chosen(self, kind: str) -> str | None:
        ready = [one.id for one in self._shelf.list() if one.card.kind == kind and one.record.state == "ready"]
        named = self._settings.get(f"model.{kind}")
        return named if named in ready else next(iter(ready), None)

    def choose(self, id: str) -> None:
        """Raises ModelMissing."""
        self._settings.set(f"model.{self._shelf.get(id).card.kind}", id)

    def models(self) -> tuple[Model, ...]:
        chosen = {kind: self.chosen(kind) for kind in ("text", "embedding", "reranking")}
        return tuple(model_of(one, chosen[one.card.kind] == one.id) for one in self._shelf.list())

    def model(self, id: str) -> Model:
        one = self._shelf.get(id)
        return model_of(one, self.chosen(one.card.kind) == id)


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
        chosen=chosen,
        starter=card.starter,
    )
