"""Text classifiers on ONNX Runtime, with labels of their own: sentiment, spam, topic, toxicity; and entailment of two texts.

The layout is transformers' ONNX export of a sequence classifier: logits [n, labels], config.json with `id2label`, and
`problem_type` "multi_label_classification" where each label is independent of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any  # encodings have no types, and arrays several number types

import msgspec
import numpy as np

from engine.models.encoders.activations import sigmoid, softmax
from engine.models.encoders.class_names import read_labels
from engine.models.encoders.onnx_network import CPU
from engine.models.interfaces import ClassifierInfo
from engine.models.manifest import ModelManifest
from engine.models.tasks.text_task import SAMPLE, OnnxTextTask
from engine.protocol.cancellation import IsCancelled, never_cancelled, raise_if_cancelled
from engine.protocol.errors import ModelDamaged, ModelKindMismatch

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]  # of the number type that the network has

CONFIG = "config.json"
MULTI_LABEL = "multi_label_classification"
ENTAILMENT = "entailment"


class _ProblemConfig(msgspec.Struct):
    """config.json."""

    problem_type: str | None = None


_PROBLEM_DECODER = msgspec.json.Decoder(_ProblemConfig)


class OnnxTextClassifier(OnnxTextTask):
    """Implements engine.models.interfaces.TextClassifier.

    A text longer than the model reads is cut into overlapping windows, and their probabilities are averaged.
    """

    def __init__(self, manifest: ModelManifest, folder: Path, threads: int, providers: Sequence[str] = (CPU,)) -> None:
        super().__init__(manifest, folder, threads, providers)
        self.labels = _labels(manifest, folder)
        self.independent = _problem_type(folder) == MULTI_LABEL

    def smoke_test(self) -> None:
        """Classify a sample text. Raises ModelDamaged."""
        self.classify(SAMPLE)

    def classify(self, text: str, is_cancelled: IsCancelled = never_cancelled) -> tuple[float, ...]:
        logits = np.stack(list(self._logits(self._windows(text), is_cancelled)))
        probabilities = sigmoid(logits) if self.independent else softmax(logits)
        return tuple(float(probability) for probability in probabilities.mean(axis=0))

    def entailment(self, text: str, hypothesis: str, is_cancelled: IsCancelled = never_cancelled) -> float:
        """Return the mean over the windows of the text."""
        label = entailment_label(self.labels)
        if label is None:
            raise ModelKindMismatch(f"labels {self.labels[:5]}", name=self._manifest.name)
        windows = self._windows(text, hypothesis, cut="first")
        return float(np.mean([logits[label] for logits in self._logits(windows, is_cancelled)]))

    def _logits(self, windows: Iterator[Any], is_cancelled: IsCancelled) -> Iterator[Array]:
        """Yield the logits [labels] of each window."""
        for window in windows:
            raise_if_cancelled(is_cancelled)
            ids, types = (np.array([row], np.int64) for row in (window.ids, window.type_ids))
            (logits,) = self._run(ids, types, "logits")
            if logits.shape != (1, len(self.labels)):
                raise ModelDamaged(f"an output of {logits.shape}, {len(self.labels)} labels", name=self._manifest.name)
            yield logits[0].astype(np.float64)


def classifier_info(manifest: ModelManifest, folder: Path) -> ClassifierInfo:
    """Describe an installed text classifier without loading it. Raises ModelDamaged."""
    labels = _labels(manifest, folder)
    entails = entailment_label(labels) is not None
    return ClassifierInfo(manifest.id, manifest.name, labels, entails, _problem_type(folder) == MULTI_LABEL)


def entailment_label(labels: Sequence[str]) -> int | None:
    """Return the number of the label that says a text follows from another; None when there is none."""
    return next((number for number, label in enumerate(labels) if label.strip().lower() == ENTAILMENT), None)


def _labels(manifest: ModelManifest, folder: Path) -> tuple[str, ...]:
    """Raises ModelDamaged for a model that names no labels, or a single one that excludes no other."""
    labels = read_labels(msgspec.structs.replace(manifest, labels=manifest.labels or CONFIG), folder)
    if len(labels) < 2 and _problem_type(folder) != MULTI_LABEL:
        raise ModelDamaged(f"{len(labels)} labels in {CONFIG}", name=manifest.name)
    return labels


def _problem_type(folder: Path) -> str | None:
    try:
        return _PROBLEM_DECODER.decode((folder / CONFIG).read_bytes()).problem_type
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
