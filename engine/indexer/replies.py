"""What the child says: a stage of a request, its result, or its error."""

from __future__ import annotations

import msgspec

from engine.protocol.errors import AteneoError
from engine.protocol.indexing import FileContents, PictureContents, PictureView, ReadStage, Sheet, Writing
from engine.protocol.messages import ErrorBody, ErrorData, EventParams, Failure, Result
from engine.rpc.wire import LineWriter


class Answers:
    def __init__(self, send: LineWriter) -> None:
        self._send = send

    def tell(self, id: int, stage: ReadStage) -> None:
        self._write({"jsonrpc": "2.0", "method": "event", "params": EventParams(id, stage)})

    def finish(self, id: int, contents: FileContents | PictureContents | PictureView | Sheet | Writing) -> None:
        self._write(Result(id, contents))

    def fail(self, id: int, error: AteneoError) -> None:
        self._write(
            Failure(id, ErrorBody(error.code, error.message, ErrorData(error.kind, error.detail, error.values)))
        )

    def _write(self, message: object) -> None:
        self._send(msgspec.json.encode(message))
