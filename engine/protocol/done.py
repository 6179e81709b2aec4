"""The empty result of a method that only acts."""

from __future__ import annotations

import msgspec


class Done(msgspec.Struct, frozen=True):
    """The result of a method with nothing to report: it succeeded."""
