"""The models in memory: loaded for the first job that needs them, unloaded when idle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, get_args

from engine.models import hardware, kinds
from engine.models.interfaces import (
    ClassifierInfo,
    ClipTextEncoder,
    Embedder,
    ImageClassifier,
    ImageEncoder,
    ImageSegmenter,
    MaskedModel,
    NextSentence,
    ObjectDetector,
    OcrModel,
    QuestionAnswerer,
    TextClassifier,
    TextModel,
    TokenClassifier,
)
from engine.models.kinds import Kind, OnnxT, SlotName
from engine.models.llama.thinking import ThinkingModes
from engine.models.llama.threads import limit_openmp_spinning
from engine.models.loader_thread import LoaderThread
from engine.models.loading import ModelLoader
from engine.models.manifest import dual_encoder_of
from engine.models.memory_plan import LONGEST_CONTEXT
from engine.models.model_slot import ModelSlot
from engine.models.probing.crash_marker import CrashMarker
from engine.models.registry import InstalledModel, ModelRegistry
from engine.models.selection import ModelSelection
from engine.protocol.cancellation import IsCancelled, never_cancelled
from engine.protocol.errors import ModelDamaged, ModelError
from engine.protocol.model_kinds import ModelKind, ThinkingSupport, VisionTask

if TYPE_CHECKING:
    from engine.models.llama.text_model import LlamaTextModel
    from engine.store.caches.conversation_states import ConversationStates

IDLE_SECONDS = 600.0


class LazyModelPool:
    """Implements engine.models.interfaces.ModelPool over a registry. `selection` says which model does the jobs of a kind.

    Without a selection nothing is chosen: the first ready model of a kind does its jobs.
    """

    def __init__(
        self,
        registry: ModelRegistry,
        selection: ModelSelection | None = None,
        idle_seconds: float = IDLE_SECONDS,
        free_bytes: Callable[[], int] = hardware.free_bytes,
        context: int = LONGEST_CONTEXT,
        marker: CrashMarker | None = None,
        states: ConversationStates | None = None,
    ) -> None:
        limit_openmp_spinning()
        self._states = states
        self._registry = registry
        self._selection = selection or ModelSelection(registry)
        self._loader = ModelLoader(registry, free_bytes, context, marker, states)
        self._slots: dict[SlotName, ModelSlot[Any]] = {  # a slot holds models of several kinds
            name: ModelSlot(idle_seconds) for name in get_args(SlotName)
        }
        if states is not None:
            self._slots["text"] = ModelSlot(idle_seconds, on_rest=lambda loaded: loaded.save_state())
        self._usual_context, self._text_context = context, 0
        self._loading, self._thinking_modes = LoaderThread(), ThinkingModes()

    @contextmanager
    def text_model(
        self,
        model: str | None = None,
        is_cancelled: IsCancelled = never_cancelled,
        *,
        conversation: str = "",
        context: int = 0,
    ) -> Iterator[TextModel]:
        installed = self._selection.find("text", model)

        def load() -> LlamaTextModel:
            loaded = self._loading.load(
                lambda is_given_up: self._loader.load_text(installed, is_given_up, context), is_cancelled
            )
            self._text_context = loaded.context
            return loaded

        with self._slots["text"].hold(self._text_key(installed, context), load) as loaded:
            loaded.take_up(conversation)
            try:
                with self._loader.first_job(
                    installed, lambda: loaded.evaluated_tokens > 0, lambda: loaded.weights.limited_calls.is_overdue
                ):
                    yield loaded
            except MemoryError as exhausted:
                raise self._loader.memory_exhausted(installed, exhausted, loaded.context) from None

    def _text_key(self, installed: InstalledModel, context: int) -> str:
        """Return the key of the loaded model where it serves, else one of a model to load.

        A model that got a projector meanwhile is loaded again, and one whose context is shorter than is needed, or than is
        usual.
        """
        files = f"{installed.id}\n{installed.manifest.projector}"
        loaded = self._slots["text"].id or ""
        loaded_files, _, chosen = loaded.rpartition("\n")
        is_long = self._text_context >= (context or self._usual_context) or (chosen == "0" and not context)
        return loaded if loaded_files == files and is_long else f"{files}\n{context}"

    def forget_conversation(self, conversation: str) -> None:
        if self._states is not None:
            self._states.forget(conversation)

    @contextmanager
    def embedder(self, model: str | None = None) -> Iterator[Embedder]:
        with self._hold(self._selection.find("embedding", model), kinds.EMBEDDING) as loaded:
            yield loaded

    @contextmanager
    def image_encoder(self) -> Iterator[ImageEncoder]:
        with self._hold(self._selection.find("image-encoder"), kinds.IMAGE_ENCODER) as loaded:
            yield loaded

    @contextmanager
    def clip_text_encoder(self, model: str | None = None) -> Iterator[ClipTextEncoder]:
        """Not while the same thread holds the embedder: that may be what encodes the texts."""
        installed = self._selection.find("image-encoder", model)
        if embedder := dual_encoder_of(installed.manifest).embedder:
            with self._clip_text_by_embedder(installed, embedder) as encoder:
                yield encoder
        else:
            with self._slots["clip-text"].hold(installed.id, lambda: self._load_clip_text(installed)) as loaded:
                yield loaded

    @contextmanager
    def image_classifier(self, model: str | None = None) -> Iterator[ImageClassifier]:
        with self._hold(self._find_image_classifier(model), kinds.IMAGE_CLASSIFIER) as loaded:
            yield loaded

    @contextmanager
    def object_detector(self, model: str | None = None) -> Iterator[ObjectDetector]:
        with self._hold(self._selection.find("object-detector", model), kinds.OBJECT_DETECTOR) as loaded:
            yield loaded

    @contextmanager
    def image_segmenter(self, model: str | None = None) -> Iterator[ImageSegmenter]:
        with self._hold(self._selection.find("image-segmenter", model), kinds.IMAGE_SEGMENTER) as loaded:
            yield loaded

    @contextmanager
    def ocr_model(self) -> Iterator[OcrModel]:
        with self._hold(self._selection.find("ocr"), kinds.OCR) as loaded:
            yield loaded

    @contextmanager
    def token_classifier(self, model: str | None = None) -> Iterator[TokenClassifier]:
        with self._hold(self._selection.find("token-classifier", model), kinds.TOKEN_CLASSIFIER) as loaded:
            yield loaded

    @contextmanager
    def question_answerer(self, model: str | None = None) -> Iterator[QuestionAnswerer]:
        with self._hold(self._selection.find("question-answerer", model), kinds.QUESTION_ANSWERER) as loaded:
            yield loaded

    @contextmanager
    def masked_model(self, model: str | None = None) -> Iterator[MaskedModel]:
        with self._hold(self._selection.find("masked-language-model", model), kinds.MASKED_MODEL) as loaded:
            yield loaded

    @contextmanager
    def next_sentence(self, model: str | None = None) -> Iterator[NextSentence]:
        with self._hold(self._selection.find("next-sentence", model), kinds.NEXT_SENTENCE) as loaded:
            yield loaded

    @contextmanager
    def text_classifier(self, model: str | None = None) -> Iterator[TextClassifier]:
        with self._hold(self._selection.find("text-classifier", model), kinds.TEXT_CLASSIFIER) as loaded:
            yield loaded

    def text_classifiers(self) -> tuple[ClassifierInfo, ...]:
        from engine.models.tasks.text_classifier import classifier_info

        in_use, infos = self._id_in_use("text-classifier"), []
        for model in self._registry.list():
            if model.manifest.kind == "text-classifier" and model.is_ready:
                with suppress(ModelDamaged):
                    infos.append(classifier_info(model.manifest, model.folder))
        return tuple(sorted(infos, key=lambda info: info.id != in_use))

    def vision_tasks(self) -> frozenset[VisionTask]:
        kinds_of_task: dict[VisionTask, ModelKind] = {
            "detection": "object-detector",
            "segmentation": "image-segmenter",
        }
        tasks = {task for task, kind in kinds_of_task.items() if self._selection.in_use(kind) is not None}
        with suppress(ModelError):
            self._find_image_classifier(None)
            tasks.add("classification")
        return frozenset(tasks)

    def embedder_id(self) -> str | None:
        return self._id_in_use("embedding")

    def image_encoder_id(self) -> str | None:
        return self._id_in_use("image-encoder")

    def ocr_model_id(self) -> str | None:
        return self._id_in_use("ocr")

    def languages(self, model: str | None = None) -> tuple[str, ...]:
        return self._selection.find("text", model).manifest.languages

    def thinking(self, model: str | None = None) -> ThinkingSupport:
        return self._thinking_modes.of(self._selection.find("text", model).path(".gguf"))

    def size(self, model: str | None = None) -> int:
        return self._selection.find("text", model).manifest.bytes

    def name(self, model: str | None = None) -> str:
        return self._selection.find("text", model).manifest.name

    def multimodal_id(self, model: str | None = None) -> str | None:
        ready = [installed for installed in self._registry.list() if installed.projector and installed.is_ready]
        ids = [installed.id for installed in ready if model in (None, installed.id)]
        preferred = model or self._id_in_use("text")
        return preferred if preferred in ids else next(iter(ids), None)

    def loaded_text_model_id(self) -> str | None:
        key = self._slots["text"].id
        return key.partition("\n")[0] if key else None

    def probe(self, model: str, is_cancelled: IsCancelled = never_cancelled) -> None:
        self._loader.probe(model, is_cancelled)

    def close(self) -> None:
        for slot in self._slots.values():
            slot.empty()
        self._loading.close()
        if self._states is not None:
            self._states.close()

    def _id_in_use(self, kind: ModelKind) -> str | None:
        model = self._selection.in_use(kind)
        return model.id if model else None

    @contextmanager
    def _hold(self, installed: InstalledModel, kind: Kind[OnnxT], slot: SlotName | None = None) -> Iterator[OnnxT]:
        """Lend an ONNX model for one job; a GPU that failed meanwhile is noted with the model."""
        with self._slots[slot or kind.slot].hold(installed.id, lambda: self._loader.load(installed, kind)) as loaded:
            try:
                with self._loader.first_job(installed):
                    yield loaded
            finally:
                self._loader.remember_gpu_error(installed.id, loaded.notice)

    @contextmanager
    def _clip_text_by_embedder(self, installed: InstalledModel, embedder: str) -> Iterator[ClipTextEncoder]:
        """Encode texts with an embedder, which is in memory once when it embeds documents too."""
        from engine.models.vision.dual_encoder import EmbedderClipText

        installed = self._registry.check(installed.id)
        slot: SlotName = "embedder" if embedder == self.embedder_id() else "clip-text"
        with self._hold(self._selection.find("embedding", embedder), kinds.EMBEDDING, slot) as loaded:
            yield EmbedderClipText(installed.manifest, installed.folder, loaded)

    def _load_clip_text(self, installed: InstalledModel) -> ClipTextEncoder:
        from engine.models.vision.dual_encoder import OnnxClipTextEncoder

        installed, spec = self._loader.checked(installed)
        return OnnxClipTextEncoder(installed.manifest, installed.folder, spec.threads)

    def _find_image_classifier(self, model: str | None) -> InstalledModel:
        """Return an image classifier, else an image encoder that names classes. Raises ModelError."""
        try:
            return self._selection.find("image-classifier", model)
        except ModelError:
            installed = self._selection.find("image-encoder", model)
            if not installed.manifest.labels:
                raise
            return installed
