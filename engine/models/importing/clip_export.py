"""`python -m engine.models.importing.clip_export FOLDER TARGET`: export a CLIP model from safetensors to two ONNX encoders.

Runs in a child with the studio's torch and transformers: their memory is given back, and a crash stays there. Both encoders are
compared with the original, from image and text to vector; int8 weights are kept where they agree with it.
"""

from __future__ import annotations

from engine.offline import die_with_parent, go_offline

if __name__ == "__main__":
    die_with_parent()  # before the imports, during which the engine may be killed

import importlib.util
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any  # torch and transformers are not installed where this is checked

import msgspec

from engine.files.opening import copy_ordinary_file, open_ordinary_file
from engine.models.importing.vision_import import (
    CONFIG,
    IMAGE_NETWORK,
    PROCESSOR,
    TEXT_NETWORK,
    TOKENIZER,
    dual_encoder_files,
    dual_encoder_manifest,
)
from engine.models.manifest import MANIFEST, ModelFile, ModelManifest
from engine.models.probing.child_process import MALFORMED, run_child
from engine.models.vision.output_names import IMAGE_EMBEDS, TEXT_EMBEDS
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]  # of the number type that the network has

MIN_COSINE = 0.99
"""Least cosine of an encoder's vector to the original's, over every sample image and text."""
OPSET = 17
LONGEST_CONFIG = 1024 * 1024
LONGEST_SECONDS = 3600.0
"""For the largest model on the slowest machine."""
EXPORTED_FILES = ("*.safetensors", "*.safetensors.index.json", "*.json", "*.txt", "*.model", "*.spm")
"""Patterns of the files that transformers may open. No pickle, no adapter and no program lies beside them."""
ADAPTERS = ("adapter_config.json", "adapter_model.safetensors")
POSITION_OFFSETS = {"xlm-roberta": 2, "roberta": 2}
SAMPLE_TEXTS = (
    "a photo of a dog", "un perro blanco que duerme", "three red circles above a blue square", "night", "",
    "an old stone bridge over a river in autumn, seen from the water, with people walking on it",
)  # fmt: skip


EXPORT_RESULTS = (IMAGE_NETWORK, TEXT_NETWORK, MANIFEST)


class ClipExportReport(msgspec.Struct, frozen=True):
    """The least cosine of each encoder to the original's, and the files that became int8."""

    images: float
    texts: float
    int8: tuple[str, ...]


def needs_export(folder: Path) -> bool:
    """Return whether a folder holds a CLIP model whose weights are not ONNX yet."""
    if not folder.is_dir() or not list(folder.glob("*.safetensors")):
        return False
    if any((place / name).exists() for place in (folder, folder / "onnx") for name in EXPORT_RESULTS):
        return False
    try:
        with open_ordinary_file(folder / CONFIG) as file:
            config = json.loads(file.read(LONGEST_CONFIG))
    except (OSError, ValueError):
        return False
    kind = str(config.get("model_type", "")) if isinstance(config, dict) else ""
    return kind.endswith("clip") or kind.startswith(("clip", "siglip", "chinese_clip"))


def export(folder: Path, target: Path, is_cancelled: IsCancelled) -> ClipExportReport:
    """Write the two encoders into the empty folder `target`, and return how close they are to the original.

    Raises StudioMissing, ModelUnsupported, ModelCrashed, ModelTooSlow, Cancelled.
    """
    if any(importlib.util.find_spec(name) is None for name in ("torch", "transformers")):
        raise errors.StudioMissing(name=folder.name)
    command = [sys.executable, "-m", "engine.models.importing.clip_export", str(folder), str(target)]
    try:
        code, output = run_child(command, [LONGEST_SECONDS], is_cancelled)
    except TimeoutError as limit:
        raise errors.ModelTooSlow(name=folder.name, seconds=str(limit)) from None
    if code == MALFORMED:
        raise errors.ModelUnsupported(output.decode("utf-8", "replace"), name=folder.name)
    if code:
        raise errors.ModelCrashed(f"exit code {code}", name=folder.name)
    return msgspec.json.decode(output, type=ClipExportReport)


def main(arguments: Sequence[str]) -> int:
    """Export in this process, print the ClipExportReport, and return the exit code."""
    import os

    output = os.dup(1)
    os.dup2(2, 1)  # torch prints its progress
    go_offline()
    folder, target = map(Path, arguments)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f"{target.name}-") as copy:
            report = _export(_copy_known_files(folder, Path(copy)), target)
    except _export_errors() as refused:
        os.write(output, f"{type(refused).__name__}: {getattr(refused, 'detail', '') or refused}"[:500].encode())
        return MALFORMED
    os.write(output, msgspec.json.encode(report))
    return 0


def _export_errors() -> tuple[type[Exception], ...]:
    """Return the errors that transformers and torch raise for a folder that is no model; safetensors has its own class."""
    from safetensors import SafetensorError

    return (
        SafetensorError, ValueError, OSError, LookupError, TypeError, AttributeError, ImportError, RuntimeError,
        errors.ModelError,
    )  # fmt: skip


def _copy_known_files(folder: Path, copy: Path) -> Path:
    for pattern in EXPORTED_FILES:
        for file in folder.glob(pattern):
            if file.name not in ADAPTERS and file.is_file() and not file.is_symlink():
                copy_ordinary_file(file, copy / file.name)
    return copy


def _export(folder: Path, target: Path) -> ClipExportReport:
    import torch
    import transformers

    auto_tokenizer: Any = transformers.AutoTokenizer
    torch.manual_seed(0)
    options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    model = transformers.AutoModel.from_pretrained(folder, use_safetensors=True, dtype=torch.float32, **options).eval()
    tokenizer = auto_tokenizer.from_pretrained(folder, use_fast=True, **options)
    if not tokenizer.is_fast or not hasattr(model, "get_image_features"):
        raise ValueError(f"{type(tokenizer).__name__}, {type(model).__name__}")
    _write_config(model, tokenizer, folder, target)
    with torch.inference_mode():
        _write_encoders(model, tokenizer, target)
        return _quantise_and_compare(_OriginalModel(model, tokenizer, folder), target)


def _write_config(model: Any, tokenizer: Any, folder: Path, target: Path) -> None:
    """Write the files that dual_encoder_manifest reads beside the encoders."""
    text = model.config.text_config
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.save(str(target / TOKENIZER))
    positions = int(text.max_position_embeddings) - POSITION_OFFSETS.get(text.model_type, 0)
    context = min(positions, int(tokenizer.model_max_length))
    scale = getattr(model, "logit_scale", None)
    config = {
        "text_config": {"max_position_embeddings": context, "pad_token_id": tokenizer.pad_token_id},
        "logit_scale": min(float(scale.exp()), 1000.0) if scale is not None else 100.0,
    }
    (target / CONFIG).write_bytes(msgspec.json.encode(config))
    copy_ordinary_file(folder / PROCESSOR, target / PROCESSOR)


def _write_encoders(model: Any, tokenizer: Any, target: Path) -> None:
    import torch

    side = int(getattr(model.config.vision_config, "image_size", 224))
    pixels = [torch.zeros(2, 3, side, side)]
    _write(model, "get_image_features", ["pixel_values"], pixels, IMAGE_EMBEDS, target / IMAGE_NETWORK)
    names = _text_inputs(model, tokenizer)
    tokens = _tokens(tokenizer, ("a dog", "two dogs"), names, model)
    values = [tokens[name] for name in names]
    _write(model, "get_text_features", names, values, TEXT_EMBEDS, target / TEXT_NETWORK)


def _write(model: Any, method: str, names: list[str], values: list[Any], output: str, path: Path) -> None:
    import torch

    class Encoder(torch.nn.Module):  # type: ignore[misc, unused-ignore]  # torch may not be installed where this is checked
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *inputs: Any) -> Any:
            return getattr(self.model, method)(**dict(zip(names, inputs, strict=True)))

    open_axes = {name: {0: "n"} | ({1: "s"} if names != ["pixel_values"] and len(names) > 1 else {}) for name in names}
    torch.onnx.export(
        Encoder().eval(), tuple(values), str(path), input_names=names, output_names=[output], opset_version=OPSET,
        dynamic_axes=open_axes | {output: {0: "n"}}, dynamo=False,
    )  # fmt: skip


def _text_inputs(model: Any, tokenizer: Any) -> list[str]:
    """Return the names of the inputs. SigLIP was trained on texts padded to its whole context, without a mask."""
    is_masked = "attention_mask" in tokenizer.model_input_names and not model.config.model_type.startswith("siglip")
    return ["input_ids", "attention_mask"] if is_masked else ["input_ids"]


def _tokens(tokenizer: Any, texts: Sequence[str], names: Sequence[str], model: Any) -> dict[str, Any]:
    padding = "longest" if "attention_mask" in names else "max_length"
    length = min(int(model.config.text_config.max_position_embeddings), int(tokenizer.model_max_length))
    tokens = tokenizer(list(texts), padding=padding, truncation=True, max_length=length, return_tensors="pt")
    return {name: tokens[name] for name in names}


class _OriginalModel:
    """The model as its makers run it, with their processor, tokenizer and code."""

    def __init__(self, model: Any, tokenizer: Any, folder: Path) -> None:
        import transformers

        auto_processor: Any = transformers.AutoImageProcessor
        self._model, self._tokenizer = model, tokenizer
        self._processor = auto_processor.from_pretrained(
            folder, use_fast=False, local_files_only=True, trust_remote_code=False
        )

    def embed_images(self, images: Sequence[Any]) -> Array:
        pixels = self._processor(images=list(images), return_tensors="pt")["pixel_values"]
        vectors: Array = self._model.get_image_features(pixel_values=pixels).numpy()
        return vectors

    def embed_texts(self, texts: Sequence[str]) -> Array:
        import numpy as np

        names = _text_inputs(self._model, self._tokenizer)
        each = [self._model.get_text_features(**_tokens(self._tokenizer, [t], names, self._model)) for t in texts]
        vectors: Array = np.concatenate([vector.numpy() for vector in each])
        return vectors


def _quantise_and_compare(original: _OriginalModel, folder: Path) -> ClipExportReport:
    """Raises ModelUnsupported when an encoder's vectors are not the original's."""
    images = _sample_images()
    comparisons: dict[str, tuple[Array, Callable[[], Array]]] = {
        IMAGE_NETWORK: (original.embed_images(images), lambda: _embed_images(folder, images)),
        TEXT_NETWORK: (original.embed_texts(SAMPLE_TEXTS), lambda: _embed_texts(folder, SAMPLE_TEXTS)),
    }
    cosines, int8 = {}, []
    for file, (expected, compute) in comparisons.items():
        cosines[file] = _least_cosine(expected, compute())
        if cosines[file] < MIN_COSINE:
            raise errors.ModelUnsupported(f"{file}: cosine {cosines[file]:.4f} to the original", name=folder.name)
        with open_ordinary_file(folder / file) as weights:
            float32 = weights.read()
        _quantise(folder / file)
        cosine = _least_cosine(expected, compute())
        if cosine < MIN_COSINE:
            (folder / file).write_bytes(float32)
            continue
        cosines[file] = cosine
        int8.append(file)
    return ClipExportReport(cosines[IMAGE_NETWORK], cosines[TEXT_NETWORK], tuple(int8))


def _embed_images(folder: Path, images: Sequence[Any]) -> Array:
    from engine.models.vision.dual_encoder import OnnxImageEncoder

    encoder = OnnxImageEncoder(_manifest(folder), folder, threads=1)
    return encoder.embed([encoder.prepare(image) for image in images])


def _embed_texts(folder: Path, texts: Sequence[str]) -> Array:
    from engine.models.vision.dual_encoder import OnnxClipTextEncoder

    return OnnxClipTextEncoder(_manifest(folder), folder, threads=1).embed(texts)


def _manifest(folder: Path) -> ModelManifest:
    files = dual_encoder_files(folder) or {}
    manifest = dual_encoder_manifest(files, folder.name)
    return msgspec.structs.replace(manifest, files=tuple(ModelFile(name, 0, "") for name in files))


def _quantise(path: Path) -> None:
    """Quantise the matrix products in place to dynamic int8; convolutions are no faster in int8 and stay."""
    import logging

    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.getLogger().setLevel(logging.ERROR)
    small = path.with_suffix(".int8")
    quantize_dynamic(
        path, small, op_types_to_quantize=["MatMul", "Gemm"], weight_type=QuantType.QInt8, per_channel=True
    )
    small.replace(path)


def _least_cosine(vectors: Array, others: Array) -> float:
    from engine.models.vision.dual_encoder import l2_normalised

    return float((l2_normalised(vectors) * l2_normalised(others)).sum(axis=1).min())


def _sample_images() -> list[Any]:
    """Return wide, high and square images, coloured shapes on gradients: a fault of resizing or cutting would show."""
    from PIL import Image, ImageDraw

    images = []
    for number, size in enumerate([(480, 320), (300, 500), (256, 256), (640, 200)]):
        shades = [Image.linear_gradient("L").rotate(90 * (number + turn)).resize(size) for turn in range(3)]
        image = Image.merge("RGB", shades)
        draw = ImageDraw.Draw(image)
        width, height = size
        draw.ellipse(
            (width * 0.3, height * 0.2, width * 0.6, height * 0.7), fill=("red", "navy", "lime", "gold")[number]
        )
        draw.rectangle(
            (width * 0.55, height * 0.5, width * 0.8, height * 0.9), fill=("white", "teal", "black", "pink")[number]
        )
        images.append(image)
    return images


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
