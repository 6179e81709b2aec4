"""The library's routes: models, status, check-up, backup."""

from __future__ import annotations

from collections.abc import Generator
from functools import cached_property
from pathlib import Path

from engine.capabilities.library import api, machine
from engine.capabilities.library.checkup import check_up
from engine.capabilities.library.shelved import Choices
from engine.house import Cancelled, Capability, House, Route
from engine.models import hardware
from engine.models.arrival import brings_eyes
from engine.protocol import errors
from engine.protocol.changes import MODELS
from engine.protocol.progress import Progress
from engine.store.settings import Settings


def build(house: House) -> Capability:
    """Models removed in an earlier run are gone for good from here on."""
    house.shelf.sweep()
    desk = Desk(house)
    changed = (MODELS,)
    return Capability(
        routes=(
            Route(api.MODELS, "quick", desk.models),
            Route(api.ADD_MODEL, "index", desk.add, changed),
            Route(api.REMOVE_MODEL, "quick", desk.remove, changed),
            Route(api.RESTORE_MODEL, "quick", desk.restore, changed),
            Route(api.VERIFY_MODEL, "index", desk.verify, changed),
            Route(api.RETRY_MODEL, "index", desk.retry, changed),
            Route(api.CHOOSE_MODEL, "quick", desk.choose, changed),
            Route(api.STATUS, "quick", desk.status),
            Route(api.CHECK_UP, "index", desk.check_up),
            Route(api.BACK_UP, "index", desk.back_up),
        )
    )


class Desk:
    def __init__(self, house: House) -> None:
        self._house = house
        self._choices = Choices(house.shelf, Settings(house.store))

    @cached_property
    def _gpu(self) -> str:
        """Asked once: the driver's tool takes a second, and the status is asked for every few."""
        return ", ".join(gpu.name for gpu in hardware.gpus())

    def models(self, request: api.ListModels, _: Cancelled) -> api.Models:
        return api.Models(self._choices.models())

    def add(self, request: api.AddModel, cancelled: Cancelled) -> Generator[Progress, None, api.Model]:
        """One that fails its trial stays on the shelf, set aside, with the error that says why."""
        path = Path(request.path).expanduser()
        if brings_eyes(path):
            return (yield from self._give_eyes(path, request.to, cancelled))
        projector = Path(request.projector).expanduser() if request.projector else None
        shelved = yield from self._house.shelf.add(path, request.name, cancelled, projector)
        self._house.residents.try_out(shelved.id, cancelled)
        return self._choices.model(shelved.id)

    def _give_eyes(self, projector: Path, to: str, cancelled: Cancelled) -> Generator[Progress, None, api.Model]:
        """A projector that fails its trial goes again; the model stays as it was."""
        shelf = self._house.shelf
        fitting = shelf.fitting(projector)
        chosen = to or self._choices.chosen("text")
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
        return self._choices.model(model)

    def remove(self, request: api.RemoveModel, _: Cancelled) -> api.Done:
        self._house.shelf.remove(request.model)
        return api.Done()

    def restore(self, request: api.RestoreModel, _: Cancelled) -> api.Done:
        self._house.shelf.restore(request.model)
        return api.Done()

    def verify(self, request: api.VerifyModel, cancelled: Cancelled) -> Generator[Progress, None, api.Model]:
        yield from self._house.shelf.verify(request.model, cancelled)
        return self._choices.model(request.model)

    def retry(self, request: api.RetryModel, cancelled: Cancelled) -> api.Model:
        self._house.shelf.retry(request.model)
        self._house.residents.try_out(request.model, cancelled)
        return self._choices.model(request.model)

    def choose(self, request: api.ChooseModel, _: Cancelled) -> api.Done:
        self._choices.choose(request.model)
        return api.Done()

    def status(self, request: api.GetStatus, _: Cancelled) -> api.Status:
        loaded = self._house.residents.loaded()
        return api.Status(
            model=loaded or self._choices.chosen("text") or "",
            loaded=loaded is not None,
            memory_bytes=machine.memory_bytes(),
            machine_bytes=hardware.total_bytes(),
            gpu=self._gpu,
            internet_sockets=machine.internet_sockets(),
        )

    def check_up(self, request: api.CheckUp, cancelled: Cancelled) -> Generator[Progress, None, api.CheckedUp]:
        return (yield from check_up(self._house, request, cancelled))

    def back_up(self, request: api.BackUp, _: Cancelled) -> api.BackedUp:
        path = self._house.store.back_up()
        return api.BackedUp(str(path), path.stat().st_size)
