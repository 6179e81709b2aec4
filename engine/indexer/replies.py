"""Messages from the child to the engine: a stage of a request, its result, or its error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from engine.files.limits import MIB, READER_BYTES
from engine.protocol.children.indexing import (
    ConversationsResult,
    FileContents,
    ImageContents,
    JpegCopy,
    OcrResult,
    ReadStage,
    SheetResult,
)
from engine.protocol.errors import AteneoError, FileOutOfMemory, FileUnreadable
from engine.protocol.messages import ErrorBody, ErrorData, EventParams, Failure, Result
from engine.rpc.server import log_without_content
from engine.rpc.wire import LineWriter


class Replies:
    """Sends replies to requests by their ids."""

    def __init__(self, send: LineWriter) -> None:
        self._send = send

    def send_stage(self, id: int, stage: ReadStage) -> None:
        """Report how far a request is."""
        self._write({"jsonrpc": "2.0", "method": "event", "params": EventParams(id, stage)})

    def send_result(
        self,
        id: int,
        result: FileContents | ImageContents | JpegCopy | SheetResult | OcrResult | ConversationsResult,
    ) -> None:
        """Finish a request with its result."""
        self._write(Result(id, result))

    def send_error(self, id: int, error: AteneoError) -> None:
        """Finish a request with an error."""
        data = ErrorData(error.kind, error.detail, error.values)
        self._write(Failure(id, ErrorBody(error.code, error.message, data)))

    @contextmanager
    def answering(self, id: int, path: str, memory: int = READER_BYTES) -> Iterator[None]:
        """Send the error of reading `path` if there is one. Whatever a hostile file makes a reader raise costs that file."""
        name = Path(path).name
        try:
            yield
        except AteneoError as error:
            self.send_error(id, error)
        except MemoryError as error:
            limit = f"{memory // MIB} MB"
            self.send_error(id, FileOutOfMemory(str(error), name=name, limit=limit))
        except Exception as error:  # noqa: BLE001  this is the child's wire, where everything is caught, once
            log_without_content("reading", error)
            self.send_error(id, FileUnreadable(type(error).__name__, name=name))

    def _write(self, message: object) -> None:
        self._send(msgspec.json.encode(message))
