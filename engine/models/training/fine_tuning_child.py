"""`python -m engine.models.training.fine_tuning_child --models DIR --work DIR`: fine-tune one encoder and end.

Runs at a low priority. It reads one request line; the examples are in the folder `work`, where checkpoints are kept too.
engine.models.training.fine_tuning starts it.
"""

from __future__ import annotations

from engine.offline import die_with_parent, go_offline

if __name__ == "__main__":
    die_with_parent()  # before the imports, during which the engine may be killed

from engine.rpc.wire import LineWriter, TooLong, claim_pipe, read_lines_or_exit

if __name__ == "__main__":
    READ_END, WRITE_END = claim_pipe()  # before anything else can write to, or redirect, the standard output

import argparse
import hashlib
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.models.manifest import ModelFile, ModelManifest, write_manifest
from engine.models.training.work_folder import EXAMPLES, ROOM, check_room, disk_full_errors
from engine.protocol.children.fine_tuning import READY, EpochMetrics, FineTuneExamples, FineTuneRequest, FineTuneResult
from engine.protocol.errors import AteneoError, EncoderFixed, LayersMissing, ModelUnsupported
from engine.protocol.messages import ErrorBody, ErrorData, EventParams, Failure, Notification, Request, Result
from engine.protocol.private_folder import make_private_folder

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    import numpy as np
    import numpy.typing as npt

    from engine.models.registry import InstalledModel
    from engine.models.training.torch_encoder import TorchEncoder

    Vectors = npt.NDArray[np.float32]
    Classes = npt.NDArray[np.int64]

MIN_COSINE = 0.99
"""Least median cosine of the torch encoder's vectors to the installed network's before training: int8 rounds one text in a
hundred to .988, and another network's vectors are far below."""
MIN_KEPT = 0.8
"""Least part of the vectors' movement in training that int8 must keep: its steps are ten times as large as a few training steps
move a weight."""
COMPARED_TEXTS = 32


def main(read: int, write: int) -> int:
    """Serve one request that comes from the descriptor `read`; the replies go to `write`."""
    from engine.files.limits import lower_priority

    parser = argparse.ArgumentParser(prog="fine_tuning_child")
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    options = parser.parse_args()
    lower_priority()
    go_offline()
    send = LineWriter(write)
    send(READY)
    lines = iter(read_lines_or_exit(read))
    line = next(lines)
    assert not isinstance(line, TooLong)
    threading.Thread(target=list, args=(lines,), name="end of input", daemon=True).start()
    serve(msgspec.json.decode(line, type=Request), options.models, options.work, send)
    return 0


def serve(request: Request, models: Path, work: Path, send: LineWriter) -> None:
    """Answer one request: an event after each epoch, then the result or an error of ours."""
    id = request.id or 0
    try:
        training = fine_tune(msgspec.json.decode(request.params, type=FineTuneRequest), models, work)
        while True:
            try:
                send(msgspec.json.encode(Notification("event", EventParams(id, next(training)))))
            except StopIteration as ended:
                send(msgspec.json.encode(Result(id, ended.value)))
                return
    except AteneoError as error:
        data = ErrorData(error.kind, error.detail, error.values)
        send(msgspec.json.encode(Failure(id, ErrorBody(error.code, error.message, data))))


def fine_tune(request: FineTuneRequest, models: Path, work: Path) -> Generator[EpochMetrics, None, FineTuneResult]:
    """Train the encoder on the examples in `work` and write the new model folder.

    Raises EncoderFixed, LayersMissing, ModelError, DiskFull.
    """
    import torch

    from engine.models.hardware import physical_cores
    from engine.models.registry import ModelRegistry
    from engine.models.training.trainer import EncoderTrainer

    started = time.monotonic()
    torch.set_num_threads(physical_cores())
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(request.seed)
    data = (work / EXAMPLES).read_bytes()
    examples = msgspec.json.decode(data, type=FineTuneExamples)
    installed = ModelRegistry([models]).check(request.encoder)
    job = _FineTuneJob(request, examples, installed)
    check_room(work, job.weight_bytes)
    fingerprint = hashlib.sha256(msgspec.json.encode(request) + data).hexdigest()
    with disk_full_errors(round(job.weight_bytes * ROOM)):
        trainer = EncoderTrainer(job.encoder, job.training_set, request, work, fingerprint)
        yield from trainer.run()
        agreement, int8 = job.write_model()
    seconds = time.monotonic() - started
    state = trainer.state
    return FineTuneResult(request.folder, seconds, state.epoch, state.best_epoch, agreement, int8, trainer.resumed)


class _FineTuneJob:
    """The encoder and its training set, and the way back to a model folder. Raises EncoderFixed, LayersMissing."""

    def __init__(self, request: FineTuneRequest, examples: FineTuneExamples, installed: InstalledModel) -> None:
        from engine.models.encoders.bert_weights import read_weights
        from engine.models.encoders.tokenizer import open_tokenizer
        from engine.models.training.torch_encoder import TorchEncoder, token_ids
        from engine.models.training.trainer import TrainingSet

        self._request, self._installed, manifest = request, installed, installed.manifest
        self.labels = sorted(set(examples.labels))
        tokenizer = open_tokenizer(installed.path("tokenizer.json"), manifest.name)
        prefix = manifest.query_prefix if request.prefix == "query" else manifest.passage_prefix
        ids = token_ids(tokenizer, examples.texts + examples.validation_texts, prefix, manifest.context)
        count = len(examples.texts)
        number = {label: index for index, label in enumerate(self.labels)}
        classes = [number[label] for label in examples.labels]
        validation_classes = [number[label] for label in examples.validation_labels]
        self.training_set = TrainingSet(ids[:count], classes, ids[count:], validation_classes)
        try:
            weights = read_weights(installed.path(".onnx"), manifest.name)
        except ModelUnsupported as foreign:
            raise EncoderFixed(foreign.detail, name=manifest.name) from None
        self.weight_bytes = sum(tensor.nbytes for tensor in weights.tensors.values())
        self._compared = ids[:COMPARED_TEXTS]
        self._before = self._compare(TorchEncoder(weights, ids, "all"))
        outputs = len(self.labels) if request.method == "supervised" else 0
        try:
            self.encoder = TorchEncoder(weights, ids, request.layers, outputs)
        except IndexError:
            raise LayersMissing(name=manifest.name, last=weights.shape.layers - 1) from None

    def write_model(self) -> tuple[float, bool]:
        """Write the model folder beside its place and rename it when it is complete.

        Returns the fraction of examples that the written and the trained network label alike, and whether its layers are int8.
        """
        target = Path(self._request.folder)
        make_private_folder(target.parent)
        staging = Path(tempfile.mkdtemp(prefix=".staging-", dir=target.parent))
        try:
            agreement, int8 = self._export(staging / "model.onnx")
            shutil.copyfile(self._installed.path("tokenizer.json"), staging / "tokenizer.json")
            write_manifest(self._manifest(target.name, staging), staging)
            shutil.rmtree(target, ignore_errors=True)
            staging.rename(target)
            return agreement, int8
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _compare(self, encoder: TorchEncoder) -> tuple[Vectors, Vectors]:
        """Return vectors of a few texts by torch before training and by the installed network, which are the same."""
        from engine.models.training.torch_encoder import median_cosine

        by_torch = encoder.vectors(self._compared).numpy()
        by_network = self._embed(self._installed.path(".onnx"), self._compared)
        cosine = median_cosine(by_torch, by_network)
        if cosine < MIN_COSINE:
            raise EncoderFixed(f"cosine {cosine:.4f} of torch to ONNX", name=self._installed.manifest.name)
        return by_torch, by_network

    def _export(self, path: Path) -> tuple[float, bool]:
        """Write int8 unless that loses what was learnt; then the layers stay float32, and only the word vectors are int8."""
        from engine.models.encoders.bert_graph import WORD_VECTORS, BertGraph, write_int8

        model = BertGraph(self.encoder.weights()).embedder()
        write_int8(model, path)
        int8 = self._kept_movement(path) >= MIN_KEPT
        if not int8:
            write_int8(model, path, WORD_VECTORS)
        ids = self.training_set.ids + self.training_set.validation_ids
        expected = self._nearest_classes(self.encoder.vectors(ids).numpy())
        return float((self._nearest_classes(self._embed(path, ids)) == expected).mean()), int8

    def _kept_movement(self, path: Path) -> float:
        """Return how much of the vectors' movement in training the written network has: 1 all of it, 0 none."""
        by_torch, by_network = self._before
        movement = self.encoder.vectors(self._compared).numpy() - by_torch
        kept = self._embed(path, self._compared) - by_network
        return float((kept * movement).sum() / max(float((movement**2).sum()), 1e-12))

    def _nearest_classes(self, vectors: Vectors) -> Classes:
        """Return the class of each row by the nearest mean of the examples, which are the first rows."""
        import torch

        from engine.models.training.trainer import class_means

        examples = torch.from_numpy(vectors[: len(self.training_set.ids)])
        means = class_means(examples, self.training_set.classes)
        classes: Classes = (vectors @ means.numpy().T).argmax(1)
        return classes

    def _embed(self, path: Path, ids: Sequence[Sequence[int]]) -> Vectors:
        import numpy as np

        from engine.models.encoders.onnx_network import OnnxNetwork
        from engine.models.hardware import physical_cores

        network = OnnxNetwork(path, self._installed.manifest.name, physical_cores())
        rows = []
        for row in ids:
            feed = {"input_ids": np.array([row], np.int64), "attention_mask": np.ones((1, len(row)), np.int64)}
            rows.append(network.run(network.outputs[0], feed)[0])
        network.close()
        return np.stack(rows)

    def _manifest(self, id: str, folder: Path) -> ModelManifest:
        source = self._installed.manifest
        files = tuple(
            ModelFile(file.name, file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest())
            for file in sorted(folder.iterdir())
        )
        return ModelManifest(
            id, self._request.name, "embedding", files, source.licence, source=source.id, context=source.context,
            dimensions=source.dimensions, languages=source.languages,
            query_prefix=source.query_prefix, passage_prefix=source.passage_prefix,
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(READ_END, WRITE_END))
