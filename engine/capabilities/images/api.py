"""Images: folders of pictures, found by saying what is in them, by another picture, or by what is written on them. Types only.

Pictures and thumbnails travel as paths. Dates are as the camera wrote them: "2024-05-17T18:03:11", without a time zone.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.method import Method
from engine.protocol.model_kinds import VisionTask
from engine.protocol.progress import Progress

PICTURES = "pictures"
"""The noun of change: a page that shows pictures reads them again."""

PictureState = Literal["indexed", "waiting", "failed"]
"""`waiting`: seen, with its thumbnail, found by its name, date and text, and still without a vector of the model in use."""
PictureOrder = Literal["date", "name", "added"]
Orientation = Literal["", "landscape", "portrait", "square"]
DuplicateLevel = Literal["same", "reencoded", "similar"]
"""The same bytes; the same picture saved another way (smaller, another format); one of a series or a crop."""
LAYOUT_LIMIT = 4000
"""Pictures in one outline: with ids of six figures 50 KB on the wire."""
COLOURS = ("red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink", "brown", "black", "grey", "white")


class PictureFilters(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that are given must hold. `since` and `until` are days ("2024-05-17"), both included; `folder` is a path or the
    name of a folder in one; `text` are words written in the picture; `pictures` are ids, empty for all."""

    folder: str = ""
    since: str = ""
    until: str = ""
    colours: tuple[str, ...] = ()
    orientation: Orientation = ""
    camera: str = ""
    name: str = ""
    text: str = ""
    has_text: bool | None = None
    state: PictureState | None = None
    pictures: tuple[int, ...] = ()


class Picture(msgspec.Struct, frozen=True, omit_defaults=True):
    """`thumbnail` is a file no wider or higher than 256 pixels, empty where there is none; `width` and `height` are upright.

    `score` is the cosine (0 in a list); `written`: all the words looked for are written in it; `reason` is an error kind,
    `values` fill its sentence.
    """

    id: int
    path: str
    thumbnail: str
    width: int
    height: int
    state: PictureState = "indexed"
    taken_at: str = ""
    score: float = 0.0
    reason: str = ""
    values: dict[str, str] = {}
    detail: str = ""
    written: bool = False


class SearchModel(msgspec.Struct, frozen=True):
    """Which model answers. `starter`: the one that comes with Ateneo, which knows a thousand things and no more."""

    id: str
    name: str
    starter: bool


class ListPictureFolders(msgspec.Struct, frozen=True):
    pass


class PictureFolder(msgspec.Struct, frozen=True):
    """`exists` is whether it is there now (a drive may be unplugged)."""

    path: str
    watched: bool
    pictures: int
    failed: int
    waiting: int
    exists: bool


class PictureFolders(msgspec.Struct, frozen=True):
    """`model` is None when no picture model is on the shelf: pictures are then found by name, date and text only.

    `unread` pictures wait for their text to be read (see ReadText), none where no model reads text. `changing` ones have no
    vector of the model in use yet while `model`, the one before, answers: Index without paths goes on with them.
    """

    folders: tuple[PictureFolder, ...]
    pictures: int
    failed: int
    waiting: int
    model: SearchModel | None
    unread: int = 0
    changing: int = 0


class IndexPictures(msgspec.Struct, frozen=True):
    """Files and folders (walked); none means all watched folders, as at every start. A folder named here is watched from now on.

    Unchanged files are skipped by size and time, then by content; moved ones keep their row; those gone are hidden.
    """

    paths: tuple[str, ...] = ()


class FileOutcome(msgspec.Struct, frozen=True, tag="file", omit_defaults=True):
    """One file is in the library, or set aside with its reason (an error kind and its values)."""

    path: str
    outcome: Literal["added", "updated", "unchanged", "failed"]
    reason: str = ""
    values: dict[str, str] = {}
    detail: str = ""


FileRunEvent = Progress | FileOutcome


class PictureIndexReport(msgspec.Struct, frozen=True):
    """Counts of files; a cancelled run returns what it finished, with `cancelled` set."""

    added: int
    updated: int
    unchanged: int
    failed: int
    removed: int
    seconds: float
    cancelled: bool = False


class ReadPictureText(msgspec.Struct, frozen=True):
    """What is written in the pictures whose text the model in use has not read yet, the newest first.

    It gives way to other runs: it ends with `cancelled`, and is to be asked for again. A picture whose text cannot be read
    is set aside with its reason, and is found by all else.
    """


class OcrReport(msgspec.Struct, frozen=True):
    """Pictures read, those of them that had text or could not be read, and those still to do. Without a model nothing is.

    A cancelled run returns what it finished.
    """

    read: int
    with_text: int
    failed: int
    left: int
    seconds: float
    cancelled: bool = False


class RetryFailedPictures(msgspec.Struct, frozen=True):
    """Read set-aside files again; `pictures` empty means all."""

    pictures: tuple[int, ...] = ()


class SetFolderWatched(msgspec.Struct, frozen=True):
    path: str
    watched: bool


class WatchFolders(msgspec.Struct, frozen=True):
    """Ends when it is cancelled; asked anew when another folder is watched. All watched folders are told at first."""


class FoldersChanged(msgspec.Struct, frozen=True, tag="touched"):
    """Pictures came, went or were changed in these folders: an Index of them is worth while."""

    folders: tuple[str, ...]


class FolderNotWatched(msgspec.Struct, frozen=True, tag="not_followed"):
    """The system does not tell of changes in this folder, as where there are too many in it."""

    folder: str
    detail: str


WatchEvent = FoldersChanged | FolderNotWatched


class RemovePictureFolder(msgspec.Struct, frozen=True):
    """Its pictures are hidden at once and forgotten after 30 days. The user's own files are never touched."""

    path: str


class RestorePictureFolder(msgspec.Struct, frozen=True):
    path: str


class RemovePictures(msgspec.Struct, frozen=True):
    """As RemoveFolder; a removed picture stays removed when its folder is walked again."""

    pictures: tuple[int, ...]


class RestorePictures(msgspec.Struct, frozen=True):
    pictures: tuple[int, ...]


class Done(msgspec.Struct, frozen=True):
    pass


class ListPictures(msgspec.Struct, frozen=True):
    """`order` "date" is the day taken, else the file's own; newest first unless `ascending`."""

    filters: PictureFilters = PictureFilters()
    order: PictureOrder = "date"
    ascending: bool = False
    limit: int = 200
    offset: int = 0


class Pictures(msgspec.Struct, frozen=True):
    pictures: tuple[Picture, ...]
    total: int


class GridLayout(msgspec.Struct, frozen=True):
    """The shape of a part of a long list, to lay a grid out before its pictures are asked for, AT_ONCE of them at most.

    `aspects` are 100 × width ÷ height.
    """

    ids: tuple[int, ...]
    aspects: tuple[int, ...]
    total: int


class ExampleImage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A picture to start from: one of the library (`picture`) or any file (`path`); a negative weight leads away from it."""

    picture: int = 0
    path: str = ""
    weight: float = 1.0


class SearchPictures(msgspec.Struct, frozen=True, omit_defaults=True):
    """`words` is what the search box holds, in its own small language (see query.py and `Found.understood`).

    `likes` are added to the words; `filters` hold beside those of the box. `weaker` also returns what is not convincing.
    """

    words: str = ""
    likes: tuple[ExampleImage, ...] = ()
    filters: PictureFilters = PictureFilters()
    k: int = 100
    offset: int = 0
    weaker: bool = False


class QueryTerm(msgspec.Struct, frozen=True):
    """One description with its weight; excluded ones are listed apart."""

    words: str
    weight: float


class ParsedQuery(msgspec.Struct, frozen=True):
    """What the box was read as, to be shown as such: `terms` are added up, pictures of what is `excluded` left out."""

    terms: tuple[QueryTerm, ...]
    excluded: tuple[str, ...]
    filters: PictureFilters


class PictureSearchResults(msgspec.Struct, frozen=True):
    """Best first. Scores from `cut_off` up are convincing for this search: `convincing` pictures in all, `weaker` ones below.

    No convincing one: "nothing convincing". `milliseconds` of each stage, and "all". A search without words or likes is a list
    by date: everything that passes the filters is convincing, `cut_off` 0.
    """

    results: tuple[Picture, ...]
    understood: ParsedQuery
    cut_off: float
    convincing: int
    weaker: int
    model: SearchModel | None
    milliseconds: dict[str, float] = {}


class DescribePicture(msgspec.Struct, frozen=True, omit_defaults=True):
    """With a `language` ("es") what is seen is named too, in that language where the model knows it."""

    picture: int
    language: str = ""


class PictureLabel(msgspec.Struct, frozen=True):
    """`score` from 0 to 1."""

    name: str
    score: float


class PictureDetails(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that is known of a picture, everything read from its own file. `exists` is whether that is still there.

    `labels` are what a classifier sees, the surest first; `sights` what models on the shelf can see.
    `latitude` and `longitude` in degrees, None where the camera wrote none; `colours` are names of COLOURS, most first.
    `text_waiting`: its text is still to be read; `text_reason`: the error kind of one that could not be.
    """

    picture: Picture
    bytes: int
    format: str
    added_at: int
    modified_at: int
    exists: bool
    camera: str = ""
    latitude: float | None = None
    longitude: float | None = None
    text: str = ""
    labels: tuple[PictureLabel, ...] = ()
    colours: tuple[str, ...] = ()
    sharpness: float = 0.0
    notice: str = ""
    sights: tuple[VisionTask, ...] = ()
    text_waiting: bool = False
    text_reason: str = ""


class AnalysePicture(msgspec.Struct, frozen=True, omit_defaults=True):
    """Look at one picture, of the library (`picture`) or any file (`path`); `sights` empty: all that models can see."""

    picture: int = 0
    path: str = ""
    sights: tuple[VisionTask, ...] = ()
    language: str = "en"


class DetectedObject(msgspec.Struct, frozen=True):
    """One thing found, its edges as shares of the picture's width and height; `score` from 0 to 1."""

    label: str
    score: float
    left: float
    top: float
    right: float
    bottom: float


class PictureRegion(msgspec.Struct, frozen=True):
    """One kind of thing and the share of the picture it covers."""

    label: str
    share: float


class PictureAnalysis(msgspec.Struct, frozen=True, omit_defaults=True):
    """`view` is the picture as it was looked at, upright, a JPEG of `width` × `height`.

    `mask` is a PNG with a palette, stretched over the whole picture: value n is the nth of `regions`, 0 is none of them.
    """

    view: str
    width: int
    height: int
    sights: tuple[VisionTask, ...]
    classes: tuple[PictureLabel, ...] = ()
    things: tuple[DetectedObject, ...] = ()
    regions: tuple[PictureRegion, ...] = ()
    mask: str = ""


class LabelPictures(msgspec.Struct, frozen=True, omit_defaults=True):
    """The user's own labels over the pictures that pass the filters, the surest first.

    `label` keeps those whose best label it is, at `threshold` or above.
    """

    labels: tuple[str, ...]
    filters: PictureFilters = PictureFilters()
    label: str = ""
    threshold: float = 0.0
    limit: int = 200
    offset: int = 0


class LabelledPicture(msgspec.Struct, frozen=True):
    """`scores` one a label, adding up to 1 (softmax with the model's own scale)."""

    picture: Picture
    scores: tuple[float, ...]


class PictureLabels(msgspec.Struct, frozen=True):
    """`counts`: how many pictures each label is the best of, at the threshold, over all and not only this page of `total`."""

    labels: tuple[str, ...]
    results: tuple[LabelledPicture, ...]
    counts: tuple[int, ...]
    total: int
    model: SearchModel | None


class AlbumRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an album holds: what a search finds convincing, or, with `labels`, the pictures whose best label is `label`."""

    words: str = ""
    filters: PictureFilters = PictureFilters()
    labels: tuple[str, ...] = ()
    label: str = ""
    threshold: float = 0.0


class Album(msgspec.Struct, frozen=True):
    """`pictures` and `cover` (a thumbnail) as of its last opening: the rule is followed anew each time."""

    id: int
    name: str
    rule: AlbumRule
    pictures: int
    cover: str


class ListAlbums(msgspec.Struct, frozen=True):
    pass


class Albums(msgspec.Struct, frozen=True):
    albums: tuple[Album, ...]


class SaveAlbum(msgspec.Struct, frozen=True):
    """Raises NameTaken."""

    name: str
    rule: AlbumRule


class OpenAlbum(msgspec.Struct, frozen=True):
    album: int
    limit: int = 200
    offset: int = 0


class RenameAlbum(msgspec.Struct, frozen=True):
    album: int
    name: str


class RemoveAlbum(msgspec.Struct, frozen=True):
    """Hidden at once, forgotten after 30 days; its pictures stay."""

    album: int


class RestoreAlbum(msgspec.Struct, frozen=True):
    album: int


class FindDuplicates(msgspec.Struct, frozen=True, omit_defaults=True):
    """A picture is listed in its closest tier; the best of that group stands for it in the next ones."""

    tiers: tuple[DuplicateLevel, ...] = ("same", "reencoded", "similar")
    filters: PictureFilters = PictureFilters()
    limit: int = 100
    offset: int = 0


class DuplicatePicture(msgspec.Struct, frozen=True):
    picture: Picture
    bytes: int
    sharpness: float


class DuplicateGroup(msgspec.Struct, frozen=True):
    """`copies` with the suggested one first: the most pixels, then the sharpest, then the most bytes, then the oldest."""

    tier: DuplicateLevel
    copies: tuple[DuplicatePicture, ...]


class Duplicates(msgspec.Struct, frozen=True):
    """`total` groups, and the bytes that all but the suggested ones take. Nothing is deleted by Ateneo."""

    groups: tuple[DuplicateGroup, ...]
    total: int
    spare_bytes: int


class FindCopies(msgspec.Struct, frozen=True):
    picture: int


class PictureCopies(msgspec.Struct, frozen=True):
    """A picture and its copies (the same bytes, or saved another way), the suggested one first; none when it is alone."""

    copies: tuple[DuplicatePicture, ...]


class ExportDuplicates(msgspec.Struct, frozen=True):
    """A CSV file at `path`: group, tier, suggested, path, width, height, bytes, sharpness."""

    path: str
    request: FindDuplicates = FindDuplicates()


class ExportPictureLabels(msgspec.Struct, frozen=True):
    """A CSV file at `path`: picture, its best label, a column for each label's score."""

    path: str
    request: LabelPictures


class CopyByLabel(msgspec.Struct, frozen=True):
    """Copies into `folder`, one subfolder a label. Originals stay; nothing that is there already is written over."""

    folder: str
    request: LabelPictures


class PictureExportReport(msgspec.Struct, frozen=True):
    """`written` lines or files; `failed` could not be copied; a cancelled run returns what it did."""

    path: str
    written: int
    failed: int = 0
    cancelled: bool = False


FOLDERS: Method[ListPictureFolders, None, PictureFolders] = Method("images.folders", ListPictureFolders, None, PictureFolders)
INDEX: Method[IndexPictures, FileRunEvent, PictureIndexReport] = Method("images.index", IndexPictures, FileRunEvent, PictureIndexReport)
READ_TEXT: Method[ReadPictureText, Progress, OcrReport] = Method("images.read_text", ReadPictureText, Progress, OcrReport)
RETRY_FAILED: Method[RetryFailedPictures, FileRunEvent, PictureIndexReport] = Method("images.retry_failed", RetryFailedPictures, FileRunEvent, PictureIndexReport)
SET_WATCHED: Method[SetFolderWatched, None, Done] = Method("images.watch", SetFolderWatched, None, Done)
WATCH_CHANGES: Method[WatchFolders, WatchEvent, Done] = Method("images.follow", WatchFolders, WatchEvent, Done, endless=True)
REMOVE_FOLDER: Method[RemovePictureFolder, None, Done] = Method("images.remove_folder", RemovePictureFolder, None, Done)
RESTORE_FOLDER: Method[RestorePictureFolder, None, Done] = Method("images.restore_folder", RestorePictureFolder, None, Done)
REMOVE: Method[RemovePictures, None, Done] = Method("images.remove", RemovePictures, None, Done)
RESTORE: Method[RestorePictures, None, Done] = Method("images.restore", RestorePictures, None, Done)
LIST: Method[ListPictures, None, Pictures] = Method("images.list", ListPictures, None, Pictures)
GRID_LAYOUT: Method[ListPictures, None, GridLayout] = Method("images.outline", ListPictures, None, GridLayout)
SEARCH: Method[SearchPictures, None, PictureSearchResults] = Method("images.search", SearchPictures, None, PictureSearchResults)
DETAILS: Method[DescribePicture, None, PictureDetails] = Method("images.details", DescribePicture, None, PictureDetails)
ANALYSE: Method[AnalysePicture, None, PictureAnalysis] = Method("images.look", AnalysePicture, None, PictureAnalysis)
LABEL: Method[LabelPictures, None, PictureLabels] = Method("images.classify", LabelPictures, None, PictureLabels)
ALBUMS: Method[ListAlbums, None, Albums] = Method("images.albums", ListAlbums, None, Albums)
SAVE_ALBUM: Method[SaveAlbum, None, Album] = Method("images.save_album", SaveAlbum, None, Album)
OPEN_ALBUM: Method[OpenAlbum, None, Pictures] = Method("images.open_album", OpenAlbum, None, Pictures)
RENAME_ALBUM: Method[RenameAlbum, None, Done] = Method("images.rename_album", RenameAlbum, None, Done)
REMOVE_ALBUM: Method[RemoveAlbum, None, Done] = Method("images.remove_album", RemoveAlbum, None, Done)
RESTORE_ALBUM: Method[RestoreAlbum, None, Done] = Method("images.restore_album", RestoreAlbum, None, Done)
FIND_DUPLICATES: Method[FindDuplicates, None, Duplicates] = Method("images.duplicates", FindDuplicates, None, Duplicates)
FIND_COPIES: Method[FindCopies, None, PictureCopies] = Method("images.copies", FindCopies, None, PictureCopies)
EXPORT_DUPLICATES: Method[ExportDuplicates, None, PictureExportReport] = Method(
    "images.export_duplicates", ExportDuplicates, None, PictureExportReport
)
EXPORT_LABELS: Method[ExportPictureLabels, None, PictureExportReport] = Method("images.export_classes", ExportPictureLabels, None, PictureExportReport)
COPY_BY_LABEL: Method[CopyByLabel, Progress, PictureExportReport] = Method("images.copy_sorted", CopyByLabel, Progress, PictureExportReport)
