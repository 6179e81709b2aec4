"""Convert multilingual-e5-small from its 4-bit container to an int8 ONNX model, with numpy and onnx alone.

Container "E5S1": a header of counts, the vocabulary (not used: the tokenizer comes as tokenizer.json), then tensors by
name. Those of 4 bits are GGML Q4_0 blocks of 32 weights: an fp16 scale and 16 bytes, value = (nibble − 8) · scale. Weights
become float32 and then dynamic QInt8 per channel: twice as fast as the 4-bit form, cosine .997 to float32.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any  # arrays have several number types

import numpy as np

from engine.models.encoders.bert_graph import BertGraph, BertShape, write_int8
from engine.protocol.errors import ModelDamaged

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]

MAGIC = b"E5S1"
BLOCK, BLOCK_BYTES = 32, 18
Q4 = 1


class E5Container:
    """The tensors of a container by name. Raises ModelDamaged for other bytes."""

    def __init__(self, data: bytes) -> None:
        try:
            self._read(data)
        except (struct.error, UnicodeDecodeError) as error:
            raise ModelDamaged(str(error), name="e5-small-q4.bin") from error

    def _read(self, data: bytes) -> None:
        if data[:4] != MAGIC:
            raise ModelDamaged("magic", name="e5-small-q4.bin")
        self._data = data
        at = 8
        hidden, layers, heads, feed_forward, vocabulary, _, _ = struct.unpack_from("<7i", data, at)
        (epsilon,) = struct.unpack_from("<f", data, at + 28)
        self.shape = BertShape(hidden, layers, heads, feed_forward, vocabulary, epsilon)
        pieces, _, _, _, _ = struct.unpack_from("<5i", data, at + 36)
        (blob,) = struct.unpack_from("<Q", data, at + 56)
        at += 64 + 4 * (pieces + 1) + 4 * pieces + blob
        _, normaliser = struct.unpack_from("<iI", data, at)
        at += 8 + normaliser
        (tensors,) = struct.unpack_from("<i", data, at)
        self._tensors: dict[str, tuple[int, int, int]] = {}
        at += 4
        for _ in range(tensors):
            (length,) = struct.unpack_from("<H", data, at)
            name = data[at + 2 : at + 2 + length].decode()
            at += 2 + length
            _, count, offset, size = struct.unpack_from("<BIQQ", data, at)
            self._tensors[name] = (count, offset, size)
            at += 21

    def vector(self, name: str) -> Array:
        """Return a float32 tensor, flat."""
        count, offset, _ = self._tensors[name]
        return np.frombuffer(self._data, "<f4", count, offset).copy()

    def matrix(self, name: str, columns: int) -> Array:
        """Return a Q4_0 tensor as float32 [rows, columns]."""
        _, offset, size = self._tensors[name]
        blocks = np.frombuffer(self._data, np.uint8, size, offset).reshape(-1, BLOCK_BYTES)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
        return ((nibbles - 8) * scale).reshape(-1, columns)


def convert(source: bytes, target: Path) -> None:
    """Write the int8 ONNX model: inputs input_ids, attention_mask [b, s]; output embedding [b, hidden], normalised."""
    write_int8(BertGraph(E5Container(source)).embedder(), target)
