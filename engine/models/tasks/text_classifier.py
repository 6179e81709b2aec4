"""Encoders that sort texts by labels of their own: sentiment, spam, topic, toxicity, and entailment of one text by another.

The layout is transformers' ONNX export of a sequence classifier: logits [n, labels], config.json with `id2label`, and
`problem_type` "multi_label_classification" where each label is a question of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from engine.models.encoders.onnx_embedder import CPU
from engine.models.importing.model_import import CONFIG, stop_if
from engine.models.interfaces import ClassifierInfo
from engine.models.manifest import ModelManifest
from engine.models.tasks.text_tasks import SAMPLE, TextTask, never
from engine.models.vision.vision_tasks import read_labels, softmax
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelDamaged, ModelUnfit

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]

MANY = "multi_label_classification"
ENTAILMENT = "entailment"


class _Problem(msgspec.Struct):
    problem_type: str | None = None


class OnnxTextClassifier(TextTask):
    """A text longer than the model reads is cut into windows that overlap; its shares are the mean of theirs."""

    def __init__(self, manifest: ModelManifest, folder: Path, threads: int, providers: Sequence[str] = (CPU,)) -> None:
        super().__init__(manifest, folder, threads, providers)
        self.labels = _labels(manifest, folder)
        self.independent = _problem(folder) == MANY

    def rehearse(self) -> None:
        self.classify(SAMPLE)

    def classify(self, text: str, is_cancelled: IsCancelled = never) -> tuple[float, ...]:
        logits = np.stack(list(self._logits(self._windows(text), is_cancelled)))
        shares = 1 / (1 + np.exp(-logits)) if self.independent else softmax(logits)
        return tuple(float(share) for share in shares.mean(axis=0))

    def entailment(self, text: str, hypothesis: str, is_cancelled: IsCancelled = never) -> float:
        """The mean over the windows of the text."""
        place = entailing(self.labels)
        if place is None:
            raise ModelUnfit(f"labels {self.labels[:5]}", name=self._manifest.name)
        windows = self._windows(text, hypothesis, cut="first")
        return float(np.mean([logits[place] for logits in self._logits(windows, is_cancelled)]))

    def _logits(self, windows: Iterator[Any], is_cancelled: IsCancelled) -> Iterator[Array]:
        """[labels] of each window."""
        for window in windows:
            stop_if(is_cancelled)
            ids, types = (np.array([one], np.int64) for one in (window.ids, window.type_ids))
            (logits,) = self._computed(ids, types, "logits")
            if logits.shape != (1, len(self.labels)):
                raise ModelDamaged(f"an output of {logits.shape}, {len(self.labels)} labels", name=self._manifest.name)
            yield logits[0].astype(np.float64)


def sorter_of(manifest: ModelManifest, folder: Path) -> ClassifierInfo:
    """Raises ModelDamaged."""
    labels = _labels(manifest, folder)
    return ClassifierInfo(manifest.id, manifest.name, labels, entailing(labels) is not None, _problem(folder) == MANY)


def entailing(labels: Sequence[str]) -> int | None:
    """The place of the label that says a text follows from another, among them; None where there is none."""
    return next((at for at, label in enumerate(labels) if label.strip().lower() == ENTAILMENT), None)


def _labels(manifest: ModelManifest, folder: Path) -> tuple[str, ...]:
    """Raises ModelDamaged for a model that names none, or one alone."""
    labels = read_labels(msgspec.structs.replace(manifest, labels=manifest.labels or CONFIG), folder)
    if len(labels) < 2 and _problem(folder) != MANY:
        raise ModelDamaged(f"{len(labels)} labels in {CONFIG}", name=manifest.name)
    return labels


def _problem(folder: Path) -> str | None:
    try:
        return msgspec.json.decode((folder / CONFIG).read_bytes(), type=_Problem).problem_type
    except (OSError, msgspec.MsgspecError):
        return None
