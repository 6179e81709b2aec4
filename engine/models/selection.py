"""Which installed model does the job of a kind: the rule that the pool and the Models page share."""

from __future__ import annotations

from engine.models.registry import ModelRegistry
from engine.store.settings import LibrarySettings


class ModelSelection:
    """The chosen model of each kind while it is ready, else the first that is, the starter last."""

    def __init__(self, registry: ModelRegistry, settings: LibrarySettings) -> None:
        self._registry = registry
        self._settings = settings

    def chosen(self, kind: str) -> str | None:
        ready = [one for one in self._registry.list() if one.manifest.kind == kind and one.record.state == "ready"]
        named = self._settings.get(f"model.{kind}")
        if any(one.id == named for one in ready):
            return named
        return min(ready, key=lambda one: one.manifest.starter).id if ready else None

    def choose(self, id: str) -> None:
        """Raises ModelMissing."""
        self._settings.set(f"model.{self._registry.get(id).manifest.kind}", id)
