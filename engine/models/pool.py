"""Which models are in memory: loaded for the first job that needs them, unloaded when nobody has for a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import metadata
from typing import TYPE_CHECKING, Any

from engine.models import hardware
from engine.models.interfaces import (
    ClassifierInfo,
    ClipTextEncoder,
    Embedder,
    ImageEncoder,
    MaskedModel,
    NextSentence,
    OcrModel,
    PictureClassifier,
    PictureDetector,
    PictureSegmenter,
    QuestionAnswerer,
    TextClassifier,
    TextModel,
    TokenClassifier,
    VisionTask,
)
from engine.models.llama.gguf import GgufHeader, read_header
from engine.models.manifest import towers_of
from engine.models.model_slot import ModelSlot, ModelT
from engine.models.probe import ProbeSpec, try_out
from engine.models.registry import InstalledModel, ModelRegistry
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelCrashed, ModelDamaged, ModelMissing, ModelTooLarge

if TYPE_CHECKING:
    from engine.models.llama.native import LoadPlan

IDLE_SECONDS = 600.0
LONGEST_CONTEXT = 8192
"""Tokens. More is the person's choice: the KV cache grows with it."""
SHORTEST_CONTEXT = 1024
OVERHEAD = 200_000_000
"""Bytes llama.cpp takes beside the weights and the KV cache."""
SPARE = 300_000_000
"""Bytes left to the rest of the computer."""


def never() -> bool:
    return False


class LazyModelPool:
    """Implements engine.models.interfaces.Residents. `chosen(kind)` is the id a person chose for a job, or None."""

    def __init__(
        self,
        registry: ModelRegistry,
        chosen: Callable[[str], str | None],
        idle_seconds: float = IDLE_SECONDS,
        free_bytes: Callable[[], int] = hardware.free_bytes,
        context: int = LONGEST_CONTEXT,
    ) -> None:
        hardware.share_processor()
        self._registry, self._chosen, self._free_bytes, self._context = registry, chosen, free_bytes, context
        self._text: ModelSlot[Any] = ModelSlot(idle_seconds)
        self._embedder: ModelSlot[Any] = ModelSlot(idle_seconds)
        self._pictures: ModelSlot[Any] = ModelSlot(idle_seconds)
        self._words: ModelSlot[Any] = ModelSlot(idle_seconds)
        self._classes: ModelSlot[Any] = ModelSlot(idle_seconds)
        self._tasks: ModelSlot[Any] = ModelSlot(idle_seconds)

    @contextmanager
    def text(self, model: str | None = None, is_cancelled: IsCancelled = never) -> Iterator[TextModel]:
        """Raises ModelMissing, ModelDamaged, ModelChanged, ModelTooLarge, ModelCrashed, Cancelled."""
        installed = self._find("text", model)
        slot = f"{installed.id}\n{installed.manifest.projector}"  # one that was given eyes meanwhile is loaded anew
        with self._text.hold(slot, lambda: self._load_text(installed, is_cancelled)) as loaded:
            try:
                yield loaded
            except MemoryError as exhausted:
                raise self._exhausted(installed, exhausted) from None

    @contextmanager
    def embedder(self, model: str | None = None) -> Iterator[Embedder]:
        """Raises ModelMissing, ModelDamaged, ModelChanged, ModelTooLarge, ModelCrashed."""
        with self._embedding(self._find("embedding", model), self._embedder) as loaded:
            yield loaded

    def embedder_id(self) -> str | None:
        try:
            return self._find("embedding", None).id
        except ModelMissing:
            return None

    @contextmanager
    def picture_encoder(self) -> Iterator[ImageEncoder]:
        """Raises ModelMissing, ModelDamaged, ModelChanged, ModelCrashed."""
        installed = self._find("picture", None)
        with self._pictures.hold(installed.id, lambda: self._load_pictures(installed)) as loaded:
            try:
                yield loaded
            finally:
                self._remember(installed.id, loaded.notice)

    @contextmanager
    def picture_words(self, model: str | None = None) -> Iterator[ClipTextEncoder]:
        """Not while the same thread holds the embedder: it may be the one that reads the words.

        Raises ModelMissing, ModelDamaged, ModelChanged, ModelCrashed.
        """
        installed = self._find("picture", model)
        if embedder := towers_of(installed.manifest).embedder:
            with self._lent_words(installed, embedder) as words:
                yield words
        else:
            with self._words.hold(installed.id, lambda: self._load_words(installed)) as loaded:
                yield loaded

    @contextmanager
    def picture_classifier(self, model: str | None = None) -> Iterator[PictureClassifier]:
        """The starter's picture model when there is no other: its network names classes."""
        from engine.models.vision.vision_tasks import OnnxPictureClassifier

        with self._task(self._classifier(model), OnnxPictureClassifier, self._classes) as loaded:
            yield loaded

    def sights(self) -> frozenset[VisionTask]:
        finds: dict[VisionTask, Callable[[], InstalledModel]] = {
            "classes": lambda: self._classifier(None),
            "things": lambda: self._find("picture-detector", None),
            "regions": lambda: self._find("picture-segmenter", None),
        }
        seen: set[VisionTask] = set()
        for sight, find in finds.items():
            with suppress(ModelMissing, ModelCrashed):
                find()
                seen.add(sight)
        return frozenset(seen)

    @contextmanager
    def picture_detector(self, model: str | None = None) -> Iterator[PictureDetector]:
        from engine.models.vision.vision_tasks import OnnxPictureDetector

        with self._task(self._find("picture-detector", model), OnnxPictureDetector) as loaded:
            yield loaded

    @contextmanager
    def picture_segmenter(self, model: str | None = None) -> Iterator[PictureSegmenter]:
        from engine.models.vision.vision_tasks import OnnxPictureSegmenter

        with self._task(self._find("picture-segmenter", model), OnnxPictureSegmenter) as loaded:
            yield loaded

    @contextmanager
    def text_reader(self) -> Iterator[OcrModel]:
        from engine.models.vision.ocr import OnnxOcrModel

        with self._task(self._find("reader", None), OnnxOcrModel) as loaded:
            yield loaded

    @contextmanager
    def token_classifier(self, model: str | None = None) -> Iterator[TokenClassifier]:
        from engine.models.tasks.text_tasks import OnnxTokenClassifier

        with self._task(self._find("token-classifier", model), OnnxTokenClassifier) as loaded:
            yield loaded

    @contextmanager
    def question_answerer(self, model: str | None = None) -> Iterator[QuestionAnswerer]:
        from engine.models.tasks.text_tasks import OnnxQuestionAnswerer

        with self._task(self._find("question-answerer", model), OnnxQuestionAnswerer) as loaded:
            yield loaded

    @contextmanager
    def masked_model(self, model: str | None = None) -> Iterator[MaskedModel]:
        from engine.models.tasks.text_tasks import OnnxMaskedModel

        with self._task(self._find("masked-language-model", model), OnnxMaskedModel) as loaded:
            yield loaded

    @contextmanager
    def next_sentence(self, model: str | None = None) -> Iterator[NextSentence]:
        from engine.models.tasks.text_tasks import OnnxNextSentence

        with self._task(self._find("next-sentence", model), OnnxNextSentence) as loaded:
            yield loaded

    @contextmanager
    def text_classifier(self, model: str | None = None) -> Iterator[TextClassifier]:
        from engine.models.tasks.text_classifier import OnnxTextClassifier

        with self._task(self._find("text-classifier", model), OnnxTextClassifier) as loaded:
            yield loaded

    def text_classifiers(self) -> tuple[ClassifierInfo, ...]:
        from engine.models.tasks.text_classifier import sorter_of

        chosen, found = self._chosen("text-classifier"), []
        for one in self._registry.list():
            if one.manifest.kind == "text-classifier" and one.record.state == "ready":
                with suppress(ModelDamaged):
                    found.append(sorter_of(one.manifest, one.folder))
        return tuple(sorted(found, key=lambda one: one.id != chosen))

    def reader_model(self) -> str | None:
        try:
            return self._find("reader", None).id
        except ModelMissing:
            return None

    def picture_model(self) -> str | None:
        try:
            return self._find("picture", None).id
        except ModelMissing:
            return None

    def languages(self, model: str | None = None) -> tuple[str, ...]:
        return self._find("text", model).manifest.languages

    def size(self, model: str | None = None) -> int:
        return self._find("text", model).manifest.bytes

    def name(self, model: str | None = None) -> str:
        return self._find("text", model).manifest.name

    def seeing(self, model: str | None = None) -> str | None:
        named = model or self._chosen("text")
        ready = [one for one in self._registry.list() if one.manifest.projector and one.record.state == "ready"]
        seeing = [one.id for one in ready if model in (None, one.id)]
        return named if named in seeing else next(iter(seeing), None)

    def loaded(self) -> str | None:
        return self._text.id.partition("\n")[0] if self._text.id else None

    def try_out(self, model: str, is_cancelled: IsCancelled = never) -> None:
        """Load a model once in a child that may die of it, unless that was done before; one that fails is set aside.

        Raises ModelMissing, ModelDamaged, ModelChanged, ModelTooLarge, ModelCrashed, Cancelled.
        """
        installed = self._registry.check(model, is_cancelled)
        if installed.manifest.kind == "text":
            self._planned(installed, read_header(installed.path(".gguf")), is_cancelled)
        elif installed.manifest.kind == "embedding":
            self._tried(installed, _embedder_trial(installed), is_cancelled)
        elif installed.manifest.kind != "reranking":
            self._tried(installed, _picture_trial(installed), is_cancelled)

    def close(self) -> None:
        for slot in (self._text, self._embedder, self._pictures, self._words, self._classes, self._tasks):
            slot.empty()

    def _find(self, kind: str, model: str | None) -> InstalledModel:
        """The model named, else the chosen one, else the first that works, the starter last: a model was added to be used.

        One that belongs to something of the profile's is found by name only.
        """
        offered = (*self._registry.list(), *self._registry.owned()) if model else self._registry.list()
        usable = [one for one in offered if one.manifest.kind == kind and one.record.state != "damaged"]
        wanted = model or self._chosen(kind)
        for one in usable:
            if one.id == wanted:
                if one.record.state == "set_aside":
                    raise ModelCrashed(one.record.why, name=one.manifest.name)
                return one
        if model is not None:
            raise ModelMissing(f"no model {model}")
        ready = [one for one in usable if one.record.state == "ready"]
        if not ready:
            raise ModelMissing(f"no {kind} model")
        return min(ready, key=lambda one: one.manifest.starter)

    def _load_text(self, installed: InstalledModel, is_cancelled: IsCancelled) -> TextModel:
        from engine.models.llama.text_model import LlamaTextModel

        installed = self._registry.check(installed.id, is_cancelled)
        path = installed.path(".gguf")
        header = read_header(path)
        plan = self._planned(installed, header, is_cancelled)
        try:
            model = LlamaTextModel(
                installed.manifest.name, path, header.chat_template, plan, is_cancelled, installed.projector
            )
        except MemoryError as exhausted:
            raise self._exhausted(installed, exhausted) from None
        if model.template_note != self._registry.get(installed.id).record.note:
            self._registry.note(installed.id, note=model.template_note)
        return model

    def _planned(self, installed: InstalledModel, header: GgufHeader, is_cancelled: IsCancelled) -> LoadPlan:
        """A plan that a probe child survived: on the GPU, else on the processor, which is remembered."""
        plan = self._plan(installed, header)
        try:
            self._tried(installed, _text_trial(installed, plan), is_cancelled)
        except (ModelCrashed, ModelDamaged, ModelTooLarge) as failed:
            if not plan.gpu_layers:
                raise
            self._registry.retry(installed.id)
            self._registry.note(installed.id, gpu_layers=0, gpu_why=f"the GPU failed: {failed.detail}")
            return self._planned(self._registry.get(installed.id), header, is_cancelled)
        return plan

    def _plan(self, installed: InstalledModel, header: GgufHeader) -> LoadPlan:
        """As many layers on a GPU as it holds; the context halved until the KV cache fits. Raises ModelTooLarge."""
        from engine.models.llama.native import LoadPlan

        context = min(header.context or self._context, self._context)
        layers = _gpu_layers(installed, header, context)
        free = self._free_bytes() - SPARE - _projector_bytes(installed)
        while context > SHORTEST_CONTEXT and _needed(header, context, layers) > free:
            context //= 2
        needed = _needed(header, context, layers)
        if needed > free:
            raise ModelTooLarge(name=installed.manifest.name, needed=_gigabytes(needed), free=_gigabytes(max(free, 0)))
        return LoadPlan(context, hardware.physical_cores(), layers)

    def _tried(self, installed: InstalledModel, trial: ProbeSpec, is_cancelled: IsCancelled) -> None:
        """A model seen for the first time, or by a new library, or planned another way, is loaded in a child first."""
        parts = ",".join(trial.providers) + trial.projector
        version = f"{_library_version(trial.kind)} {trial.context} {trial.gpu_layers} {parts}"
        if installed.record.tried == version:
            return
        try:
            peak = try_out(installed.manifest.name, trial, is_cancelled)
        except MemoryError as exhausted:
            raise self._too_large(installed, exhausted) from None
        except (ModelCrashed, ModelDamaged) as crash:
            memory = self._too_large(installed).values  # what ends a load is most often this
            self._registry.set_aside(installed.id, f"{crash.detail}; {memory['needed']} needed, {memory['free']} free")
            raise
        self._registry.note(installed.id, tried=version, peak_bytes=peak.peak_bytes)
        self._remember(installed.id, peak.gpu_why)

    def _load_embedder(self, installed: InstalledModel, is_cancelled: IsCancelled) -> Embedder:
        from engine.models.encoders.onnx_embedder import OnnxEmbedder

        installed = self._registry.check(installed.id, is_cancelled)
        trial = _embedder_trial(installed)
        self._tried(installed, trial, is_cancelled)
        return OnnxEmbedder(installed.manifest, installed.folder, trial.threads, providers=trial.providers)

    @contextmanager
    def _embedding(self, installed: InstalledModel, slot: ModelSlot[Any]) -> Iterator[Embedder]:
        with slot.hold(installed.id, lambda: self._load_embedder(installed, never)) as loaded:
            try:
                yield loaded
            finally:
                self._remember(installed.id, loaded.notice)

    @contextmanager
    def _lent_words(self, installed: InstalledModel, embedder: str) -> Iterator[ClipTextEncoder]:
        """Through an embedder, which is in memory once when documents are read by it too."""
        from engine.models.vision.dual_encoder import EmbedderWords

        installed = self._registry.check(installed.id)
        slot = self._embedder if embedder == self.embedder_id() else self._words
        with self._embedding(self._find("embedding", embedder), slot) as lent:
            yield EmbedderWords(installed.manifest, installed.folder, lent)

    def _load_pictures(self, installed: InstalledModel) -> ImageEncoder:
        from engine.models.vision.dual_encoder import OnnxPictureEncoder

        installed = self._registry.check(installed.id)
        trial = _picture_trial(installed)
        self._tried(installed, trial, never)
        return OnnxPictureEncoder(installed.manifest, installed.folder, trial.threads, providers=trial.providers)

    def _classifier(self, model: str | None) -> InstalledModel:
        """Raises ModelMissing, ModelCrashed."""
        try:
            return self._find("picture-classifier", model)
        except ModelMissing:
            installed = self._find("picture", model)
            if not installed.manifest.labels:
                raise
            return installed

    @contextmanager
    def _task(
        self, installed: InstalledModel, kind: Callable[..., ModelT], slot: ModelSlot[Any] | None = None
    ) -> Iterator[ModelT]:
        """One at a time: they share a seat, but for the classifier, which answers while another job is at work."""

        def load() -> ModelT:
            checked = self._registry.check(installed.id)
            trial = _picture_trial(checked)
            self._tried(checked, trial, never)
            return kind(checked.manifest, checked.folder, trial.threads, providers=trial.providers)

        with (slot or self._tasks).hold(installed.id, load) as loaded:
            try:
                yield loaded
            finally:
                self._remember(installed.id, loaded.notice)

    def _load_words(self, installed: InstalledModel) -> ClipTextEncoder:
        from engine.models.vision.dual_encoder import OnnxPictureWords

        installed = self._registry.check(installed.id)
        self._tried(installed, _picture_trial(installed), never)
        return OnnxPictureWords(installed.manifest, installed.folder, hardware.physical_cores())

    def _remember(self, model: str, notice: str) -> None:
        """A GPU that failed once is not asked again; its notice is said once."""
        if notice and self._registry.get(model).record.gpu_why != notice:
            self._registry.note(model, gpu_layers=0, gpu_why=notice)

    def _exhausted(self, installed: InstalledModel, why: MemoryError) -> ModelTooLarge:
        """The memory that was free before is not any more. A GPU that failed once is not asked again."""
        if _gpu_layers(installed, read_header(installed.path(".gguf")), self._context):
            self._remember(installed.id, "the GPU's memory was exhausted")
        return self._too_large(installed, why)

    def _too_large(self, installed: InstalledModel, why: object = "") -> ModelTooLarge:
        needed = installed.manifest.bytes + OVERHEAD
        if installed.manifest.kind == "text":
            header = read_header(installed.path(".gguf"))
            needed = _needed(header, min(header.context or self._context, self._context), 0)
        free = _gigabytes(self._free_bytes())
        return ModelTooLarge(str(why), name=installed.manifest.name, needed=_gigabytes(needed), free=free)


def _text_trial(installed: InstalledModel, plan: LoadPlan) -> ProbeSpec:
    file = installed.manifest.file(".gguf")
    return ProbeSpec(
        "text",
        str(installed.folder),
        file,
        plan.context,
        plan.threads,
        plan.gpu_layers,
        projector=installed.manifest.projector,
    )


def _projector_bytes(installed: InstalledModel) -> int:
    """What eyes take beside the model: their weights, and room to compute."""
    if not installed.manifest.projector:
        return 0
    return OVERHEAD + next(file.bytes for file in installed.manifest.files if file.path == installed.manifest.projector)


def _embedder_trial(installed: InstalledModel) -> ProbeSpec:
    return _onnx_trial(installed, installed.manifest.file(".onnx"))


def _picture_trial(installed: InstalledModel) -> ProbeSpec:
    towers = installed.manifest.towers
    return _onnx_trial(installed, towers.pictures if towers else installed.manifest.file(".onnx"))


def _onnx_trial(installed: InstalledModel, file: str) -> ProbeSpec:
    from engine.models.encoders.onnx_embedder import CPU, usable_providers

    gpu = installed.record.gpu_layers != 0 and hardware.gpus()
    providers = usable_providers(installed.folder / file) if gpu else (CPU,)
    threads = hardware.physical_cores()
    return ProbeSpec(installed.manifest.kind, str(installed.folder), file, threads=threads, providers=providers)


def _gpu_layers(installed: InstalledModel, header: GgufHeader, context: int) -> int:
    """How many layers fit the freest GPU, 0 when there is none, llama.cpp cannot use it, or it failed this model before."""
    if installed.record.gpu_layers == 0 or not (gpus := hardware.gpus()):
        return 0
    import llama_cpp

    if not llama_cpp.llama_supports_gpu_offload():
        return 0
    layers = header.blocks + 1
    free = max(gpu.free_bytes for gpu in gpus) - SPARE - OVERHEAD
    each = (header.tensor_bytes + header.kv_bytes(context)) // layers or 1
    return max(0, min(layers, free // each))


def _needed(header: GgufHeader, context: int, gpu_layers: int) -> int:
    """Bytes of this computer's memory: the share of the layers that are not on the GPU."""
    layers = header.blocks + 1
    return (header.tensor_bytes + header.kv_bytes(context)) * (layers - gpu_layers) // layers + OVERHEAD


def _library_version(kind: str) -> str:
    return metadata.version("llama-cpp-python" if kind == "text" else "tokenizers")


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"
