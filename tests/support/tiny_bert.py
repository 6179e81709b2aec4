"""A two-layer encoder with its tokenizer, written as a model folder: a test fine-tunes it in seconds."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

from engine.models.encoders.bert_graph import BertGraph, BertShape, write_int8
from engine.models.encoders.bert_weights import BertWeights
from engine.models.manifest import ModelFile, ModelManifest, write_manifest
from engine.protocol.children.fine_tuning import FineTuneExamples

ID = "tiny"
WORDS = "sol calor playa verano nieve hielo esquí invierno hoy mañana siempre mucho la el de en".split()
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
SHAPE = BertShape(hidden=32, layers=2, heads=4, feed_forward=64, vocabulary=len(SPECIAL) + len(WORDS), epsilon=1e-5)
POSITIONS = 32


def tiny_weights() -> BertWeights:
    rng = np.random.default_rng(1)
    hidden, inner = SHAPE.hidden, SHAPE.feed_forward
    tensors = {
        "emb.word": rng.normal(0, 0.5, (SHAPE.vocabulary, hidden)),
        "emb.pos": rng.normal(0, 0.1, (POSITIONS, hidden)),
        "emb.type": rng.normal(0, 0.1, hidden),
        "emb.ln.w": np.ones(hidden),
        "emb.ln.b": np.zeros(hidden),
    }
    sizes = {"q": (hidden, hidden), "k": (hidden, hidden), "v": (hidden, hidden), "ao": (hidden, hidden)}
    sizes |= {"fi": (inner, hidden), "fo": (hidden, inner)}
    for layer in range(SHAPE.layers):
        for part, size in sizes.items():
            tensors[f"l{layer}.{part}.w"] = rng.normal(0, 0.15, size)
            tensors[f"l{layer}.{part}.b"] = rng.normal(0, 0.05, size[0])
        for part in ("aln", "oln"):
            tensors[f"l{layer}.{part}.w"] = np.ones(hidden)
            tensors[f"l{layer}.{part}.b"] = np.zeros(hidden)
    return BertWeights(SHAPE, {name: value.astype(np.float32) for name, value in tensors.items()})


def tiny_encoder(models: Path) -> Path:
    """Write the encoder into the folder `models` and return its folder."""
    folder = models / ID
    folder.mkdir(parents=True)
    write_int8(BertGraph(tiny_weights()).embedder(), folder / "model.onnx")
    (folder / "tokenizer.json").write_text(_tokenizer(), "utf-8")
    files = tuple(
        ModelFile(file.name, file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest())
        for file in sorted(folder.iterdir())
    )
    write_manifest(ModelManifest(ID, "Tiny", "embedding", files, context=POSITIONS, dimensions=SHAPE.hidden), folder)
    return folder


def seasons(each: int, seed: int = 0, validation: int = 0) -> FineTuneExamples:
    """Return lines of ten words, two of which belong to the season that is the label."""
    rng = np.random.default_rng(seed)

    def line(words: list[str]) -> str:
        return " ".join(rng.permutation([*rng.choice(words, 2), *rng.choice(WORDS[8:], 8)]))

    def lines(count: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        summer, winter = [line(WORDS[:4]) for _ in range(count)], [line(WORDS[4:8]) for _ in range(count)]
        return tuple(summer + winter), ("verano",) * count + ("invierno",) * count

    return FineTuneExamples(*lines(each), *lines(validation))


def _tokenizer() -> str:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate([*SPECIAL, *WORDS])}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", None, [("[CLS]", 2), ("[SEP]", 3)])
    return json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False)
