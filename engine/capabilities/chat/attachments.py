"""Pictures that questions are about: copies in the profile, so that a conversation outlives the file it was shown.

Only the indexer child decodes them; the engine copies bytes, and hands pixels on.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import apsw

from engine.capabilities.chat.api import Attachment
from engine.models.interfaces import LARGEST_SEEN, DecodedImage, PromptImage
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.indexing import FileRead, Indexer, PictureContents, ReadPicture
from engine.store.database import Store

FOLDER = "attachments"
MOST = 8
"""Pictures with one question."""
AT_ONCE = 4 * 1024 * 1024
_ROWS = """SELECT a.message, a.file, a.thumbnail, a.name FROM attachments a JOIN messages m ON m.id = a.message
    WHERE m.conversation = ? ORDER BY a.message, a.position"""


@dataclass(frozen=True)
class Kept:
    """A picture in the profile, not yet with a message. Paths are relative to the profile's folder of attachments."""

    file: str
    thumbnail: str
    name: str


class Attachments:
    """`glance` is the child that reads what a person waits for."""

    def __init__(self, store: Store, interactive_indexer: Indexer) -> None:
        self._store, self._glance = store, interactive_indexer
        self._folder = store.home / FOLDER

    def keep(self, paths: Sequence[str], is_cancelled: IsCancelled) -> tuple[Kept, ...]:
        """Copied once the child could read them. Raises FileError, PicturesTooMany, DiskFull, Cancelled."""
        if len(paths) > MOST:
            raise errors.PicturesTooMany(count=len(paths), limit=MOST)
        return tuple(self._keep(Path(path), is_cancelled) for path in paths)

    def shown(self, attachments: Iterable[Attachment]) -> tuple[PromptImage, ...]:
        """For the model, which has them decoded when it does not know them; those that are gone are left out."""
        there = (one for one in attachments if Path(one.path).is_file())
        return tuple(PromptImage(Path(one.path).stem, _looking(self._look, one)) for one in there)

    def must_exist(self, attachments: Iterable[Attachment]) -> None:
        """Raises FileVanished."""
        for one in attachments:
            if not Path(one.path).is_file():
                raise errors.FileVanished(name=one.name)

    def forget(self, kept: Iterable[Kept]) -> None:
        """Remove the copies that no message has."""
        with self._store.read() as connection:
            forgotten = [one for one in kept if not _is_used(connection, one.file)]
        for one in forgotten:
            _wipe(self._folder / one.file)
            _wipe(self._folder / one.thumbnail)

    def _keep(self, path: Path, is_cancelled: IsCancelled) -> Kept:
        contents = self._read(ReadPicture(str(path), thumbnails=str(self._folder)), is_cancelled)
        digest = contents.sha256.hex()
        name = f"{digest[:2]}/{digest[2:]}{path.suffix.lower()}"
        if not (self._folder / name).exists():
            _copy(path, self._folder / name, digest)
        return Kept(name, contents.thumbnail, self._name_of(name) if path.is_relative_to(self._folder) else path.name)

    def _name_of(self, file: str) -> str:
        """What a copy was called when it was attached first."""
        with self._store.read() as connection:
            rows = list(connection.execute("SELECT name FROM attachments WHERE file = ? LIMIT 1", (file,)))
        return str(rows[0][0]) if rows else file

    def _look(self, attachment: Attachment) -> DecodedImage:
        contents = self._read(ReadPicture(attachment.path, seen=LARGEST_SEEN), lambda: False, attachment.name)
        if contents.seen is None:
            raise errors.FileUnreadable("no pixels", name=attachment.name)
        return DecodedImage(contents.seen.width, contents.seen.height, contents.seen.rgb)

    def _read(self, asked: ReadPicture, is_cancelled: IsCancelled, name: str = "") -> PictureContents:
        with closing(self._glance.read([asked], is_cancelled)) as reading:
            read = next((one for one in reading if isinstance(one, FileRead)), None)
        if read is None:
            raise errors.Cancelled
        if read.error is not None:
            values = read.error.values | {"name": name or Path(asked.path).name}
            kinds = {kind.kind: kind for kind in errors.FileError.__subclasses__()}
            raise kinds.get(read.error.kind, errors.FileUnreadable)(read.error.detail, **values)
        assert read.picture is not None
        return read.picture


def attach(connection: apsw.Connection, message: int, kept: Iterable[Kept]) -> None:
    connection.executemany(
        "INSERT INTO attachments(message, position, file, thumbnail, name) VALUES(?, ?, ?, ?, ?)",
        [(message, position, one.file, one.thumbnail, one.name) for position, one in enumerate(kept)],
    )


def of_conversation(connection: apsw.Connection, conversation: int) -> Mapping[int, tuple[Attachment, ...]]:
    """Message to its pictures."""
    folder = Path(connection.filename).parent / FOLDER
    found: dict[int, tuple[Attachment, ...]] = {}
    for message, file, thumbnail, name in connection.execute(_ROWS, (conversation,)):
        one = Attachment(str(folder / str(file)), str(folder / str(thumbnail)), str(name))
        found[int(str(message))] = (*found.get(int(str(message)), ()), one)
    return found


def kept_of(connection: apsw.Connection, conversation: int) -> tuple[Kept, ...]:
    rows = connection.execute(_ROWS, (conversation,))
    return tuple(Kept(str(file), str(thumbnail), str(name)) for _, file, thumbnail, name in rows)


def _is_used(connection: apsw.Connection, file: str) -> bool:
    return next(iter(connection.execute("SELECT 1 FROM attachments WHERE file = ? LIMIT 1", (file,))), None) is not None


def _looking(look: Callable[[Attachment], DecodedImage], attachment: Attachment) -> Callable[[], DecodedImage]:
    return lambda: look(attachment)


def _copy(path: Path, target: Path, sha256: str) -> None:
    """The bytes the child saw, or none. Raises FileVanished, DiskFull."""
    part = target.with_suffix(".part")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with (
            path.open("rb") as source,
            os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as copy,
        ):
            while data := source.read(AT_ONCE):
                digest.update(data)
                copy.write(data)
        if digest.hexdigest() != sha256:
            raise errors.FileVanished("it changed while it was read", name=path.name)
        part.replace(target)
    except OSError as failed:
        if failed.errno == errno.ENOSPC:
            raise errors.DiskFull(needed=f"{path.stat().st_size // 1_000_000 + 1} MB") from None
        raise errors.FileVanished(str(failed), name=path.name) from None
    finally:
        part.unlink(missing_ok=True)


def _wipe(path: Path) -> None:
    """Written over before it goes: what is deleted for good is not to be found on the disk either, where that can be helped."""
    with suppress(OSError):
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            os.fsync(file.fileno())
        path.unlink()
