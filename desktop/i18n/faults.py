"""Sentences for the engine's errors in the user's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QCoreApplication

from desktop.link.call import EngineFault
from engine.protocol.errors import AteneoError


def fault_sentence(fault: EngineFault) -> str:
    """Return the sentence for a failed call. An unknown kind of error keeps the engine's own English message."""
    return error_sentence(fault.kind, fault.values) or fault.message


def error_sentence(kind: str, values: Mapping[str, str]) -> str:
    """Return the sentence of an error kind, or "" when the kind is unknown or a value is missing."""
    source = next((error.sentence for error in _error_classes(AteneoError) if error.kind == kind), "")
    try:
        return str(QCoreApplication.translate("errors", source).format_map(values)) if source else ""
    except KeyError:
        return ""


def _error_classes(root: type[AteneoError]) -> Iterator[type[AteneoError]]:
    yield root
    for child in root.__subclasses__():
        yield from _error_classes(child)
