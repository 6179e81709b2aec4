"""Routes of images: runs have their own lane, duplicates take seconds, search and lists answer at once."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing

from engine.capabilities.images import api, picture_rows
from engine.capabilities.images.folder_store import FolderStore
from engine.capabilities.images.indexing import PictureIndexer
from engine.capabilities.images.ocr_run import OcrRun
from engine.capabilities.images.picture_store import PictureStore
from engine.capabilities.images.search.filters import where_clause
from engine.capabilities.images.services import ImageServices
from engine.capabilities.images.vector_table import IMAGE_VECTORS
from engine.context import Capability, EngineContext
from engine.files.names import is_file
from engine.files.watch import UnwatchedFolder, watch_folders
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import IMAGE_SUFFIXES
from engine.protocol.done import Done, Purged
from engine.protocol.errors import NotFound
from engine.rpc.routes import Route, route
from engine.store.rows import rows
from engine.store.vectors import VectorStore

_ORDERS = {"date": "day", "name": "name COLLATE NOCASE", "added": "added_at"}
_DETAIL_COLUMNS = """bytes, format, added_at, modified_ns, camera, latitude, longitude, ocr_text, colours, sharpness, notice,
    ocr_model, ocr_reason"""


def build(context: EngineContext) -> Capability:
    """Return the routes of images. Pictures removed long ago are purged now."""
    vectors = VectorStore(context.store, IMAGE_VECTORS)
    pictures, folders = PictureStore(context.store, vectors), FolderStore(context.store)
    pictures.purge()
    indexer = PictureIndexer(context.store, pictures, folders, context.indexer, context.pool)
    ocr = OcrRun(context.store, pictures, context.indexer, context.pool)
    services = ImageServices(context, vectors, pictures)
    handlers = ImageHandlers(context, pictures, services)
    folder_handlers = FolderHandlers(context, folders, services)
    changed = (api.PICTURES,)
    return Capability(
        routes=(
            route(api.INDEX, "index", indexer.index, changed),
            route(api.RETRY_FAILED, "index", indexer.retry, changed),
            route(api.READ_TEXT, "index", ocr.read, changed, preemptible=True),
            route(api.FOLDERS, "quick", folder_handlers.list),
            route(api.WATCH_CHANGES, "watch", folder_handlers.watch_changes),
            route(api.SET_WATCHED, "quick", folder_handlers.set_watched, changed),
            route(api.REMOVE_FOLDER, "quick", folder_handlers.remove, changed),
            route(api.RESTORE_FOLDER, "quick", folder_handlers.restore, changed),
            route(api.LIST, "quick", handlers.list),
            route(api.GRID_LAYOUT, "quick", handlers.grid_layout),
            route(api.DETAILS, "quick", handlers.details),
            route(api.REMOVE, "quick", handlers.remove, changed),
            route(api.PURGE, "quick", handlers.purge, changed),
            route(api.RESTORE, "quick", handlers.restore, changed),
            *_service_routes(services),
            *_album_routes(AlbumHandlers(services)),
        ),
        exports={"find_pictures": lambda query, k: services.search.search(api.SearchPictures(query, k=k)).results},
    )


def _service_routes(services: ImageServices) -> tuple[Route, ...]:
    """Routes that go straight to a service, built when first used."""
    return (
        route(api.SEARCH, "quick", lambda request, _: services.search.search(request)),
        route(api.LABEL, "quick", lambda request, _: services.classifier.label(request)),
        route(api.FIND_COPIES, "quick", lambda request, _: services.duplicates.copies_of(request.picture)),
        route(api.FIND_DUPLICATES, "model", lambda request, _: services.duplicates.find(request)),
        route(api.EXPORT_DUPLICATES, "model", lambda request, _: services.exporter.export_duplicates(request)),
        route(api.EXPORT_LABELS, "model", lambda request, _: services.exporter.export_labels(request)),
        route(
            api.COPY_BY_LABEL,
            "index",
            lambda request, is_cancelled: services.exporter.copy_by_label(request, is_cancelled),
        ),
        route(api.ANALYSE, "model", lambda request, is_cancelled: services.vision.analyse(request, is_cancelled)),
    )


def _album_routes(albums: AlbumHandlers) -> tuple[Route, ...]:
    changed = (api.PICTURES,)
    return (
        route(api.ALBUMS, "quick", albums.list),
        route(api.SAVE_ALBUM, "quick", albums.save, changed),
        route(api.OPEN_ALBUM, "quick", albums.open),
        route(api.RENAME_ALBUM, "quick", albums.rename, changed),
        route(api.REMOVE_ALBUM, "quick", albums.remove, changed),
        route(api.RESTORE_ALBUM, "quick", albums.restore, changed),
    )


class ImageHandlers:
    """Handlers of lists, details and removal."""

    def __init__(self, context: EngineContext, pictures: PictureStore, services: ImageServices) -> None:
        self._store, self._pool = context.store, context.pool
        self._pictures, self._services = pictures, services

    def list(self, request: api.ListPictures, _: IsCancelled) -> api.Pictures:
        """Return one page of the pictures that pass the filters."""
        where, order = where_clause(request.filters), _order_by(request)
        with self._store.read() as connection:
            ((total,),) = rows(connection.execute(f"SELECT count(*) FROM images WHERE {where.sql}", where.values))
            sql = f"SELECT {picture_rows.COLUMNS} FROM images WHERE {where.sql} ORDER BY {order} LIMIT ? OFFSET ?"
            page = rows(connection.execute(sql, (*where.values, request.limit, request.offset)))
            return api.Pictures(tuple(picture_rows.picture(row, self._store.home) for row in page), int(total))

    def grid_layout(self, request: api.ListPictures, _: IsCancelled) -> api.GridLayout:
        """Return ids and shapes of a part of the list, LAYOUT_LIMIT at most."""
        where, order = where_clause(request.filters), _order_by(request)
        with self._store.read() as connection:
            ((total,),) = rows(connection.execute(f"SELECT count(*) FROM images WHERE {where.sql}", where.values))
            sql = f"SELECT id, width, height FROM images WHERE {where.sql} ORDER BY {order} LIMIT ? OFFSET ?"
            limit = min(request.limit, api.LAYOUT_LIMIT)
            page = list(rows(connection.execute(sql, (*where.values, limit, request.offset))))
        aspects = tuple(round(100 * width / height) if height else 100 for _, width, height in page)
        return api.GridLayout(tuple(int(id) for id, _, _ in page), aspects, int(total))

    def details(self, request: api.DescribePicture, _: IsCancelled) -> api.PictureDetails:
        """Return all that is known of one picture. Raises NotFound."""
        with self._store.read() as connection:
            pictures = picture_rows.read_pictures(connection, self._store.home, [(request.picture, 0.0)])
            sql = f"SELECT {_DETAIL_COLUMNS} FROM images WHERE id = ?"
            row = next(iter(rows(connection.execute(sql, (request.picture,)))), None)
        if not pictures or row is None:
            raise NotFound(f"picture {request.picture}")
        (size, kind, added, modified_ns, camera, north, east, text, colours, sharpness, notice, ocr_model, reason) = row
        (picture,), vision = pictures, self._services.vision
        return api.PictureDetails(
            picture=picture,
            bytes=size,
            format=kind,
            added_at=added,
            modified_at=modified_ns // 1_000_000,
            exists=is_file(picture.path),
            camera=camera,
            latitude=north,
            longitude=east,
            text=text,
            labels=vision.label_thumbnail(picture.thumbnail, request.language) if request.language else (),
            colours=tuple(colours.split()),
            sharpness=sharpness,
            notice=notice,
            vision_tasks=vision.tasks(),
            awaits_ocr=picture.state != "failed" and ocr_model != (self._pool.ocr_model_id() or ocr_model),
            ocr_reason=reason,
        )

    def remove(self, request: api.RemovePictures, _: IsCancelled) -> Done:
        """Hide pictures until they are purged."""
        self._pictures.set_removed(request.pictures, removed=True)
        return Done()

    def purge(self, request: api.PurgePictures, _: IsCancelled) -> Purged:
        """Delete for good what was removed."""
        return Purged(self._pictures.purge_removed())

    def restore(self, request: api.RestorePictures, _: IsCancelled) -> Done:
        """Show removed pictures again."""
        self._pictures.set_removed(request.pictures, removed=False)
        return Done()


class FolderHandlers:
    """Handlers of the folders."""

    def __init__(self, context: EngineContext, folders: FolderStore, services: ImageServices) -> None:
        self._store, self._pool = context.store, context.pool
        self._folders, self._services = folders, services

    def list(self, request: api.ListPictureFolders, _: IsCancelled) -> api.PictureFolders:
        """Return the folders, the numbers of all pictures and the model that answers searches."""
        model = self._services.query_encoder.model()
        id = model.id if model else ""
        ocr_model, chosen = self._pool.ocr_model_id() or "", self._pool.image_encoder_id() or ""
        with self._store.read() as connection:
            pictures, failed, waiting = picture_rows.count_pictures(connection, id)
            return api.PictureFolders(
                folders=picture_rows.list_folders(connection, id),
                pictures=pictures,
                failed=failed,
                waiting=waiting,
                model=model,
                awaiting_ocr=picture_rows.count_without_ocr(connection, ocr_model),
                awaiting_new_model=picture_rows.count_pictures(connection, chosen)[2] if chosen != id else 0,
            )

    def watch_changes(
        self, request: api.WatchFolders, is_cancelled: IsCancelled
    ) -> Generator[api.WatchEvent, None, Done]:
        """Yield the watched folders that changed until the call is cancelled."""
        with self._store.read() as connection:
            folders = picture_rows.list_folders(connection)
        watched = [folder.path for folder in folders if folder.watched and folder.exists]
        with closing(watch_folders(watched, IMAGE_SUFFIXES, is_cancelled)) as changes:
            for change in changes:
                if isinstance(change, UnwatchedFolder):
                    yield api.FolderNotWatched(change.folder, change.detail)
                else:
                    yield api.FoldersChanged(change)
        return Done()

    def set_watched(self, request: api.SetFolderWatched, _: IsCancelled) -> Done:
        """Watch a folder or stop watching it. Raises NotFound."""
        self._folders.set_watched(request.path, request.watched)
        return Done()

    def remove(self, request: api.RemovePictureFolder, _: IsCancelled) -> Done:
        """Hide a folder with its pictures. Raises NotFound."""
        self._folders.remove(request.path)
        return Done()

    def restore(self, request: api.RestorePictureFolder, _: IsCancelled) -> Done:
        """Show a removed folder again with its pictures."""
        self._folders.restore(request.path)
        return Done()


class AlbumHandlers:
    """Handlers of the albums."""

    def __init__(self, services: ImageServices) -> None:
        self._services = services

    def list(self, request: api.ListAlbums, _: IsCancelled) -> api.Albums:
        """Return the albums by name."""
        return api.Albums(self._services.albums.list_albums())

    def save(self, request: api.SaveAlbum, _: IsCancelled) -> api.Album:
        """Save a rule as an album. Raises NameTaken, ModelMissing."""
        return self._services.albums.save(request.name, request.rule)

    def open(self, request: api.OpenAlbum, _: IsCancelled) -> api.Pictures:
        """Return one page of the pictures of an album. Raises NotFound, ModelMissing."""
        return self._services.albums.open(request)

    def rename(self, request: api.RenameAlbum, _: IsCancelled) -> Done:
        """Rename an album. Raises NotFound, NameTaken."""
        self._services.albums.rename(request.album, request.name)
        return Done()

    def remove(self, request: api.RemoveAlbum, _: IsCancelled) -> Done:
        """Hide an album until it is purged."""
        self._services.albums.set_hidden(request.album, hidden=True)
        return Done()

    def restore(self, request: api.RestoreAlbum, _: IsCancelled) -> Done:
        """Show a removed album again. Raises NameTaken."""
        self._services.albums.set_hidden(request.album, hidden=False)
        return Done()


def _order_by(request: api.ListPictures) -> str:
    direction = "ASC" if request.ascending else "DESC"
    return f"{_ORDERS[request.order]} {direction}, id {direction}"
