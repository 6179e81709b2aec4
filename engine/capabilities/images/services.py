"""Services that compare vectors or run vision models, imported when first used: the engine is ready before any native library."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from engine.capabilities.images.picture_store import PictureStore
from engine.context import EngineContext
from engine.store.vectors import VectorStore

if TYPE_CHECKING:
    from engine.capabilities.images.album_store import AlbumStore
    from engine.capabilities.images.duplicates.duplicate_finder import DuplicateFinder
    from engine.capabilities.images.export import PictureExporter
    from engine.capabilities.images.search.background import Background
    from engine.capabilities.images.search.picture_search import PictureSearch
    from engine.capabilities.images.search.query_encoder import QueryEncoder
    from engine.capabilities.images.search.zero_shot import ZeroShotClassifier
    from engine.capabilities.images.vision import VisionAnalyser


class ImageServices:
    """The services of one engine, each built on its first use."""

    def __init__(self, context: EngineContext, vectors: VectorStore, pictures: PictureStore) -> None:
        self._context, self._vectors, self._pictures = context, vectors, pictures
        self._indexer = context.interactive_indexer or context.indexer

    @cached_property
    def query_encoder(self) -> QueryEncoder:
        """Encodes queries and examples."""
        from engine.capabilities.images.search.query_encoder import QueryEncoder

        context = self._context
        return QueryEncoder(context.store, self._vectors, context.registry, context.pool, self._indexer)

    @cached_property
    def background(self) -> Background:
        """Measures the scores of unrelated queries."""
        from engine.capabilities.images.search.background import Background

        return Background(self._vectors, self.query_encoder)

    @cached_property
    def search(self) -> PictureSearch:
        """Ranks pictures for a query."""
        from engine.capabilities.images.search.picture_search import PictureSearch

        return PictureSearch(self._context.store, self._vectors, self.query_encoder, self.background)

    @cached_property
    def classifier(self) -> ZeroShotClassifier:
        """Scores pictures against the person's own labels."""
        from engine.capabilities.images.search.zero_shot import ZeroShotClassifier

        return ZeroShotClassifier(self._context.store, self._vectors, self.query_encoder, self.background)

    @cached_property
    def duplicates(self) -> DuplicateFinder:
        """Finds duplicates and copies."""
        from engine.capabilities.images.duplicates.duplicate_finder import DuplicateFinder

        return DuplicateFinder(self._context.store, self._pictures)

    @cached_property
    def vision(self) -> VisionAnalyser:
        """Analyses one picture with vision models."""
        from engine.capabilities.images.vision import VisionAnalyser

        return VisionAnalyser(self._context.store, self._pictures, self._context.pool, self._indexer)

    @cached_property
    def exporter(self) -> PictureExporter:
        """Writes lists and sorted copies."""
        from engine.capabilities.images.export import PictureExporter

        return PictureExporter(self.classifier, self.duplicates)

    @cached_property
    def albums(self) -> AlbumStore:
        """Keeps the albums."""
        from engine.capabilities.images.album_store import AlbumStore

        return AlbumStore(self._context.store, self.search, self.classifier)
