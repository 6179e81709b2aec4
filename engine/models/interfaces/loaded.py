"""The part that the interfaces of all models share."""

from __future__ import annotations

from typing import Protocol


class Closable(Protocol):
    """A model in memory."""

    def close(self) -> None:
        """Free the model's memory. Nothing may be called afterwards."""


class LoadedModel(Closable, Protocol):
    """A model in memory that is known by the id of its installed files."""

    @property
    def id(self) -> str:
        """Id in the registry: the name of the model's folder, as its manifest says."""
