"""A small model that a child survived, and whose file then changed so that llama.cpp aborts the process that loads it."""

from __future__ import annotations

import os
from pathlib import Path

from engine.models.pool import LazyModelPool
from engine.models.registry import InstalledModel, ModelRegistry
from engine.rpc.generators import exhaust
from tests.support.tiny_gguf import tiny_gguf, write_tiny_gguf


def install_tiny_model(models: Path, work: Path) -> InstalledModel:
    """Install the model and try it in a child."""
    registry = ModelRegistry([models])
    added = exhaust(registry.add(write_tiny_gguf(work / "Tiny.gguf")))
    LazyModelPool(registry).probe(added.id)
    return registry.get(added.id)


def spoil(installed: InstalledModel) -> None:
    """Change the file without a change of its size and its time, so that it is not tried again."""
    path = installed.path(".gguf")
    times = path.stat()
    file = tiny_gguf()
    blocks = file.entry("llama.block_count")
    assert blocks is not None
    blocks.value = 0
    path.write_bytes(file.to_bytes())
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
