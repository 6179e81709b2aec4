"""An engine in the test's own process: real store, registry, pool and indexer, its handlers called as the server calls them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any, TypeVar

from engine.capabilities.documents import api as documents
from engine.capabilities.images import api as images
from engine.context import FINE_TUNED_FOLDER, EngineContext
from engine.indexer.client import IndexerClient
from engine.models.interfaces import ModelPool
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.models.selection import ModelSelection
from engine.protocol.answering.passage import Passage
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import FileResult, Indexer, ReadFile, ReadStage
from engine.protocol.file_run import FileOutcome
from engine.protocol.method import Method
from engine.store.database import Store
from engine.store.settings import LibrarySettings
from engine.tables.handlers import build_table_routes

EventT = TypeVar("EventT")
RequestT = TypeVar("RequestT")
ResultT = TypeVar("ResultT")


def never() -> bool:
    return False


class NoIndexer:
    """For an engine that must not read a file."""

    def read(
        self, files: Iterable[ReadFile], is_cancelled: Callable[[], bool]
    ) -> Generator[ReadStage | FileResult, None, None]:
        raise AssertionError("this engine reads no file")

    def close(self) -> None: ...


class EngineHarness:
    """Engine of one home with the named capabilities; `events` are those of the last call.

    A text model that is scripted comes in `pool`. `injected` goes to each capability's `build` (chat's `retrieve`, `label`).
    """

    def __init__(
        self,
        home: Path,
        models: Path,
        *capabilities: str,
        pool: ModelPool | None = None,
        registry: ModelRegistry | None = None,
        indexer: Indexer | None = None,
        interactive_indexer: Indexer | None = None,
        **injected: object,
    ) -> None:
        self.home, self.store = home, Store.open(home)
        self.registry = registry or ModelRegistry([models], home / FINE_TUNED_FOLDER)
        self.selection = ModelSelection(self.registry, LibrarySettings(self.store))
        self.pool = pool or LazyModelPool(self.registry, self.selection)
        self.indexer = indexer or IndexerClient(models, home / "logs" / "indexer.log")
        self.interactive_indexer = interactive_indexer or IndexerClient(models, home / "logs" / "indexer.log")
        self._given = (pool, indexer, interactive_indexer)
        self.context = EngineContext(home, self.store, self.registry, self.pool, self.indexer, self.interactive_indexer)
        self.events: list[Any] = []
        self._capabilities, self._injected = capabilities, injected
        self.rebuild()

    def rebuild(self) -> None:
        """Build the handlers anew, as the next start does."""
        modules = (importlib.import_module(f"engine.capabilities.{name}.handlers") for name in self._capabilities)
        built = [module.build(self.context, **self._injected) for module in modules]
        routes = [*build_table_routes(self.context), *(route for capability in built for route in capability.routes)]
        self.routes = {route.method.name: route for route in routes}
        self.closers = tuple(capability.close for capability in built if capability.close is not None)
        self.exports = {name: function for capability in built for name, function in capability.exports.items()}

    def start(self, method: Method[RequestT, EventT, ResultT], request: RequestT) -> Generator[EventT, None, ResultT]:
        """The handler's generator, for a test that takes its events one by one."""
        running: Generator[EventT, None, ResultT] = self.routes[method.name].handler(request, never)
        return running

    def call(
        self,
        method: Method[RequestT, Any, ResultT],
        request: RequestT,
        on_event: Callable[[Any], None] = lambda event: None,
        is_cancelled: IsCancelled = never,
    ) -> ResultT:
        self.events = []
        outcome: Any = self.routes[method.name].handler(request, is_cancelled)
        if not isinstance(outcome, Generator):
            return outcome  # type: ignore[no-any-return]
        while True:
            try:
                event = next(outcome)
            except StopIteration as stop:
                return stop.value  # type: ignore[no-any-return]
            self.events.append(event)
            on_event(event)

    def add_model(self, folder: Path) -> None:
        for _ in self.registry.add(folder):
            pass

    def rows(self, sql: str, *bound: str | int) -> list[tuple[Any, ...]]:
        with self.store.read() as connection:
            return [tuple(row) for row in connection.execute(sql, bound)]

    def close(self) -> None:
        for given, part in zip(self._given, (self.pool, self.indexer, self.interactive_indexer), strict=True):
            if given is None:
                part.close()
        self.store.close()


class DocumentsHarness(EngineHarness):
    """Documents alone. Without models in the registry, words alone are indexed."""

    def __init__(self, home: Path, models: Path, **options: Any) -> None:
        super().__init__(home, models, "documents", **options)

    def index(self, *paths: Path, collection: str = "default", **options: Any) -> documents.DocumentIndexReport:
        return self.call(
            documents.INDEX, documents.IndexDocuments(tuple(str(path) for path in paths), collection), **options
        )

    def search(
        self, query: str, *collections: str, k: int = 10, mode: documents.SearchMode = "hybrid"
    ) -> tuple[Passage, ...]:
        return tuple(match.passage for match in self.matches(query, *collections, k=k, mode=mode))

    def matches(
        self, query: str, *collections: str, k: int = 10, mode: documents.SearchMode = "hybrid"
    ) -> tuple[documents.DocumentMatch, ...]:
        return self.call(documents.SEARCH, documents.SearchDocuments(query, collections, k, mode)).results

    def names(self, query: str, *collections: str) -> list[str]:
        return [Path(passage.path).name for passage in self.search(query, *collections)]

    def documents(self, collection: str = "", only_failed: bool = False) -> tuple[documents.Document, ...]:
        request = documents.ListDocuments(collection, only_failed=only_failed, limit=100_000)
        return self.call(documents.LIST, request).documents

    def retrieve(self, query: str, *collections: str, k: int = 3) -> tuple[Passage, ...]:
        return self.exports["retrieve"](query, collections, k)  # type: ignore[no-any-return]

    def outcomes(self) -> dict[str, str]:
        """Name → outcome of each file of the last run."""
        return {Path(e.path).name: e.outcome for e in self.events if isinstance(e, FileOutcome)}


class ImagesHarness(EngineHarness):
    """Images alone. Without models in the registry, pictures have no vectors."""

    def __init__(self, home: Path, models: Path, **options: Any) -> None:
        super().__init__(home, models, "images", **options)

    def index(self, *paths: Path, **options: Any) -> images.PictureIndexReport:
        return self.call(images.INDEX, images.IndexPictures(tuple(str(path) for path in paths)), **options)

    def read_text(self, **options: Any) -> images.OcrReport:
        return self.call(images.READ_TEXT, images.ReadPictureText(), **options)

    def search(self, query: str = "", **options: Any) -> images.PictureSearchResults:
        return self.call(images.SEARCH, images.SearchPictures(query, **options))

    def names(self, query: str = "", **options: Any) -> list[str]:
        return [Path(picture.path).name for picture in self.search(query, **options).results]

    def convincing(self, query: str = "", **options: Any) -> list[str]:
        """Names of the convincing pictures alone."""
        found = self.search(query, **options)
        return [Path(picture.path).name for picture in found.results[: found.convincing]]

    def pictures(self, **filters: Any) -> tuple[images.Picture, ...]:
        request = images.ListPictures(images.PictureFilters(**filters), "name", ascending=True, limit=100_000)
        return self.call(images.LIST, request).pictures

    def listed(self, **filters: Any) -> list[str]:
        return [Path(picture.path).name for picture in self.pictures(**filters)]

    def id(self, name: str) -> int:
        return next(picture.id for picture in self.pictures() if Path(picture.path).name == name)

    def folders(self) -> images.PictureFolders:
        return self.call(images.FOLDERS, images.ListPictureFolders())
