"""Loads installed models: files checked, memory planned, tried in a child the first time, faults kept in the record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from engine.models import hardware
from engine.models.kinds import KINDS, NEVER_LOADED, TEXT, Kind, OnnxT
from engine.models.llama.gguf import read_header
from engine.models.load_spec import LoadSpec
from engine.models.memory_plan import (
    LONGEST_CONTEXT,
    SHORTEST_CONTEXT,
    gpu_layers,
    plan_onnx,
    plan_text,
    too_large,
)
from engine.models.probing.crash_marker import CrashMarker, EngineDeath
from engine.models.probing.probe import run_probe
from engine.models.registry import InstalledModel, ModelRegistry
from engine.models.working_clock import WorkingClock
from engine.protocol.cancellation import IsCancelled, never_cancelled
from engine.protocol.errors import (
    ContextTooLarge,
    ModelCrashed,
    ModelDamaged,
    ModelMissing,
    ModelNewer,
    ModelTooLarge,
)

if TYPE_CHECKING:
    from engine.models.llama.text_model import LlamaTextModel
    from engine.store.caches.conversation_states import ConversationStates


KV_TYPE = "f16"
"""How keys and values are kept, llama.cpp's own choice."""
FIRST_LOAD_SECONDS, FIRST_LOAD_BYTES_PER_SECOND = 60.0, 5_000_000
"""Limit for the first load in the engine: the trial before it had a quarter of that time."""
MOST_DEATHS = 3
"""How often in a row an engine may be killed with the same model at work: the kernel does so when memory runs out."""


class ModelLoader:
    """Loads installed models that a probe child has survived.

    `free_bytes` returns the memory that is free now; `context` is the longest context of a text model, in tokens. `marker`
    notes which model the engine works on for the first time.
    """

    def __init__(
        self,
        registry: ModelRegistry,
        free_bytes: Callable[[], int] = hardware.free_bytes,
        context: int = LONGEST_CONTEXT,
        marker: CrashMarker | None = None,
        states: ConversationStates | None = None,
    ) -> None:
        self._registry, self._free_bytes, self._context = registry, free_bytes, context
        self._states = states
        self._marker = marker or CrashMarker()

    def probe(self, model: str, is_cancelled: IsCancelled = never_cancelled) -> None:
        """Load a model in a child unless that was done before; one that fails is quarantined, one too large is noted as such.

        Raises ModelMissing, ModelDamaged, ModelNewer, ModelChanged, ModelTooLarge, ModelCrashed, Cancelled.
        """
        installed = self._registry.check(model, is_cancelled)
        try:
            if installed.manifest.kind == "text":
                self._plan_text(installed, is_cancelled)
            elif installed.manifest.kind not in NEVER_LOADED:
                self._probe(installed, plan_onnx(installed), is_cancelled)
        except ModelTooLarge:
            self._registry.update_record(model, too_large=True)
            raise

    def load_text(self, installed: InstalledModel, is_cancelled: IsCancelled, context: int = 0) -> LlamaTextModel:
        """Load a text model, with a context that the person chose where there is one. Raises as `probe`, and ContextUnfit.

        Why its own chat template is not used goes to its record.
        """
        installed = self._registry.check(installed.id, is_cancelled)
        spec = self._plan_text(installed, is_cancelled, context)
        try:
            limit = FIRST_LOAD_SECONDS + installed.manifest.bytes / FIRST_LOAD_BYTES_PER_SECOND
            clock = WorkingClock()
            with self._marked(installed.id, lambda: clock.seconds() > limit):
                model = TEXT.load(installed.manifest, spec, is_cancelled)
        except MemoryError as exhausted:
            raise self.memory_exhausted(installed, exhausted, spec.context) from None
        if model.template_note != self._registry.get(installed.id).record.template_note:
            self._registry.update_record(installed.id, template_note=model.template_note)
        if self._states is not None:
            from engine.models.llama.state_keeper import StateKeeper

            model.state_keeper = StateKeeper(self._states, _state_fingerprint(installed, spec, model.template_note))
        return model

    def load(self, installed: InstalledModel, kind: Kind[OnnxT], is_cancelled: IsCancelled = never_cancelled) -> OnnxT:
        """Load an ONNX model. Raises as `probe`."""
        installed, spec = self.checked(installed, is_cancelled)
        with self._marked(installed.id):
            return kind.load(installed.manifest, spec, is_cancelled)

    @contextmanager
    def first_job(
        self,
        installed: InstalledModel,
        has_computed: Callable[[], bool] = lambda: True,
        is_stuck: Callable[[], bool] = lambda: False,
    ) -> Iterator[None]:
        """Note that the engine works on a model until a job with it went well. `has_computed`: whether the job used it.

        An engine whose model `is_stuck` in native code that nothing can stop ends itself, and the next one quarantines the model.
        """
        if installed.record.is_proven:
            yield
            return
        with self._marked(installed.id, is_stuck):
            yield
        record = self._registry.get(installed.id).record
        if has_computed() and not record.is_proven:
            self._registry.update_record(installed.id, proven_with=record.probed_with, deaths=0)

    def checked(
        self, installed: InstalledModel, is_cancelled: IsCancelled = never_cancelled
    ) -> tuple[InstalledModel, LoadSpec]:
        """Return an ONNX model and how it is loaded, once its files are right and a probe child has survived it.

        Raises as `probe`.
        """
        installed = self._registry.check(installed.id, is_cancelled)
        spec = plan_onnx(installed)
        self._probe(installed, spec, is_cancelled)
        return installed, spec

    @contextmanager
    def _marked(self, id: str, is_stuck: Callable[[], bool] = lambda: False) -> Iterator[None]:
        if self._registry.get(id).record.is_proven:
            yield
            return
        with self._marker.at_work(id, is_stuck):
            yield

    def remember_gpu_error(self, model: str, notice: str) -> None:
        """Keep a model that a GPU failed on the processor from now on. An empty notice changes nothing."""
        if notice and self._registry.get(model).record.gpu_error != notice:
            self._registry.update_record(model, gpu_layers=0, gpu_error=notice)

    def memory_exhausted(
        self, installed: InstalledModel, error: MemoryError, context: int = 0
    ) -> ModelTooLarge | ContextTooLarge:
        """Return the error for a text model whose memory ran out though it fitted before. A GPU is not used again.

        Half of a long `context` is offered.
        """
        header = read_header(installed.path(".gguf"))
        if gpu_layers(installed, header, self._context):
            self.remember_gpu_error(installed.id, "the GPU's memory was exhausted")
        if context // 2 >= SHORTEST_CONTEXT:
            return ContextTooLarge(str(error), name=installed.manifest.name, context=context, fitting=context // 2)
        return self._too_large(installed, str(error))

    def _plan_text(self, installed: InstalledModel, is_cancelled: IsCancelled, context: int = 0) -> LoadSpec:
        """Return a plan that a probe child survived: with the GPU, else without it, which is remembered."""
        spec = plan_text(installed, self._free_bytes(), self._context, context)
        try:
            self._probe(installed, spec, is_cancelled)
        except (ModelCrashed, ModelDamaged, ModelTooLarge) as failed:
            if not spec.gpu_layers:
                raise
            self._registry.retry(installed.id)
            self.remember_gpu_error(installed.id, f"the GPU failed: {failed.detail}")
            return self._plan_text(self._registry.get(installed.id), is_cancelled, context)
        return spec

    def _probe(self, installed: InstalledModel, spec: LoadSpec, is_cancelled: IsCancelled) -> None:
        """A model that is new, has a new library, or is planned another way is loaded in a child first."""
        version = _probe_version(spec)
        if _covers(installed.record.probed_with, version):
            return
        try:
            report = run_probe(installed.manifest.name, spec, is_cancelled)
        except MemoryError as exhausted:
            raise self._too_large(installed, str(exhausted)) from None
        except ModelNewer as newer:
            self._registry.quarantine(installed.id, newer.detail)
            raise
        except (ModelCrashed, ModelDamaged) as crash:
            memory = self._too_large(installed).values  # too little memory is the most frequent reason
            reason = f"{crash.detail}; {memory['needed']} needed, {memory['free']} free"
            self._registry.quarantine(installed.id, reason)
            raise
        self._registry.update_record(
            installed.id,
            probed_with=version,
            peak_bytes=report.peak_bytes,
            end_of_turn=report.end_of_turn,
            too_large=False,
        )
        self.remember_gpu_error(installed.id, report.gpu_error)

    def _too_large(self, installed: InstalledModel, detail: str = "") -> ModelTooLarge:
        return too_large(installed, self._free_bytes(), self._context, detail)


def _probe_version(spec: LoadSpec) -> str:
    """Everything that decides whether a model must be tried again."""
    from importlib import metadata  # not loaded with the engine: it takes as long as forty modules of ours

    library = metadata.version(KINDS[spec.kind].library)
    return f"{library} {spec.context} {spec.gpu_layers} {','.join(spec.providers)}{spec.projector}"


def _covers(probed: str, version: str) -> bool:
    """Return whether a probe was of the same plan; one with a longer context is enough for a shorter one."""
    library, context, rest = version.split(" ", 2)
    if probed == version or probed.count(" ") < 2:
        return probed == version
    old_library, old_context, old_rest = probed.split(" ", 2)
    return (library, rest) == (old_library, old_rest) and int(context) < int(old_context)


def _state_fingerprint(installed: InstalledModel, spec: LoadSpec, template_note: str) -> str:
    """Return everything that what is computed of a conversation depends on, hashed: the files of a model hold its template."""
    files = [(file.path, file.sha256) for file in installed.manifest.files]
    parts = (files, _probe_version(spec), KV_TYPE, template_note)
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()


def quarantine_culprits(registry: ModelRegistry, death: EngineDeath) -> None:
    """Quarantine the one model that an engine worked on when it crashed, or with which it was killed several times in a row."""
    is_certain = bool(death.signal) and len(set(death.models)) == 1
    for id in dict.fromkeys(death.models):
        with suppress(ModelMissing):  # removed meanwhile
            deaths = registry.get(id).record.deaths + 1
            if is_certain or deaths >= MOST_DEATHS:
                registry.quarantine(id, f"the engine died in its first job: {death.signal or f'killed {deaths} times'}")
            else:
                registry.update_record(id, deaths=deaths)
