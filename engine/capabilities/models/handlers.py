"""Routes of the models capability."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import msgspec

from engine.capabilities.models import api
from engine.capabilities.models.api import GRADES, MODELS
from engine.capabilities.models.expected_speed import ExpectedSpeed
from engine.capabilities.models.grading.grade_store import GradeStore
from engine.capabilities.models.grading.grader import Grader
from engine.capabilities.models.grading.probe import Probe, read_probe
from engine.capabilities.models.model_info import model_info
from engine.capabilities.models.suggestions import suggested_models
from engine.context import Capability, EngineContext
from engine.files.names import named_path
from engine.models.importing.model_import import is_projector_file
from engine.models.registry import InstalledModel
from engine.models.selection import ModelSelection
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done
from engine.protocol.progress import Progress
from engine.rpc.routes import Lane, route
from engine.store.settings import LibrarySettings


def build(context: EngineContext, probe: Probe | None = None) -> Capability:
    """Return the routes. The files of models that were removed in an earlier run are deleted.

    `probe` takes the place of the one that comes with the program. Exported is `is_weak`: whether a model, by its id or None
    for the one in use, is not to be relied on in a language.
    """
    context.registry.sweep()
    probe = probe or read_probe()
    selection = ModelSelection(context.registry, LibrarySettings(context.store))
    grader = Grader(context.pool, selection, GradeStore(context.store, probe), probe)
    speeds = ExpectedSpeed(LibrarySettings(context.store))
    handlers = ModelHandlers(context, selection, grader, speeds)
    changed = (MODELS,)
    return Capability(
        routes=(
            route(api.LIST_MODELS, lambda request: handlers.lane(measures=request.speeds), handlers.list),
            route(api.ADD_MODEL, "index", handlers.add, changed),
            route(api.REMOVE_MODEL, "quick", handlers.remove, changed),
            route(api.RESTORE_MODEL, "quick", handlers.restore, changed),
            route(api.VERIFY_MODEL, "index", handlers.verify, changed),
            route(api.RETRY_MODEL, "index", handlers.retry, changed),
            route(api.CHOOSE_MODEL, "quick", handlers.choose, changed),
            route(api.SUGGEST_MODELS, lambda _: handlers.lane(measures=True), handlers.suggest),
            route(api.GRADE_MODEL, "model", handlers.grade, (GRADES,), preemptible=True),
        ),
        exports={"is_weak": grader.is_weak},
    )


class ModelHandlers:
    """Handlers over the model registry; new models are tried by the pool."""

    def __init__(
        self, context: EngineContext, selection: ModelSelection, grader: Grader, speeds: ExpectedSpeed
    ) -> None:
        self._registry = context.registry
        self._pool = context.pool
        self._selection = selection
        self._grader = grader
        self._speeds = speeds

    def lane(self, *, measures: bool) -> Lane:
        """Return where a request runs: one that `measures` a speed that is not known lets no list wait."""
        return "transfer" if measures and not self._speeds.is_known else "quick"

    def list(self, request: api.ListModels, _: IsCancelled) -> api.ModelList:
        """All installed models."""
        models = self._registry.list()
        kinds = {model.manifest.kind for model in models}
        selected = {kind: (self._selection.in_use(kind), self._selection.choice(kind)) for kind in kinds}
        infos = (
            model_info(model, *selected[model.manifest.kind], self._speed(model) if request.speeds else 0.0)
            for model in models
        )
        return api.ModelList(tuple(self._with_grade(info, model) for info, model in zip(infos, models, strict=True)))

    def add(self, request: api.AddModel, is_cancelled: IsCancelled) -> Generator[Progress, None, api.ModelInfo]:
        """Add a model and try it, and return it. One that is installed already is returned as it is, marked `was_there`.

        Raises ModelError, FileVanished, DiskFull, LibraryReadOnly, Cancelled. A model that fails the probe stays installed,
        quarantined with its error; one that is newer than llama.cpp does not.
        """
        path = named_path(request.path)
        if is_projector_file(path):
            return (yield from self._add_projector(path, request.to, is_cancelled))
        before = {model.id for model in self._registry.list()}
        projector = named_path(request.projector) if request.projector else None
        installed = yield from self._registry.add(path, request.name, is_cancelled, projector)
        was_there = installed.id in before
        if was_there and installed.record.state == "quarantined":
            self._registry.retry(installed.id)
        try:
            self._pool.probe(installed.id, is_cancelled)
        except errors.ModelNewer as newer:
            if not was_there:
                self._registry.discard(installed.id)
            raise errors.ModelNewer(newer.detail, name=path.name) from None
        return msgspec.structs.replace(self._info(installed.id), was_there=was_there)

    def remove(self, request: api.RemoveModel, _: IsCancelled) -> Done:
        """Raises ModelMissing."""
        self._registry.remove(request.model)
        return Done()

    def restore(self, request: api.RestoreModel, _: IsCancelled) -> Done:
        """Raises ModelMissing once the files are deleted."""
        self._registry.restore(request.model)
        return Done()

    def verify(self, request: api.VerifyModel, is_cancelled: IsCancelled) -> Generator[Progress, None, api.ModelInfo]:
        """Raises ModelMissing, ModelChanged, ModelDamaged, Cancelled."""
        yield from self._registry.verify(request.model, is_cancelled)
        return self._info(request.model)

    def retry(self, request: api.RetryModel, is_cancelled: IsCancelled) -> api.ModelInfo:
        """Raises ModelMissing, and the error of the probe when the model fails again."""
        self._registry.retry(request.model)
        self._pool.probe(request.model, is_cancelled)
        return self._info(request.model)

    def choose(self, request: api.ChooseModel, _: IsCancelled) -> Done:
        """Raises ModelMissing."""
        self._selection.choose(request.model)
        return Done()

    def grade(self, request: api.GradeModel, is_cancelled: IsCancelled) -> Generator[Progress, None, api.ModelInfo]:
        """Return the model with what is known of it; less than everything where the job had to make way.

        Raises ModelMissing, ModelKindMismatch, and the errors of loading the model.
        """
        installed = self._registry.get(request.model)
        if request.again:
            self._grader.forget(installed)
        yield from self._grader.grade(installed, is_cancelled)
        return self._info(request.model)

    def suggest(self, request: api.SuggestModels, _: IsCancelled) -> api.ModelSuggestions:
        """Return bigger chat models for this computer's memory, without asking anybody: the table comes with the program."""
        in_use = self._selection.in_use("text")
        return suggested_models(in_use.manifest.bytes if in_use else 0, request.language, self._speeds)

    def _info(self, id: str) -> api.ModelInfo:
        installed = self._registry.get(id)
        kind = installed.manifest.kind
        info = model_info(installed, self._selection.in_use(kind), self._selection.choice(kind), self._speed(installed))
        return self._with_grade(info, installed)

    def _speed(self, model: InstalledModel) -> float:
        return self._speeds.measured(model.manifest.bytes) if model.manifest.kind == "text" else 0.0

    def _with_grade(self, info: api.ModelInfo, model: InstalledModel) -> api.ModelInfo:
        grades, needs_grade = self._grader.grades(model), self._grader.needs_grade(model)
        return msgspec.structs.replace(info, grades=grades, needs_grade=needs_grade)

    def _add_projector(
        self, projector: Path, to: str, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.ModelInfo]:
        """Pair a projector with a text model. One that fails the probe is removed again; the model stays as it was."""
        fitting = self._registry.models_fitting(projector)
        in_use = self._selection.in_use("text")
        best = min(fitting, key=lambda model: (in_use is None or model.id != in_use.id, bool(model.manifest.projector)))
        id = to or best.id
        yield from self._registry.attach_projector(id, projector, is_cancelled)
        try:
            self._pool.probe(id, is_cancelled)
        except (errors.ModelCrashed, errors.ModelDamaged) as error:
            self._registry.detach_projector(id)
            raise errors.ModelDamaged(error.detail, name=projector.name) from None
        except (errors.ModelError, errors.Cancelled):
            self._registry.detach_projector(id)
            raise
        return self._info(id)
