"""KV states of conversations, kept on disk so that it need not be computed again after a restart.

One private file for each conversation, in a folder of bounded size, the longest unused going first. The files are a cache: any
of them may be deleted at any time, none is in a backup, and one that is damaged, forged or of another model is dropped. They
hold a conversation's tokens, and so its words: `forget` removes them with the conversation, and zeros are written over each
that is replaced or dropped.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import shutil
import stat
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec

from engine.protocol import paths
from engine.protocol.errors import LibraryError
from engine.protocol.private_folder import make_private_folder
from engine.store.database import Store
from engine.store.profile_files import NO_LINK, delete_stored_file, stored_file
from engine.store.settings import LibrarySettings

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Tokens = npt.NDArray[np.int32]
    Data = npt.NDArray[np.uint8]

LIMIT_SETTING, SECRET_SETTING = "conversation_states_bytes", "conversation_states_secret"
DEFAULT_LIMIT = 1_000_000_000
SPARE_DISK = 1_000_000_000
"""Bytes that stay free on the disk: a cache never fills it."""
_MAGIC, _CHECKSUM_BYTES, _LONGEST_HEADER = b"ATNKV001", 32, 4096
_BEGINNING = struct.Struct(f"<8s{_CHECKSUM_BYTES}sI")
"""Magic, checksum, and the length of the header that follows; then come tokens and data."""
_READ = os.O_RDONLY | NO_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
Count = Annotated[int, msgspec.Meta(ge=0)]


class ConversationState(msgspec.Struct, frozen=True):
    """`tokens` [tokens] int32 are those of the conversation, `data` [bytes] uint8 what the model computed of them."""

    tokens: Tokens
    data: Data

    @property
    def size(self) -> int:
        """Bytes of both."""
        return int(self.tokens.nbytes + self.data.nbytes)


class _Header(msgspec.Struct, frozen=True):
    """`fingerprint` says which model, library and plan the data belong to."""

    fingerprint: str
    tokens: Count
    bytes: Count


class ConversationStates:
    """The folder of states of one profile. A conversation is any name; only its hash is in a file's name."""

    def __init__(self, store: Store) -> None:
        self._home, self._settings = store.home, LibrarySettings(store)
        self._lock = threading.Lock()
        self._forgotten: set[str] = set()
        self._writer: threading.Thread | None = None
        self._limit, self._secret = 0, b""

    def limit(self) -> int:
        """Return the most bytes that all files take; 0 keeps none."""
        value = self._settings.get(LIMIT_SETTING)
        return int(value) if value is not None and value.isdecimal() else DEFAULT_LIMIT

    def set_limit(self, limit: int) -> None:
        """Change the most bytes, and delete at once what is too much. Raises DiskFull, LibraryReadOnly."""
        self._settings.set(LIMIT_SETTING, str(max(0, limit)))
        self._limit = self.limit()
        self._delete_surplus(0)

    def used(self) -> int:
        """Return the bytes that all files take now."""
        return sum(size for _, size, _ in self._files())

    def read(
        self, conversation: str, fingerprint: str, is_wanted: Callable[[Tokens], bool]
    ) -> ConversationState | None:
        """Return a conversation's state; None where there is none that is whole, of this fingerprint and wanted.

        `is_wanted` sees the tokens, before the data are read. A file of no use is deleted.
        """
        self._read_settings()
        path = self._path(conversation)
        if path is None or not self._limit:
            return None
        with self._lock:  # the writer puts zeros over the file that it replaces
            try:
                with os.fdopen(os.open(path, _READ), "rb") as file:
                    state, is_useless = self._read(file, fingerprint, is_wanted)
                if state is not None:
                    os.utime(path)
            except OSError:
                return None
            if is_useless:
                self._delete(path.name)
            return state

    def write_soon(self, conversation: str, fingerprint: str, state: ConversationState) -> bool:
        """Begin to write a state in the background. Return False where it is not kept: no room, or another is being written.

        `read` comes before it: only that looks at the settings, since a thread that does gets a connection of its own.
        """
        if self._writer is not None and self._writer.is_alive():
            return False
        if conversation in self._forgotten or state.size > self._limit // 2:
            return False
        self._writer = threading.Thread(
            target=self._write, args=(conversation, fingerprint, state), name="conversation state"
        )
        self._writer.start()
        return True

    def forget(self, conversation: str) -> None:
        """Remove a conversation's state, with zeros over it; one that is being written is not kept either."""
        with self._lock:
            self._forgotten.add(conversation)
            self._delete(_name(conversation))

    def close(self) -> None:
        """Wait for what is being written."""
        if self._writer is not None:
            self._writer.join()

    def _read_settings(self) -> None:
        self._limit = self.limit()
        secret = self._secret.decode() or self._settings.get(SECRET_SETTING)
        if secret is None:
            secret = secrets.token_hex(32)
            with suppress(LibraryError):  # read-only: then the files last as long as this engine
                self._settings.set(SECRET_SETTING, secret)
        self._secret = secret.encode()[:64]

    def _read(
        self, file: BufferedReader, fingerprint: str, is_wanted: Callable[[Tokens], bool]
    ) -> tuple[ConversationState | None, bool]:
        """Return the state, and whether the file is of no use to anyone. Nothing in it is believed before the checksum.

        When the library is encrypted, this and `_write` are where the bytes are decrypted and encrypted.
        """
        import numpy as np

        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_size < _BEGINNING.size:
            return None, True
        magic, checksum, length = _BEGINNING.unpack(file.read(_BEGINNING.size))
        encoded = file.read(min(length, _LONGEST_HEADER))
        try:
            header = msgspec.json.decode(encoded, type=_Header)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None, True
        size = _BEGINNING.size + length + 4 * header.tokens + header.bytes
        is_ours = magic == _MAGIC and header.fingerprint == fingerprint
        if not is_ours or size != found.st_size or size > self._limit:
            return None, True
        tokens, data = np.empty(header.tokens, np.int32), np.empty(header.bytes, np.uint8)
        file.readinto(tokens.view(np.uint8).data)
        if not is_wanted(tokens):
            return None, False
        file.readinto(data.data)
        state = ConversationState(tokens, data)
        is_whole = hmac.compare_digest(checksum, self._checksum(encoded, state))
        return (state if is_whole else None), not is_whole

    def _write(self, conversation: str, fingerprint: str, state: ConversationState) -> None:
        path = self._path(conversation)
        if path is None or paths.is_library_missing(self._home):
            return
        header = msgspec.json.encode(_Header(fingerprint, len(state.tokens), state.data.nbytes))
        part = path.with_suffix(".part")
        with suppress(OSError):  # a full disk, or one that is gone: it is only a cache
            make_private_folder(path.parent)
            self._delete_surplus(state.size)
            if shutil.disk_usage(path.parent).free - state.size < SPARE_DISK:
                return
            self._delete(part.name)  # of an engine that was killed
            try:
                with os.fdopen(os.open(part, _CREATE, 0o600), "wb") as file:
                    file.write(_BEGINNING.pack(_MAGIC, self._checksum(header, state), len(header)) + header)
                    file.write(state.tokens.data)
                    file.write(state.data.data)
                with self._lock:
                    if conversation not in self._forgotten:
                        self._delete(path.name)
                        part.replace(path)
            finally:
                self._delete(part.name)

    def _checksum(self, header: bytes, state: ConversationState) -> bytes:
        """Return a checksum that only this library can make: native code reads no file of a stranger."""
        digest = hashlib.blake2b(header, key=self._secret, digest_size=_CHECKSUM_BYTES)
        digest.update(state.tokens.data)
        digest.update(state.data.data)
        return digest.digest()

    def _path(self, conversation: str) -> Path | None:
        return stored_file(self._home, paths.CONVERSATION_STATES, _name(conversation))

    def _files(self) -> list[tuple[float, int, str]]:
        """Return when each file was last used, its bytes and its name; the longest unused first."""
        found = []
        with suppress(OSError):
            for entry in os.scandir(self._home / paths.CONVERSATION_STATES):
                status = entry.stat(follow_symlinks=False)
                found.append((status.st_mtime, status.st_size, entry.name))
        return sorted(found)

    def _delete_surplus(self, coming: int) -> None:
        """Delete the longest unused files until `coming` bytes more are within the limit."""
        with self._lock:
            files, limit = self._files(), self._limit
            used = coming + sum(size for _, size, _ in files)
            for _, size, name in files:
                if used <= limit:
                    return
                self._delete(name)
                used -= size

    def _delete(self, name: str) -> None:
        """Delete a file of the folder, with zeros over it."""
        delete_stored_file(self._home, paths.CONVERSATION_STATES, name)


def _name(conversation: str) -> str:
    return f"{hashlib.sha256(conversation.encode('utf-8', 'replace')).hexdigest()[:40]}.state"
