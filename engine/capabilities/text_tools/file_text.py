"""The text of one file, read by the limited child: another's file is never opened here."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from engine.capabilities.text_tools.api import MAX_CHARACTERS, FileText, ReadText
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.indexing import FileResult, Indexer, ReadFile
from engine.protocol.received_errors import file_error_of


class FileReader:
    def __init__(self, indexer: Indexer) -> None:
        self._indexer = indexer

    def read(self, request: ReadText, is_cancelled: IsCancelled) -> FileText:
        """Raises FileError, Cancelled."""
        path = Path(request.path).expanduser()
        with closing(self._indexer.read([ReadFile(str(path))], is_cancelled)) as reading:
            read = next((said for said in reading if isinstance(said, FileResult)), None)
        if read is None:
            raise errors.Cancelled
        if read.contents is None:
            raise file_error_of(read)
        text = "\n\n".join(page.text for page in read.contents.pages)
        return FileText(path.name, text[:MAX_CHARACTERS], truncated=len(text) > MAX_CHARACTERS)
