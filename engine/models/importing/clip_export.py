"""`python -m engine.models.importing.clip_export FOLDER TARGET`: a CLIP family model in safetensors, written as a pair of ONNX towers.

Runs in a child, with the studio's torch and transformers: their memory is given back, and a crash stays there. The towers are
compared with the original from picture file and words to vector; int8 weights are kept where they agree with it.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from engine.models.importing.vision_import import (
    CONFIG,
    PICTURES,
    PROCESSOR,
    TEXT_VECTOR,
    TOKENIZER,
    VECTOR,
    WORDS,
    offered_pair,
    pair_card,
)  # fmt: skip
from engine.protocol import errors

if TYPE_CHECKING:
    import numpy.typing as npt

LIKEST = 0.99
"""Least cosine of a tower to the original's, over every trial picture and text."""
OPSET = 17
LONGEST_CONFIG = 1024 * 1024
PATIENCE = 3600.0
"""Seconds for the largest model on the slowest machine."""
DEFINITIONS = ("*.safetensors", "*.safetensors.index.json", "*.json", "*.txt", "*.model", "*.spm")
"""The files transformers is shown. No pickle, no adapter, no program lies beside them."""
ADAPTERS = ("adapter_config.json", "adapter_model.safetensors")
BEFORE_TEXT = {"xlm-roberta": 2, "roberta": 2}
TEXTS = (
    "a photo of a dog", "un perro blanco que duerme", "three red circles above a blue square", "night", "",
    "an old stone bridge over a river in autumn, seen from the water, with people walking on it",
)  # fmt: skip


class Exported(msgspec.Struct, frozen=True):
    """What a child reports: the least cosine of each tower to the original's, and which became int8."""

    pictures: float
    words: float
    int8: tuple[str, ...]


def needs_export(folder: Path) -> bool:
    """A folder of the CLIP family with weights that are not ONNX yet."""
    if not folder.is_dir() or not list(folder.glob("*.safetensors")):
        return False
    if any((place / name).exists() for place in (folder, folder / "onnx") for name in (PICTURES, WORDS, "model.toml")):
        return False
    try:
        with (folder / CONFIG).open("rb") as file:
            config = json.loads(file.read(LONGEST_CONFIG))
    except (OSError, ValueError):
        return False
    kind = str(config.get("model_type", "")) if isinstance(config, dict) else ""
    return kind.endswith("clip") or kind.startswith(("clip", "siglip", "chinese_clip"))


def export(folder: Path, target: Path, is_cancelled: Callable[[], bool]) -> Exported:
    """Write the pair into the empty folder `target`. Raises StudioMissing, ModelUnsupported, ModelCrashed, Cancelled."""
    from engine.models.probe import MALFORMED, run_child

    if any(importlib.util.find_spec(name) is None for name in ("torch", "transformers")):
        raise errors.StudioMissing(name=folder.name)
    command = [sys.executable, "-m", "engine.models.importing.clip_export", str(folder), str(target)]
    code, output = run_child(command, PATIENCE, is_cancelled)
    if code == MALFORMED:
        raise errors.ModelUnsupported(output.decode("utf-8", "replace"), name=folder.name)
    if code:
        raise errors.ModelCrashed(f"exit code {code}", name=folder.name)
    return msgspec.json.decode(output, type=Exported)


def main(arguments: Sequence[str]) -> int:
    import os

    from engine.models.probe import MALFORMED
    from engine.offline import die_with_parent, go_offline

    output = os.dup(1)
    os.dup2(2, 1)  # torch tells its progress
    die_with_parent()
    go_offline()
    folder, target = map(Path, arguments)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f"{target.name}-") as shown:
            exported = _export(_shown(folder, Path(shown)), target)
    except _failures() as refused:
        os.write(output, f"{type(refused).__name__}: {getattr(refused, 'detail', '') or refused}"[:500].encode())
        return MALFORMED
    os.write(output, msgspec.json.encode(exported))
    return 0


def _failures() -> tuple[type[Exception], ...]:
    """What transformers and torch raise for a folder they cannot make a model of; safetensors has a class of its own."""
    from safetensors import SafetensorError

    return (
        SafetensorError, ValueError, OSError, LookupError, TypeError, AttributeError, ImportError, RuntimeError,
        errors.ModelError,
    )  # fmt: skip


def _shown(folder: Path, copy: Path) -> Path:
    for pattern in DEFINITIONS:
        for file in folder.glob(pattern):
            if file.name not in ADAPTERS and file.is_file() and not file.is_symlink():
                shutil.copyfile(file, copy / file.name)
    return copy


def _export(folder: Path, target: Path) -> Exported:
    import torch
    from transformers import AutoModel, AutoTokenizer

    torch.manual_seed(0)
    own: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    model = AutoModel.from_pretrained(folder, use_safetensors=True, dtype=torch.float32, **own).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder, use_fast=True, **own)
    if not tokenizer.is_fast or not hasattr(model, "get_image_features"):
        raise ValueError(f"{type(tokenizer).__name__}, {type(model).__name__}")
    _definitions(model, tokenizer, folder, target)
    with torch.inference_mode():
        _write_towers(model, tokenizer, target)
        return _compared(_Original(model, tokenizer, folder), target)


def _definitions(model: Any, tokenizer: Any, folder: Path, target: Path) -> None:
    """Beside the towers: all that pair_card reads."""
    text = model.config.text_config
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.save(str(target / TOKENIZER))
    places = int(text.max_position_embeddings) - BEFORE_TEXT.get(text.model_type, 0)
    context = min(places, int(tokenizer.model_max_length))
    scale = getattr(model, "logit_scale", None)
    config = {
        "text_config": {"max_position_embeddings": context, "pad_token_id": tokenizer.pad_token_id},
        "logit_scale": min(float(scale.exp()), 1000.0) if scale is not None else 100.0,
    }
    (target / CONFIG).write_bytes(msgspec.json.encode(config))
    shutil.copyfile(folder / PROCESSOR, target / PROCESSOR)


def _write_towers(model: Any, tokenizer: Any, target: Path) -> None:
    import torch

    side = int(getattr(model.config.vision_config, "image_size", 224))
    _write(model, "get_image_features", ["pixel_values"], [torch.zeros(2, 3, side, side)], VECTOR, target / PICTURES)
    names = _text_inputs(model, tokenizer)
    given = _tokens(tokenizer, ("a dog", "two dogs"), names, model)
    _write(model, "get_text_features", names, [given[name] for name in names], TEXT_VECTOR, target / WORDS)


def _write(model: Any, method: str, names: list[str], given: list[Any], output: str, path: Path) -> None:
    import torch

    class Tower(torch.nn.Module):  # type: ignore[misc]  # torch is not installed where this is checked
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *given: Any) -> Any:
            return getattr(self.model, method)(**dict(zip(names, given, strict=True)))

    open_axes = {name: {0: "n"} | ({1: "s"} if names != ["pixel_values"] and len(names) > 1 else {}) for name in names}
    torch.onnx.export(
        Tower().eval(), tuple(given), str(path), input_names=names, output_names=[output], opset_version=OPSET,
        dynamic_axes=open_axes | {output: {0: "n"}}, dynamo=False,
    )  # fmt: skip


def _text_inputs(model: Any, tokenizer: Any) -> list[str]:
    """SigLIP was trained on texts padded to its whole context, and not masked."""
    masked = "attention_mask" in tokenizer.model_input_names and not model.config.model_type.startswith("siglip")
    return ["input_ids", "attention_mask"] if masked else ["input_ids"]


def _tokens(tokenizer: Any, texts: Sequence[str], names: Sequence[str], model: Any) -> dict[str, Any]:
    padding = "longest" if "attention_mask" in names else "max_length"
    length = min(int(model.config.text_config.max_position_embeddings), int(tokenizer.model_max_length))
    made = tokenizer(list(texts), padding=padding, truncation=True, max_length=length, return_tensors="pt")
    return {name: made[name] for name in names}


class _Original:
    """The model as its makers run it: their processor, their tokenizer, their code."""

    def __init__(self, model: Any, tokenizer: Any, folder: Path) -> None:
        from transformers import AutoImageProcessor

        self._model, self._tokenizer = model, tokenizer
        self._processor = AutoImageProcessor.from_pretrained(
            folder, use_fast=False, local_files_only=True, trust_remote_code=False
        )

    def pictures(self, pictures: Sequence[Any]) -> npt.NDArray[Any]:
        pixels = self._processor(images=list(pictures), return_tensors="pt")["pixel_values"]
        made: npt.NDArray[Any] = self._model.get_image_features(pixel_values=pixels).numpy()
        return made

    def words(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        names = _text_inputs(self._model, self._tokenizer)
        each = [self._model.get_text_features(**_tokens(self._tokenizer, [t], names, self._model)) for t in texts]
        import numpy as np

        made: npt.NDArray[Any] = np.concatenate([one.numpy() for one in each])
        return made


def _compared(original: _Original, folder: Path) -> Exported:
    """Raises ModelUnsupported when a tower does not say what the original says."""
    pictures = _trial_pictures()
    trials: dict[str, tuple[npt.NDArray[Any], Callable[[], npt.NDArray[Any]]]] = {
        PICTURES: (original.pictures(pictures), lambda: _encoded(folder, pictures)),
        WORDS: (original.words(TEXTS), lambda: _worded(folder, TEXTS)),
    }
    agreed, int8 = {}, []
    for file, (wanted, compute) in trials.items():
        agreed[file] = _least_cosine(wanted, compute())
        if agreed[file] < LIKEST:
            raise errors.ModelUnsupported(f"{file}: cosine {agreed[file]:.4f} to the original", name=folder.name)
        whole = (folder / file).read_bytes()
        _quantise(folder / file)
        cosine = _least_cosine(wanted, compute())
        if cosine < LIKEST:
            (folder / file).write_bytes(whole)
            continue
        agreed[file] = cosine
        int8.append(file)
    return Exported(agreed[PICTURES], agreed[WORDS], tuple(int8))


def _encoded(folder: Path, pictures: Sequence[Any]) -> npt.NDArray[Any]:
    from engine.models.vision.dual_encoder import OnnxPictureEncoder

    encoder = OnnxPictureEncoder(_manifest(folder), folder, threads=1)
    return encoder.embed([encoder.prepare(one) for one in pictures])


def _worded(folder: Path, texts: Sequence[str]) -> npt.NDArray[Any]:
    from engine.models.vision.dual_encoder import OnnxPictureWords

    return OnnxPictureWords(_manifest(folder), folder, threads=1).embed(texts)


def _manifest(folder: Path) -> Any:
    from engine.models.manifest import ModelFile

    files = offered_pair(folder) or {}
    manifest = pair_card(files, folder.name)
    return msgspec.structs.replace(manifest, files=tuple(ModelFile(name, 0, "") for name in files))


def _quantise(path: Path) -> None:
    """Dynamic int8 of the matrix products in place; convolutions stay, they are no faster in int8."""
    import logging

    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.getLogger().setLevel(logging.ERROR)
    small = path.with_suffix(".int8")
    quantize_dynamic(
        path, small, op_types_to_quantize=["MatMul", "Gemm"], weight_type=QuantType.QInt8, per_channel=True
    )
    small.replace(path)


def _least_cosine(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> float:
    from engine.models.vision.dual_encoder import unit

    return float((unit(one) * unit(other)).sum(axis=1).min())


def _trial_pictures() -> list[Any]:
    """Wide, high and square, coloured shapes on shaded grounds: what resizing and cutting would betray."""
    from PIL import Image, ImageDraw

    pictures = []
    for number, size in enumerate([(480, 320), (300, 500), (256, 256), (640, 200)]):
        shades = [Image.linear_gradient("L").rotate(90 * (number + turn)).resize(size) for turn in range(3)]
        picture = Image.merge("RGB", shades)
        draw = ImageDraw.Draw(picture)
        width, height = size
        draw.ellipse(
            (width * 0.3, height * 0.2, width * 0.6, height * 0.7), fill=("red", "navy", "lime", "gold")[number]
        )
        draw.rectangle(
            (width * 0.55, height * 0.5, width * 0.8, height * 0.9), fill=("white", "teal", "black", "pink")[number]
        )
        pictures.append(picture)
    return pictures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
