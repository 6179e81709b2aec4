"""Particulars of a document: its author and its day."""

from __future__ import annotations

import msgspec


class Particulars(msgspec.Struct, frozen=True, omit_defaults=True):
    """Author and day ("2026-03-05") of a document, each empty where its file does not tell."""

    author: str = ""
    day: str = ""


NO_PARTICULARS = Particulars()
