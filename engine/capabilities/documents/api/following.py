"""Collections that follow their folders: watching them, which of their files are taken, and folders that were moved."""

from __future__ import annotations

import msgspec

from engine.protocol.done import Done
from engine.protocol.errors import AteneoError
from engine.protocol.method import Method

MOST_PATTERNS, LONGEST_PATTERN = 100, 200


class PatternUnusable(AteneoError):
    """A pattern that is too long, or one of too many."""

    kind = "pattern_unusable"
    sentence = "At most {most} patterns of {longest} characters are possible. Nothing was changed."


class FolderNotTheSame(AteneoError):
    """The folder that is said to be the moved one lacks most of the documents, or holds others of the same names."""

    kind = "folder_not_the_same"
    sentence = (
        "“{name}” does not hold these documents: {found} of {looked} that were looked for are there unchanged. Nothing was "
        "changed. Choose the folder that has them, or add this one as a new folder."
    )


class GetFollowing(msgspec.Struct, frozen=True):
    """Ask how a collection follows its folders. Raises NotFound."""

    collection: str


class FollowedFolder(msgspec.Struct, frozen=True):
    """A folder or a file that the collection was made of, with the number of its documents. `exists`: it is there now."""

    path: str
    documents: int
    exists: bool


class CollectionFollowing(msgspec.Struct, frozen=True):
    """Whether changes in the folders are followed, on battery too, and which files are taken: see SetFollowing."""

    collection: str
    folders: tuple[FollowedFolder, ...]
    is_followed: bool
    on_battery: bool
    include: tuple[str, ...]
    exclude: tuple[str, ...]


class SetFollowing(msgspec.Struct, frozen=True):
    """Change how a collection follows its folders; None leaves a setting as it is. Raises NotFound, PatternUnusable.

    Patterns are as .gitignore has them. A file is taken that fits one of `include`, or any where there is none, and none of
    `exclude`. INDEX without paths takes them into account.
    """

    collection: str
    is_followed: bool | None = None
    on_battery: bool | None = None
    include: tuple[str, ...] | None = None
    exclude: tuple[str, ...] | None = None


class FollowFolders(msgspec.Struct, frozen=True):
    """Report changes in the folders of all collections that follow them until cancelled; asked again when these change."""


class CollectionChanged(msgspec.Struct, frozen=True, tag="collection_changed"):
    """Documents came, went or were changed in these folders of a collection: INDEX should read them.

    At first all folders come that are there; on battery those of some collections wait.
    """

    collection: str
    folders: tuple[str, ...]


class FolderNotFollowed(msgspec.Struct, frozen=True, tag="folder_not_followed"):
    """The system reports no changes of this folder, as when it holds too many folders."""

    collection: str
    folder: str
    detail: str


FollowEvent = CollectionChanged | FolderNotFollowed


class RelinkFolder(msgspec.Struct, frozen=True):
    """Say that the folder or file `old` of a collection is now `new`. Its documents are not read again.

    Raises NotFound, FileVanished, FolderNotTheSame.
    """

    collection: str
    old: str
    new: str


class RelinkReport(msgspec.Struct, frozen=True):
    """Documents whose paths were changed, and those of them that are `missing` at their new place."""

    documents: int
    missing: int


GET_FOLLOWING: Method[GetFollowing, None, CollectionFollowing] = Method(
    "documents.following", GetFollowing, None, CollectionFollowing
)
SET_FOLLOWING: Method[SetFollowing, None, Done] = Method("documents.set_following", SetFollowing, None, Done)
FOLLOW: Method[FollowFolders, FollowEvent, Done] = Method(
    "documents.follow", FollowFolders, FollowEvent, Done, endless=True
)
RELINK: Method[RelinkFolder, None, RelinkReport] = Method("documents.relink", RelinkFolder, None, RelinkReport)
