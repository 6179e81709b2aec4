"""A dual encoder that is right by construction: an image is its mean colour, a text the sum of its colour words."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers

from tests.support.tiny_models import model_of

SIDE, CONTEXT, SCALE = 32, 8, 50.0
WORDS = ("[UNK]", "[PAD]", "red", "green", "blue", "a")
VECTORS = np.array([[0.1, 0.1, 0.1], [0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]], np.float32)


def write_dual_encoder(folder: Path, text_dimensions: int = 3, scale: float = SCALE) -> Path:
    """`text_dimensions` of the text encoder; 3 is right. Another `scale` of the logits makes another model of it."""
    folder.mkdir(parents=True)
    onnx.save(_image_encoder(), folder / "vision_model.onnx")
    onnx.save(_text_encoder(text_dimensions), folder / "text_model.onnx")
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.enable_padding(pad_id=1, pad_token="[PAD]", length=CONTEXT)
    tokenizer.save(str(folder / "tokenizer.json"))
    _write(folder / "preprocessor_config.json", {
        "size": {"shortest_edge": SIDE}, "crop_size": {"height": SIDE, "width": SIDE}, "do_center_crop": True,
        "resample": 2, "do_normalize": False,
    })  # fmt: skip
    _write(folder / "config.json", {"text_config": {"max_position_embeddings": CONTEXT}, "logit_scale": scale})
    return folder


def _image_encoder() -> onnx.ModelProto:
    nodes = [helper.make_node("ReduceMean", ["pixel_values", "axes"], ["image_embeds"], keepdims=0)]
    input = helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["n", 3, SIDE, SIDE])
    output = helper.make_tensor_value_info("image_embeds", TensorProto.FLOAT, ["n", 3])
    axes = numpy_helper.from_array(np.array([2, 3], np.int64), "axes")
    return model_of(helper.make_graph(nodes, "images", [input], [output], [axes]))


def _text_encoder(dimensions: int) -> onnx.ModelProto:
    table = np.zeros((len(WORDS), dimensions), np.float32)
    table[:, :3] = VECTORS
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["states"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["mask3"]),
        helper.make_node("Mul", ["states", "mask3"], ["kept"]),
        helper.make_node("ReduceSum", ["kept", "axes"], ["text_embeds"], keepdims=0),
    ]
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["n", "s"]) for n in ("input_ids", "attention_mask")]
    output = helper.make_tensor_value_info("text_embeds", TensorProto.FLOAT, ["n", dimensions])
    weights = [
        numpy_helper.from_array(table, "table"),
        numpy_helper.from_array(np.array([1], np.int64), "axes"),
        numpy_helper.from_array(np.array([-1], np.int64), "last"),
    ]
    return model_of(helper.make_graph(nodes, "texts", inputs, [output], weights))


def _write(path: Path, values: object) -> None:
    path.write_bytes(msgspec.json.encode(values))
