"""Model files of a few hundred bytes, right or wrong on purpose."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

Scalar = str | int
ALIGNMENT = 32
DIMENSIONS = 4
WORDS = ("[UNK]", "[PAD]", "casa", "perro", "house", "dog", "the", "el", "la", ".")


def gguf_bytes(
    values: Mapping[str, Scalar] | None = None,
    tensors: Sequence[tuple[str, Sequence[int]]] = (("token_embd.weight", (8, 4)),),
    version: int = 3,
) -> bytes:
    """A GGUF file of float32 zeros that says what `values` say."""
    said = {"general.architecture": "llama", "llama.context_length": 64, **(values or {})}
    head = b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(said))
    head += b"".join(_text(key) + _value(value) for key, value in said.items())
    offset = 0
    for name, shape in tensors:
        head += _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, offset)
        offset += -(-4 * int(np.prod(shape)) // ALIGNMENT) * ALIGNMENT
    return head + b"\0" * (-len(head) % ALIGNMENT + offset)


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _value(value: Scalar) -> bytes:
    return struct.pack("<I", 8) + _text(value) if isinstance(value, str) else struct.pack("<II", 4, value)


def write_embedder(folder: Path, pooled: bool = True) -> Path:
    """An ONNX embedder of ten words: each text's vector is the mean of its words', or their states when not `pooled`."""
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(embedder_graph(pooled), folder / "model.onnx")
    write_tokenizer(folder / "tokenizer.json")
    return folder


def embedder_graph(pooled: bool = True) -> onnx.ModelProto:
    table = np.random.default_rng(7).normal(size=(len(WORDS), DIMENSIONS)).astype(np.float32)
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["states"])]
    output = helper.make_tensor_value_info("states", TensorProto.FLOAT, ["b", "s", DIMENSIONS])
    if pooled:
        nodes.append(helper.make_node("ReduceMean", ["states", "axes"], ["embedding"], keepdims=0))
        output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["b", DIMENSIONS])
    weights = [numpy_helper.from_array(table, "table"), numpy_helper.from_array(np.array([1], np.int64), "axes")]
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["b", "s"])]
    return model_of(helper.make_graph(nodes, "words", inputs, [output], weights))


def model_of(graph: onnx.GraphProto) -> onnx.ModelProto:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    model.ir_version = 9
    return model


def write_tokenizer(path: Path) -> None:
    """Words at white space, padded to 16 as some published tokenizers are to 512."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.enable_padding(length=16, pad_id=1, pad_token="[PAD]")
    tokenizer.save(str(path))


def bomb() -> onnx.ModelProto:
    """Asks for 10^12 floats, from a file of 300 bytes."""
    shape = numpy_helper.from_array(np.array([10**6, 10**6, 1], np.int64), "shape")
    nodes = [
        helper.make_node("ConstantOfShape", ["shape"], ["huge"]),
        helper.make_node("ReduceMax", ["huge"], ["most"], keepdims=0),
        helper.make_node("Cast", ["input_ids"], ["ids"], to=TensorProto.FLOAT),
        helper.make_node("Add", ["ids", "most"], ["embedding"]),
    ]
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["b", DIMENSIONS])]
    outputs = [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["b", DIMENSIONS])]
    return model_of(helper.make_graph(nodes, "bomb", inputs, outputs, [shape]))


TASK_WORDS = (
    "[UNK]", "[PAD]", "[CLS]", "[SEP]", "[MASK]",
    "Ana", "López", "vive", "en", "Madrid", "y", "Luis", ".", "dónde", "casa", "la", "es", "blanca",
)  # fmt: skip
TASK_LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
SURE = 6.0


def write_text_task(folder: Path, architecture: str, positions: int = 512, dimensions: int | None = None) -> Path:
    """An encoder with a head, of eighteen words, each token's logits looked up in a table; `dimensions` of wrong logits."""
    folder.mkdir(parents=True, exist_ok=True)
    outputs = {
        "ForTokenClassification": {"logits": _labels_table()},
        "ForQuestionAnswering": dict.fromkeys(("start_logits", "end_logits"), _places_table("Madrid", "[CLS]")),
        "ForMaskedLM": {"logits": _words_table()},
        "ForNextSentencePrediction": {"logits": np.array([[0.1, 0.0]] * len(TASK_WORDS), np.float32)},
    }[architecture]  # fmt: skip
    if dimensions is not None:
        outputs = {"logits": np.zeros((len(TASK_WORDS), dimensions), np.float32)}
    onnx.save(_look_up(outputs, summed="NextSentence" in architecture), folder / "model.onnx")
    labels = {str(i): label for i, label in enumerate(TASK_LABELS)}
    config = {"architectures": [f"Tiny{architecture}"], "max_position_embeddings": positions, "id2label": labels}
    (folder / "config.json").write_text(json.dumps(config))
    _write_task_tokenizer(folder / "tokenizer.json")
    return folder


def _labels_table() -> np.ndarray:
    said = {"Ana": 1, "Luis": 1, "López": 2, "Madrid": 3}
    table = np.zeros((len(TASK_WORDS), len(TASK_LABELS)), np.float32)
    for row, word in enumerate(TASK_WORDS):
        table[row, said.get(word, 0)] = SURE
    return table


def _places_table(answer: str, nothing: str) -> np.ndarray:
    return np.array([SURE if w == answer else SURE / 2 if w == nothing else -SURE for w in TASK_WORDS], np.float32)


def _words_table() -> np.ndarray:
    """A gap is likeliest "casa", then "Madrid"; every other word expects itself."""
    table = SURE * np.eye(len(TASK_WORDS), dtype=np.float32)
    gap = TASK_WORDS.index("[MASK]")
    table[gap] = -SURE
    table[gap, TASK_WORDS.index("casa")], table[gap, TASK_WORDS.index("Madrid")] = SURE, SURE - 1
    return table


def _look_up(outputs: Mapping[str, np.ndarray], summed: bool) -> onnx.ModelProto:
    nodes, infos, weights = [], [], []
    for name, table in outputs.items():
        weights.append(numpy_helper.from_array(table, f"{name}_table"))
        nodes.append(helper.make_node("Gather", [f"{name}_table", "input_ids"], [f"{name}_each" if summed else name]))
        shape = ["b", *([] if summed else ["s"]), *table.shape[1:]]
        infos.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        if summed:
            weights.append(numpy_helper.from_array(np.array([1], np.int64), "axes"))
            nodes.append(helper.make_node("ReduceSum", [f"{name}_each", "axes"], [name], keepdims=0))
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["b", "s"])]
    return model_of(helper.make_graph(nodes, "task", inputs, infos, weights))


def _write_task_tokenizer(path: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(TASK_WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.add_special_tokens(["[CLS]", "[SEP]", "[MASK]"])
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.save(str(path))
