"""A model on the shelf as the window shows it."""

from __future__ import annotations

from engine.capabilities.library.api import Model
from engine.models.hardware import expected_speed
from engine.models.shelf import Shelf, Shelved
from engine.store.settings import Settings


class Choices:
    """Which model does a kind's job: the one chosen while it is ready, else the first that is, the starter last."""

    def __init__(self, shelf: Shelf, settings: Settings) -> None:
        self._shelf = shelf
        self._settings = settings

    def chosen(self, kind: str) -> str | None:
        ready = [one for one in self._shelf.list() if one.card.kind == kind and one.record.state == "ready"]
        named = self._settings.get(f"model.{kind}")
        if any(one.id == named for one in ready):
            return named
        return min(ready, key=lambda one: one.card.starter).id if ready else None

    def choose(self, id: str) -> None:
        """Raises ModelMissing."""
        self._settings.set(f"model.{self._shelf.get(id).card.kind}", id)

    def models(self) -> tuple[Model, ...]:
        chosen = {kind: self.chosen(kind) for kind in {one.card.kind for one in self._shelf.list()}}
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
        tokens_per_second=round(expected_speed(card.bytes), 1) if card.kind == "text" else 0.0,
        chosen=chosen,
        starter=card.starter,
        note="; ".join(filter(None, (record.why, record.note, record.gpu_why))),
        sees=bool(card.projector),
    )
