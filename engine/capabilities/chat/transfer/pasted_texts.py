"""Long pasted texts, kept as files of the profile, so that they can be attached to a conversation and searched."""

from __future__ import annotations

import hashlib
import os

from engine.capabilities.chat.api.transfer import PastedFile, SavePasted
from engine.files.atomic_file import write_errors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import FileUnwritable
from engine.protocol.private_folder import make_private_folder
from engine.store.database import Store
from engine.store.profile_files import stored_file

FOLDER = "pasted"


class PastedTexts:
    """Files in home/pasted, named by the SHA-256 of their content."""

    def __init__(self, store: Store) -> None:
        self._home = store.home

    def save(self, request: SavePasted, _: IsCancelled) -> PastedFile:
        """Write the text, unless it is there already. Raises DiskFull, FileUnwritable."""
        data = request.text.encode("utf-8", "replace")
        digest = hashlib.sha256(data).hexdigest()
        target = stored_file(self._home, FOLDER, f"{digest[:2]}/{digest[2:]}.txt")
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
