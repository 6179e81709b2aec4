"""How much text is taken at once. More than that is not even sent: the wire would pass over so long a line."""

from __future__ import annotations

from desktop.features.feature import Shell
from desktop.link.call import trouble_of
from engine.capabilities.language.api import LONGEST_TEXT
from engine.protocol.errors import TextTooLong


def is_too_long(text: str, shell: Shell) -> bool:
    """Said to the person when it is."""
    if len(text) <= LONGEST_TEXT:
        return False
    shell.report(trouble_of(TextTooLong(count=f"{len(text):,}", limit=f"{LONGEST_TEXT:,}")))
    return True
