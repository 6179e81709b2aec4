"""Pictures sent with questions: copies in the profile, so that a conversation does not need the original files.

Only the indexer child decodes pictures. The engine copies bytes and passes pixels on to the model.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import apsw
import msgspec

from engine.capabilities.chat.api import Attachment, PicturesTooMany
from engine.files.opening import open_ordinary_file
from engine.models.interfaces import LARGEST_IMAGE_SIDE, DecodedImage, PromptImage
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled, never_cancelled
from engine.protocol.children.indexing import FileResult, ImageContents, Indexer, ReadImage
from engine.protocol.children.received_errors import file_error_of
from engine.protocol.private_folder import make_private_folder
from engine.store.database import Store
from engine.store.profile_files import delete_stored_file, stored_file, stored_path

FOLDER = "attachments"
MOST_PICTURES = 8
"""With one question."""
BLOCK_BYTES = 4 * 1024 * 1024
_PLAIN_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
"""The copy of a file with another suffix has none: only names that the table `attachments` allows are made."""
_COLUMNS = "a.message, a.file, a.thumbnail, a.name"
_OF_CONVERSATION = f"""SELECT {_COLUMNS} FROM attachments a JOIN messages m ON m.id = a.message
    WHERE m.conversation = ? ORDER BY a.message, a.position"""
_OF_MESSAGE = f"SELECT {_COLUMNS} FROM attachments a WHERE a.message = ? ORDER BY a.position"


class StoredPicture(msgspec.Struct, frozen=True):
    """A copy in the profile. Both paths are relative to the folder of attachments."""

    file: str
    thumbnail: str
    name: str


class AttachmentStore:
    """Copies of pictures in home/attachments, named by the SHA-256 of their content."""

    def __init__(self, store: Store, indexer: Indexer) -> None:
        """`indexer` is the child that reads files while a person waits."""
        self._store, self._indexer = store, indexer
        self._folder = store.home / FOLDER
        self._unsent: dict[tuple[str, int, int], str] = {}
        """The copies that pictures would get, by path, time of change in ns and bytes."""

    def add(self, paths: Sequence[str], is_cancelled: IsCancelled) -> tuple[StoredPicture, ...]:
        """Copy pictures once the indexer could read them. Raises FileError, PicturesTooMany, DiskFull, Cancelled."""
        if len(paths) > MOST_PICTURES:
            raise PicturesTooMany(count=len(paths), limit=MOST_PICTURES)
        return tuple(self._add(Path(path), is_cancelled) for path in paths)

    def prompt_images(self, attachments: Iterable[Attachment]) -> tuple[PromptImage, ...]:
        """Pictures for the model, decoded only when it does not know them. Missing files are left out.

        One that is not sent yet is the same picture to the model as its copy will be. Raises FileError for such a file.
        """
        existing = (attachment for attachment in attachments if _is_there(attachment))
        return tuple(
            PromptImage(Path(self._copy_of(attachment)).stem, self._decoder(attachment)) for attachment in existing
        )

    def require(self, attachments: Iterable[Attachment]) -> None:
        """Raise FileVanished when the copy of one is missing."""
        for attachment in attachments:
            if not _is_there(attachment):
                raise errors.FileVanished(name=attachment.name)

    def remove_unused(self, pictures: Iterable[StoredPicture]) -> None:
        """Delete the copies that belong to no message."""
        names = [name for picture in pictures for name in (picture.file, picture.thumbnail)]
        with self._store.read() as connection:
            unused = [name for name in names if not _is_used(connection, name)]
        for name in unused:
            delete_stored_file(self._store.home, FOLDER, name)

    def _add(self, path: Path, is_cancelled: IsCancelled) -> StoredPicture:
        contents = self._read(ReadImage(str(path), thumbnails=str(self._folder)), is_cancelled)
        digest = contents.sha256.hex()
        file = _file_name(digest, path)
        copy = stored_file(self._store.home, FOLDER, file)
        if copy is None:
            raise errors.FileVanished("a link in the folder of attachments", name=path.name)
        if not copy.exists():
            _copy(path, copy, digest)
        name = self._first_name(file) if path.is_relative_to(self._folder) else path.name
        return StoredPicture(file, contents.thumbnail, name)

    def _first_name(self, file: str) -> str:
        """The name that a copy had when it was first attached."""
        with self._store.read() as connection:
            row = connection.execute("SELECT name FROM attachments WHERE file = ? LIMIT 1", (file,)).fetchone()
        return file if row is None else str(row[0])

    def _copy_of(self, attachment: Attachment) -> str:
        """Return the path of the copy, which one that is not sent yet does not have until then."""
        path = Path(attachment.path)
        if path.is_relative_to(self._folder):
            return attachment.path
        found = path.stat()
        key = attachment.path, found.st_mtime_ns, found.st_size
        if key not in self._unsent:
            contents = self._read(ReadImage(attachment.path), never_cancelled, attachment.name)
            self._unsent[key] = str(self._folder / _file_name(contents.sha256.hex(), path))
        return self._unsent[key]

    def _decoder(self, attachment: Attachment) -> Callable[[], DecodedImage]:
        copy = self._copy_of(attachment)
        return lambda: self._decode(copy if Path(copy).is_file() else attachment.path, attachment.name)

    def _decode(self, path: str, name: str) -> DecodedImage:
        contents = self._read(ReadImage(path, rgb_side=LARGEST_IMAGE_SIDE), never_cancelled, name)
        if contents.rgb is None:
            raise errors.FileUnreadable("no pixels", name=name)
        return DecodedImage(contents.rgb.width, contents.rgb.height, contents.rgb.rgb)

    def _read(self, request: ReadImage, is_cancelled: IsCancelled, name: str = "") -> ImageContents:
        with closing(self._indexer.read([request], is_cancelled)) as events:
            read = next((event for event in events if isinstance(event, FileResult)), None)
        if read is None:
            raise errors.Cancelled
        if read.error is not None:
            raise file_error_of(read, name or Path(request.path).name)
        assert read.image is not None
        return read.image


def attach(connection: apsw.Connection, message: int, pictures: Iterable[StoredPicture]) -> None:
    """Record that the copies belong to a message, in this order."""
    connection.executemany(
        "INSERT INTO attachments(message, position, file, thumbnail, name) VALUES(?, ?, ?, ?, ?)",
        [
            (message, position, picture.file, picture.thumbnail, picture.name)
            for position, picture in enumerate(pictures)
        ],
    )


def of_message(connection: apsw.Connection, message: int) -> tuple[Attachment, ...]:
    """The pictures of one message."""
    return tuple(attachment for _, attachment in _attachments(connection, _OF_MESSAGE, message))


def of_conversation(connection: apsw.Connection, conversation: int) -> Mapping[int, tuple[Attachment, ...]]:
    """The pictures of all messages of a conversation, by message id."""
    pictures: dict[int, tuple[Attachment, ...]] = {}
    for message, attachment in _attachments(connection, _OF_CONVERSATION, conversation):
        pictures[message] = (*pictures.get(message, ()), attachment)
    return pictures


def stored_pictures(connection: apsw.Connection, conversation: int) -> tuple[StoredPicture, ...]:
    """The copies that belong to a conversation."""
    rows = connection.execute(_OF_CONVERSATION, (conversation,))
    return tuple(StoredPicture(str(file), str(thumbnail), str(name)) for _, file, thumbnail, name in rows)


def _attachments(connection: apsw.Connection, query: str, id: int) -> Iterator[tuple[int, Attachment]]:
    home = Path(connection.filename).parent
    for message, file, thumbnail, name in connection.execute(query, (id,)):
        picture, small = (stored_path(home, FOLDER, str(stored)) for stored in (file, thumbnail))
        yield int(str(message)), Attachment(picture, small, str(name))


def _file_name(sha256: str, path: Path) -> str:
    """Return the name of the copy of a picture, in the folder of attachments."""
    suffix = path.suffix.lower()
    return f"{sha256[:2]}/{sha256[2:]}{suffix if _PLAIN_SUFFIX.fullmatch(suffix) else ''}"


def unsent_pictures(paths: Sequence[str]) -> tuple[Attachment, ...]:
    """Return pictures that are not copied yet. Raises PicturesTooMany."""
    if len(paths) > MOST_PICTURES:
        raise PicturesTooMany(count=len(paths), limit=MOST_PICTURES)
    return tuple(Attachment(path, "", Path(path).name) for path in paths)


def _is_there(attachment: Attachment) -> bool:
    return bool(attachment.path) and Path(attachment.path).is_file()


def _is_used(connection: apsw.Connection, name: str) -> bool:
    sql = "SELECT 1 FROM attachments WHERE file = ?1 OR thumbnail = ?1 LIMIT 1"
    return connection.execute(sql, (name,)).fetchone() is not None


def _copy(path: Path, target: Path, sha256: str) -> None:
    """Copy the bytes that the indexer read, or nothing. Raises FileVanished, DiskFull."""
    part = target.parent.with_name(f"{sha256}.part")
    try:
        make_private_folder(target.parent)
        digest = hashlib.sha256()
        with (
            open_ordinary_file(path) as source,
            os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as copy,
        ):
            while data := source.read(BLOCK_BYTES):
                digest.update(data)
                copy.write(data)
        if digest.hexdigest() != sha256:
            raise errors.FileVanished("it changed while it was read", name=path.name)
        part.replace(target)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise errors.DiskFull(needed=f"{path.stat().st_size // 1_000_000 + 1} MB") from None
        raise errors.FileVanished(str(error), name=path.name) from None
    finally:
        part.unlink(missing_ok=True)
