"""The model in use for each kind: the one rule that the pool, the Models page and the status share."""

from __future__ import annotations

from typing import Protocol

from engine.models.interfaces import ModelPool
from engine.models.registry import InstalledModel, ModelRegistry, unknown_model
from engine.protocol.errors import (
    ModelChanged,
    ModelCrashed,
    ModelDamaged,
    ModelError,
    ModelKindMismatch,
    ModelMissing,
)
from engine.protocol.model_kinds import ModelKind


class ChoiceSettings(Protocol):
    """The person's choices by name, as engine.store.settings keeps them."""

    def get(self, name: str) -> str | None:
        """Return the value kept under a name; None when there is none."""

    def set(self, name: str, value: str) -> None:
        """Keep a value under a name in place of an earlier one."""


class TransientSettings:
    """Implements ChoiceSettings with a dictionary that lasts as long as the object, for a registry without a library."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self._values.get(name)

    def set(self, name: str, value: str) -> None:
        self._values[name] = value


class ModelSelection:
    """In use is the model that the person chose while it is ready, else the one that `_rank` puts first.

    A chosen model that was quarantined, damaged or changed keeps being the choice: it is in use again once it is ready.
    Meanwhile another answers, and `unavailable_choice` says which model it stands in for.
    """

    def __init__(self, registry: ModelRegistry, settings: ChoiceSettings | None = None) -> None:
        self._registry = registry
        self._settings = settings or TransientSettings()

    def in_use(self, kind: ModelKind) -> InstalledModel | None:
        """Return the model that does the jobs of that kind; None when none is ready, or only base models nobody chose are."""
        choice = self.choice(kind)
        ready = [
            model
            for model in self._registry.list()
            if model.manifest.kind == kind and model.is_ready and (model.id == choice or not model.is_base)
        ]
        largest_starter = max((model.manifest.bytes for model in ready if model.manifest.starter), default=0)
        return min(ready, key=lambda model: (model.id != choice, _rank(model, largest_starter)), default=None)

    def choice(self, kind: ModelKind) -> str | None:
        """Return the id that the person chose, installed or not; None when nothing was chosen."""
        return self._settings.get(f"model.{kind}")

    def choose(self, id: str) -> None:
        """Use this model for its kind from now on. Raises ModelMissing."""
        self._settings.set(f"model.{self._registry.get(id).manifest.kind}", id)

    def unavailable_choice(self, kind: ModelKind) -> InstalledModel | None:
        """Return the installed model that the person chose and that cannot be used now; None when there is none."""
        choice = self.choice(kind)
        models = (model for model in self._registry.list() if model.manifest.kind == kind)
        return next((model for model in models if model.id == choice and not model.is_ready), None)

    def find(self, kind: ModelKind, model: str | None = None) -> InstalledModel:
        """Return the named model, else the one in use. Only a named one may be private to the profile.

        Raises ModelMissing; ModelUnknown or ModelKindMismatch for a name of no such model; ModelCrashed, ModelDamaged or
        ModelChanged for a named model, or a chosen one that no other can stand in for, that is not ready.
        """
        if model is not None:
            return self._named(kind, model)
        if (in_use := self.in_use(kind)) is not None:
            return in_use
        if (unavailable := self.unavailable_choice(kind)) is not None:
            raise unavailable_error(unavailable)
        raise ModelMissing(f"no {kind} model")

    def _named(self, kind: ModelKind, id: str) -> InstalledModel:
        listed = self._registry.list()
        named = next((model for model in (*listed, *self._registry.private()) if model.id == id), None)
        if named is None:
            raise unknown_model(id, [model for model in listed if model.manifest.kind == kind])
        if named.manifest.kind != kind:
            raise ModelKindMismatch(name=named.manifest.name)
        if named.record.state in ("quarantined", "damaged"):
            raise unavailable_error(named)
        return named  # one that changed is hashed again before it is loaded: it may be whole by now


def _rank(model: InstalledModel, largest_starter: int) -> tuple[int, int, str]:
    """Return the place of a model that nobody chose, the lowest first: it depends on no name and no later addition.

    A model that was added comes before the starters, unless it writes text and is no larger than they are; the larger starter
    before the smaller; and of two that were added the first. One for which the memory was not enough comes last.
    """
    manifest = model.manifest
    if model.record.too_large:
        return 3, model.added_ns, model.id
    if manifest.starter:
        return 1, -manifest.bytes, model.id
    is_smaller = manifest.kind == "text" and manifest.bytes <= largest_starter
    return 2 if is_smaller else 0, model.added_ns, model.id


def unavailable_error(installed: InstalledModel) -> ModelError:
    """Return the error that says why an installed model is not ready."""
    record, name = installed.record, installed.manifest.name
    if record.state == "damaged":
        return ModelDamaged(record.reason, name=name)
    if record.state == "changed":
        return ModelChanged(record.reason, name=name)
    return ModelCrashed(record.reason, name=name)


def preferred_text_model(pool: ModelPool, model: str | None) -> str | None:
    """Return the id of a text model that somebody prefers; None, for the one in use, where it is not installed or not whole."""
    if not model:
        return None
    try:
        pool.name(model)
    except ModelError:
        return None
    return model
