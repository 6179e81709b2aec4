"""What is wrong with a text: too much of it is not even sent, since the wire would pass over so long a line."""

from __future__ import annotations

from desktop.features.feature import Shell
from desktop.link.call import EngineFault, fault_of
from engine.capabilities.text_tools.api import LONGEST_TEXT
from engine.protocol.errors import TextEmpty, TextTooLong, TooFewTexts, TooManyTexts


def is_too_long(text: str, shell: Shell) -> bool:
    """Said to the person when it is."""
    if len(text) <= LONGEST_TEXT:
        return False
    shell.report(fault_of(TextTooLong(count=f"{len(text):,}", limit=f"{LONGEST_TEXT:,}")))
    return True


def is_about_texts(fault: EngineFault) -> bool:
    """Said beside the texts, where it can be mended, and gone with the next try."""
    return fault.kind in {error.kind for error in (TextEmpty, TooFewTexts, TooManyTexts)}
