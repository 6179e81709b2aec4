"""How one model is loaded on this machine."""

from __future__ import annotations

import msgspec

from engine.protocol.model_kinds import ModelKind


class LoadSpec(msgspec.Struct, frozen=True):
    """How one model is loaded on this machine. `file` is its GGUF or (first) ONNX file; the probe child gets it as JSON.

    `context`, `gpu_layers` and `projector` are for text models, `providers` (of ONNX Runtime) for the others.
    """

    kind: ModelKind
    folder: str
    file: str
    context: int = 0
    threads: int = 1
    gpu_layers: int = 0
    providers: tuple[str, ...] = ()
    projector: str = ""

    @property
    def is_on_gpu(self) -> bool:
        """Whether any part of the model is computed on a GPU."""
        return bool(self.gpu_layers) or len(self.providers) > 1
