"""Well-known model files: recognised by their SHA-256, and the bigger ones that suit a computer."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path

import msgspec

from engine.models.manifest import ModelManifest

TABLE = Path(__file__).parents[3] / "resources" / "known_models.toml"
MOST_MEMORY = 0.4
"""Largest part of the computer's memory that a suggested file takes: the KV cache and the other programs need the rest."""
NEXT_STEP = 0.75
"""A suggestion that is to be faster than another is at most this part of its size."""


class KnownModel(msgspec.Struct, frozen=True):
    """One file of resources/known_models.toml, which explains the fields."""

    name: str
    quantization: str
    file: str
    bytes: int
    sha256: str
    licence: str
    repository: str
    official: bool
    languages: tuple[str, ...]
    suggested: bool = False
    thinks: bool = False
    projector: str = ""

    @property
    def title(self) -> str:
        """Name and quantization."""
        return f"{self.name} {self.quantization}"

    @property
    def publisher(self) -> str:
        """The owner of the repository."""
        return self.repository.partition("/")[0]

    @property
    def address(self) -> str:
        """Where the file is published."""
        return f"https://huggingface.co/{self.repository}"


class _Table(msgspec.Struct, frozen=True):
    models: tuple[KnownModel, ...]


@functools.cache
def known_models(table: Path = TABLE) -> tuple[KnownModel, ...]:
    """Return the table, read once."""
    return msgspec.toml.decode(table.read_bytes(), type=_Table).models


def recognise(manifest: ModelManifest, known: Iterable[KnownModel] | None = None) -> KnownModel | None:
    """Return the well-known file that is among a model's files, or None."""
    digests = {file.sha256 for file in manifest.files}
    return next((model for model in (known_models() if known is None else known) if model.sha256 in digests), None)


def described(manifest: ModelManifest, keep_name: bool, known: Iterable[KnownModel] | None = None) -> ModelManifest:
    """Return the manifest with the name, licence and languages of the well-known file it holds; else as it is.

    `keep_name`: the person gave the name.
    """
    model = recognise(manifest, known)
    if model is None:
        return manifest
    name = manifest.name if keep_name else model.name
    source = f"{model.repository}: {model.file}"
    return msgspec.structs.replace(
        manifest, id=manifest.id if keep_name else model.title, name=name, licence=model.licence, source=source,
        languages=model.languages, base_model="",
    )  # fmt: skip


def suggestions(
    memory: int, in_use: int, count: int = 3, known: Iterable[KnownModel] | None = None
) -> list[KnownModel]:
    """Return up to `count` files for a computer with `memory` bytes where a model of `in_use` bytes answers now.

    The best one that fits comes first, then ones that are clearly faster; where there are too few, others that fit.
    """
    fitting = [
        model
        for model in (known_models() if known is None else known)
        if model.suggested and in_use < model.bytes <= MOST_MEMORY * memory
    ]
    chosen: list[KnownModel] = []
    for model in fitting:
        if not chosen or model.bytes <= NEXT_STEP * chosen[-1].bytes:
            chosen.append(model)
    chosen += [model for model in fitting if model not in chosen]
    return chosen[:count]
