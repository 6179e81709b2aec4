"""What is asked for, as vectors in the pictures' space: descriptions, pictures of the library, and any file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import numpy as np
import numpy.typing as npt

from engine.capabilities.images.api import ExampleImage, QueryTerm, SearchModel
from engine.files.walk import absolute_path
from engine.models.interfaces import ModelPool
from engine.models.registry import ModelRegistry
from engine.protocol import errors
from engine.protocol.errors import FileUnreadable, ModelMissing, NotFound
from engine.protocol.indexing import FileResult, Indexer, ReadImage
from engine.store.database import Store
from engine.store.vectors import VectorStore

Floats = npt.NDArray[np.float32]

KEPT = 256
"""Descriptions whose vectors are kept: an album or a set of labels is asked for again and again."""


class Towers:
    """`glance` reads the one picture a person is waiting for; a long run may have the other child."""

    def __init__(
        self, store: Store, vectors: VectorStore, registry: ModelRegistry, pool: ModelPool, interactive_indexer: Indexer
    ) -> None:
        self._store, self._vectors, self._registry = store, vectors, registry
        self._pool, self._glance = pool, interactive_indexer
        self._kept: dict[tuple[str, str], Floats] = {}
        self._model: SearchModel | None = None

    def id(self) -> str | None:
        """The model in use, when pictures have vectors of it: those that wait for theirs are found by what is written.

        After a change of model the one before answers until every picture it knows has its new vector.
        """
        model = self._pool.image_encoder_id()
        if model is None:
            return None
        with self._store.read() as connection:
            having = self._vectors.models(connection)
            others = [one for one in having if one != model and self._works(one)]
            earlier = [one for one in others if not self._vectors.covers(connection, model, one)]
            if earlier:
                return max(earlier, key=lambda one: self._vectors.count(connection, one))
            return model if model in having else None

    def _works(self, model: str) -> bool:
        try:
            return self._registry.get(model).record.state == "ready"
        except ModelMissing:
            return False

    def model(self) -> SearchModel | None:
        """The one that answers; the one in use, when pictures have no vectors yet."""
        id = self.id() or self._pool.image_encoder_id()
        if id is not None and (self._model is None or self._model.id != id):
            manifest = self._registry.get(id).manifest
            self._model = SearchModel(id, manifest.name, manifest.starter)
        return self._model if id else None

    def logit_scale(self, model: str) -> float:
        with self._pool.clip_text_encoder(model) as tower:
            return tower.logit_scale

    def words(self, model: str, texts: Sequence[str]) -> Floats:
        """[texts, dimensions], L2-normalised. Raises ModelError."""
        known = {text: self._kept[model, text] for text in texts if (model, text) in self._kept}
        if lacking := [text for text in dict.fromkeys(texts) if text not in known]:
            with self._pool.clip_text_encoder(model) as tower:
                known.update(zip(lacking, tower.embed(lacking), strict=True))
            if len(self._kept) + len(lacking) > KEPT:
                self._kept.clear()
            self._kept.update(((model, text), known[text]) for text in lacking)
        return np.stack([known[text] for text in texts])

    def vector(self, model: str, terms: Sequence[QueryTerm], likes: Sequence[ExampleImage]) -> Floats | None:
        """The weighted sum, L2-normalised; None when nothing is asked for, or it cancels out."""
        parts = [(term.weight, vector) for term, vector in zip(terms, self._described(model, terms), strict=True)]
        parts += [(like.weight, self._pictured(model, like)) for like in likes]
        if not parts:
            return None
        total = np.sum([weight * vector for weight, vector in parts], axis=0)
        length = float(np.linalg.norm(total))
        return (total / length).astype(np.float32) if length > 1e-6 else None

    def _described(self, model: str, terms: Sequence[QueryTerm]) -> Sequence[Floats]:
        return list(self.words(model, [term.words for term in terms])) if terms else []

    def _pictured(self, model: str, like: ExampleImage) -> Floats:
        """Raises NotFound, FileError."""
        id = like.picture or self._known(absolute_path(like.path))
        stored = self._vectors.read(model, [id]).get(id) if id else None
        if stored is not None:
            return stored
        if not like.path:
            raise NotFound(f"picture {like.picture}")
        return self._looked_at(absolute_path(like.path), model)

    def _known(self, path: str) -> int:
        with self._store.read() as connection:
            found = connection.execute(
                "SELECT id FROM images WHERE path = ? AND state = 'indexed'", (path,)
            ).fetchall()
        return int(str(found[0][0])) if found else 0

    def _looked_at(self, path: str, model: str) -> Floats:
        with closing(self._glance.read([ReadImage(path, model)], lambda: False)) as reading:
            read = next(said for said in reading if isinstance(said, FileResult))
        if read.error is not None:
            raise error_of(read)
        if read.image is None or not read.image.vector:
            raise FileUnreadable("no vector", name=path)
        return np.frombuffer(read.image.vector, "<f2").astype(np.float32)


def error_of(read: FileResult) -> errors.FileError:
    """The child's error as one of ours again."""
    assert read.error is not None
    kinds = {kind.kind: kind for kind in errors.FileError.__subclasses__()}
    return kinds.get(read.error.kind, FileUnreadable)(read.error.detail, **{"name": read.path, **read.error.values})
