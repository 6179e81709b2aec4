"""Vectors of what is searched for, in the space of the pictures: descriptions, pictures of the library, any file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import numpy as np
import numpy.typing as npt

from engine.capabilities.images.api import ExampleImage, QueryTerm, SearchModel
from engine.files.walk import absolute_path
from engine.models.interfaces import ModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.children.indexing import FileResult, Indexer, ReadImage
from engine.protocol.children.received_errors import file_error_of
from engine.protocol.errors import FileUnreadable, ModelMissing, NotFound
from engine.store.database import Store
from engine.store.rows import rows
from engine.store.vectors import VectorStore

Floats = npt.NDArray[np.float32]

CACHE_SIZE = 256
"""Descriptions whose vectors are kept: an album or a set of labels is searched again and again."""


class QueryEncoder:
    """Encodes queries with the image encoder that answers searches; `indexer` reads the examples that are not in the library."""

    def __init__(
        self, store: Store, vectors: VectorStore, registry: ModelRegistry, pool: ModelPool, indexer: Indexer
    ) -> None:
        self._store, self._vectors, self._registry = store, vectors, registry
        self._pool, self._indexer = pool, indexer
        self._cache: dict[tuple[str, str], Floats] = {}
        self._model: SearchModel | None = None

    def model_id(self) -> str | None:
        """Return the id of the model that answers, None when no picture has a vector of a model that works.

        After a change of model the one before answers until every picture that it knows has its new vector.
        """
        model = self._pool.image_encoder_id()
        if model is None:
            return None
        with self._store.read() as connection:
            models = self._vectors.models(connection)
            others = [other for other in models if other != model and self._is_ready(other)]
            earlier = [other for other in others if not self._vectors.covers(connection, model, other)]
            if earlier:
                return max(earlier, key=lambda other: self._vectors.count(connection, other))
            return model if model in models else None

    def model(self) -> SearchModel | None:
        """Return the model that answers or, while pictures have no vectors yet, the one in use."""
        id = self.model_id() or self._pool.image_encoder_id()
        if id is not None and (self._model is None or self._model.id != id):
            manifest = self._registry.get(id).manifest
            self._model = SearchModel(id, manifest.name, manifest.starter)
        return self._model if id else None

    def logit_scale(self, model: str) -> float:
        """Return the factor that turns the model's cosines into logits. Raises ModelError."""
        with self._pool.clip_text_encoder(model) as encoder:
            return encoder.logit_scale

    def encode_texts(self, model: str, texts: Sequence[str]) -> Floats:
        """Return the vectors of descriptions, [texts, dimensions], L2-normalised. Raises ModelError."""
        known = {text: self._cache[model, text] for text in texts if (model, text) in self._cache}
        if missing := [text for text in dict.fromkeys(texts) if text not in known]:
            with self._pool.clip_text_encoder(model) as encoder:
                known.update(zip(missing, encoder.embed(missing), strict=True))
            if len(self._cache) + len(missing) > CACHE_SIZE:
                self._cache.clear()
            self._cache.update(((model, text), known[text]) for text in missing)
        return np.stack([known[text] for text in texts])

    def encode_query(self, model: str, terms: Sequence[QueryTerm], examples: Sequence[ExampleImage]) -> Floats | None:
        """Return the weighted sum of terms and examples, L2-normalised; None when there are none, or they cancel out.

        Raises NotFound, FileError, ModelError.
        """
        texts = list(self.encode_texts(model, [term.text for term in terms])) if terms else []
        parts = [(term.weight, vector) for term, vector in zip(terms, texts, strict=True)]
        parts += [(example.weight, self._encode_example(model, example)) for example in examples]
        if not parts:
            return None
        total = np.sum([weight * vector for weight, vector in parts], axis=0)
        length = float(np.linalg.norm(total))
        return (total / length).astype(np.float32) if length > 1e-6 else None

    def _is_ready(self, model: str) -> bool:
        try:
            return self._registry.get(model).record.state == "ready"
        except ModelMissing:
            return False

    def _encode_example(self, model: str, example: ExampleImage) -> Floats:
        id = example.picture or self._id_of(absolute_path(example.path))
        stored = self._vectors.read(model, [id]).get(id) if id else None
        if stored is not None:
            return stored
        if not example.path:
            raise NotFound(f"picture {example.picture}")
        return self._encode_file(absolute_path(example.path), model)

    def _id_of(self, path: str) -> int:
        """Return the id of the picture at a path, 0 for a file that is not in the library."""
        sql = "SELECT id FROM images WHERE path = ? AND state = 'indexed'"
        with self._store.read() as connection:
            return next((int(id) for (id,) in rows(connection.execute(sql, (path,)))), 0)

    def _encode_file(self, path: str, model: str) -> Floats:
        with closing(self._indexer.read([ReadImage(path, model)], lambda: False)) as messages:
            result = next(message for message in messages if isinstance(message, FileResult))
        if result.error is not None:
            raise file_error_of(result)
        if result.image is None or not result.image.vector:
            raise FileUnreadable("no vector", name=path)
        return np.frombuffer(result.image.vector, "<f2").astype(np.float32)
