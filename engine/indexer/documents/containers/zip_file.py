"""Reads ZIP archives: each document in one is a document of its own. What an archive may unpack to is checked before."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from engine.indexer.documents.character_sets import decode_text
from engine.indexer.documents.containers.inner_files import MOST_BYTES, InnerFiles
from engine.indexer.documents.contents import DocumentContents, cut_pages
from engine.indexer.documents.deadline import Deadline
from engine.protocol.errors import FileUnreadable

_UTF8_FLAG = 0x800
_LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
LONGEST_LIST = 200_000
"""Characters of the list of members, which is the text of the archive itself."""


def read_zip(path: Path, _: Deadline, inner: InnerFiles) -> DocumentContents:
    """Read the documents in an archive; the archive itself is the list of its members. Raises FileUnreadable."""
    names: list[str] = []
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                name = _name(member)
                if member.is_dir() or any(part in _LITTER for part in PurePosixPath(name).parts):
                    continue
                names.append(name)
                if not inner.is_full and member.file_size <= MOST_BYTES:
                    inner.add(name.replace("/", " – "), archive.read(member))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise FileUnreadable(type(error).__name__, name=path.name) from error
    return DocumentContents("", cut_pages("\n\n".join(names)[:LONGEST_LIST]))


def _name(member: zipfile.ZipInfo) -> str:
    """Return the member's name. Without the flag of UTF-8 it is in the character set of whoever packed it."""
    if member.flag_bits & _UTF8_FLAG:
        return member.filename
    try:
        return decode_text(member.filename.encode("cp437"))
    except UnicodeEncodeError:
        return member.filename
