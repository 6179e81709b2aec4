"""A GGUF file that is about to be added: whether it is a language model that stands alone, and its manifest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from engine.models.llama.gguf import GgufHeader, read_header
from engine.models.manifest import ModelManifest, slug
from engine.protocol import errors

EMBEDDING_ARCHITECTURES = frozenset(
    {
        "bert", "nomic-bert", "nomic-bert-moe", "neo-bert", "jina-bert-v2", "jina-bert-v3", "modern-bert", "eurobert",
        "t5encoder", "gemma-embedding", "llama-embed",
    }
)  # fmt: skip
OTHER_ARCHITECTURES = frozenset(
    {
        "flux", "sd1", "sd2", "sd3", "sdxl", "aura", "hidream", "cosmos", "ltxv", "hyvid", "wan", "lumina2", "qwen_image",
        "z_image", "ernie_image", "pig", "whisper", "wavtokenizer-dec", "parakeet", "kokoro", "dac", "clip",
    }
)  # fmt: skip
"""General.architecture of models that make or read pictures, video and sound, as their converters write it."""
CHAT_WORDS = frozenset({"inst", "it", "sft", "dpo", "orpo", "rlhf", "r1"})
CHAT_PARTS = (
    "instruct", "chat", "assistant", "think", "reasoning", "distill", "hermes", "vicuna", "alpaca", "zephyr", "dolphin", "orca",
    "tulu", "wizardlm",
)  # fmt: skip
"""Words, and parts of words, in the names of models that were trained to answer."""
BASE_WORDS = frozenset({"base", "pt", "pretrain", "pretrained", "foundation"})
LEAST_END_OF_TURN = 0.01
"""Least probability with which a chat model ends its turn after a complete answer (engine.models.llama.trial.smoke_test)."""
NO_TEMPLATE, NAMED_BASE = "no chat template", "named a base model"


LEAST_CONTEXT = 64
"""Tokens, for a short question and its answer."""


def refuse_unusable(header: GgufHeader, name: str) -> None:
    """Raise the error that says what a GGUF file is that is no language model by itself.

    Raises AdapterAlone, NotAModelFile, EmbeddingGguf, ModelOtherPurpose, ModelContextTooShort.
    """
    if header.file_kind == "adapter":
        raise errors.AdapterAlone(header.architecture, name=name)
    if (
        header.file_kind in ("imatrix", "control_vector", "controlvector", "vocab")
        or header.architecture == "controlvector"
    ):
        raise errors.NotAModelFile(header.file_kind, name=name)
    if header.pooling or header.architecture in EMBEDDING_ARCHITECTURES:
        raise errors.EmbeddingGguf(f"{header.architecture}, pooling {header.pooling}", name=name)
    if header.architecture in OTHER_ARCHITECTURES and not header.is_projector:
        raise errors.ModelOtherPurpose(name=name, architecture=header.architecture)
    if 0 < header.context < LEAST_CONTEXT and not header.is_projector:
        raise errors.ModelContextTooShort(name=name, tokens=header.context)


def base_model_reason(header: GgufHeader, file_name: str) -> str:
    """Return why a model looks like a base model, which continues a text and answers nobody; "" for one to chat with.

    Base models often carry a chat template too (Qwen2.5's do), and small files of chat models a bad name: a word for chat in
    the name or in the makers' own description of the variant decides first.
    """
    names = f"{header.name} {header.finetune} {Path(file_name).stem}"
    if is_named_for_chat(names):
        return ""
    if not header.chat_template:
        return NO_TEMPLATE
    return NAMED_BASE if _words(names) & BASE_WORDS else ""


def is_base_model(manifest: ModelManifest, end_of_turn: float | None) -> bool:
    """Return whether an installed model is to be taken for a base model.

    `end_of_turn` is how probable the end of its turn is after a complete answer, measured when it was first loaded; it counts
    only where no name says that the model was trained to answer.
    """
    if manifest.base_model or end_of_turn is None:
        return bool(manifest.base_model)
    names = " ".join((manifest.name, *(file.path for file in manifest.files)))
    return end_of_turn < LEAST_END_OF_TURN and not is_named_for_chat(names)


def is_named_for_chat(names: str) -> bool:
    """Return whether a model's names say that it was trained to answer."""
    return bool(_words(names) & CHAT_WORDS) or any(part in names.lower() for part in CHAT_PARTS)


def _words(names: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+\d?", names.lower()))


def gguf_manifest(ggufs: Mapping[str, Path], name: str) -> ModelManifest:
    """Return the manifest of a text model and perhaps its projector, without its files.

    Raises ProjectorMismatch, and as `refuse_unusable`.
    """
    headers = {file_name: read_header(file) for file_name, file in ggufs.items()}
    projector = next((file_name for file_name, header in headers.items() if header.is_projector), "")
    model = next((file_name for file_name in ggufs if file_name != projector), "")
    if not model:
        raise errors.ProjectorMismatch("a projector alone", name=ggufs[projector].name)
    file, header = ggufs[model], headers[model]
    refuse_unusable(header, file.name)
    if projector and not projector_fits(headers[projector], header):
        widths = f"a projector {headers[projector].projection_width} wide, a model {header.embedding} wide"
        raise errors.ProjectorMismatch(widths, name=ggufs[projector].name)
    title = name or header.name or _title(file, header)
    return ModelManifest(
        slug(title, ()), title, "text", (), header.licence, file.name, "", header.context, languages=header.languages,
        projector=projector, base_model=base_model_reason(header, file.name),
    )  # fmt: skip


def projector_fits(projector: GgufHeader, model: GgufHeader) -> bool:
    """Return whether the projector's vectors are as wide as the model's embeddings."""
    return projector.is_projector and projector.projection_width == model.embedding


def _title(file: Path, header: GgufHeader) -> str:
    """Return a file's name; for one of Ollama's, which is a digest, the architecture and the number of weights."""
    if re.fullmatch(r"(sha256-)?[0-9a-f]{64}", file.name):
        return f"{header.architecture} {header.parameters / 1e9:.1f}B"
    return file.stem
