"""Routes of the models capability: list, add, remove, verify, retry and choose models models."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from engine.capabilities.models import api
from engine.capabilities.models.model_info import model_of
from engine.context import Capability, EngineContext, route
from engine.models.importing.model_import import brings_eyes
from engine.models.selection import ModelSelection
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.changes import MODELS
from engine.protocol.progress import Progress
from engine.store.settings import LibrarySettings


def build(context: EngineContext) -> Capability:
    """Models removed in an earlier run are gone for good from here on."""
    context.registry.sweep()
    handlers = ModelHandlers(context)
    changed = (MODELS,)
    return Capability(
        routes=(
            route(api.LIST_MODELS, "quick", handlers.models),
            route(api.ADD_MODEL, "index", handlers.add, changed),
            route(api.REMOVE_MODEL, "quick", handlers.remove, changed),
            route(api.RESTORE_MODEL, "quick", handlers.restore, changed),
            route(api.VERIFY_MODEL, "index", handlers.verify, changed),
            route(api.RETRY_MODEL, "index", handlers.retry, changed),
            route(api.CHOOSE_MODEL, "quick", handlers.choose, changed),
        )
    )


class ModelHandlers:
    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._selection = ModelSelection(context.registry, LibrarySettings(context.store))

    def _model(self, id: str) -> api.ModelInfo:
        one = self._context.registry.get(id)
        return model_of(one, self._selection.chosen(one.manifest.kind) == id)

    def models(self, request: api.ListModels, _: IsCancelled) -> api.ModelList:
        models = self._context.registry.list()
        chosen = {kind: self._selection.chosen(kind) for kind in {one.manifest.kind for one in models}}
        return api.ModelList(tuple(model_of(one, chosen[one.manifest.kind] == one.id) for one in models))

    def add(self, request: api.AddModel, is_cancelled: IsCancelled) -> Generator[Progress, None, api.ModelInfo]:
        """One that fails its trial stays on the shelf, set aside, with the error that says why."""
        path = Path(request.path).expanduser()
        if brings_eyes(path):
            return (yield from self._give_eyes(path, request.to, is_cancelled))
        projector = Path(request.projector).expanduser() if request.projector else None
        installed = yield from self._context.registry.add(path, request.name, is_cancelled, projector)
        self._context.pool.try_out(installed.id, is_cancelled)
        return self._model(installed.id)

    def _give_eyes(self, projector: Path, to: str, is_cancelled: IsCancelled) -> Generator[Progress, None, api.ModelInfo]:
        """A projector that fails its trial goes again; the model stays as it was."""
        registry = self._context.registry
        fitting = registry.fitting(projector)
        chosen = to or self._selection.chosen("text")
        best = min(fitting, key=lambda one: (one.id != chosen, bool(one.manifest.projector)))
        model = to or best.id
        yield from registry.attach_projector(model, projector, is_cancelled)
        try:
            self._context.pool.try_out(model, is_cancelled)
        except (errors.ModelCrashed, errors.ModelDamaged) as failed:
            registry.detach_projector(model)
            raise errors.ModelDamaged(failed.detail, name=projector.name) from None
        except (errors.ModelError, errors.Cancelled):
            registry.detach_projector(model)
            raise
        return self._model(model)

    def remove(self, request: api.RemoveModel, _: IsCancelled) -> api.Done:
        self._context.registry.remove(request.model)
        return api.Done()

    def restore(self, request: api.RestoreModel, _: IsCancelled) -> api.Done:
        self._context.registry.restore(request.model)
        return api.Done()

    def verify(self, request: api.VerifyModel, is_cancelled: IsCancelled) -> Generator[Progress, None, api.ModelInfo]:
        yield from self._context.registry.verify(request.model, is_cancelled)
        return self._model(request.model)

    def retry(self, request: api.RetryModel, is_cancelled: IsCancelled) -> api.ModelInfo:
        self._context.registry.retry(request.model)
        self._context.pool.try_out(request.model, is_cancelled)
        return self._model(request.model)

    def choose(self, request: api.ChooseModel, _: IsCancelled) -> api.Done:
        self._selection.choose(request.model)
        return api.Done()
