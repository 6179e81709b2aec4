"""Finding pictures by words and examples, and by the person's own labels; albums, which save such a search."""

from __future__ import annotations

import msgspec

from engine.capabilities.images.api.folders import SearchModel
from engine.capabilities.images.api.pictures import Picture, PictureFilters, Pictures
from engine.protocol.done import Done
from engine.protocol.method import Method


class ExampleImage(msgspec.Struct, frozen=True, omit_defaults=True):
    """An example to search by: a picture of the library or any file (`path`); a negative weight leads away from it."""

    picture: int = 0
    path: str = ""
    weight: float = 1.0


class SearchPictures(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ask for the `k` best pictures. `query` is the text of the search box, in its own small language (see query.py).

    `examples` are added to the query; `filters` hold besides those of the query. The runners-up of the convincing pictures
    are returned with them; `include_weaker` returns all others too. Raises NotFound, FileError and ModelMissing for an example
    that cannot be used.
    """

    query: str = ""
    examples: tuple[ExampleImage, ...] = ()
    filters: PictureFilters = PictureFilters()
    k: int = 100
    offset: int = 0
    include_weaker: bool = False


class QueryTerm(msgspec.Struct, frozen=True):
    """One description with its weight."""

    text: str
    weight: float


class ParsedQuery(msgspec.Struct, frozen=True):
    """The search box as it was understood: `terms` are added up, pictures of what is `excluded` are left out."""

    terms: tuple[QueryTerm, ...]
    excluded: tuple[str, ...]
    filters: PictureFilters


class PictureSearchResults(msgspec.Struct, frozen=True):
    """Pictures, best first. Those with a score of `cut_off` or more are convincing: `convincing` in all, `weaker` ones below.

    The first `less_sure` of the weaker ones are the runners-up, which are shown at once. A search without terms or examples is
    a list by date: everything that passes the filters is convincing, `cut_off` is 0. `milliseconds` of each stage, and "all".
    """

    results: tuple[Picture, ...]
    parsed_query: ParsedQuery
    cut_off: float
    convincing: int
    less_sure: int
    weaker: int
    model: SearchModel | None
    milliseconds: dict[str, float] = {}


class LabelPictures(msgspec.Struct, frozen=True, omit_defaults=True):
    """Compare the pictures that pass the filters with the person's own labels, the surest first.

    A picture has its best label where that is convincing and has a score of `threshold` or more; the others have none of these
    and come last. `label` keeps the pictures that have it, `none_of_these` those without a label. Raises ModelMissing.
    """

    labels: tuple[str, ...]
    filters: PictureFilters = PictureFilters()
    label: str = ""
    none_of_these: bool = False
    threshold: float = 0.0
    limit: int = 200
    offset: int = 0


class LabelledPicture(msgspec.Struct, frozen=True):
    """A picture with the probability of each label; they add up to 1 (softmax with the model's own scale).

    `has_label` is False where none of the labels fits: the best of them is then only the nearest.
    """

    picture: Picture
    scores: tuple[float, ...]
    has_label: bool


class PictureLabels(msgspec.Struct, frozen=True):
    """A page of labelled pictures of `total`; `counts` of pictures by label and of those with `none`, over all pages."""

    labels: tuple[str, ...]
    results: tuple[LabelledPicture, ...]
    counts: tuple[int, ...]
    none: int
    total: int
    model: SearchModel | None


class AlbumRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """The rule of an album: the convincing ones of a search or, with `labels`, those that have the label `label`."""

    query: str = ""
    filters: PictureFilters = PictureFilters()
    labels: tuple[str, ...] = ()
    label: str = ""
    threshold: float = 0.0


class Album(msgspec.Struct, frozen=True):
    """A saved rule with the number of its `pictures`, None where that is not known now, and its `cover`, a thumbnail.

    It is searched anew each time it is opened.
    """

    id: int
    name: str
    rule: AlbumRule
    pictures: int | None
    cover: str


class ListAlbums(msgspec.Struct, frozen=True):
    """Ask for all albums."""


class Albums(msgspec.Struct, frozen=True):
    """The albums, by name."""

    albums: tuple[Album, ...]


class SaveAlbum(msgspec.Struct, frozen=True):
    """Save a rule under a name. Raises NameTaken, ModelMissing."""

    name: str
    rule: AlbumRule


class OpenAlbum(msgspec.Struct, frozen=True):
    """Ask for a page of an album's pictures. Raises NotFound, ModelMissing."""

    album: int
    limit: int = 200
    offset: int = 0


class RenameAlbum(msgspec.Struct, frozen=True):
    """Give an album another name. Raises NotFound, NameTaken."""

    album: int
    name: str


class RemoveAlbum(msgspec.Struct, frozen=True):
    """Hide an album at once; it is deleted after 30 days. Its pictures stay."""

    album: int


class RestoreAlbum(msgspec.Struct, frozen=True):
    """Bring a removed album back. Raises NameTaken when another has its name by now."""

    album: int


SEARCH: Method[SearchPictures, None, PictureSearchResults] = Method(
    "images.search", SearchPictures, None, PictureSearchResults
)
LABEL: Method[LabelPictures, None, PictureLabels] = Method("images.label", LabelPictures, None, PictureLabels)
ALBUMS: Method[ListAlbums, None, Albums] = Method("images.albums", ListAlbums, None, Albums)
SAVE_ALBUM: Method[SaveAlbum, None, Album] = Method("images.save_album", SaveAlbum, None, Album)
OPEN_ALBUM: Method[OpenAlbum, None, Pictures] = Method("images.open_album", OpenAlbum, None, Pictures)
RENAME_ALBUM: Method[RenameAlbum, None, Done] = Method("images.rename_album", RenameAlbum, None, Done)
REMOVE_ALBUM: Method[RemoveAlbum, None, Done] = Method("images.remove_album", RemoveAlbum, None, Done)
RESTORE_ALBUM: Method[RestoreAlbum, None, Done] = Method("images.restore_album", RestoreAlbum, None, Done)
