"""The real language capability over a real store and shelf, called as the server calls it."""

from __future__ import annotations

from pathlib import Path

from engine.capabilities.classification.handlers import build
from engine.context import TUNED, House
from engine.indexer.client import IndexerChild
from engine.models.interfaces import Residents
from engine.models.pool import ResidentModels
from engine.models.registry import Shelf
from engine.store.database import Store
from tests.support.handlers import Handlers


class Desk(Handlers):
    """`events` are those of the last call. `residents` instead of those of the shelf, for a text model that is scripted."""

    def __init__(self, home: Path, models: Path, residents: Residents | None = None) -> None:
        self.home, self.store = home, Store.open(home)
        self.shelf = Shelf([models], own=home / TUNED)
        self._residents = residents or ResidentModels(self.shelf, lambda kind: None)
        self._indexer = IndexerChild(models, home / "logs" / "indexer.log")
        super().__init__(build(House(home, self.store, self.shelf, self._residents, self._indexer)))

    def add(self, folder: Path) -> None:
        for _ in self.shelf.add(folder):
            pass

    def close(self) -> None:
        self._indexer.close()
        self._residents.close()
        self.store.close()
