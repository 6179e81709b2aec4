"""Base of all errors, and the three that belong to no one subject."""

from __future__ import annotations

from typing import ClassVar

JSON_RPC_PARSE, JSON_RPC_INVALID, JSON_RPC_NO_METHOD, JSON_RPC_PARAMS, JSON_RPC_OURS = (
    -32700,
    -32600,
    -32601,
    -32602,
    -32000,
)


class AteneoError(Exception):
    """Base of all errors. `kind` is its name on the wire.

    `values` fill the braces of `sentence`: names and figures, never words, which would not be translated.
    `detail` is technical and stays untranslated.
    """

    kind: ClassVar[str] = "error"
    sentence: ClassVar[str] = "Something went wrong. Nothing was lost; please try again."
    code: ClassVar[int] = JSON_RPC_OURS

    def __init__(self, detail: str = "", **values: str | int) -> None:
        self.detail = detail
        self.values = {name: str(value) for name, value in values.items()}
        super().__init__(self.sentence.format_map(self.values))

    @property
    def message(self) -> str:
        """The English sentence with its braces filled."""
        return str(self.args[0])


def error_class(kind: str) -> type[AteneoError] | None:
    """Return the class with a kind, at any depth below AteneoError; None where no imported module has one."""
    waiting: list[type[AteneoError]] = [AteneoError]
    while waiting:
        error = waiting.pop()
        if error.kind == kind:
            return error
        waiting += error.__subclasses__()
    return None


class BadRequest(AteneoError):
    """A request that the window and the commands never send: a fault of the program, which `detail` names."""

    kind = "bad_request"
    sentence = "The program sent a message the engine does not understand. Please report this."
    code = JSON_RPC_PARAMS


class Cancelled(AteneoError):
    """The person stopped the work. Rows that were committed before stay."""

    kind = "cancelled"
    sentence = "Stopped. What was finished is kept."


class InternalError(AteneoError):
    """An exception that is none of these classes, or native code that failed; `detail` names it, the log has the rest."""

    kind = "internal"
    sentence = "Something went wrong inside the engine. Nothing was lost; please try again."
