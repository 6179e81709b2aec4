"""`python -m engine.models.training.fine_tuning_child --models DIR --work DIR`: trains one encoder at the lowest priority, then ends.

Reads one request line; the examples lie in the folder `work`, where checkpoints are kept too. See engine.models.training.fine_tuning.
"""

from __future__ import annotations

from engine.rpc.wire import LineWriter, TooLong, claim_pipe, read_lines

if __name__ == "__main__":
    READ_END, WRITE_END = claim_pipe()  # before anything else can write to, or redirect, the standard output

import argparse
import errno
import hashlib
import os
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from engine.models.manifest import ModelFile, ModelManifest, write_manifest
from engine.protocol.errors import AteneoError, DiskFull, EncoderFixed, LayersMissing, ModelUnsupported
from engine.protocol.fine_tuning import EpochMetrics, Examples, FineTuneRequest, FineTuneResult
from engine.protocol.messages import ErrorBody, ErrorData, EventParams, Failure, Notification, Request, Result

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.models.registry import InstalledModel
    from engine.models.training.torch_encoder import TrainedEncoder

EXAMPLES, CHECKPOINT = "examples.json", "checkpoint.safetensors"
LIKEST = 0.99
"""Least cosine of the torch encoder to the shelf's, before training, in the middle of the texts: int8 rounds one text in a
hundred to .988, and another network's are far below."""
KEPT = 0.8
"""Least part of what training moved that int8 must keep: its steps are ten times what a few steps of training move a weight."""
TRIED = 32
ROOM = 2.5
"""Times the float32 weights: a checkpoint, the best epoch, the network before and after it is quantised."""
NO_ROOM = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT))


def main(read: int, write: int) -> int:
    from engine.files.limits import lower_priority
    from engine.offline import die_with_parent, go_offline

    parser = argparse.ArgumentParser(prog="tuning")
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    options = parser.parse_args()
    die_with_parent()
    lower_priority()
    go_offline()
    line = next(iter(read_lines(read)))
    assert not isinstance(line, TooLong)
    serve(msgspec.json.decode(line, type=Request), options.models, options.work, LineWriter(write))
    return 0


def serve(asked: Request, models: Path, work: Path, send: LineWriter) -> None:
    id = asked.id or 0
    try:
        training = tune(msgspec.json.decode(asked.params, type=FineTuneRequest), models, work)
        while True:
            try:
                send(msgspec.json.encode(Notification("event", EventParams(id, next(training)))))
            except StopIteration as ended:
                send(msgspec.json.encode(Result(id, ended.value)))
                return
    except AteneoError as error:
        data = ErrorData(error.kind, error.detail, error.values)
        send(msgspec.json.encode(Failure(id, ErrorBody(error.code, error.message, data))))


def tune(request: FineTuneRequest, models: Path, work: Path) -> Generator[EpochMetrics, None, FineTuneResult]:
    import torch

    from engine.models.hardware import physical_cores
    from engine.models.registry import ModelRegistry
    from engine.models.training.trainer import Training

    begun = time.monotonic()
    torch.set_num_threads(physical_cores())
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(request.seed)
    written = (work / EXAMPLES).read_bytes()
    examples = msgspec.json.decode(written, type=Examples)
    installed = ModelRegistry([models]).check(request.encoder)
    learner = _Learner(request, examples, installed)
    check_room(work, learner.bytes)
    fingerprint = hashlib.sha256(msgspec.json.encode(request) + written).hexdigest()
    with fullness_told(round(learner.bytes * ROOM)):
        training = Training(learner.encoder, learner.lesson, request, work, fingerprint)
        yield from training.run()
        agreement, int8 = learner.store()
    took = time.monotonic() - begun
    state = training.state
    return FineTuneResult(request.folder, took, state.epoch, state.best_epoch, agreement, int8, training.resumed)


def check_room(work: Path, weights: int) -> None:
    """Before hours are spent, not after. Raises DiskFull."""
    missing = round(weights * ROOM) - shutil.disk_usage(work).free
    if missing > 0:
        raise DiskFull(needed=_megabytes(missing))


@contextmanager
def fullness_told(needed: int) -> Generator[None, None, None]:
    """Raises DiskFull for what whoever writes raises when there is no room in the end: safetensors has errors of its own."""
    try:
        yield
    except Exception as failed:
        if not any(one in str(failed) for one in NO_ROOM):
            raise
        raise DiskFull(str(failed), needed=_megabytes(needed)) from None


def _megabytes(count: int) -> str:
    return f"{count // 1_000_000 + 1} MB"


class _Learner:
    """The encoder with its lesson, and its way back to a model folder. Raises EncoderFixed, LayersMissing."""

    def __init__(self, request: FineTuneRequest, examples: Examples, installed: InstalledModel) -> None:
        from engine.models.encoders.bert_weights import read_weights
        from engine.models.encoders.onnx_embedder import open_tokenizer
        from engine.models.training.torch_encoder import TrainedEncoder, ids_of
        from engine.models.training.trainer import Lesson

        self._request, self._installed, manifest = request, installed, installed.manifest
        self.labels = sorted(set(examples.labels))
        tokenizer = open_tokenizer(installed.path("tokenizer.json"), manifest.name)
        prefix = manifest.query_prefix if request.prefix == "query" else manifest.passage_prefix
        ids = ids_of(tokenizer, examples.texts + examples.validation_texts, prefix, manifest.context)
        count = len(examples.texts)
        number = {label: place for place, label in enumerate(self.labels)}
        held = [number[one] for one in examples.labels], [number[one] for one in examples.validation_labels]
        self.lesson = Lesson(ids[:count], held[0], ids[count:], held[1])
        try:
            weights = read_weights(installed.path(".onnx"), manifest.name)
        except ModelUnsupported as foreign:
            raise EncoderFixed(foreign.detail, name=manifest.name) from None
        self.bytes = sum(one.nbytes for one in weights.tensors.values())
        self._tried = ids[:TRIED]
        self._before = self._compared(TrainedEncoder(weights, ids, "all"))
        classes = len(self.labels) if request.method == "supervised" else 0
        try:
            self.encoder = TrainedEncoder(weights, ids, request.layers, classes)
        except IndexError:
            raise LayersMissing(name=manifest.name, last=weights.shape.layers - 1) from None

    def _compared(self, encoder: TrainedEncoder) -> tuple[Any, Any]:
        """Vectors of a few texts by torch before training, and by the shelf's network, which are the same."""
        from engine.models.training.torch_encoder import middle_cosine

        ours, theirs = encoder.vectors(self._tried).numpy(), self._network(self._installed.path(".onnx"), self._tried)
        cosine = middle_cosine(ours, theirs)
        if cosine < LIKEST:
            raise EncoderFixed(f"cosine {cosine:.4f} of torch to ONNX", name=self._installed.manifest.name)
        return ours, theirs

    def store(self) -> tuple[float, bool]:
        """Written beside, renamed when whole. The share of examples labelled alike, and whether int8 kept it."""
        target = Path(self._request.folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        arriving = Path(tempfile.mkdtemp(prefix=".arriving-", dir=target.parent))
        try:
            agreement, int8 = self._export(arriving / "model.onnx")
            shutil.copyfile(self._installed.path("tokenizer.json"), arriving / "tokenizer.json")
            write_manifest(self._manifest(target.name, arriving), arriving)
            shutil.rmtree(target, ignore_errors=True)
            arriving.rename(target)
            return agreement, int8
        finally:
            shutil.rmtree(arriving, ignore_errors=True)

    def _export(self, path: Path) -> tuple[float, bool]:
        """In int8 unless that loses what was learned; then the layers stay float32, and only the word vectors are int8."""
        from engine.models.encoders.bert_graph import WORDS_ALONE, BertGraph, write_int8

        model = BertGraph(self.encoder.weights()).embedder()
        write_int8(model, path)
        int8 = self._kept(path) >= KEPT
        if not int8:
            write_int8(model, path, WORDS_ALONE)
        ids = self.lesson.ids + self.lesson.trial_ids
        wanted = self._chosen(self.encoder.vectors(ids).numpy())
        return float((self._chosen(self._network(path, ids)) == wanted).mean()), int8

    def _kept(self, path: Path) -> float:
        """How much of the way that training moved the vectors the stored network's have gone: 1 all of it, 0 none."""
        ours, theirs = self._before
        moved = self.encoder.vectors(self._tried).numpy() - ours
        gone = self._network(path, self._tried) - theirs
        return float((gone * moved).sum() / max(float((moved**2).sum()), 1e-12))

    def _chosen(self, vectors: Any) -> Any:
        """The class of each row, by the nearest mean of the examples."""
        import torch

        from engine.models.training.trainer import class_means

        means = class_means(torch.from_numpy(vectors[: len(self.lesson.ids)]), self.lesson.classes)
        return (vectors @ means.numpy().T).argmax(1)

    def _network(self, path: Path, ids: list[list[int]]) -> Any:
        import numpy as np

        from engine.models.encoders.onnx_embedder import Network
        from engine.models.hardware import physical_cores

        network = Network(path, self._installed.manifest.name, physical_cores(), spinning=False)
        rows = []
        for one in ids:
            feed = {"input_ids": np.array([one], np.int64), "attention_mask": np.ones((1, len(one)), np.int64)}
            rows.append(network.run(network.outputs[0], feed)[0])
        network.close()
        return np.stack(rows)

    def _manifest(self, id: str, folder: Path) -> ModelManifest:
        old = self._installed.manifest
        files = tuple(
            ModelFile(one.name, one.stat().st_size, hashlib.sha256(one.read_bytes()).hexdigest())
            for one in sorted(folder.iterdir())
        )
        return ModelManifest(
            id, self._request.name, "embedding", files, old.licence, source=old.id, context=old.context,
            dimensions=old.dimensions, languages=old.languages,
            query_prefix=old.query_prefix, passage_prefix=old.passage_prefix,
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(READ_END, WRITE_END))
