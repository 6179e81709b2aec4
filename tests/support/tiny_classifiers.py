"""Text classifiers with twenty words in the layout of transformers' exports: a text's logits are the sum of its words'."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from tests.support.tiny_models import SURE, model_of

SPECIAL = ("[UNK]", "[PAD]", "[CLS]", "[SEP]")
WORDS = (
    *SPECIAL, "good", "bad", "film", "the", "a", "is", "about", "this", "text", "rain", "snow", "weather", "song",
    "play", "music", ".",
)  # fmt: skip
FEELINGS: Mapping[str, Mapping[str, float]] = {"negative": {"bad": SURE}, "positive": {"good": SURE}}
RELATED = (("rain", "weather"), ("snow", "weather"), ("song", "music"), ("play", "music"))


def write_text_classifier(
    folder: Path,
    labels: Mapping[str, Mapping[str, float]] = FEELINGS,
    positions: int = 64,
    problem: str = "single_label_classification",
    bias: float = 0.0,
) -> Path:
    """`labels`: the logits that the words of a text add to `bias` for each label."""
    table = np.zeros((len(WORDS), len(labels)), np.float32)
    for column, words in enumerate(labels.values()):
        for word, logit in words.items():
            table[WORDS.index(word), column] = logit
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["each"]),
        helper.make_node("ReduceSum", ["each", "axes"], ["sum"], keepdims=0),
        helper.make_node("Add", ["sum", "bias"], ["logits"]),
    ]
    weights = {"table": table, "axes": np.array([1], np.int64), "bias": np.array([bias], np.float32)}
    _write(folder, nodes, weights, ["input_ids"], tuple(labels), positions, problem)
    return folder


def write_entailment(
    folder: Path, labels: Sequence[str] = ("contradiction", "neutral", "entailment"), positions: int = 64
) -> Path:
    """A sentence follows from a text when words of one are related to words of the other."""
    relation = np.eye(len(WORDS), dtype=np.float32)
    for first, second in RELATED:
        relation[WORDS.index(first), WORDS.index(second)] = SURE
    relation[: len(SPECIAL)] = 0
    nodes = [
        helper.make_node("Gather", ["eye", "input_ids"], ["each"]),
        helper.make_node("Cast", ["token_type_ids"], ["second"], to=TensorProto.FLOAT),
        helper.make_node("Sub", ["one", "second"], ["first"]),
        *(node for part in ("first", "second") for node in _counted(part)),
        helper.make_node("MatMul", ["first_words", "relation"], ["expected"]),
        helper.make_node("Mul", ["expected", "second_words"], ["met"]),
        helper.make_node("ReduceSum", ["met", "axes"], ["follows"], keepdims=1),
        helper.make_node("MatMul", ["follows", "places"], ["logits"]),
    ]
    places = np.array([[float(label.lower() == "entailment") for label in labels]], np.float32)
    weights = {
        "eye": np.eye(len(WORDS), dtype=np.float32), "one": np.array(1, np.float32), "axes": np.array([1], np.int64),
        "last": np.array([2], np.int64), "relation": relation, "places": places,
    }  # fmt: skip
    _write(folder, nodes, weights, ["input_ids", "token_type_ids"], labels, positions, None)
    return folder


def _counted(part: str) -> list[onnx.NodeProto]:
    return [
        helper.make_node("Unsqueeze", [part, "last"], [f"{part}_column"]),
        helper.make_node("Mul", ["each", f"{part}_column"], [f"{part}_each"]),
        helper.make_node("ReduceSum", [f"{part}_each", "axes"], [f"{part}_words"], keepdims=0),
    ]


def _write(
    folder: Path,
    nodes: Sequence[onnx.NodeProto],
    weights: Mapping[str, np.ndarray],
    inputs: Sequence[str],
    labels: Sequence[str],
    positions: int,
    problem: str | None,
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    infos = [helper.make_tensor_value_info(name, TensorProto.INT64, ["b", "s"]) for name in inputs]
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["b", len(labels)])
    held = [numpy_helper.from_array(array, name) for name, array in weights.items()]
    onnx.save(model_of(helper.make_graph(list(nodes), "classifier", infos, [output], held)), folder / "model.onnx")
    config = {
        "architectures": ["TinyForSequenceClassification"],
        "max_position_embeddings": positions,
        "id2label": {str(at): label for at, label in enumerate(labels)},
        "problem_type": problem,
    }
    (folder / "config.json").write_text(json.dumps(config))
    _write_tokenizer(folder / "tokenizer.json")


def _write_tokenizer(path: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    tokenizer = Tokenizer(models.WordLevel({word: at for at, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.save(str(path))
