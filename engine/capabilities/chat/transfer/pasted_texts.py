"""Long pasted texts, kept as files of the profile, so that they can be attached to a conversation and searched."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import apsw

from engine.capabilities.chat.api.transfer import PastedFile, SavePasted
from engine.capabilities.chat.titles import title_of
from engine.files.atomic_file import write_errors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import FileUnwritable
from engine.protocol.private_folder import make_private_folder
from engine.store.clock import may_purge
from engine.store.database import Store
from engine.store.profile_files import delete_stored_file, stored_file, stored_name

FOLDER = "pasted"
LONGEST_NAME, LOOKED_AT = 40, 2000
"""Characters of the name, and of the text in which words for it are looked for."""
FRESH_SECONDS = 60
"""A text that was pasted so short a time ago may not be attached yet."""
ForgetFile = Callable[[str], None]
"""(path): exported by the documents capability."""
_UNFIT = re.compile(r"[^\w\-]+")


class PastedTexts:
    """Files in home/pasted, in folders named by the SHA-256 of their content; their own names are its first words."""

    def __init__(self, store: Store, forget: ForgetFile | None = None) -> None:
        """`forget` deletes what was read from a file."""
        self._store, self._home, self._forget = store, store.home, forget

    def save(self, request: SavePasted, _: IsCancelled) -> PastedFile:
        """Write the text, unless it is there already. Raises DiskFull, FileUnwritable."""
        data = request.text.encode("utf-8", "replace")
        digest = hashlib.sha256(data).hexdigest()
        target = stored_file(self._home, FOLDER, f"{digest}/{_name(request.text)}.txt")
        if target is None:
            raise FileUnwritable("a link in the folder", name=FOLDER)
        with write_errors(target):
            make_private_folder(target.parent)
            if not target.exists():
                part = target.with_suffix(".part")
                with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                    file.write(data)
                part.replace(target)
        return PastedFile(str(target))

    def remove_unused(self) -> None:
        """Delete the texts that no conversation has any more, and what was read from them; not one that was just pasted.

        Nothing is deleted while a library that was replaced may come back, which has other conversations.
        """
        if not may_purge(self._store):
            return
        files = [
            file for file in (self._home / FOLDER).glob("*/*.txt") if time.time() - file.stat().st_mtime > FRESH_SECONDS
        ]
        if not files:
            return
        with self._store.read() as connection:
            unused = [file for file in files if not _is_used(connection, file)]
        for file in unused:
            if self._forget is not None:
                self._forget(str(file))
            delete_stored_file(self._home, FOLDER, stored_name(self._home, FOLDER, str(file)))
            with suppress(OSError):
                file.parent.rmdir()


def _is_used(connection: apsw.Connection, file: Path) -> bool:
    """Return whether a file is attached to a conversation, a new one or a deleted one too, or to a waiting question."""
    sql = """SELECT 1 FROM conversation_files WHERE instr(files, ?1)
        UNION SELECT 1 FROM queued_questions WHERE instr(request, ?1) LIMIT 1"""
    return connection.execute(sql, (file.parent.name,)).fetchone() is not None


def _name(text: str) -> str:
    """Return the first words of a text as the name of a file, "text" where it has none."""
    words = _UNFIT.sub(" ", title_of(text[:LOOKED_AT])).split()
    return " ".join(words)[:LONGEST_NAME].strip(". ") or "text"
