"""`python -m engine.models.probe TRIAL`: load a model once in a child that may die of it.

Prints {"peak_bytes": …} when the model loaded, did one small job and let itself be closed. A crash, a hang or an exhausted
memory stays in the child; the caller learns it from the exit code.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.models import hardware
from engine.models.interfaces import LARGEST_SEEN, DecodedImage, PromptImage
from engine.models.manifest import read_card, towers_of
from engine.protocol.errors import Cancelled, ModelCrashed, ModelDamaged

if TYPE_CHECKING:
    from engine.models.llama.native import Evaluation
    from engine.models.llama.projector import Projector

SHORTEST_PATIENCE, BYTES_A_SECOND = 30.0, 20_000_000
"""Seconds for any model, and how fast the slowest stick is read."""
GLANCE = 0.1
MALFORMED, EXHAUSTED = 4, 5
ROOM = 1_000_000_000
"""Bytes of addresses beyond the free memory and the file: stacks and libraries, which are not memory yet."""


class ProbeSpec(msgspec.Struct, frozen=True):
    """What to load and how. `kind` is the card's; `context`, `gpu_layers` and `projector` are for text models."""

    kind: str
    folder: str
    file: str
    context: int = 0
    threads: int = 1
    gpu_layers: int = 0
    providers: tuple[str, ...] = ()
    projector: str = ""

    @property
    def on_gpu(self) -> bool:
        return bool(self.gpu_layers) or len(self.providers) > 1


class Peak(msgspec.Struct, frozen=True):
    """`gpu_why`: what a GPU that did not work said."""

    peak_bytes: int
    gpu_why: str = ""


def try_out(name: str, trial: ProbeSpec, is_cancelled: Callable[[], bool], patience: float = 0.0) -> Peak:
    """What a load that went well took. Raises ModelCrashed, ModelDamaged, MemoryError, Cancelled."""
    limit = patience or SHORTEST_PATIENCE + (Path(trial.folder) / trial.file).stat().st_size / BYTES_A_SECOND
    command = [sys.executable, "-m", "engine.models.probe", msgspec.json.encode(trial).decode()]
    code, output = run_child(command, limit, is_cancelled)
    if code == MALFORMED:
        raise ModelDamaged(output.decode("utf-8", "replace"), name=name)
    if code == EXHAUSTED:
        raise MemoryError(output.decode("utf-8", "replace"))
    if code:
        raise ModelCrashed(f"exit code {code}", name=name)
    return msgspec.json.decode(output, type=Peak)


def run_child(command: Sequence[str], seconds: float, is_cancelled: Callable[[], bool]) -> tuple[int, bytes]:
    """Exit code and output of a child that is killed when its time is over or the job is cancelled. Raises Cancelled."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        killer = threading.Timer(seconds, child.kill)
        killer.start()
        try:
            output = _wait(child, is_cancelled)
        finally:
            killer.cancel()
            killer.join()
            child.kill()
    return child.returncode, output


def _wait(child: subprocess.Popen[bytes], is_cancelled: Callable[[], bool]) -> bytes:
    while True:
        if is_cancelled():
            raise Cancelled
        with suppress(subprocess.TimeoutExpired):
            return child.communicate(timeout=GLANCE)[0]


def main() -> int:
    import os

    from engine.offline import die_with_parent, go_offline

    output = os.dup(1)
    os.dup2(2, 1)  # llama.cpp writes where it likes
    die_with_parent()
    go_offline()
    trial = msgspec.json.decode(sys.argv[1], type=ProbeSpec)
    _contain_memory(trial)
    try:
        gpu_why = _TRIALS[trial.kind](trial)
    except (ValueError, ModelDamaged) as refused:
        os.write(output, str(getattr(refused, "detail", refused))[:500].encode())
        return MALFORMED
    except MemoryError as exhausted:
        os.write(output, str(exhausted)[:500].encode())
        return EXHAUSTED
    os.write(output, msgspec.json.encode(Peak(_peak_bytes(), gpu_why)))
    return 0


def _try_text(trial: ProbeSpec) -> str:
    from engine.models.llama.native import Evaluation, LoadPlan, Weights
    from engine.models.llama.projector import Projector
    from engine.models.llama.text_model import plan_to_see

    plan = LoadPlan(trial.context, trial.threads, trial.gpu_layers)
    folder = Path(trial.folder)
    weights = Weights(folder / trial.file, plan, lambda: False)
    projector = Projector(folder / trial.projector, weights, plan) if trial.projector else None
    evaluation = Evaluation(weights, plan_to_see(plan, projector))
    if projector is not None:
        _look(projector, evaluation)
    evaluation.read(weights.tokenize("Hello", True, False) or [0], last=True)
    if evaluation.logits().max() != evaluation.logits().max():  # NaN: the numbers are no weights
        raise ValueError("the model computes nothing")
    evaluation.close()
    if projector is not None:
        projector.close()
    weights.close()
    return ""


def _look(projector: Projector, evaluation: Evaluation) -> None:
    """At a picture of the largest size that is ever shown."""
    picture = PromptImage("trial", lambda: DecodedImage(LARGEST_SEEN, LARGEST_SEEN, bytes(3 * LARGEST_SEEN**2)))
    for token in projector.tokens(picture):
        if token < 0 and token % 2 == 0 and (sight := projector.encode(token, lambda: False)) is not None:
            evaluation.encode_image(sight)
            evaluation.rewind(0)


def _try_embedder(trial: ProbeSpec) -> str:
    from engine.models.encoders.onnx_embedder import OnnxEmbedder

    folder = Path(trial.folder)
    embedder = OnnxEmbedder(read_card(folder), folder, trial.threads, providers=trial.providers)
    vector = embedder.embed_passages(["Hello"])
    if not vector.any() or (vector != vector).any():
        raise ValueError("the model computes nothing")
    embedder.close()
    return embedder.notice


def _try_pictures(trial: ProbeSpec) -> str:
    """Both towers; words that go through an embedder are the embedder's to be tried."""
    from PIL import Image

    from engine.models.vision.dual_encoder import OnnxPictureEncoder, OnnxPictureWords

    folder = Path(trial.folder)
    manifest = read_card(folder)
    encoder = OnnxPictureEncoder(manifest, folder, trial.threads, providers=trial.providers)
    vectors = [encoder.embed([encoder.prepare(Image.new("RGB", (64, 48), "teal"))])]
    if not towers_of(manifest).embedder:
        vectors.append(OnnxPictureWords(manifest, folder, trial.threads).embed(["a circle", "a longer line of words"]))
    if any(not one.any() or (one != one).any() for one in vectors):
        raise ValueError("the model computes nothing")
    return encoder.notice


def _try_task(trial: ProbeSpec) -> str:
    from PIL import Image

    from engine.models.vision import vision_tasks as tasks

    folder = Path(trial.folder)
    manifest, picture = read_card(folder), Image.new("RGB", (64, 48), "teal")
    given = (manifest, folder, trial.threads, trial.providers)
    if trial.kind == "picture-classifier":
        classifier = tasks.OnnxPictureClassifier(*given)
        classifier.classify(picture)
        return classifier.notice
    if trial.kind == "picture-detector":
        detector = tasks.OnnxPictureDetector(*given)
        detector.detect(picture)
        return detector.notice
    segmenter = tasks.OnnxPictureSegmenter(*given)
    segmenter.segment(picture)
    return segmenter.notice


def _try_reader(trial: ProbeSpec) -> str:
    from PIL import Image

    from engine.models.vision.ocr import OnnxOcrModel

    folder = Path(trial.folder)
    reader = OnnxOcrModel(read_card(folder), folder, trial.threads, providers=trial.providers)
    reader.read(Image.new("RGB", (320, 240), "white"))
    return reader.notice


def _try_text_task(trial: ProbeSpec) -> str:
    from engine.models.tasks import text_tasks as tasks

    folder = Path(trial.folder)
    task = tasks.KINDS[trial.kind](read_card(folder), folder, trial.threads, trial.providers)
    task.rehearse()
    return task.notice


def _try_text_classifier(trial: ProbeSpec) -> str:
    from engine.models.tasks.text_classifier import OnnxTextClassifier

    folder = Path(trial.folder)
    classifier = OnnxTextClassifier(read_card(folder), folder, trial.threads, trial.providers)
    classifier.rehearse()
    return classifier.notice


_TRIALS: dict[str, Callable[[ProbeSpec], str]] = {
    "text": _try_text,
    "embedding": _try_embedder,
    "picture": _try_pictures,
    "picture-classifier": _try_task,
    "picture-detector": _try_task,
    "picture-segmenter": _try_task,
    "reader": _try_reader,
    "token-classifier": _try_text_task,
    "question-answerer": _try_text_task,
    "masked-language-model": _try_text_task,
    "next-sentence": _try_text_task,
    "text-classifier": _try_text_classifier,
}


def _contain_memory(trial: ProbeSpec) -> None:
    """When memory runs out this process is the one to go. No limit of addresses with a GPU: its driver maps all of them."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    if trial.on_gpu:
        return
    with suppress(ImportError):
        import resource

        file = sum((Path(trial.folder) / name).stat().st_size for name in (trial.file, trial.projector) if name)
        limit = hardware.free_bytes() + file + ROOM
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _peak_bytes() -> int:
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    sys.exit(main())
