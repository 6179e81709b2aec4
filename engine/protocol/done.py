"""Results of methods that only act: an empty one, and a count."""

from __future__ import annotations

import msgspec


class Done(msgspec.Struct, frozen=True):
    """The result of a method with nothing to report: it succeeded."""


class Purged(msgspec.Struct, frozen=True):
    """The result of a method that deletes for good: how many things it deleted. Backups made before still hold them."""

    count: int
