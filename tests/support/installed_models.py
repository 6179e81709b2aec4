"""Folders of installed models whose weights are a few bytes, for what never loads a model."""

from __future__ import annotations

import hashlib
from pathlib import Path

import tomli_w

from engine.models.registry import ModelRegistry


def write_installed_model(folder: Path, id: str, kind: str) -> None:
    """Write a model's folder with its manifest."""
    place = folder / id
    place.mkdir(parents=True)
    (place / "weights.gguf").write_bytes(content := id.encode() * 100)
    file = {"path": "weights.gguf", "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    manifest = {"id": id, "name": id.title(), "kind": kind, "licence": "MIT", "files": [file]}
    (place / "model.toml").write_text(tomli_w.dumps(manifest), "utf-8")


def three_models(folder: Path) -> ModelRegistry:
    """A registry with the text models alfa and beta and the embedder gama."""
    for id, kind in (("alfa", "text"), ("beta", "text"), ("gama", "embedding")):
        write_installed_model(folder, id, kind)
    return ModelRegistry([folder])
