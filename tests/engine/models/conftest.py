from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.models.llama.gguf import read_header

if TYPE_CHECKING:
    from engine.models.encoders.onnx_embedder import OnnxEmbedder
    from engine.models.llama.text_model import LlamaTextModel

TEXT, EMBEDDER = "smollm2-135m-instruct-q4_1", "multilingual-e5-small-int8"


@pytest.fixture(scope="session")
def gguf(models: Path) -> Path:
    return next((models / TEXT).glob("*.gguf"))


@pytest.fixture(scope="session")
def loaded_model(gguf: Path) -> Iterator[LlamaTextModel]:
    """One thread: two on a busy machine wait for each other."""
    from engine.models.llama.native import LoadPlan
    from engine.models.llama.text_model import LlamaTextModel

    model = LlamaTextModel("SmolLM2", gguf, read_header(gguf).chat_template, LoadPlan(512, 1, micro_batch=64))
    yield model
    model.close()


@pytest.fixture(scope="session")
def e5(models: Path) -> Iterator[OnnxEmbedder]:
    from engine.models.encoders.onnx_embedder import OnnxEmbedder
    from engine.models.manifest import read_manifest

    folder = models / EMBEDDER
    embedder = OnnxEmbedder(read_manifest(folder), folder, threads=1)
    yield embedder
    embedder.close()
