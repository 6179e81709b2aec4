"""The text of a file, read by the indexer child: the engine itself opens no file from outside."""

from __future__ import annotations

from contextlib import closing

from engine.capabilities.text_tools.api import MAX_CHARACTERS, FileText, ReadText
from engine.files.names import named_path
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import FileResult, Indexer, ReadFile
from engine.protocol.children.received_errors import file_error_of
from engine.protocol.errors import Cancelled


class FileTextReader:
    """Handler of READ_TEXT."""

    def __init__(self, indexer: Indexer) -> None:
        self._indexer = indexer

    def read(self, request: ReadText, is_cancelled: IsCancelled) -> FileText:
        """Return the text of all pages. Raises FileError, Cancelled."""
        path = named_path(request.path)
        with closing(self._indexer.read([ReadFile(str(path))], is_cancelled)) as replies:
            result = next((reply for reply in replies if isinstance(reply, FileResult)), None)
        if result is None:
            raise Cancelled
        if result.contents is None:
            raise file_error_of(result)
        text = "\n\n".join(page.text for page in result.contents.pages)
        return FileText(path.name, text[:MAX_CHARACTERS], truncated=len(text) > MAX_CHARACTERS)
