"""Images' routes: runs have their own lane, duplicates take seconds, search and lists answer at once."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from engine.capabilities.images import api, picture_store
from engine.capabilities.images.api import PICTURES
from engine.capabilities.images.filters import where
from engine.capabilities.images.indexing import IndexRuns
from engine.capabilities.images.ocr_run import TextRuns
from engine.capabilities.images.picture_store import Gallery, rows
from engine.capabilities.images.vector_table import IMAGE_VECTORS
from engine.context import Capability, EngineContext
from engine.files.watch import UnwatchedFolder, watch_folders
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import NotFound
from engine.protocol.indexing import IMAGE_SUFFIXES
from engine.rpc.routes import route
from engine.store.vectors import VectorStore

if TYPE_CHECKING:
    from engine.capabilities.images.album_store import AlbumShelf
    from engine.capabilities.images.duplicates import Copies
    from engine.capabilities.images.export import Exports
    from engine.capabilities.images.query_encoder import Towers
    from engine.capabilities.images.search import Searcher
    from engine.capabilities.images.vision import Eyes
    from engine.capabilities.images.zero_shot import Classifier

_ORDERS = {"date": "day", "name": "name COLLATE NOCASE", "added": "added_at"}


def build(context: EngineContext) -> Capability:
    vectors = VectorStore(context.store, IMAGE_VECTORS)
    kept = Gallery(context.store, vectors)
    kept.purge()
    runs = IndexRuns(context.store, kept, context.indexer, context.pool)
    texts = TextRuns(context.store, kept, context.indexer, context.pool)
    finding = Finding(context, vectors, kept)
    desk, albums = Desk(context, kept, finding), AlbumDesk(finding)
    changed = (PICTURES,)
    return Capability(
        routes=(
            route(api.INDEX, "index", runs.index, changed),
            route(api.RETRY_FAILED, "index", runs.retry, changed),
            route(api.WATCH_CHANGES, "watch", desk.follow),
            route(api.READ_TEXT, "index", texts.read, changed, preemptible=True),
            route(
                api.COPY_BY_LABEL,
                "index",
                lambda request, is_cancelled: finding.exports.copy_sorted(request, is_cancelled),
            ),
            route(api.ANALYSE, "model", lambda request, is_cancelled: finding.eyes.look(request, is_cancelled)),
            route(api.FIND_DUPLICATES, "model", lambda request, _: finding.copies.find(request)),
            route(api.EXPORT_DUPLICATES, "model", lambda request, _: finding.exports.duplicates(request)),
            route(api.EXPORT_LABELS, "model", lambda request, _: finding.exports.classes(request)),
            route(api.FIND_COPIES, "quick", lambda request, _: finding.copies.of(request.picture)),
            route(api.SEARCH, "quick", lambda request, _: finding.searcher.search(request)),
            route(api.LABEL, "quick", lambda request, _: finding.classifier.classify(request)),
            route(api.FOLDERS, "quick", desk.folders),
            route(api.LIST, "quick", desk.list),
            route(api.GRID_LAYOUT, "quick", desk.outline),
            route(api.DETAILS, "quick", desk.details),
            route(api.SET_WATCHED, "quick", desk.watch, changed),
            route(api.REMOVE_FOLDER, "quick", desk.remove_folder, changed),
            route(api.RESTORE_FOLDER, "quick", desk.restore_folder, changed),
            route(api.REMOVE, "quick", desk.remove, changed),
            route(api.RESTORE, "quick", desk.restore, changed),
            route(api.ALBUMS, "quick", albums.list),
            route(api.SAVE_ALBUM, "quick", albums.save, changed),
            route(api.OPEN_ALBUM, "quick", albums.open),
            route(api.RENAME_ALBUM, "quick", albums.rename, changed),
            route(api.REMOVE_ALBUM, "quick", albums.remove, changed),
            route(api.RESTORE_ALBUM, "quick", albums.restore, changed),
        )
    )


class Finding:
    """What compares vectors, imported when it is first asked for: the engine is ready before any native library."""

    def __init__(self, context: EngineContext, vectors: VectorStore, kept: Gallery) -> None:
        self._context, self._vectors, self._gallery = context, vectors, kept

    @cached_property
    def towers(self) -> Towers:
        from engine.capabilities.images.query_encoder import Towers

        context = self._context
        return Towers(
            context.store, self._vectors, context.registry, context.pool, context.interactive_indexer or context.indexer
        )

    @cached_property
    def searcher(self) -> Searcher:
        from engine.capabilities.images.search import Searcher

        return Searcher(self._context.store, self._vectors, self.towers)

    @cached_property
    def classifier(self) -> Classifier:
        from engine.capabilities.images.zero_shot import Classifier

        return Classifier(self._context.store, self._vectors, self.towers)

    @cached_property
    def copies(self) -> Copies:
        from engine.capabilities.images.duplicates import Copies

        return Copies(self._context.store, self._gallery)

    @cached_property
    def eyes(self) -> Eyes:
        from engine.capabilities.images.vision import Eyes

        context = self._context
        return Eyes(context.store, self._gallery, context.pool, context.interactive_indexer or context.indexer)

    @cached_property
    def exports(self) -> Exports:
        from engine.capabilities.images.export import Exports

        return Exports(self.classifier, self.copies)

    @cached_property
    def albums(self) -> AlbumShelf:
        from engine.capabilities.images.album_store import AlbumShelf

        return AlbumShelf(self._context.store, self.searcher, self.classifier)


class Desk:
    """Folders, lists and details."""

    def __init__(self, context: EngineContext, kept: Gallery, finding: Finding) -> None:
        self._store, self._pool = context.store, context.pool
        self._gallery, self._finding = kept, finding

    def folders(self, request: api.ListPictureFolders, _: IsCancelled) -> api.PictureFolders:
        model = self._finding.towers.model()
        id = model.id if model else ""
        reader, chosen = self._pool.ocr_model_id() or "", self._pool.image_encoder_id() or ""
        with self._store.read() as connection:
            counts = picture_store.counts(connection, id)
            changing = picture_store.counts(connection, chosen)[2] if chosen != id else 0
            unread = picture_store.unread(connection, reader)
            return api.PictureFolders(picture_store.folders(connection, id), *counts, model, unread, changing)

    def list(self, request: api.ListPictures, _: IsCancelled) -> api.Pictures:
        found, order = where(request.filters), _order(request)
        with self._store.read() as connection:
            total = _count(connection.execute(f"SELECT count(*) FROM images WHERE {found.sql}", found.values))
            sql = f"SELECT {picture_store.COLUMNS} FROM images WHERE {found.sql} ORDER BY {order} LIMIT ? OFFSET ?"
            listed = rows(connection.execute(sql, (*found.values, request.limit, request.offset)))
            return api.Pictures(tuple(picture_store.picture(row, self._store.home) for row in listed), total)

    def outline(self, request: api.ListPictures, _: IsCancelled) -> api.GridLayout:
        found, order = where(request.filters), _order(request)
        with self._store.read() as connection:
            total = _count(connection.execute(f"SELECT count(*) FROM images WHERE {found.sql}", found.values))
            sql = f"SELECT id, width, height FROM images WHERE {found.sql} ORDER BY {order} LIMIT ? OFFSET ?"
            count = min(request.limit, api.LAYOUT_LIMIT)
            listed = list(rows(connection.execute(sql, (*found.values, count, request.offset))))
        aspects = tuple(round(100 * width / height) if height else 100 for _, width, height in listed)
        return api.GridLayout(tuple(int(id) for id, _, _ in listed), aspects, total)

    def details(self, request: api.DescribePicture, _: IsCancelled) -> api.PictureDetails:
        with self._store.read() as connection:
            shown = picture_store.pictures_of(connection, self._store.home, [(request.picture, 0.0)])
            sql = f"SELECT {_DETAILS} FROM images WHERE id = ?"
            found = list(rows(connection.execute(sql, (request.picture,))))
        if not shown:
            raise NotFound(f"picture {request.picture}")
        (size, kind, added, modified, camera, north, east, text, colours, sharpness, notice, by, why) = found[0]
        eyes = self._finding.eyes
        named = eyes.seen(shown[0].thumbnail, request.language) if request.language else ()
        return api.PictureDetails(
            shown[0],
            size,
            kind,
            added,
            modified // 1_000_000,
            Path(shown[0].path).is_file(),
            camera,
            north,
            east,
            text,
            named,
            tuple(colours.split()),
            sharpness,
            notice,
            eyes.sights(),
            shown[0].state != "failed" and by != (self._pool.ocr_model_id() or by),
            why,
        )

    def watch(self, request: api.SetFolderWatched, _: IsCancelled) -> api.Done:
        self._gallery.set_watched(request.path, request.watched)
        return api.Done()

    def watch_folders(self, request: api.WatchFolders, is_cancelled: IsCancelled) -> Generator[api.WatchEvent, None, api.Done]:
        with self._store.read() as connection:
            listed = picture_store.folders(connection)
        folders = [one.path for one in listed if one.watched and one.exists]
        with closing(watch_folders(folders, IMAGE_SUFFIXES, is_cancelled)) as following:
            for seen in following:
                yield api.FolderNotWatched(seen.folder, seen.detail) if isinstance(seen, UnwatchedFolder) else api.FoldersChanged(seen)
        return api.Done()

    def remove_folder(self, request: api.RemovePictureFolder, _: IsCancelled) -> api.Done:
        self._gallery.remove_folder(request.path)
        return api.Done()

    def restore_folder(self, request: api.RestorePictureFolder, _: IsCancelled) -> api.Done:
        self._gallery.restore_folder(request.path)
        return api.Done()

    def remove(self, request: api.RemovePictures, _: IsCancelled) -> api.Done:
        self._gallery.hide(request.pictures, hidden=True)
        return api.Done()

    def restore(self, request: api.RestorePictures, _: IsCancelled) -> api.Done:
        self._gallery.hide(request.pictures, hidden=False)
        return api.Done()


class AlbumDesk:
    def __init__(self, finding: Finding) -> None:
        self._finding = finding

    def list(self, request: api.ListAlbums, _: IsCancelled) -> api.Albums:
        return api.Albums(self._finding.albums.all())

    def save(self, request: api.SaveAlbum, _: IsCancelled) -> api.Album:
        return self._finding.albums.save(request.name, request.rule)

    def open(self, request: api.OpenAlbum, _: IsCancelled) -> api.Pictures:
        return self._finding.albums.open(request)

    def rename(self, request: api.RenameAlbum, _: IsCancelled) -> api.Done:
        self._finding.albums.rename(request.album, request.name)
        return api.Done()

    def remove(self, request: api.RemoveAlbum, _: IsCancelled) -> api.Done:
        self._finding.albums.hide(request.album, hidden=True)
        return api.Done()

    def restore(self, request: api.RestoreAlbum, _: IsCancelled) -> api.Done:
        self._finding.albums.hide(request.album, hidden=False)
        return api.Done()


_DETAILS = """bytes, format, added_at, modified_ns, camera, latitude, longitude, ocr_text, colours, sharpness, notice,
    ocr_model, ocr_reason"""


def _order(request: api.ListPictures) -> str:
    way = "ASC" if request.ascending else "DESC"
    return f"{_ORDERS[request.order]} {way}, id {way}"


def _count(cursor: object) -> int:
    return int(next(iter(cursor))[0])  # type: ignore[call-overload]
