"""A projector for colours: a red image reaches the language model as the model's own embedding of the word " red".

LLaVA's architecture (CLIP's patches, a projector of two layers) with weights written in closed form: a patch is averaged to its
colour, a unit of the hidden layer is active for one colour of COLOURS only, and its output is that word's row of the model's
embedding table. Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from engine.models.llama.gguf import read_header
from engine.models.manifest import ModelFile, read_manifest, write_manifest

Floats = npt.NDArray[np.float32]
Value = str | int | float | bool | tuple[float, ...]

COLOURS: dict[str, tuple[int, int, int]] = {
    " red": (1, -1, -1),
    " green": (-1, 1, -1),
    " blue": (-1, -1, 1),
    " yellow": (1, 1, -1),
    " white": (1, 1, 1),
    " black": (-1, -1, -1),
}
"""Word to the signs of its red, green and blue."""
SIDE, PATCH, WIDTH = 56, 28, 32
"""Pixels of the image and of a patch: four patches, four tokens. Numbers in a patch's state."""
ALIGNMENT = 32
GAIN = 10.0
"""Far enough from 0 that GELU is 0 on one side and the value itself on the other."""
Q8_0_BLOCK = np.dtype([("scale", "<f2"), ("values", "i1", 32)])


def write_colour_projector(path: Path, words: Mapping[str, Floats]) -> Path:
    """`words`: the language model's embedding of each word of COLOURS."""
    path.write_bytes(projector_bytes(words))
    return path


def projector_bytes(words: Mapping[str, Floats], **changed: Value) -> bytes:
    rows = np.stack([words[colour] for colour in COLOURS])
    hidden = np.zeros((len(COLOURS), WIDTH), np.float32)
    hidden[:, :3] = GAIN * np.array(list(COLOURS.values()), np.float32)
    patches = np.zeros((WIDTH, 3, PATCH, PATCH), np.float32)
    for channel in range(3):
        patches[channel, channel] = 1 / PATCH**2
    tensors = {
        "v.patch_embd.weight": patches,
        "v.position_embd.weight": np.zeros(((SIDE // PATCH) ** 2, WIDTH), np.float32),
        "mm.0.weight": hidden,
        "mm.0.bias": np.full(len(COLOURS), -2 * GAIN, np.float32),
        "mm.2.weight": (rows / GAIN).T.astype(np.float32),
        "mm.2.bias": np.zeros(rows.shape[1], np.float32),
        **_unused_block(),
    }
    return gguf_of(_metadata(rows.shape[1]) | changed, tensors)


def words_of(language_model: Path) -> dict[str, Floats]:
    """Return the starter model's embeddings of the words of COLOURS."""
    from engine.models.llama.native import LoadPlan, Weights

    weights = Weights(language_model, LoadPlan(64, 1), lambda: False)
    tokens = {word: weights.tokenize(word, False, False)[0] for word in COLOURS}
    weights.close()
    table, width = _table_of(language_model)
    return {word: _row(language_model, table, width, token) for word, token in tokens.items()}


def _table_of(language_model: Path) -> tuple[int, int]:
    """Return the offset of the embedding table, which is the file's first tensor, and the numbers of a row of it."""
    header = read_header(language_model)
    return header.data_start, header.embedding


def _row(language_model: Path, table: int, width: int, token: int) -> Floats:
    """Return a row of a table of type Q8_0 as float32."""
    size = width // 32 * Q8_0_BLOCK.itemsize
    with language_model.open("rb") as file:
        file.seek(table + token * size)
        blocks = np.frombuffer(file.read(size), Q8_0_BLOCK)
    values: Floats = (blocks["scale"][:, None].astype(np.float32) * blocks["values"]).ravel()
    return values


def _metadata(width: int) -> dict[str, Value]:
    return {
        "general.architecture": "clip",
        "general.type": "mmproj",
        "general.name": "Colour eyes",
        "clip.has_vision_encoder": True,
        "clip.projector_type": "mlp",
        "clip.use_gelu": True,
        "clip.vision.image_size": SIDE,
        "clip.vision.patch_size": PATCH,
        "clip.vision.embedding_length": WIDTH,
        "clip.vision.feed_forward_length": WIDTH,
        "clip.vision.block_count": 1,
        "clip.vision.projection_dim": width,
        "clip.vision.attention.head_count": 1,
        "clip.vision.attention.layer_norm_epsilon": 1e-5,
        "clip.vision.image_mean": (0.5, 0.5, 0.5),
        "clip.vision.image_std": (0.5, 0.5, 0.5),
    }


def _unused_block() -> dict[str, Floats]:
    """LLaVA reads the last layer but one, which is the input of a single layer; its weights must still be in the file."""
    square, line = np.zeros((WIDTH, WIDTH), np.float32), np.zeros(WIDTH, np.float32)
    names = ("attn_q", "attn_k", "attn_v", "attn_out", "ffn_up", "ffn_down")
    tensors: dict[str, Floats] = {f"v.blk.0.{name}.weight": square for name in names}
    tensors |= {f"v.blk.0.{name}.bias": line for name in names}
    return tensors | {f"v.blk.0.{name}.{kind}": line for name in ("ln1", "ln2") for kind in ("weight", "bias")}


def gguf_of(metadata: Mapping[str, Value], tensors: Mapping[str, Floats]) -> bytes:
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata))
    head += b"".join(_text(key) + _value(value) for key, value in metadata.items())
    data = b""
    for name, tensor in tensors.items():
        shape = tensor.shape[::-1]
        head += _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, len(data))
        data += _padded(tensor.astype("<f4").tobytes())
    return _padded(head) + data


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % ALIGNMENT)


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _value(value: Value) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value)
    if isinstance(value, bool):
        return struct.pack("<I?", 7, value)
    if isinstance(value, int):
        return struct.pack("<II", 4, value)
    if isinstance(value, float):
        return struct.pack("<If", 6, value)
    return _floats(value)


def _floats(values: Sequence[float]) -> bytes:
    return struct.pack(f"<IIQ{len(values)}f", 9, 6, len(values), *values)


def multimodal_models(models: Path, folder: Path) -> Path:
    """Write a models folder with the starter of `models` and a projector; its weights are linked, not copied."""
    starter = next(model for model in models.iterdir() if next(model.glob("*.gguf"), None))
    weights, target = next(starter.glob("*.gguf")), folder / "colour-eyes"
    target.mkdir(parents=True)
    (target / weights.name).symlink_to(weights)
    path = write_colour_projector(target / "mmproj.gguf", words_of(weights))
    manifest = read_manifest(starter)
    projector = ModelFile(path.name, path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
    files = (*manifest.files, projector)
    write_manifest(replace(manifest, id="colour-eyes", name="Colour eyes", files=files, projector=path.name), target)
    return folder
