"""Fine-tuning in a child process: a tiny encoder learns in seconds, and a killed training continues to the same result."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from engine.models.encoders.onnx_embedder import OnnxEmbedder
from engine.models.manifest import read_manifest
from engine.models.training.fine_tuning import FineTuner, check_examples
from engine.models.training.work_folder import EXAMPLES, check_room
from engine.protocol.children.fine_tuning import EpochMetrics, FineTuneExamples, FineTuneRequest, FineTuneResult
from engine.protocol.errors import (
    BadRequest,
    Cancelled,
    DiskFull,
    LayersMissing,
    ModelMissing,
    TooFewToTrain,
    TrainingNeedsStudio,
    TrainingStopped,
)
from tests.conftest import children
from tests.support.disk import fill_disk, mounted
from tests.support.tiny_bert import ID, seasons, tiny_encoder

STUDIO = all(importlib.util.find_spec(name) for name in ("torch", "transformers", "safetensors"))
studio = [
    pytest.mark.studio,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not STUDIO, reason="torch and transformers are not installed"),
]


def never() -> bool:
    return False


def finish(training: Generator[EpochMetrics, None, FineTuneResult]) -> tuple[FineTuneResult, list[EpochMetrics]]:
    """Return the result and the metrics of every epoch."""
    metrics = []
    while True:
        try:
            metrics.append(next(training))
        except StopIteration as ended:
            return ended.value, metrics


def test_one_label_or_one_example_of_a_label_is_too_few() -> None:
    for labels in (("a", "a", "a"), ("a", "a", "b"), ()):
        with pytest.raises(TooFewToTrain, match="two labels"):
            check_examples(FineTuneExamples(("x",) * len(labels), labels))


def test_labels_that_do_not_fit_the_texts_are_a_bad_request() -> None:
    with pytest.raises(BadRequest):
        check_examples(FineTuneExamples(("x", "y"), ("a",)))
    with pytest.raises(BadRequest, match="does not understand"):
        check_examples(FineTuneExamples(("x",) * 4, ("a", "a", "b", "b"), ("x",), ("c",)))


def test_a_disk_without_room_is_seen_before_the_training(tmp_path: Path) -> None:
    check_room(tmp_path, 0)
    with pytest.raises(DiskFull, match="at least"):
        check_room(tmp_path, shutil.disk_usage(tmp_path).total)


def test_a_request_survives_the_wire() -> None:
    for layers in ("all", "last", (0, 3)):
        request = FineTuneRequest("e5", "/models/mine", "Mío", layers=layers)  # type: ignore[arg-type]
        assert msgspec.json.decode(msgspec.json.encode(request), type=FineTuneRequest) == request


def test_without_the_studio_the_way_out_is_named(tmp_path: Path) -> None:
    if STUDIO:
        pytest.skip("the studio is installed")
    with pytest.raises(TrainingNeedsStudio, match="--studio"):
        next(tuner(tmp_path).fine_tune(request(tmp_path), seasons(2), never))
    assert not (tmp_path / "work").exists()  # not a text is written for a training that cannot begin


TrainHere = Callable[[Path, FineTuneRequest, FineTuneExamples], tuple[FineTuneResult, list[EpochMetrics]]]


@pytest.fixture
def train_here() -> Iterator[TrainHere]:
    """Trains in the process of the test, as the child does: for what is not about the child, which imports torch for seconds."""
    import torch

    from engine.models.training.fine_tuning_child import fine_tune

    def train(
        folder: Path, child_request: FineTuneRequest, examples: FineTuneExamples
    ) -> tuple[FineTuneResult, list[EpochMetrics]]:
        with tempfile.TemporaryDirectory(dir=folder) as work:
            Path(work, EXAMPLES).write_bytes(msgspec.json.encode(examples))
            return finish(fine_tune(child_request, folder / "models", Path(work)))

    yield train
    torch.use_deterministic_algorithms(False)


class TestWithTheStudio:
    pytestmark = studio

    def test_a_contrastive_encoder_separates_the_labels(self, tmp_path: Path) -> None:
        tiny_encoder(tmp_path / "models")
        examples, test_set = seasons(32), seasons(50, seed=9)
        result, metrics = finish(tuner(tmp_path).fine_tune(request(tmp_path, epochs=30), examples, never))
        assert metrics[-1].training_loss < metrics[0].training_loss
        assert (metrics[-1].step, result.epochs, result.best) == (metrics[-1].steps, 30, 30)
        before, after = (nearest(tmp_path / "models" / name, examples, test_set) for name in (ID, "mine"))
        assert before < 0.7 < 0.85 < after

    def test_a_disk_that_fills_in_the_middle_is_told_and_the_training_goes_on_when_there_is_room(
        self, tmp_path: Path
    ) -> None:
        tiny_encoder(tmp_path / "models")
        child_request, examples = request(tmp_path, epochs=12, checkpoint_seconds=0.0), seasons(8)
        with mounted(tmp_path / "disk", "size=2m") as disk:
            fine_tuner = FineTuner(tmp_path / "models", disk / "work", tmp_path / "log")
            training = fine_tuner.fine_tune(child_request, examples, never)
            told = [next(training) for _ in range(2)]
            stuffing = fill_disk(disk)
            with pytest.raises(DiskFull, match="at least 1 MB"):
                told.extend(training)
            assert not (tmp_path / "models" / "mine").exists()
            stuffing.unlink()
            result, metrics = finish(fine_tuner.fine_tune(child_request, examples, never))
        assert result.resumed >= 1 and len(metrics) == 12 and metrics[: len(told)] == told

    def test_more_classes_are_trained_for_longer(self, tmp_path: Path, train_here: TrainHere) -> None:
        tiny_encoder(tmp_path / "models")
        two = seasons(16)
        four = msgspec.structs.replace(two, labels=tuple(f"{label} {n % 2}" for n, label in enumerate(two.labels)))
        steps = [train_here(tmp_path, request(tmp_path), examples)[1][-1].steps for examples in (two, four)]
        assert steps[1] == 2 * steps[0]

    def test_with_many_classes_no_text_is_alone_in_its_batch(self) -> None:
        from engine.models.training.trainer import even_order

        classes = [n % 100 for n in range(800)]
        order = even_order(classes, np.random.default_rng(0), group_size=2)
        assert sorted(order) == list(range(800))
        batches = [Counter(classes[n] for n in order[begin : begin + 64]) for begin in range(0, 800, 64)]
        assert min(min(counts.values()) for counts in batches) == 2

    def test_a_classifier_learns_and_its_vectors_separate_the_labels(
        self, tmp_path: Path, train_here: TrainHere
    ) -> None:
        tiny_encoder(tmp_path / "models")
        examples, test_set = seasons(32, validation=8), seasons(50, seed=9)
        child_request = request(tmp_path, method="supervised", epochs=40, batch=8, learning_rate=2e-3)
        result, metrics = train_here(tmp_path, child_request, examples)
        assert metrics[-1].validation_loss is not None and result.agreement >= 0.98
        assert result.best == 1 + int(np.argmin([epoch.validation_loss for epoch in metrics if epoch.validation_loss]))
        assert nearest(tmp_path / "models" / "mine", examples, test_set) > 0.9

    def test_only_the_last_layer_changes_when_that_is_asked(self, tmp_path: Path, train_here: TrainHere) -> None:
        from engine.models.encoders.bert_weights import read_weights

        tiny_encoder(tmp_path / "models")
        train_here(tmp_path, request(tmp_path, layers="last", epochs=5), seasons(8))
        before, after = (read_weights(tmp_path / "models" / name / "model.onnx", name).tensors for name in (ID, "mine"))
        np.testing.assert_allclose(after["l0.q.w"], before["l0.q.w"], atol=1e-6)
        np.testing.assert_allclose(after["emb.word"], before["emb.word"], atol=1e-6)
        assert np.abs(after["l1.q.w"] - before["l1.q.w"]).max() > 1e-5

    def test_small_changes_are_not_lost_in_int8(self, tmp_path: Path, train_here: TrainHere) -> None:
        from engine.models.encoders.bert_weights import read_weights

        tiny_encoder(tmp_path / "models")
        result, _ = train_here(tmp_path, request(tmp_path, epochs=2, learning_rate=2e-5), seasons(8))
        before, after = (read_weights(tmp_path / "models" / name / "model.onnx", name).tensors for name in (ID, "mine"))
        assert not result.int8
        assert 0 < np.abs(after["l1.q.w"] - before["l1.q.w"]).max() < 1e-4

    def test_a_layer_it_does_not_have_is_refused(self, tmp_path: Path, train_here: TrainHere) -> None:
        tiny_encoder(tmp_path / "models")
        with pytest.raises(LayersMissing, match="0 to 1"):
            finish(tuner(tmp_path).fine_tune(request(tmp_path, layers=(7,)), seasons(2), never))
        with pytest.raises(ModelMissing):
            train_here(tmp_path, request(tmp_path, encoder="gone"), seasons(2))

    @pytest.mark.kill
    @pytest.mark.parametrize("validation", [0, 4])
    def test_a_killed_training_continues_to_the_same_result(
        self, tmp_path: Path, train_here: TrainHere, validation: int
    ) -> None:
        whole, killed = tmp_path / "whole", tmp_path / "killed"
        for folder in (whole, killed):
            tiny_encoder(folder / "models")
        examples, changes = seasons(8, validation=validation), {"epochs": 40, "checkpoint_seconds": 0.0}
        _, all_metrics = train_here(whole, request(whole, **changes), examples)
        before = children()
        training = tuner(killed).fine_tune(request(killed, **changes), examples, never)
        first = [next(training) for _ in range(3)]
        for pid in children() - before:
            os.kill(int(pid), signal.SIGKILL)
        with pytest.raises(TrainingStopped, match="continues where it stopped"):
            first.extend(training)
        gone_on, rest = finish(tuner(killed).fine_tune(request(killed, **changes), examples, never))
        assert 2 <= gone_on.resumed < 40 and rest == all_metrics and first == all_metrics[: len(first)]
        assert (killed / "models/mine/model.onnx").read_bytes() == (whole / "models/mine/model.onnx").read_bytes()

    def test_a_cancel_installs_nothing_and_the_texts_are_readable_by_their_owner_only(self, tmp_path: Path) -> None:
        tiny_encoder(tmp_path / "models")
        seen: list[EpochMetrics] = []
        training = tuner(tmp_path).fine_tune(request(tmp_path, epochs=500), seasons(8), lambda: bool(seen))
        seen.append(next(training))
        with pytest.raises(Cancelled):
            finish(training)
        assert [path.name for path in (tmp_path / "models").iterdir() if path.is_dir()] == [ID]
        assert (tmp_path / "work" / EXAMPLES).stat().st_mode & 0o777 == 0o600
        tuner(tmp_path).discard()
        assert not (tmp_path / "work").exists()


def tuner(folder: Path) -> FineTuner:
    return FineTuner(folder / "models", folder / "work", folder / "training.log")


def request(folder: Path, **changed: Any) -> FineTuneRequest:
    defaults: dict[str, Any] = {
        "encoder": ID,
        "folder": str(folder / "models" / "mine"),
        "name": "Mine",
        "patience": 100,
    }
    return FineTuneRequest(**(defaults | {"learning_rate": 1e-3} | changed))


def nearest(folder: Path, examples: FineTuneExamples, test_set: FineTuneExamples) -> float:
    """Return the accuracy by the nearest mean of a label, with the installed embedder."""
    embedder = OnnxEmbedder(read_manifest(folder), folder, 1)
    names, labels = sorted(set(examples.labels)), np.array(examples.labels)
    vectors = embedder.embed_queries(examples.texts)
    means = np.stack([vectors[labels == name].mean(0) for name in names])
    predicted = (embedder.embed_queries(test_set.texts) @ means.T).argmax(1)
    embedder.close()
    return float(np.mean([names[at] == label for at, label in zip(predicted, test_set.labels, strict=True)]))


@pytest.mark.skipif(not STUDIO, reason="torch and transformers are not installed")
def test_the_median_ignores_one_text_that_int8_rounds_badly() -> None:
    from engine.models.training.torch_encoder import median_cosine

    vectors = np.eye(9, dtype=np.float32)
    rounded = vectors.copy()
    rounded[0] = rounded[1]
    assert median_cosine(vectors, rounded) == 1
    assert median_cosine(vectors, np.roll(vectors, 1, axis=0)) == 0
