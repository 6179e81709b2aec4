"""Contrastive tuning beside plain SetFit: same weights, same draws, same job. `python -m tests.benchmarks.tuning [--seeds N] …`.

Needs the studio, scikit-learn and, for the comparison, `setfit` and `datasets`, which no extra of ours brings.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from engine.capabilities.language import heads
from engine.models.card import read_card
from engine.models.fine_tuning import FineTuning
from engine.models.hardware import physical_cores
from engine.models.onnx import OnnxEmbedder
from engine.protocol.tuning import Examples, Tune
from tests.support.models import starter_models

EMBEDDER = "multilingual-e5-small-int8"
DATA = Path(os.environ.get("ATENEO_DATA", "../shared/data"))
SHOTS, TRIED = (8, 16), 1000
Rows = list[tuple[str, str]]


class Score(msgspec.Struct, frozen=True):
    """`seconds` of processor time, children's too: the clock tells of the neighbours where the machine is shared."""

    accuracy: float
    seconds: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.tuning", description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--shots", type=int, nargs="*", default=SHOTS)
    parser.add_argument("--data", nargs="*", default=["snips", "rt-polarity"])
    parser.add_argument("--methods", nargs="*", default=list(METHODS))
    options = parser.parse_args()
    for data in options.data:
        train, test = rows_of(data)
        for shots in options.shots:
            for method in options.methods:
                scores: list[Score] = []
                for seed in range(options.seeds):
                    scores.append(METHODS[method](draw(train, shots, seed), test, seed))
                    tell(f"{data}, {shots} a class, {method}", scores)
    return 0


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
        request = Tune(EMBEDDER, str(place / "tuned"), "Tuned", seed=seed, prefix="passage")
        examples = Examples(tuple(text for text, _ in train), tuple(label for _, label in train))
        begun = spent()
        for _ in FineTuning(starter_models(), place / "work", place / "log").tune(request, examples, lambda: False):
            pass
        seconds = spent() - begun
        return Score(head_accuracy(place / "tuned", train, test), seconds)


def frozen(train: Rows, test: Rows, seed: int) -> Score:
    begun = spent()
    accuracy = head_accuracy(starter_models() / EMBEDDER, train, test)
    return Score(accuracy, spent() - begun)


def head_accuracy(folder: Path, train: Rows, test: Rows) -> float:
    embedder = OnnxEmbedder(read_card(folder), folder, physical_cores())
    head = heads.fit("logistic", embedder.embed_passages([text for text, _ in train]), [label for _, label in train])
    found = head.probabilities(embedder.embed_passages([text for text, _ in test])).argmax(axis=1)
    embedder.close()
    return float(np.mean([head.labels[at] == label for at, (_, label) in zip(found, test, strict=True)]))


def setfit(train: Rows, test: Rows, seed: int) -> Score:
    """Its defaults: pairs oversampled, cosine loss, one epoch in batches of 16, logistic head."""
    from datasets import Dataset
    from setfit import Trainer, TrainingArguments

    with tempfile.TemporaryDirectory() as room:
        begun = spent()
        model = setfit_model(Path(room), seed)
        labels = sorted({label for _, label in train})
        data = Dataset.from_dict(
            {"text": [f"query: {t}" for t, _ in train], "label": [labels.index(y) for _, y in train]}
        )
        arguments = TrainingArguments(output_dir=room, seed=seed, report_to="none", save_strategy="no", use_amp=False)
        Trainer(model=model, args=arguments, train_dataset=data).train()
        seconds = spent() - begun
        found = model.predict([f"query: {text}" for text, _ in test]).tolist()
    return Score(float(np.mean([labels[one] == label for one, (_, label) in zip(found, test, strict=True)])), seconds)


def setfit_model(room: Path, seed: int) -> Any:
    """The starter's weights as a sentence-transformers model."""
    import torch
    from sentence_transformers import SentenceTransformer, models
    from setfit import SetFitModel
    from sklearn.linear_model import LogisticRegression
    from transformers import PreTrainedTokenizerFast

    from engine.models.bert_weights import read_weights
    from engine.models.trained_encoder import TrainedEncoder

    folder = starter_models() / EMBEDDER
    weights = read_weights(folder / "model.onnx", EMBEDDER)
    encoder = TrainedEncoder(weights, [range(weights.shape.vocabulary)], "all")
    encoder.bert.save_pretrained(room)
    special = {"cls_token": "<s>", "sep_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"), **special).save_pretrained(room)
    torch.manual_seed(seed)
    transformer = models.Transformer(str(room), max_seq_length=512)
    pooling = models.Pooling(weights.shape.hidden)
    body = SentenceTransformer(modules=[transformer, pooling, models.Normalize()], device="cpu")
    return SetFitModel(model_body=body, model_head=LogisticRegression())


METHODS: dict[str, Callable[[Rows, Rows, int], Score]] = {"frozen": frozen, "ours": ours, "setfit": setfit}


def tell(what: str, scores: Sequence[Score]) -> None:
    accuracy, seconds = [one.accuracy for one in scores], [one.seconds for one in scores]
    print(
        f"{what}: accuracy {np.mean(accuracy):.4f} ± {np.std(accuracy):.4f} {[round(one, 4) for one in accuracy]}, "
        f"{np.mean(seconds):.1f} processor seconds",
        flush=True,
    )


if __name__ == "__main__":
    if not importlib.util.find_spec("torch"):
        sys.exit("the studio is not installed")
    sys.exit(main())
