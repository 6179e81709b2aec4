"""The text of one file, read by the limited child: another's file is never opened here."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from engine.capabilities.text_tools.api import MAX_CHARACTERS, ReadText, FileText
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.indexing import FileRead, Indexer, ReadFile


class FileReader:
    def __init__(self, indexer: Indexer) -> None:
        self._indexer = indexer

    def read(self, request: ReadText, is_cancelled: IsCancelled) -> FileText:
        """Raises FileError, Cancelled."""
        path = Path(request.path).expanduser()
        with closing(self._indexer.read([ReadFile(str(path))], is_cancelled)) as reading:
            read = next((said for said in reading if isinstance(said, FileRead)), None)
        if read is None:
            raise errors.Cancelled
        if read.contents is None:
            raise _error_of(read)
        text = "\n\n".join(page.text for page in read.contents.pages)
        return FileText(path.name, text[:MAX_CHARACTERS], truncated=len(text) > MAX_CHARACTERS)


def _error_of(read: FileRead) -> errors.FileError:
    name = Path(read.path).name
    if read.error is None:
        return errors.FileUnreadable("no text", name=name)
    of = next((one for one in errors.FileError.__subclasses__() if one.kind == read.error.kind), errors.FileUnreadable)
    return of(read.error.detail, **{"name": name, **read.error.values})
