"""Sentences for the engine's errors in the user's language."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.link.call import EngineFault
from engine.protocol.errors import error_class
from engine.protocol.i18n import as_written


def fault_sentence(fault: EngineFault) -> str:
    """Return the sentence for a failed call. An unknown kind of error keeps the engine's own English message."""
    return error_sentence(fault.kind, fault.values) or fault.message


def error_sentence(kind: str, values: Mapping[str, str]) -> str:
    """Return the sentence of an error kind, or "" when the kind is unknown or a value is missing."""
    error = error_class(kind)
    if error is None:
        return ""
    sentence = QCoreApplication.translate("errors", error.sentence)
    try:
        return str(sentence.format_map(as_written(QLocale().name()[:2], values)))
    except KeyError:
        return ""
