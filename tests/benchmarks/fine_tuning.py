"""Contrastive fine-tuning compared with SetFit: same weights, draws and task.

Run `python -m tests.benchmarks.fine_tuning --into FILE`.

Needs the studio, scikit-learn and, for the comparison, `setfit` and `datasets`, which no extra of ours brings.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from engine.capabilities.classification.api import DEFAULT_WORDING, Label
from engine.capabilities.classification.heads import heads, model_selection
from engine.capabilities.classification.predictors import zero_shot
from engine.models.encoders.bert_weights import BertWeights
from engine.models.encoders.onnx_embedder import OnnxEmbedder
from engine.models.hardware import physical_cores
from engine.models.manifest import read_manifest
from engine.models.training.fine_tuning import FineTuner
from engine.protocol.children.fine_tuning import FineTuneExamples, FineTuneRequest
from engine.rpc.generators import exhaust
from tests.support.models import starter_models

EMBEDDER = "multilingual-e5-small-int8"
DATA = Path(os.environ.get("ATENEO_DATA", "../shared/data"))
SHOTS, TRIED = (8, 16), 1000
Rows = list[tuple[str, str]]


class Score(msgspec.Struct, frozen=True):
    """`seconds` of processor time, children's too: the clock tells of the neighbours where the machine is shared."""

    accuracy: float
    seconds: float


class Tried(Score, frozen=True):
    """Of one draw, a line of the file of results."""

    data: str
    shots: int
    method: str
    draw: int


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.fine_tuning", description=__doc__)
    parser.add_argument("--draws", type=int, nargs="*", default=range(10), help="their seeds")
    parser.add_argument("--shots", type=int, nargs="*", default=SHOTS)
    parser.add_argument("--data", nargs="*", default=["snips", "rt-polarity"])
    parser.add_argument("--methods", nargs="*", default=list(METHODS))
    parser.add_argument("--into", type=Path, required=True, help="file of results; what it holds is not tried again")
    options = parser.parse_args()
    for data in options.data:
        train, test = rows_of(data)
        for shots in options.shots:
            for method in options.methods:
                for seed in options.draws:
                    if any(
                        (result.data, result.shots, result.method, result.draw) == (data, shots, method, seed)
                        for result in tried(options.into)
                    ):
                        continue
                    score = METHODS[method](draw(train, shots, seed), test, seed)
                    line = msgspec.json.encode(Tried(score.accuracy, score.seconds, data, shots, method, seed))
                    with options.into.open("ab") as file:
                        file.write(line + b"\n")
    tell(tried(options.into))
    return 0


def tried(results: Path) -> list[Tried]:
    return (
        [msgspec.json.decode(line, type=Tried) for line in results.read_bytes().splitlines()]
        if results.exists()
        else []
    )


def spent() -> float:
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def rows_of(data: str) -> tuple[Rows, Rows]:
    """rt-polarity has no test file: a seeded draw of its rows is one."""
    if data == "snips":
        return read(DATA / "snips-train.csv"), read(DATA / "snips-test.csv")
    rows = read(DATA / f"{data}.csv")
    order = np.random.default_rng(0).permutation(len(rows))
    return [rows[i] for i in order[TRIED:]], [rows[i] for i in order[:TRIED]]


def read(path: Path) -> Rows:
    import csv

    with path.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["label"]) for row in csv.DictReader(file)]


def draw(rows: Rows, shots: int, seed: int) -> Rows:
    rng = np.random.default_rng(seed)
    labels = sorted({label for _, label in rows})
    return [
        rows[i]
        for label in labels
        for i in rng.choice([n for n, row in enumerate(rows) if row[1] == label], shots, replace=False)
    ]


def ours(train: Rows, test: Rows, seed: int) -> Score:
    with tempfile.TemporaryDirectory() as room:
        place = Path(room)
        request = FineTuneRequest(EMBEDDER, str(place / "tuned"), "Tuned", seed=seed, prefix="passage")
        examples = FineTuneExamples(tuple(text for text, _ in train), tuple(label for _, label in train))
        begun = spent()
        for _ in FineTuner(starter_models(), place / "work", place / "log").fine_tune(request, examples, lambda: False):
            pass
        seconds = spent() - begun
        return Score(head_accuracy(place / "tuned", train, test), seconds)


def frozen(train: Rows, test: Rows, seed: int) -> Score:
    """The head the page trains: the labels' sentences told, the method chosen by cross-validation."""
    begun = spent()
    with embedder_of(starter_models() / EMBEDDER) as embedder:
        labels = [label for _, label in train]
        named = [Label(label) for label in sorted(set(labels))]
        sentences = embedder.embed_passages(zero_shot.hypotheses(named, DEFAULT_WORDING))
        vectors = embedder.embed_passages([text for text, _ in train])
        method = exhaust(model_selection.cross_validate(vectors, labels, seed, sentences)).best
        head = heads.fit(method, vectors, labels, seed, sentences)
        seconds = spent() - begun
        return Score(accuracy(head, embedder, test), seconds)


def head_accuracy(folder: Path, train: Rows, test: Rows) -> float:
    with embedder_of(folder) as embedder:
        vectors = embedder.embed_passages([text for text, _ in train])
        return accuracy(heads.fit("logistic", vectors, [label for _, label in train]), embedder, test)


@contextmanager
def embedder_of(folder: Path) -> Iterator[OnnxEmbedder]:
    embedder = OnnxEmbedder(read_manifest(folder), folder, physical_cores())
    yield embedder
    embedder.close()


def accuracy(head: heads.FittedHead, embedder: OnnxEmbedder, test: Rows) -> float:
    predicted = head.probabilities(embedder.embed_passages([text for text, _ in test])).argmax(axis=1)
    return float(np.mean([head.labels[at] == label for at, (_, label) in zip(predicted, test, strict=True)]))


def setfit(train: Rows, test: Rows, seed: int) -> Score:
    """Its defaults: pairs oversampled, cosine loss, one epoch in batches of 16, logistic head."""
    from datasets import Dataset
    from setfit import Trainer, TrainingArguments

    with tempfile.TemporaryDirectory() as room:
        begun = spent()
        model = setfit_model(Path(room), seed, [f"query: {text}" for text, _ in (*train, *test)])
        labels = sorted({label for _, label in train})
        data = Dataset.from_dict(
            {"text": [f"query: {t}" for t, _ in train], "label": [labels.index(y) for _, y in train]}
        )
        arguments = TrainingArguments(output_dir=room, seed=seed, report_to="none", save_strategy="no", use_amp=False)
        Trainer(model=model, args=arguments, train_dataset=data).train()
        seconds = spent() - begun
        predicted = model.predict([f"query: {text}" for text, _ in test]).tolist()
    return Score(float(np.mean([labels[at] == label for at, (_, label) in zip(predicted, test, strict=True)])), seconds)


def setfit_model(room: Path, seed: int, texts: Sequence[str]) -> Any:
    """The starter's weights as a sentence-transformers model.

    Words of the vocabulary that are in none of `texts` are left out. They have no gradient and are never looked up, so the
    result is the same; but their 95 million weights were most of the work of every step, and ours leaves them out too.
    """
    import torch
    from sentence_transformers import SentenceTransformer, models
    from setfit import SetFitModel
    from sklearn.linear_model import LogisticRegression
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

    from engine.models.encoders.bert_weights import read_weights

    folder = starter_models() / EMBEDDER
    weights = read_weights(folder / "model.onnx", EMBEDDER)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    words = np.unique(np.concatenate([encoding.ids for encoding in tokenizer.encode_batch([*texts, "<pad>"])]))
    transformers_bert(weights, words).save_pretrained(room)
    special = {"cls_token": "<s>", "sep_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"), **special).save_pretrained(room)
    torch.manual_seed(seed)
    transformer = models.Transformer(str(room), max_seq_length=512)
    row = torch.zeros(weights.shape.vocabulary, dtype=torch.long)
    row[torch.from_numpy(words)] = torch.arange(len(words))
    table = transformer.auto_model.embeddings.word_embeddings
    table.register_forward_pre_hook(lambda _, given: (row[given[0]],))
    pooling = models.Pooling(weights.shape.hidden)
    body = SentenceTransformer(modules=[transformer, pooling, models.Normalize()], device="cpu")
    return SetFitModel(model_body=body, model_head=LogisticRegression())


LAYER_NAMES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm", "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip
"""BertGraph's names of a layer's parts to those of transformers."""


def transformers_bert(weights: BertWeights, words: np.ndarray) -> Any:
    """Return the encoder as transformers' own, with only those words."""
    import torch
    from transformers import BertConfig, BertModel

    shape, tensors = weights.shape, weights.tensors
    positions = tensors["emb.pos"].reshape(-1, shape.hidden)
    config = BertConfig(
        vocab_size=len(words), hidden_size=shape.hidden, num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads, intermediate_size=shape.feed_forward, layer_norm_eps=shape.epsilon,
        type_vocab_size=1, pad_token_id=None, max_position_embeddings=len(positions), attn_implementation="sdpa",
    )  # fmt: skip
    names = {"emb.ln": "embeddings.LayerNorm"}
    for layer in range(shape.layers):
        names |= {f"l{layer}.{short}": f"encoder.layer.{layer}.{long}" for short, long in LAYER_NAMES.items()}
    state = {
        "embeddings.word_embeddings.weight": tensors["emb.word"][words],
        "embeddings.position_embeddings.weight": positions,
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(-1, shape.hidden)[:1],
        **{f"{theirs}.weight": tensors[f"{ours}.w"] for ours, theirs in names.items()},
        **{f"{theirs}.bias": tensors[f"{ours}.b"] for ours, theirs in names.items()},
    }
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict({name: torch.from_numpy(np.array(value)) for name, value in state.items()})
    return model


METHODS: dict[str, Callable[[Rows, Rows, int], Score]] = {"frozen": frozen, "ours": ours, "setfit": setfit}


def tell(results: Sequence[Tried]) -> None:
    for data, shots, method in sorted({(result.data, result.shots, result.method) for result in results}):
        matching = [result for result in results if (result.data, result.shots, result.method) == (data, shots, method)]
        accuracy = [result.accuracy for result in matching]
        print(
            f"{data}, {shots} a class, {method}, {len(matching)} draws: accuracy {np.mean(accuracy):.4f} ± "
            f"{np.std(accuracy):.4f}, {np.mean([result.seconds for result in matching]):.1f} processor seconds"
        )


if __name__ == "__main__":
    if not importlib.util.find_spec("torch"):
        sys.exit("the studio is not installed")
    sys.exit(main())
