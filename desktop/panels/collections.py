"""Names of document collections as a person reads them: those that the program makes itself have no name of their own."""

from __future__ import annotations

from desktop.i18n import tr
from engine.capabilities.documents.api import ATTACHED


def collection_title(name: str) -> str:
    """Return the name of a collection in the user's language."""
    return tr("panels", "Attached files") if name == ATTACHED else name
