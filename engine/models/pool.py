"""Which models are in memory: loaded for the first job that needs them, unloaded when nobody has for a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import metadata
from typing import TYPE_CHECKING, Any

from engine.models import hardware
from engine.models.interfaces import (
    Cancelled,
    Embedder,
    MaskedModel,
    NextSentence,
    PictureClassifier,
    PictureDetector,
    PictureEncoder,
    PictureSegmenter,
    PictureWords,
    QuestionAnswerer,
    Sight,
    Sorter,
    TextClassifier,
    TextModel,
    TextReader,
    TokenClassifier,
)
from engine.models.llama.gguf import GgufHeader, read_header
from engine.models.manifest import towers_of
from engine.models.model_slot import ModelT, Seat
from engine.models.probe import Trial, try_out
from engine.models.registry import Shelf, Shelved
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


class ResidentModels:
    """Implements engine.models.interfaces.Residents. `chosen(kind)` is the id a person chose for a job, or None."""

    def __init__(
        self,
        shelf: Shelf,
        chosen: Callable[[str], str | None],
        idle_seconds: float = IDLE_SECONDS,
        free_bytes: Callable[[], int] = hardware.free_bytes,
        context: int = LONGEST_CONTEXT,
    ) -> None:
        hardware.share_processor()
        self._shelf, self._chosen, self._free_bytes, self._context = shelf, chosen, free_bytes, context
        self._text: Seat[Any] = Seat(idle_seconds)
        self._embedder: Seat[Any] = Seat(idle_seconds)
        self._pictures: Seat[Any] = Seat(idle_seconds)
        self._words: Seat[Any] = Seat(idle_seconds)
        self._classes: Seat[Any] = Seat(idle_seconds)
        self._tasks: Seat[Any] = Seat(idle_seconds)

    @contextmanager
    def text(self, model: str | None = None, cancelled: Cancelled = never) -> Iterator[TextModel]:
        """Raises ModelMissing, ModelDamaged, ModelChanged, ModelTooLarge, ModelCrashed, Cancelled."""
        shelved = self._find("text", model)
        seat = f"{shelved.id}\n{shelved.card.projector}"  # one that was given eyes meanwhile is loaded anew
        with self._text.hold(seat, lambda: self._load_text(shelved, cancelled)) as loaded:
            try:
                yield loaded
            except MemoryError as exhausted:
                raise self._exhausted(shelved, exhausted) from None

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
    def picture_encoder(self) -> Iterator[PictureEncoder]:
        """Raises ModelMissing, ModelDamaged, ModelChanged, ModelCrashed."""
        shelved = self._find("picture", None)
        with self._pictures.hold(shelved.id, lambda: self._load_pictures(shelved)) as loaded:
            try:
                yield loaded
            finally:
                self._remember(shelved.id, loaded.notice)

    @contextmanager
    def picture_words(self, model: str | None = None) -> Iterator[PictureWords]:
        """Not while the same thread holds the embedder: it may be the one that reads the words.

        Raises ModelMissing, ModelDamaged, ModelChanged, ModelCrashed.
        """
        shelved = self._find("picture", model)
        if embedder := towers_of(shelved.card).embedder:
            with self._lent_words(shelved, embedder) as words:
                yield words
        else:
            with self._words.hold(shelved.id, lambda: self._load_words(shelved)) as loaded:
                yield loaded

    @contextmanager
    def picture_classifier(self, model: str | None = None) -> Iterator[PictureClassifier]:
        """The starter's picture model when there is no other: its network names classes."""
        from engine.models.vision.vision_tasks import OnnxPictureClassifier

        with self._task(self._classifier(model), OnnxPictureClassifier, self._classes) as loaded:
            yield loaded

    def sights(self) -> frozenset[Sight]:
        finds: dict[Sight, Callable[[], Shelved]] = {
            "classes": lambda: self._classifier(None),
            "things": lambda: self._find("picture-detector", None),
            "regions": lambda: self._find("picture-segmenter", None),
        }
        seen: set[Sight] = set()
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
    def text_reader(self) -> Iterator[TextReader]:
        from engine.models.vision.ocr import OnnxTextReader

        with self._task(self._find("reader", None), OnnxTextReader) as loaded:
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

    def text_classifiers(self) -> tuple[Sorter, ...]:
        from engine.models.tasks.text_classifier import sorter_of

        chosen, found = self._chosen("text-classifier"), []
        for one in self._shelf.list():
            if one.card.kind == "text-classifier" and one.record.state == "ready":
                with suppress(ModelDamaged):
                    found.append(sorter_of(one.card, one.folder))
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
        return self._find("text", model).card.languages

    def size(self, model: str | None = None) -> int:
        return self._find("text", model).card.bytes

    def name(self, model: str | None = None) -> str:
        return self._find("text", model).card.name

    def seeing(self, model: str | None = None) -> str | None:
        named = model or self._chosen("text")
        ready = [one for one in self._shelf.list() if one.card.projector and one.record.state == "ready"]
        seeing = [one.id for one in ready if model in (None, one.id)]
        return named if named in seeing else next(iter(seeing), None)

    def loaded(self) -> str | None:
        return self._text.id.partition("\n")[0] if self._text.id else None

    def try_out(self, model: str, cancelled: Cancelled = never) -> None:
        """Load a model once in a child that may die of it, unless that was done before; one that fails is set aside.

        Raises ModelMissing, ModelDamaged, ModelChanged, ModelTooLarge, ModelCrashed, Cancelled.
        """
        shelved = self._shelf.check(model, cancelled)
        if shelved.card.kind == "text":
            self._planned(shelved, read_header(shelved.path(".gguf")), cancelled)
        elif shelved.card.kind == "embedding":
            self._tried(shelved, _embedder_trial(shelved), cancelled)
        elif shelved.card.kind != "reranking":
            self._tried(shelved, _picture_trial(shelved), cancelled)

    def close(self) -> None:
        for seat in (self._text, self._embedder, self._pictures, self._words, self._classes, self._tasks):
            seat.empty()

    def _find(self, kind: str, model: str | None) -> Shelved:
        """The model named, else the chosen one, else the first that works, the starter last: a model was added to be used.

        One that belongs to something of the profile's is found by name only.
        """
        offered = (*self._shelf.list(), *self._shelf.owned()) if model else self._shelf.list()
        usable = [one for one in offered if one.card.kind == kind and one.record.state != "damaged"]
        wanted = model or self._chosen(kind)
        for one in usable:
            if one.id == wanted:
                if one.record.state == "set_aside":
                    raise ModelCrashed(one.record.why, name=one.card.name)
                return one
        if model is not None:
            raise ModelMissing(f"no model {model}")
        ready = [one for one in usable if one.record.state == "ready"]
        if not ready:
            raise ModelMissing(f"no {kind} model")
        return min(ready, key=lambda one: one.card.starter)

    def _load_text(self, shelved: Shelved, cancelled: Cancelled) -> TextModel:
        from engine.models.llama.text_model import LlamaTextModel

        shelved = self._shelf.check(shelved.id, cancelled)
        path = shelved.path(".gguf")
        header = read_header(path)
        plan = self._planned(shelved, header, cancelled)
        try:
            model = LlamaTextModel(shelved.card.name, path, header.chat_template, plan, cancelled, shelved.projector)
        except MemoryError as exhausted:
            raise self._exhausted(shelved, exhausted) from None
        if model.template_note != self._shelf.get(shelved.id).record.note:
            self._shelf.note(shelved.id, note=model.template_note)
        return model

    def _planned(self, shelved: Shelved, header: GgufHeader, cancelled: Cancelled) -> LoadPlan:
        """A plan that a probe child survived: on the GPU, else on the processor, which is remembered."""
        plan = self._plan(shelved, header)
        try:
            self._tried(shelved, _text_trial(shelved, plan), cancelled)
        except (ModelCrashed, ModelDamaged, ModelTooLarge) as failed:
            if not plan.gpu_layers:
                raise
            self._shelf.retry(shelved.id)
            self._shelf.note(shelved.id, gpu_layers=0, gpu_why=f"the GPU failed: {failed.detail}")
            return self._planned(self._shelf.get(shelved.id), header, cancelled)
        return plan

    def _plan(self, shelved: Shelved, header: GgufHeader) -> LoadPlan:
        """As many layers on a GPU as it holds; the context halved until the KV cache fits. Raises ModelTooLarge."""
        from engine.models.llama.native import LoadPlan

        context = min(header.context or self._context, self._context)
        layers = _gpu_layers(shelved, header, context)
        free = self._free_bytes() - SPARE - _projector_bytes(shelved)
        while context > SHORTEST_CONTEXT and _needed(header, context, layers) > free:
            context //= 2
        needed = _needed(header, context, layers)
        if needed > free:
            raise ModelTooLarge(name=shelved.card.name, needed=_gigabytes(needed), free=_gigabytes(max(free, 0)))
        return LoadPlan(context, hardware.physical_cores(), layers)

    def _tried(self, shelved: Shelved, trial: Trial, cancelled: Cancelled) -> None:
        """A model seen for the first time, or by a new library, or planned another way, is loaded in a child first."""
        parts = ",".join(trial.providers) + trial.projector
        version = f"{_library_version(trial.kind)} {trial.context} {trial.gpu_layers} {parts}"
        if shelved.record.tried == version:
            return
        try:
            peak = try_out(shelved.card.name, trial, cancelled)
        except MemoryError as exhausted:
            raise self._too_large(shelved, exhausted) from None
        except (ModelCrashed, ModelDamaged) as crash:
            memory = self._too_large(shelved).values  # what ends a load is most often this
            self._shelf.set_aside(shelved.id, f"{crash.detail}; {memory['needed']} needed, {memory['free']} free")
            raise
        self._shelf.note(shelved.id, tried=version, peak_bytes=peak.peak_bytes)
        self._remember(shelved.id, peak.gpu_why)

    def _load_embedder(self, shelved: Shelved, cancelled: Cancelled) -> Embedder:
        from engine.models.encoders.onnx_embedder import OnnxEmbedder

        shelved = self._shelf.check(shelved.id, cancelled)
        trial = _embedder_trial(shelved)
        self._tried(shelved, trial, cancelled)
        return OnnxEmbedder(shelved.card, shelved.folder, trial.threads, providers=trial.providers)

    @contextmanager
    def _embedding(self, shelved: Shelved, seat: Seat[Any]) -> Iterator[Embedder]:
        with seat.hold(shelved.id, lambda: self._load_embedder(shelved, never)) as loaded:
            try:
                yield loaded
            finally:
                self._remember(shelved.id, loaded.notice)

    @contextmanager
    def _lent_words(self, shelved: Shelved, embedder: str) -> Iterator[PictureWords]:
        """Through an embedder, which is in memory once when documents are read by it too."""
        from engine.models.vision.dual_encoder import EmbedderWords

        shelved = self._shelf.check(shelved.id)
        seat = self._embedder if embedder == self.embedder_id() else self._words
        with self._embedding(self._find("embedding", embedder), seat) as lent:
            yield EmbedderWords(shelved.card, shelved.folder, lent)

    def _load_pictures(self, shelved: Shelved) -> PictureEncoder:
        from engine.models.vision.dual_encoder import OnnxPictureEncoder

        shelved = self._shelf.check(shelved.id)
        trial = _picture_trial(shelved)
        self._tried(shelved, trial, never)
        return OnnxPictureEncoder(shelved.card, shelved.folder, trial.threads, providers=trial.providers)

    def _classifier(self, model: str | None) -> Shelved:
        """Raises ModelMissing, ModelCrashed."""
        try:
            return self._find("picture-classifier", model)
        except ModelMissing:
            shelved = self._find("picture", model)
            if not shelved.card.labels:
                raise
            return shelved

    @contextmanager
    def _task(self, shelved: Shelved, kind: Callable[..., ModelT], seat: Seat[Any] | None = None) -> Iterator[ModelT]:
        """One at a time: they share a seat, but for the classifier, which answers while another job is at work."""

        def load() -> ModelT:
            checked = self._shelf.check(shelved.id)
            trial = _picture_trial(checked)
            self._tried(checked, trial, never)
            return kind(checked.card, checked.folder, trial.threads, providers=trial.providers)

        with (seat or self._tasks).hold(shelved.id, load) as loaded:
            try:
                yield loaded
            finally:
                self._remember(shelved.id, loaded.notice)

    def _load_words(self, shelved: Shelved) -> PictureWords:
        from engine.models.vision.dual_encoder import OnnxPictureWords

        shelved = self._shelf.check(shelved.id)
        self._tried(shelved, _picture_trial(shelved), never)
        return OnnxPictureWords(shelved.card, shelved.folder, hardware.physical_cores())

    def _remember(self, model: str, notice: str) -> None:
        """A GPU that failed once is not asked again; its notice is said once."""
        if notice and self._shelf.get(model).record.gpu_why != notice:
            self._shelf.note(model, gpu_layers=0, gpu_why=notice)

    def _exhausted(self, shelved: Shelved, why: MemoryError) -> ModelTooLarge:
        """The memory that was free before is not any more. A GPU that failed once is not asked again."""
        if _gpu_layers(shelved, read_header(shelved.path(".gguf")), self._context):
            self._remember(shelved.id, "the GPU's memory was exhausted")
        return self._too_large(shelved, why)

    def _too_large(self, shelved: Shelved, why: object = "") -> ModelTooLarge:
        needed = shelved.card.bytes + OVERHEAD
        if shelved.card.kind == "text":
            header = read_header(shelved.path(".gguf"))
            needed = _needed(header, min(header.context or self._context, self._context), 0)
        free = _gigabytes(self._free_bytes())
        return ModelTooLarge(str(why), name=shelved.card.name, needed=_gigabytes(needed), free=free)


def _text_trial(shelved: Shelved, plan: LoadPlan) -> Trial:
    file = shelved.card.file(".gguf")
    return Trial(
        "text", str(shelved.folder), file, plan.context, plan.threads, plan.gpu_layers, projector=shelved.card.projector
    )


def _projector_bytes(shelved: Shelved) -> int:
    """What eyes take beside the model: their weights, and room to compute."""
    if not shelved.card.projector:
        return 0
    return OVERHEAD + next(file.bytes for file in shelved.card.files if file.path == shelved.card.projector)


def _embedder_trial(shelved: Shelved) -> Trial:
    return _onnx_trial(shelved, shelved.card.file(".onnx"))


def _picture_trial(shelved: Shelved) -> Trial:
    towers = shelved.card.towers
    return _onnx_trial(shelved, towers.pictures if towers else shelved.card.file(".onnx"))


def _onnx_trial(shelved: Shelved, file: str) -> Trial:
    from engine.models.encoders.onnx_embedder import CPU, usable_providers

    gpu = shelved.record.gpu_layers != 0 and hardware.gpus()
    providers = usable_providers(shelved.folder / file) if gpu else (CPU,)
    threads = hardware.physical_cores()
    return Trial(shelved.card.kind, str(shelved.folder), file, threads=threads, providers=providers)


def _gpu_layers(shelved: Shelved, header: GgufHeader, context: int) -> int:
    """How many layers fit the freest GPU, 0 when there is none, llama.cpp cannot use it, or it failed this model before."""
    if shelved.record.gpu_layers == 0 or not (gpus := hardware.gpus()):
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
