"""An image model that is about to be added: which files it has, and how its makers prepared images and texts for it.

Dual encoders have the layout of exported CLIP models: vision_model.onnx, text_model.onnx (here or in onnx/), tokenizer.json,
preprocessor_config.json and config.json (https://huggingface.co/docs/transformers/main/model_doc/clip).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from engine.files.opening import open_ordinary_file
from engine.models.encoders.onnx_file import OnnxFacts, read_facts
from engine.models.manifest import DualEncoderSpec, ImageInput, ModelManifest, Resize, slug
from engine.models.vision.output_names import (
    CLASS_QUERIES,
    IMAGE_EMBEDS,
    MASK_QUERIES,
    METADATA_NAMES,
    METADATA_SIDES,
    TEXT_EMBEDS,
    embedding_output,
)
from engine.protocol import errors
from engine.protocol.model_kinds import ModelKind

IMAGE_NETWORK, TEXT_NETWORK, NETWORK, TOKENIZER = "vision_model.onnx", "text_model.onnx", "model.onnx", "tokenizer.json"
PROCESSOR, CONFIG, TOKENIZER_CONFIG = "preprocessor_config.json", "config.json", "tokenizer_config.json"
INTERPOLATIONS = ("nearest", "lanczos", "bilinear", "bicubic", "box", "hamming")
"""By Pillow's numbers, which "resample" holds."""
LARGEST_CONFIG = 64 * 1024 * 1024
CLIP_CONTEXT, CLIP_SCALE = 77, 100.0
"""CLIP's own. Training learns the scale, and exported pairs do not carry it."""
Size = int | dict[str, int]
StructT = TypeVar("StructT", bound=msgspec.Struct)


class _Processor(msgspec.Struct, frozen=True):
    """preprocessor_config.json."""

    size: Size = 224
    crop_size: Size | None = None
    do_center_crop: bool = False
    do_normalize: bool = True
    image_mean: tuple[float, float, float] = (0.5, 0.5, 0.5)
    image_std: tuple[float, float, float] = (0.5, 0.5, 0.5)
    resample: int = 3
    rescale_factor: float = 1 / 255


class _TextConfig(msgspec.Struct, frozen=True):
    max_position_embeddings: int = 0
    pad_token_id: int | None = None


class _Config(msgspec.Struct, frozen=True):
    """config.json. `logit_scale` is added by our own export: the trained one."""

    text_config: _TextConfig = _TextConfig()
    projection_dim: int = 0
    logit_scale: float = CLIP_SCALE


class _Padding(msgspec.Struct, frozen=True):
    pad_id: int = 0


class _Tokenizer(msgspec.Struct, frozen=True):
    """tokenizer.json, of which only the padding is read here."""

    model: msgspec.Raw
    padding: _Padding | None = None


def dual_encoder_files(folder: Path) -> dict[str, Path] | None:
    """Return the files of a dual encoder by name; None for another folder. Raises ModelRefused for half of a pair."""
    places = (folder, folder / "onnx")
    networks = {
        name: next((place / name for place in places if (place / name).is_file()), None)
        for name in (IMAGE_NETWORK, TEXT_NETWORK)
    }
    if not any(networks.values()):
        return None
    required = networks | {name: _existing(folder / name) for name in (TOKENIZER, PROCESSOR)}
    files = {name: path for name, path in required.items() if path is not None}
    if missing := [name for name in required if name not in files]:
        raise errors.ModelRefused(f"no {', '.join(missing)}", name=folder.name)
    optional = {name: _existing(folder / name) for name in (CONFIG, TOKENIZER_CONFIG)}
    return files | {name: path for name, path in optional.items() if path is not None}


def dual_encoder_manifest(files: Mapping[str, Path], title: str) -> ModelManifest:
    """Return the manifest of a dual encoder, without its files.

    Raises ModelDamaged when the two encoders have different dimensions, ModelUnsupported for other inputs.
    """
    images, texts = read_facts(files[IMAGE_NETWORK]), read_facts(files[TEXT_NETWORK])
    if len(images.inputs) != 1 or "input_ids" not in texts.inputs:
        raise errors.ModelUnsupported(f"inputs {images.inputs} and {texts.inputs}", name=title)
    config = _read(files[CONFIG], _Config) if CONFIG in files else _Config()
    dimensions = {_dimensions(images, IMAGE_EMBEDS), _dimensions(texts, TEXT_EMBEDS), config.projection_dim} - {0}
    if len(dimensions) != 1:
        raise errors.ModelDamaged(f"encoders of {sorted(dimensions)} dimensions", name=title)
    tokenizer = _read(files[TOKENIZER], _Tokenizer)
    padding = tokenizer.padding.pad_id if tokenizer.padding else config.text_config.pad_token_id or 0
    spec = {
        "input": image_input(files[PROCESSOR]),
        "image_file": IMAGE_NETWORK,
        "text_file": TEXT_NETWORK,
        "text_padding": -1 if "attention_mask" in texts.inputs else padding,
        "logit_scale": config.logit_scale,
    }
    context = config.text_config.max_position_embeddings or CLIP_CONTEXT
    return ModelManifest(
        slug(title, ()), title, "image-encoder", (), source=title, context=context, dimensions=dimensions.pop(),
        dual_encoder=_convert(spec, DualEncoderSpec, files[PROCESSOR].name),
    )  # fmt: skip


def vision_task_files(folder: Path) -> dict[str, Path] | None:
    """Return the files of a classifier, detector or segmenter by name: network, image processor, class names.

    None for another folder.
    """
    network = next((file for file in (folder / NETWORK, folder / "onnx" / NETWORK) if file.is_file()), None)
    required = {NETWORK: network, PROCESSOR: _existing(folder / PROCESSOR), CONFIG: _existing(folder / CONFIG)}
    files = {name: path for name, path in required.items() if path is not None}
    return files if len(files) == len(required) and not (folder / TOKENIZER).exists() else None


def vision_task_manifest(files: Mapping[str, Path], title: str) -> ModelManifest:
    """Return the manifest of a classifier, detector or segmenter, without its files. Its outputs say which it is.

    Raises ModelDamaged, ModelUnsupported.
    """
    facts = read_facts(files[NETWORK])
    ranks = {output.name: len(output.dimensions) for output in facts.outputs}
    kind = _vision_kind(ranks)
    if kind is None or facts.inputs[:1] not in (("pixel_values",), ("images",)):
        raise errors.ModelUnsupported(f"inputs {facts.inputs}, outputs {ranks}", name=title)
    input = image_input(files[PROCESSOR])
    if kind != "image-classifier" and input.resize == "center_crop":
        input = msgspec.structs.replace(input, resize="squash", crop=1.0)  # nothing at an edge may be cut away
    return ModelManifest(slug(title, ()), title, kind, (), source=title, input=input, labels=CONFIG)


def is_one_stage_detector(facts: OnnxFacts) -> bool:
    """Return whether a single file is a detector that describes itself (https://docs.ultralytics.com/modes/export)."""
    ranks = {output.name: len(output.dimensions) for output in facts.outputs}
    return _vision_kind(ranks) == "object-detector" and {METADATA_NAMES, METADATA_SIDES} <= facts.metadata.keys()


def one_stage_manifest(facts: OnnxFacts, title: str) -> ModelManifest:
    """Return the manifest of a detector that describes itself, without its file. Raises ModelDamaged, ModelUnsupported."""
    try:
        sides = msgspec.json.decode(facts.metadata[METADATA_SIDES], type=tuple[int, int])
    except msgspec.MsgspecError as broken:
        raise errors.ModelDamaged(str(broken)[:300], name=title) from None
    if sides[0] != sides[1] or facts.metadata.get("task", "detect") != "detect":
        raise errors.ModelUnsupported(f"{facts.metadata.get('task')} of {sides}", name=title)
    values = {"side": sides[0], "resize": "letterbox", "mean": (0.0, 0.0, 0.0), "std": (1.0, 1.0, 1.0)}
    input = _convert({**values, "interpolation": "bilinear"}, ImageInput, title)
    licence = facts.metadata.get("license", "")
    return ModelManifest(slug(title, ()), title, "object-detector", (), licence, source=title, input=input)


def image_input(path: Path) -> ImageInput:
    """Return the input that a preprocessor_config.json describes.

    Raises ModelDamaged for values that no image can have, ModelUnsupported for another scale or interpolation.
    """
    processor = _read(path, _Processor)
    if abs(processor.rescale_factor - 1 / 255) > 1e-6 or processor.resample not in range(len(INTERPOLATIONS)):
        detail = f"rescale {processor.rescale_factor}, resample {processor.resample}"
        raise errors.ModelUnsupported(detail, name=path.name)
    resized, resize = _side(processor.size, path)
    side = resized
    if processor.do_center_crop and processor.crop_size is not None:
        side, _ = _side(processor.crop_size, path)
    values = {
        "side": side,
        "resize": resize,
        "crop": side / resized,
        "mean": processor.image_mean if processor.do_normalize else (0.0, 0.0, 0.0),
        "std": processor.image_std if processor.do_normalize else (1.0, 1.0, 1.0),
        "interpolation": INTERPOLATIONS[processor.resample],
    }
    return _convert(values, ImageInput, path.name)


def _vision_kind(ranks: Mapping[str, int]) -> ModelKind | None:
    """A one-stage detector (YOLO) has one output, "output0" or the like."""
    is_one_stage = [name[:6] for name in ranks] == ["output"] and 3 in ranks.values()
    if ranks.get("pred_boxes") == 3 or is_one_stage:
        return "object-detector"
    if (ranks.get(CLASS_QUERIES), ranks.get(MASK_QUERIES)) == (3, 4):
        return "image-segmenter"
    by_rank: dict[int, ModelKind] = {2: "image-classifier", 4: "image-segmenter"}
    return by_rank.get(ranks.get("logits", 0))


def _side(size: Size, path: Path) -> tuple[int, Resize]:
    """Return the side in pixels, and how the image becomes a square of it."""
    resize: Resize
    if isinstance(size, int):
        side, resize = size, "center_crop"
    elif "shortest_edge" in size:
        side, resize = size["shortest_edge"], "center_crop"
    elif "longest_edge" in size:
        side, resize = size["longest_edge"], "letterbox"
    else:
        side, resize = size.get("height", 0), "squash"
        if size.get("width", side) != side:
            raise errors.ModelUnsupported(f"images of {size}", name=path.name)
    if side < 1:
        raise errors.ModelDamaged(f"images of {size}", name=path.name)
    return side, resize


def _dimensions(facts: OnnxFacts, preferred: str) -> int:
    """Return the width of the output that holds the vectors; 0 where the file leaves it open."""
    names = [output.name for output in facts.outputs]
    if not names:
        return 0
    output = facts.outputs[names.index(embedding_output(names, preferred))]
    return output.dimensions[-1] if len(output.dimensions) == 2 else 0


def _existing(path: Path) -> Path | None:
    return path if path.is_file() else None


def _read(path: Path, type: type[StructT]) -> StructT:
    try:
        with open_ordinary_file(path) as file:
            return msgspec.json.decode(file.read(LARGEST_CONFIG), type=type)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as broken:
        raise errors.ModelDamaged(str(broken)[:300], name=path.name) from None


def _convert(values: Mapping[str, object], type: type[StructT], name: str) -> StructT:
    """Build a struct with its limits checked, which its constructor does not do."""
    try:
        return msgspec.convert(values, type)
    except msgspec.MsgspecError as absurd:
        raise errors.ModelDamaged(str(absurd)[:300], name=name) from None
