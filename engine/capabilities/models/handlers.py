"""Routes of the models capability: list, add, remove, verify, retry and choose installed models."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from engine.capabilities.models import api
from engine.capabilities.models.model_info import model_of
from engine.context import Cancelled, Capability, House, Route
from engine.models.importing.model_import import brings_eyes
from engine.models.selection import ModelSelection
from engine.protocol import errors
from engine.protocol.changes import MODELS
from engine.protocol.progress import Progress
from engine.store.settings import Settings


def build(house: House) -> Capability:
    """Models removed in an earlier run are gone for good from here on."""
    house.shelf.sweep()
    handlers = ModelHandlers(house)
    changed = (MODELS,)
    return Capability(
        routes=(
            Route(api.MODELS, "quick", handlers.models),
            Route(api.ADD_MODEL, "index", handlers.add, changed),
            Route(api.REMOVE_MODEL, "quick", handlers.remove, changed),
            Route(api.RESTORE_MODEL, "quick", handlers.restore, changed),
            Route(api.VERIFY_MODEL, "index", handlers.verify, changed),
            Route(api.RETRY_MODEL, "index", handlers.retry, changed),
            Route(api.CHOOSE_MODEL, "quick", handlers.choose, changed),
        )
    )


class ModelHandlers:
    def __init__(self, house: House) -> None:
        self._house = house
        self._selection = ModelSelection(house.shelf, Settings(house.store))

    def _model(self, id: str) -> api.Model:
        one = self._house.shelf.get(id)
        return model_of(one, self._selection.chosen(one.card.kind) == id)

    def models(self, request: api.ListModels, _: Cancelled) -> api.Models:
        installed = self._house.shelf.list()
        chosen = {kind: self._selection.chosen(kind) for kind in {one.card.kind for one in installed}}
        return api.Models(tuple(model_of(one, chosen[one.card.kind] == one.id) for one in installed))

    def add(self, request: api.AddModel, cancelled: Cancelled) -> Generator[Progress, None, api.Model]:
        """One that fails its trial stays on the shelf, set aside, with the error that says why."""
        path = Path(request.path).expanduser()
        if brings_eyes(path):
            return (yield from self._give_eyes(path, request.to, cancelled))
        projector = Path(request.projector).expanduser() if request.projector else None
        shelved = yield from self._house.shelf.add(path, request.name, cancelled, projector)
        self._house.residents.try_out(shelved.id, cancelled)
        return self._model(shelved.id)

    def _give_eyes(self, projector: Path, to: str, cancelled: Cancelled) -> Generator[Progress, None, api.Model]:
        """A projector that fails its trial goes again; the model stays as it was."""
        shelf = self._house.shelf
        fitting = shelf.fitting(projector)
        chosen = to or self._selection.chosen("text")
        best = min(fitting, key=lambda one: (one.id != chosen, bool(one.card.projector)))
        model = to or best.id
        yield from shelf.give_eyes(model, projector, cancelled)
        try:
            self._house.residents.try_out(model, cancelled)
        except (errors.ModelCrashed, errors.ModelDamaged) as failed:
            shelf.take_eyes(model)
            raise errors.ModelDamaged(failed.detail, name=projector.name) from None
        except (errors.ModelError, errors.Cancelled):
            shelf.take_eyes(model)
            raise
        return self._model(model)

    def remove(self, request: api.RemoveModel, _: Cancelled) -> api.Done:
        self._house.shelf.remove(request.model)
        return api.Done()

    def restore(self, request: api.RestoreModel, _: Cancelled) -> api.Done:
        self._house.shelf.restore(request.model)
        return api.Done()

    def verify(self, request: api.VerifyModel, cancelled: Cancelled) -> Generator[Progress, None, api.Model]:
        yield from self._house.shelf.verify(request.model, cancelled)
        return self._model(request.model)

    def retry(self, request: api.RetryModel, cancelled: Cancelled) -> api.Model:
        self._house.shelf.retry(request.model)
        self._house.residents.try_out(request.model, cancelled)
        return self._model(request.model)

    def choose(self, request: api.ChooseModel, _: Cancelled) -> api.Done:
        self._selection.choose(request.model)
        return api.Done()
