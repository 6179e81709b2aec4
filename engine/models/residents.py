"""Which models are in memory: loaded for the first job that needs them, unloaded when nobody has for a while."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from engine.models import hardware
from engine.models.gguf import GgufHeader, read_header
from engine.models.kinds import Cancelled, Embedder, TextModel
from engine.models.probe import try_out
from engine.models.shelf import Shelf, Shelved
from engine.protocol.errors import ModelCrashed, ModelDamaged, ModelMissing, ModelTooLarge

if TYPE_CHECKING:
    from engine.models.llama_native import LoadPlan

IDLE_SECONDS = 600.0
LONGEST_CONTEXT = 8192
"""Tokens. More is the person's choice: the KV cache grows with it."""
OVERHEAD = 200_000_000
"""Bytes llama.cpp takes beside the weights and the KV cache."""
SPARE = 300_000_000
"""Bytes left to the rest of the computer."""


class Closable(Protocol):
    def close(self) -> None: ...


ModelT = TypeVar("ModelT", bound=Closable)


def never() -> bool:
    return False


class _Seat(Generic[ModelT]):
    """One model at a time, one job at a time; empty again when idle."""

    def __init__(self, idle_seconds: float) -> None:
        self._idle_seconds = idle_seconds
        self._held = threading.Lock()
        self._timer: threading.Timer | None = None
        self._model: ModelT | None = None
        self.id: str | None = None

    @contextmanager
    def hold(self, id: str, load: Callable[[], ModelT]) -> Iterator[ModelT]:
        with self._held:
            self._stop_timer()
            if self.id != id or self._model is None:
                self._empty()
                self._model, self.id = load(), id
            try:
                yield self._model
            finally:
                self._timer = threading.Timer(self._idle_seconds, self.empty)
                self._timer.daemon = True
                self._timer.start()

    def empty(self) -> None:
        with self._held:
            self._stop_timer()
            self._empty()

    def _empty(self) -> None:
        model, self._model, self.id = self._model, None, None
        if model is not None:
            model.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class ResidentModels:
    """Implements engine.models.kinds.Residents. `chosen(kind)` is the id a person chose for a job, or None."""

    def __init__(
        self,
        shelf: Shelf,
        chosen: Callable[[str], str | None],
        idle_seconds: float = IDLE_SECONDS,
        free_bytes: Callable[[], int] = hardware.free_bytes,
        context: int = LONGEST_CONTEXT,
    ) -> None:
        self._shelf, self._chosen, self._free_bytes, self._context = shelf, chosen, free_bytes, context
        self._text: _Seat[Any] = _Seat(idle_seconds)
        self._embedder: _Seat[Any] = _Seat(idle_seconds)

    @contextmanager
    def text(self, model: str | None = None, cancelled: Cancelled = never) -> Iterator[TextModel]:
        """Raises ModelMissing, ModelDamaged, ModelChanged, ModelTooLarge, ModelCrashed, Cancelled."""
        shelved = self._find("text", model)
        with self._text.hold(shelved.id, lambda: self._load_text(shelved, cancelled)) as loaded:
            yield loaded

    @contextmanager
    def embedder(self) -> Iterator[Embedder]:
        """Raises ModelMissing, ModelDamaged, ModelChanged."""
        shelved = self._find("embedding", None)
        with self._embedder.hold(shelved.id, lambda: self._load_embedder(shelved)) as loaded:
            yield loaded

    def embedder_id(self) -> str | None:
        try:
            return self._find("embedding", None).id
        except ModelMissing:
            return None

    def languages(self, model: str | None = None) -> tuple[str, ...]:
        return self._find("text", model).card.languages

    def loaded(self) -> str | None:
        return self._text.id

    def close(self) -> None:
        self._text.empty()
        self._embedder.empty()

    def _find(self, kind: str, model: str | None) -> Shelved:
        """The model named, else the chosen one, else the first that works, the starter last: a model was added to be used."""
        usable = [one for one in self._shelf.list() if one.card.kind == kind and one.record.state != "damaged"]
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
        from engine.models.llama import LlamaTextModel

        shelved = self._shelf.check(shelved.id, cancelled)
        path = shelved.path(".gguf")
        header = read_header(path)
        plan = self._plan(shelved, header)
        self._try_first(shelved, plan, cancelled)
        return LlamaTextModel(shelved.card.name, path, header.chat_template, plan, cancelled)

    def _plan(self, shelved: Shelved, header: GgufHeader) -> LoadPlan:
        """All layers on the GPU that is there; the context halved until the KV cache fits. Raises ModelTooLarge."""
        from engine.models.llama_native import LoadPlan

        context = min(header.context or self._context, self._context)
        layers = _gpu_layers(shelved, header)
        free = self._free_bytes() - SPARE if not layers else max(gpu.free_bytes for gpu in hardware.gpus())
        while context > 1024 and _needed(header, context) > free:
            context //= 2
        needed = _needed(header, context)
        if needed > free:
            raise ModelTooLarge(name=shelved.card.name, needed=_gigabytes(needed), free=_gigabytes(max(free, 0)))
        return LoadPlan(context, hardware.physical_cores(), layers)

    def _try_first(self, shelved: Shelved, plan: LoadPlan, cancelled: Cancelled) -> None:
        """A model seen for the first time, or by a new library, is loaded in a child that may die of it."""
        import llama_cpp

        version = f"{llama_cpp.__version__} {plan.gpu_layers}"
        if shelved.record.tried == version:
            return
        try:
            peak = try_out(
                shelved.card.name, shelved.path(".gguf"), plan.context, plan.threads, plan.gpu_layers, cancelled
            )
        except (ModelCrashed, ModelDamaged) as crash:
            self._shelf.set_aside(shelved.id, crash.detail)
            raise
        self._shelf.note(shelved.id, tried=version, peak_bytes=peak)

    def _load_embedder(self, shelved: Shelved) -> Embedder:
        from engine.models.onnx import OnnxEmbedder

        shelved = self._shelf.check(shelved.id)
        return OnnxEmbedder(shelved.card, shelved.folder, threads=hardware.physical_cores())


def _gpu_layers(shelved: Shelved, header: GgufHeader) -> int:
    """How many layers go to the GPU: what a fall-back left on record, else all when llama.cpp can use one that is there."""
    if shelved.record.gpu_layers is not None:
        return header.blocks + 1 if shelved.record.gpu_layers < 0 else shelved.record.gpu_layers
    if not hardware.gpus():
        return 0
    import llama_cpp

    return header.blocks + 1 if llama_cpp.llama_supports_gpu_offload() else 0


def _needed(header: GgufHeader, context: int) -> int:
    return header.tensor_bytes + header.kv_bytes(context) + OVERHEAD


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"
