"""Folders of pictures: reading them, watching them, and the text in their pictures."""

from __future__ import annotations

import msgspec

from engine.protocol.done import Done
from engine.protocol.file_run import FileRunEvent
from engine.protocol.method import Method
from engine.protocol.progress import Progress


class SearchModel(msgspec.Struct, frozen=True):
    """The model that answers searches. `starter`: the one that comes with Ateneo, which knows a thousand things and no more."""

    id: str
    name: str
    starter: bool


class ListPictureFolders(msgspec.Struct, frozen=True):
    """Ask for all folders."""


class PictureFolder(msgspec.Struct, frozen=True):
    """A folder with the numbers of its pictures; `exists`: it is there now (a drive may be unplugged)."""

    path: str
    watched: bool
    pictures: int
    failed: int
    waiting: int
    exists: bool


class PictureFolders(msgspec.Struct, frozen=True):
    """The folders and the numbers of all pictures.

    `model` is None when no image model is installed: pictures are then found by name, date and text only. `awaiting_ocr`
    pictures wait for their text to be read (see ReadPictureText), 0 where no model reads text. `awaiting_new_model` have no
    vector of the model in use yet, while `model`, the one before, answers: IndexPictures without paths goes on with them.
    """

    folders: tuple[PictureFolder, ...]
    pictures: int
    failed: int
    waiting: int
    model: SearchModel | None
    awaiting_ocr: int = 0
    awaiting_new_model: int = 0


class IndexPictures(msgspec.Struct, frozen=True):
    """Read files, and the pictures in folders; no path means all watched folders. A folder named here is watched from now on.

    Unchanged files are skipped by size and time, then by content; moved files keep their row; missing ones are hidden.
    """

    paths: tuple[str, ...] = ()


class PictureIndexReport(msgspec.Struct, frozen=True):
    """Files of a run by what became of them. A cancelled run counts what it finished."""

    added: int
    updated: int
    unchanged: int
    failed: int
    removed: int
    seconds: float
    cancelled: bool = False


class RetryFailedPictures(msgspec.Struct, frozen=True):
    """Read quarantined files again; `pictures` empty means all."""

    pictures: tuple[int, ...] = ()


class ReadPictureText(msgspec.Struct, frozen=True):
    """Read the text in the pictures that the OCR model in use has not read yet, the newest first.

    Another run interrupts it: it ends with `cancelled` and is asked for again. A picture whose text cannot be read keeps the
    reason, and is still found by everything else.
    """


class OcrReport(msgspec.Struct, frozen=True):
    """Pictures read, those of them that had text or could not be read, and those still to do. Without a model nothing is read.

    A cancelled run counts what it finished.
    """

    read: int
    with_text: int
    failed: int
    left: int
    seconds: float
    cancelled: bool = False


class SetFolderWatched(msgspec.Struct, frozen=True):
    """Watch a folder for changes, or stop watching it. Raises NotFound."""

    path: str
    watched: bool


class WatchFolders(msgspec.Struct, frozen=True):
    """Report changes in the watched folders until cancelled; asked again when another folder is watched."""


class FoldersChanged(msgspec.Struct, frozen=True, tag="folders_changed"):
    """Pictures came, went or were changed in these folders: they should be indexed. All watched folders come first."""

    folders: tuple[str, ...]


class FolderNotWatched(msgspec.Struct, frozen=True, tag="folder_not_watched"):
    """The system reports no changes of this folder, as when it holds too many folders."""

    folder: str
    detail: str


WatchEvent = FoldersChanged | FolderNotWatched


class RemovePictureFolder(msgspec.Struct, frozen=True):
    """Hide a folder's pictures at once; they are forgotten after 30 days. The person's own files are never touched."""

    path: str


class RestorePictureFolder(msgspec.Struct, frozen=True):
    """Bring a removed folder back with the pictures removed with it."""

    path: str


FOLDERS: Method[ListPictureFolders, None, PictureFolders] = Method(
    "images.folders", ListPictureFolders, None, PictureFolders
)
INDEX: Method[IndexPictures, FileRunEvent, PictureIndexReport] = Method(
    "images.index", IndexPictures, FileRunEvent, PictureIndexReport
)
RETRY_FAILED: Method[RetryFailedPictures, FileRunEvent, PictureIndexReport] = Method(
    "images.retry_failed", RetryFailedPictures, FileRunEvent, PictureIndexReport
)
READ_TEXT: Method[ReadPictureText, Progress, OcrReport] = Method(
    "images.read_text", ReadPictureText, Progress, OcrReport
)
SET_WATCHED: Method[SetFolderWatched, None, Done] = Method("images.set_watched", SetFolderWatched, None, Done)
WATCH_CHANGES: Method[WatchFolders, WatchEvent, Done] = Method(
    "images.watch_changes", WatchFolders, WatchEvent, Done, endless=True
)
REMOVE_FOLDER: Method[RemovePictureFolder, None, Done] = Method("images.remove_folder", RemovePictureFolder, None, Done)
RESTORE_FOLDER: Method[RestorePictureFolder, None, Done] = Method(
    "images.restore_folder", RestorePictureFolder, None, Done
)
