"""A document named on the command line: by its number in the library, or by its file."""

from __future__ import annotations

from pathlib import Path

import msgspec

from engine.cli.arguments import required_path


class DocumentArgument(msgspec.Struct, frozen=True):
    """The number of a document, or 0 with the path of a file."""

    id: int = 0
    path: str = ""


def document_argument(text: str) -> DocumentArgument:
    """Return the document that an argument names; a file whose name is a number is written as ./12. Raises ValueError."""
    if text.isdecimal() and not Path(text).exists():
        return DocumentArgument(int(text))
    return DocumentArgument(path=required_path(text))
