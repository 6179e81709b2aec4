"""The table of model kinds: how a model of each kind is loaded, probed once in a child, and kept in memory.

What a kind does in a person's words is in engine.protocol.model_kinds. Native libraries are imported when a model is loaded:
importing llama.cpp before serving would delay the first reply by 5 seconds.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

import msgspec

from engine.models.encoders.onnx_network import import_onnxruntime
from engine.models.interfaces import Closable
from engine.models.load_spec import LoadSpec
from engine.models.manifest import ModelManifest
from engine.protocol.cancellation import IsCancelled, never_cancelled
from engine.protocol.errors import ModelUnsupported
from engine.protocol.model_kinds import ModelKind

if TYPE_CHECKING:
    from engine.models.encoders.onnx_embedder import OnnxEmbedder
    from engine.models.llama.text_model import LlamaTextModel
    from engine.models.tasks.text_classifier import OnnxTextClassifier
    from engine.models.tasks.text_tasks import (
        OnnxMaskedModel,
        OnnxNextSentence,
        OnnxQuestionAnswerer,
        OnnxTokenClassifier,
    )
    from engine.models.vision.dual_encoder import OnnxImageEncoder
    from engine.models.vision.ocr import OnnxOcrModel
    from engine.models.vision.vision_tasks import OnnxImageClassifier, OnnxImageSegmenter, OnnxObjectDetector

SlotName = Literal["text", "embedder", "image-encoder", "clip-text", "image-classifier", "task"]
"""Models that share a slot are never in memory together. The image classifier has its own: it labels each image that is
shown, while another job is running."""


class OnnxModel(Closable, Protocol):
    """A model in memory that runs on ONNX Runtime."""

    @property
    def notice(self) -> str:
        """Why a GPU is not used any more; empty when all is well."""

    def smoke_test(self) -> None:
        """Do one small job. Raises ModelDamaged or ValueError for a network that cannot do it."""


ModelT = TypeVar("ModelT", bound=Closable)
OnnxT = TypeVar("OnnxT", bound=OnnxModel)
Load = Callable[[ModelManifest, LoadSpec, IsCancelled], ModelT]
SmokeTest = Callable[[ModelManifest, LoadSpec, Callable[[], None]], "SmokeReport"]


class SmokeReport(msgspec.Struct, frozen=True):
    """Findings of a smoke test: why the GPU failed ("" when it did not), and for a text model how probable the end of its turn
    is after a complete answer (None: not measured)."""

    gpu_error: str = ""
    end_of_turn: float | None = None


class Kind(msgspec.Struct, Generic[ModelT], frozen=True):
    """One row of the table. `load` opens a model by native code; it raises ModelDamaged or MemoryError.

    `smoke_test` loads a model, does one small job, closes the model, and returns its SmokeReport; it calls its last argument
    after each of its stages but the last. It raises ValueError or ModelDamaged when the model computes nothing. `library` is the
    distribution whose new version makes every model of the kind be probed again; `import_library` imports it, which takes
    seconds.
    """

    slot: SlotName
    load: Load[ModelT]
    smoke_test: SmokeTest
    library: str = "tokenizers"
    import_library: Callable[[], object] = import_onnxruntime


def onnx_loader(module: str, name: str) -> Load[Any]:  # the row that uses it names the class
    """Return a loader for a class of engine.models: (manifest, folder, threads, providers=…) are its arguments."""

    def load(manifest: ModelManifest, spec: LoadSpec, _: IsCancelled) -> Any:
        model = getattr(importlib.import_module(f"engine.models.{module}"), name)
        return model(manifest, Path(spec.folder), spec.threads, providers=spec.providers)

    return load


def smoke_test_of(load: Load[OnnxT]) -> SmokeTest:
    """Return a smoke test that loads a model and has it do its own."""

    def smoke_test(manifest: ModelManifest, spec: LoadSpec, on_loaded: Callable[[], None]) -> SmokeReport:
        model = load(manifest, spec, never_cancelled)
        on_loaded()
        model.smoke_test()
        notice = model.notice
        model.close()
        return SmokeReport(notice)

    return smoke_test


def _onnx(slot: SlotName, module: str, name: str) -> Kind[Any]:  # the row that uses it names the class
    load: Load[OnnxModel] = onnx_loader(module, name)
    return Kind(slot, load, smoke_test_of(load))


def _load_text(manifest: ModelManifest, spec: LoadSpec, is_cancelled: IsCancelled) -> LlamaTextModel:
    from engine.models.llama.text_model import open_text_model

    return open_text_model(manifest.name, spec, is_cancelled)


def _import_llama() -> None:
    importlib.import_module("engine.models.llama.trial.smoke_test")


def _smoke_test_text(manifest: ModelManifest, spec: LoadSpec, on_stage: Callable[[], None]) -> SmokeReport:
    from engine.models.llama.trial.smoke_test import smoke_test

    return SmokeReport(end_of_turn=smoke_test(manifest.name, spec, on_stage))


def _smoke_test_image_encoder(manifest: ModelManifest, spec: LoadSpec, on_loaded: Callable[[], None]) -> SmokeReport:
    """Try both encoders. An embedder that encodes the texts is a model of its own, tried as such."""
    from engine.models.vision.dual_encoder import OnnxClipTextEncoder

    if manifest.dual_encoder and not manifest.dual_encoder.embedder:
        texts = OnnxClipTextEncoder(manifest, Path(spec.folder), spec.threads)
        texts.smoke_test()
        texts.close()
    return smoke_test_of(IMAGE_ENCODER.load)(manifest, spec, on_loaded)


def _load_reranker(manifest: ModelManifest, spec: LoadSpec, _: IsCancelled) -> OnnxModel:
    """Nothing reranks yet: such a model can be installed, and is never loaded."""
    raise ModelUnsupported("this version loads no reranker", name=manifest.name)


TEXT: Kind[LlamaTextModel] = Kind("text", _load_text, _smoke_test_text, "llama-cpp-python", _import_llama)
EMBEDDING: Kind[OnnxEmbedder] = _onnx("embedder", "encoders.onnx_embedder", "OnnxEmbedder")
RERANKING: Kind[OnnxModel] = Kind("task", _load_reranker, smoke_test_of(_load_reranker))
IMAGE_ENCODER: Kind[OnnxImageEncoder] = Kind(
    "image-encoder", onnx_loader("vision.dual_encoder", "OnnxImageEncoder"), _smoke_test_image_encoder
)
IMAGE_CLASSIFIER: Kind[OnnxImageClassifier] = _onnx("image-classifier", "vision.vision_tasks", "OnnxImageClassifier")
OBJECT_DETECTOR: Kind[OnnxObjectDetector] = _onnx("task", "vision.vision_tasks", "OnnxObjectDetector")
IMAGE_SEGMENTER: Kind[OnnxImageSegmenter] = _onnx("task", "vision.vision_tasks", "OnnxImageSegmenter")
OCR: Kind[OnnxOcrModel] = _onnx("task", "vision.ocr", "OnnxOcrModel")
TOKEN_CLASSIFIER: Kind[OnnxTokenClassifier] = _onnx("task", "tasks.text_tasks", "OnnxTokenClassifier")
QUESTION_ANSWERER: Kind[OnnxQuestionAnswerer] = _onnx("task", "tasks.text_tasks", "OnnxQuestionAnswerer")
MASKED_MODEL: Kind[OnnxMaskedModel] = _onnx("task", "tasks.text_tasks", "OnnxMaskedModel")
NEXT_SENTENCE: Kind[OnnxNextSentence] = _onnx("task", "tasks.text_tasks", "OnnxNextSentence")
TEXT_CLASSIFIER: Kind[OnnxTextClassifier] = _onnx("task", "tasks.text_classifier", "OnnxTextClassifier")

KINDS: Mapping[ModelKind, Kind[Any]] = {  # each row has a model type of its own
    "text": TEXT,
    "embedding": EMBEDDING,
    "reranking": RERANKING,
    "image-encoder": IMAGE_ENCODER,
    "image-classifier": IMAGE_CLASSIFIER,
    "object-detector": OBJECT_DETECTOR,
    "image-segmenter": IMAGE_SEGMENTER,
    "ocr": OCR,
    "token-classifier": TOKEN_CLASSIFIER,
    "question-answerer": QUESTION_ANSWERER,
    "masked-language-model": MASKED_MODEL,
    "next-sentence": NEXT_SENTENCE,
    "text-classifier": TEXT_CLASSIFIER,
}
NEVER_LOADED: frozenset[ModelKind] = frozenset({"reranking"})
"""Kinds whose models are installed without a probe, since nothing loads them yet."""
