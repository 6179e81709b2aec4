"""A two-tower picture model on its way to the shelf: which files are its, and how its makers fed it pictures and words.

The layout is that of exported CLIP models: vision_model.onnx, text_model.onnx (here or in onnx/), tokenizer.json,
preprocessor_config.json and config.json (https://huggingface.co/docs/transformers/main/model_doc/clip).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from engine.models.encoders.onnx_file import OnnxFacts, read_facts
from engine.models.manifest import Kind, ModelManifest, PictureInput, PictureTowers, slug
from engine.protocol import errors

PICTURES, WORDS, NETWORK, TOKENIZER = "vision_model.onnx", "text_model.onnx", "model.onnx", "tokenizer.json"
PROCESSOR, CONFIG, TOKENIZER_CONFIG = "preprocessor_config.json", "config.json", "tokenizer_config.json"
VECTOR, TEXT_VECTOR, POOLED = "image_embeds", "text_embeds", "pooler_output"
"""What exports call the towers' vectors: with a projection, or where the pooled state is the vector (SigLIP)."""
INTERPOLATIONS = ("nearest", "lanczos", "bilinear", "bicubic", "box", "hamming")
"""By Pillow's numbers, which "resample" holds."""
QUERIES, MASKS = "class_queries_logits", "masks_queries_logits"
NAMES, SIDES = "names", "imgsz"
"""In the metadata of a one-stage detector."""
LONGEST_FILE = 64 * 1024 * 1024
USUAL_CONTEXT, USUAL_SCALE = 77, 100.0
"""CLIP's. Training learns the scale, and exported pairs do not carry it."""
Size = int | dict[str, int]
Resize = Literal["shorter", "whole", "fit"]
SHORTER: Resize = "shorter"
WHOLE: Resize = "whole"
FIT: Resize = "fit"


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
    """config.json. `logit_scale` is what our own export adds: the trained one."""

    text_config: _TextConfig = _TextConfig()
    projection_dim: int = 0
    logit_scale: float = USUAL_SCALE


class _Padding(msgspec.Struct, frozen=True):
    pad_id: int = 0


class _Tokenizer(msgspec.Struct, frozen=True):
    """tokenizer.json, of which nothing but its padding is read here."""

    model: msgspec.Raw
    padding: _Padding | None = None


def offered_pair(folder: Path) -> dict[str, Path] | None:
    """Name on the shelf to file; None for a folder that is no pair. Raises ModelRefused for half of one."""
    places = (folder, folder / "onnx")
    towers = {name: next((p / name for p in places if (p / name).is_file()), None) for name in (PICTURES, WORDS)}
    if not any(towers.values()):
        return None
    files = towers | {name: _file(folder / name) for name in (TOKENIZER, PROCESSOR)}
    found = {name: path for name, path in files.items() if path is not None}
    if missing := [name for name in files if name not in found]:
        raise errors.ModelRefused(f"no {', '.join(missing)}", name=folder.name)
    optional = {name: _file(folder / name) for name in (CONFIG, TOKENIZER_CONFIG)}
    return found | {name: path for name, path in optional.items() if path is not None}


def pair_card(files: Mapping[str, Path], shown: str) -> ModelManifest:
    """Raises ModelDamaged, ModelUnsupported."""
    pictures, words = read_facts(files[PICTURES]), read_facts(files[WORDS])
    if len(pictures.inputs) != 1 or "input_ids" not in words.inputs:
        raise errors.ModelUnsupported(f"inputs {pictures.inputs} and {words.inputs}", name=shown)
    config = _read(files[CONFIG], _Config) if CONFIG in files else _Config()
    dimensions = {_width(pictures, VECTOR), _width(words, TEXT_VECTOR), config.projection_dim} - {0}
    if len(dimensions) != 1:
        raise errors.ModelDamaged(f"towers of {sorted(dimensions)} dimensions", name=shown)
    tokenizer = _read(files[TOKENIZER], _Tokenizer)
    padded = tokenizer.padding.pad_id if tokenizer.padding else config.text_config.pad_token_id or 0
    towers = {
        "input": picture_input(files[PROCESSOR]),
        "pictures": PICTURES,
        "words": WORDS,
        "padding": -1 if "attention_mask" in words.inputs else padded,
        "logit_scale": config.logit_scale,
    }
    context = config.text_config.max_position_embeddings or USUAL_CONTEXT
    return ModelManifest(
        slug(shown, ()), shown, "picture", (), source=shown, context=context, dimensions=dimensions.pop(),
        towers=_valid(towers, PictureTowers, files[PROCESSOR].name),
    )  # fmt: skip


def offered_task(folder: Path) -> dict[str, Path] | None:
    """The files of a classifier, detector or segmenter: one network, how its pictures are prepared, its classes' names."""
    network = next((file for file in (folder / NETWORK, folder / "onnx" / NETWORK) if file.is_file()), None)
    files = {NETWORK: network, PROCESSOR: _file(folder / PROCESSOR), CONFIG: _file(folder / CONFIG)}
    found = {name: path for name, path in files.items() if path is not None}
    return found if len(found) == len(files) and not (folder / TOKENIZER).exists() else None


def task_card(files: Mapping[str, Path], shown: str) -> ModelManifest:
    """Raises ModelDamaged, ModelUnsupported."""
    facts = read_facts(files[NETWORK])
    ranks = {one.name: len(one.dimensions) for one in facts.outputs}
    kind = _task_of(ranks)
    if kind is None or facts.inputs[:1] not in (("pixel_values",), ("images",)):
        raise errors.ModelUnsupported(f"inputs {facts.inputs}, outputs {ranks}", name=shown)
    input = picture_input(files[PROCESSOR])
    if kind != "picture-classifier" and input.resize == "shorter":
        input = msgspec.structs.replace(input, resize="whole", crop=1.0)  # nothing at an edge may be cut away
    return ModelManifest(slug(shown, ()), shown, kind, (), source=shown, input=input, labels=CONFIG)


def is_one_stage(facts: OnnxFacts) -> bool:
    """A detector that is one file, and says itself what it was trained on (https://docs.ultralytics.com/modes/export)."""
    ranks = {one.name: len(one.dimensions) for one in facts.outputs}
    return _task_of(ranks) == "picture-detector" and {NAMES, SIDES} <= facts.metadata.keys()


def one_stage_card(facts: OnnxFacts, shown: str) -> ModelManifest:
    """Raises ModelDamaged, ModelUnsupported."""
    try:
        sides = msgspec.json.decode(facts.metadata[SIDES], type=tuple[int, int])
    except msgspec.MsgspecError as broken:
        raise errors.ModelDamaged(str(broken)[:300], name=shown) from None
    if sides[0] != sides[1] or facts.metadata.get("task", "detect") != "detect":
        raise errors.ModelUnsupported(f"{facts.metadata.get('task')} of {sides}", name=shown)
    plain = {"side": sides[0], "resize": FIT, "mean": (0.0, 0.0, 0.0), "deviation": (1.0, 1.0, 1.0)}
    input = _valid({**plain, "interpolation": "bilinear"}, PictureInput, shown)
    licence = facts.metadata.get("license", "")
    return ModelManifest(slug(shown, ()), shown, "picture-detector", (), licence, source=shown, input=input)


def _task_of(ranks: Mapping[str, int]) -> Kind | None:
    """A one-stage detector (YOLO) has one output, "output0" or the like."""
    one_stage = [name[:6] for name in ranks] == ["output"] and 3 in ranks.values()
    if ranks.get("pred_boxes") == 3 or one_stage:
        return "picture-detector"
    if (ranks.get(QUERIES), ranks.get(MASKS)) == (3, 4):
        return "picture-segmenter"
    kinds: dict[int, Kind] = {2: "picture-classifier", 4: "picture-segmenter"}
    return kinds.get(ranks.get("logits", 0))


def picture_input(path: Path) -> PictureInput:
    """What a preprocessor_config.json asks for. Raises ModelDamaged for values no picture can have, ModelUnsupported."""
    said = _read(path, _Processor)
    if abs(said.rescale_factor - 1 / 255) > 1e-6 or said.resample not in range(len(INTERPOLATIONS)):
        raise errors.ModelUnsupported(f"rescale {said.rescale_factor}, resample {said.resample}", name=path.name)
    resized, resize = _side(said.size, path)
    side = _side(said.crop_size, path)[0] if said.do_center_crop and said.crop_size is not None else resized
    asked = {
        "side": side,
        "resize": resize,
        "crop": side / resized,
        "mean": said.image_mean if said.do_normalize else (0.0, 0.0, 0.0),
        "deviation": said.image_std if said.do_normalize else (1.0, 1.0, 1.0),
        "interpolation": INTERPOLATIONS[said.resample],
    }
    made: PictureInput = _valid(asked, PictureInput, path.name)
    return made


def _side(size: Size, path: Path) -> tuple[int, Resize]:
    """Pixels, and how the picture comes to that square."""
    if isinstance(size, int):
        side, resize = size, SHORTER
    elif "shortest_edge" in size:
        side, resize = size["shortest_edge"], SHORTER
    elif "longest_edge" in size:
        side, resize = size["longest_edge"], FIT
    else:
        side, resize = size.get("height", 0), WHOLE
        if size.get("width", side) != side:
            raise errors.ModelUnsupported(f"pictures of {size}", name=path.name)
    if side < 1:
        raise errors.ModelDamaged(f"pictures of {size}", name=path.name)
    return side, resize


def _width(facts: OnnxFacts, wanted: str) -> int:
    """Of the output that is the vector; 0 where the file leaves it open."""
    names = [one.name for one in facts.outputs]
    if not names:
        return 0
    chosen = facts.outputs[names.index(vector_output(names, wanted))]
    return chosen.dimensions[-1] if len(chosen.dimensions) == 2 else 0


def vector_output(names: list[str] | tuple[str, ...], wanted: str) -> str:
    return next((name for name in (wanted, POOLED) if name in names), names[0])


def _file(path: Path) -> Path | None:
    return path if path.is_file() else None


def _read(path: Path, type: type[Any]) -> Any:
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(LONGEST_FILE), type=type)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as broken:
        raise errors.ModelDamaged(str(broken)[:300], name=path.name) from None


def _valid(values: dict[str, object], type: type[Any], name: str) -> Any:
    """Built with its limits checked, which a call of the struct itself does not."""
    try:
        return msgspec.convert(values, type)
    except msgspec.MsgspecError as absurd:
        raise errors.ModelDamaged(str(absurd)[:300], name=name) from None
