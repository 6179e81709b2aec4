"""docs/faults.md 75: a GGUF file is a model to chat with, a base model, or something that no conversation can use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.models.importing.gguf_import import NAMED_BASE, NO_TEMPLATE, gguf_manifest
from engine.models.manifest import ModelManifest
from engine.protocol import errors
from tests.support.tiny_models import gguf_bytes

TEMPLATE = {"tokenizer.chat_template": "{% for message in messages %}<|im_start|>{{ message.content }}{% endfor %}"}


def manifest(folder: Path, values: Mapping[str, str | int], name: str = "model.gguf") -> ModelManifest:
    path = folder / name
    path.write_bytes(gguf_bytes(values))
    return gguf_manifest({name: path}, "")


@pytest.mark.parametrize(
    ("values", "file", "reason"),
    [
        ({}, "Meta-Llama-3.1-8B.Q4_K_M.gguf", NO_TEMPLATE),
        ({"general.name": "Mistral 7B v0.3"}, "m.gguf", NO_TEMPLATE),
        (TEMPLATE | {"general.name": "Qwen3 4B Base"}, "m.gguf", NAMED_BASE),
        (TEMPLATE | {"general.finetune": "Base"}, "m.gguf", NAMED_BASE),
        (TEMPLATE, "gemma-3-4b-pt-q4_0.gguf", NAMED_BASE),
        (TEMPLATE | {"general.name": "Gemma 3 4b Pt"}, "m.gguf", NAMED_BASE),
        (TEMPLATE | {"general.finetune": "pretrained"}, "m.gguf", NAMED_BASE),
        (TEMPLATE | {"general.name": "Smollm2 135M 8k Lc100K Mix1 Ep2"}, "SmolLM2-135M-Instruct.Q4_1.gguf", ""),
        (TEMPLATE | {"general.name": "Qwen3 8B"}, "Qwen3-8B-Q4_K_M.gguf", ""),
        (TEMPLATE | {"general.name": "Llama 3 base, chat tuned"}, "m.gguf", ""),
        ({"general.name": "Mistral-7B-Instruct-v0.1"}, "m.gguf", ""),
        ({}, "gemma-3-4b-it-Q4_K_M.gguf", ""),
        ({}, "openhermes-2.5-mistral-7b.Q4_K_M.gguf", ""),
        ({}, "vicuna-7b-v1.5.Q4_K_M.gguf", ""),
    ],
)
def test_a_base_model_is_told_from_one_to_chat_with(
    tmp_path: Path, values: Mapping[str, str | int], file: str, reason: str
) -> None:
    assert manifest(tmp_path, values, file).base_model == reason


@pytest.mark.parametrize(
    ("values", "error", "sentence"),
    [
        ({"general.type": "adapter", "adapter.type": "lora"}, errors.AdapterAlone, "is an adapter .LoRA."),
        ({"general.architecture": "bert"}, errors.EmbeddingGguf, "finds passages and writes nothing"),
        ({"general.architecture": "qwen3", "qwen3.pooling_type": 3}, errors.EmbeddingGguf, "an embedding model"),
        ({"general.architecture": "gemma-embedding"}, errors.EmbeddingGguf, "an embedding model"),
        ({"general.architecture": "flux"}, errors.ModelOtherPurpose, "pictures or sound .flux."),
        ({"general.type": "imatrix"}, errors.NotAModelFile, "is not a model"),
        ({"general.architecture": "controlvector"}, errors.NotAModelFile, "is not a model"),
    ],
)
def test_a_gguf_that_is_no_language_model_says_what_it_is(
    tmp_path: Path, values: Mapping[str, str | int], error: type[errors.ModelError], sentence: str
) -> None:
    with pytest.raises(errors.ModelError, match=sentence) as refused:
        manifest(tmp_path, values)
    assert type(refused.value) is error


def test_a_projector_of_sound_is_no_model_to_chat_with(tmp_path: Path) -> None:
    with pytest.raises(errors.ModelOtherPurpose):  # without an image encoder it is no projector of ours
        manifest(tmp_path, {"general.architecture": "clip"})


def test_a_blob_of_ollamas_without_a_name_is_called_by_its_architecture(tmp_path: Path) -> None:
    blob = f"sha256-{'a' * 64}"
    (tmp_path / blob).write_bytes(gguf_bytes({"general.architecture": "qwen2"}))
    assert gguf_manifest({f"{blob}.gguf": tmp_path / blob}, "").name == "qwen2 0.0B"
