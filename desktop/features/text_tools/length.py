"""Checks of texts before they are sent, and which of the engine's faults are about the texts themselves."""

from __future__ import annotations

from desktop.feature import Shell
from desktop.link.call import EngineFault, fault_of
from engine.capabilities.text_tools.api import MAX_CHARACTERS, TooFewTexts, TooManyTexts
from engine.protocol.errors import TextEmpty, TextTooLong


def is_too_long(text: str, shell: Shell) -> bool:
    """Tell the user when a text is too long. It is not sent: the wire drops a message of such a length."""
    if len(text) <= MAX_CHARACTERS:
        return False
    shell.report(fault_of(TextTooLong(count=f"{len(text):,}", limit=f"{MAX_CHARACTERS:,}")))
    return True


def is_about_texts(fault: EngineFault) -> bool:
    """Whether the fault is shown beside the texts, where it can be mended, and not in the message bar."""
    return fault.kind in {error.kind for error in (TextEmpty, TooFewTexts, TooManyTexts)}
