"""Routes of collections that follow their folders."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing

import msgspec

from engine.capabilities.documents import api, document_store
from engine.capabilities.documents.api import following
from engine.capabilities.documents.collection_settings import save_settings, settings_of
from engine.capabilities.documents.document_store import DocumentStore
from engine.capabilities.documents.watching import followed_folders
from engine.capabilities.documents.watching.relinking import Relinker
from engine.context import EngineContext
from engine.files.names import is_there
from engine.files.power import is_on_battery
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done
from engine.rpc.routes import Route, route
from engine.store.database import Store
from engine.store.json_cells import decode_list
from engine.store.rows import rows


def watching_routes(context: EngineContext, documents: DocumentStore) -> tuple[Route, ...]:
    """Return the routes."""
    handlers = FollowingHandlers(context.store)
    relinker = Relinker(context.store, documents)
    changed = (api.DOCUMENTS,)
    return (
        route(following.GET_FOLLOWING, "quick", handlers.get),
        route(following.SET_FOLLOWING, "quick", handlers.set, changed),
        route(following.FOLLOW, "follow", handlers.follow),
        route(following.RELINK, "index", relinker.relink, changed),
    )


class FollowingHandlers:
    """Handlers of a collection's folders and of their changes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, request: following.GetFollowing, _: IsCancelled) -> following.CollectionFollowing:
        """Return how a collection follows its folders. Raises NotFound."""
        with self._store.read() as connection:
            id = document_store.collection_id(connection, request.collection)
            ((cell,),) = rows(connection.execute("SELECT CAST(folders AS BLOB) FROM collections WHERE id = ?", (id,)))
            counts = {path: followed_folders.count_documents(connection, id, path) for path in decode_list(cell, str)}
            kept = settings_of(connection, id)
        folders = tuple(following.FollowedFolder(path, count, is_there(path)) for path, count in counts.items())
        return following.CollectionFollowing(
            request.collection, folders, kept.is_followed, kept.on_battery, kept.include, kept.exclude
        )

    def set(self, request: following.SetFollowing, _: IsCancelled) -> Done:
        """Keep what the request names. Raises NotFound, PatternUnusable."""
        given = {name: value for name, value in msgspec.structs.asdict(request).items() if value is not None}
        given.pop("collection")
        patterns = [*(request.include or ()), *(request.exclude or ())]
        most, longest = following.MOST_PATTERNS, following.LONGEST_PATTERN
        if len(patterns) > most or any(len(pattern) > longest for pattern in patterns):
            raise following.PatternUnusable(most=str(most), longest=str(longest))
        with self._store.write() as connection:
            id = document_store.collection_id(connection, request.collection)
            save_settings(connection, id, msgspec.structs.replace(settings_of(connection, id), **given))
        return Done()

    def follow(
        self, request: following.FollowFolders, is_cancelled: IsCancelled
    ) -> Generator[following.FollowEvent, None, Done]:
        """Yield the collections in whose folders something changed until the call is cancelled."""
        with self._store.read() as connection:
            followed = followed_folders.collections(connection)
        with closing(followed_folders.follow(followed, is_on_battery, is_cancelled)) as events:
            yield from events
        return Done()
