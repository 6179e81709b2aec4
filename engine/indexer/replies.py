"""Messages from the child to the engine: a stage of a request, its result, or its error."""

from __future__ import annotations

import msgspec

from engine.protocol.children.indexing import FileContents, ImageContents, JpegCopy, OcrResult, ReadStage, SheetResult
from engine.protocol.errors import AteneoError
from engine.protocol.messages import ErrorBody, ErrorData, EventParams, Failure, Result
from engine.rpc.wire import LineWriter


class Replies:
    """Sends replies to requests by their ids."""

    def __init__(self, send: LineWriter) -> None:
        self._send = send

    def send_stage(self, id: int, stage: ReadStage) -> None:
        """Report how far a request is."""
        self._write({"jsonrpc": "2.0", "method": "event", "params": EventParams(id, stage)})

    def send_result(self, id: int, result: FileContents | ImageContents | JpegCopy | SheetResult | OcrResult) -> None:
        """Finish a request with its result."""
        self._write(Result(id, result))

    def send_error(self, id: int, error: AteneoError) -> None:
        """Finish a request with an error."""
        data = ErrorData(error.kind, error.detail, error.values)
        self._write(Failure(id, ErrorBody(error.code, error.message, data)))

    def _write(self, message: object) -> None:
        self._send(msgspec.json.encode(message))
