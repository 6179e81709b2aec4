"""Library: the shelf of models, the state of this machine, and the check-up that proves it works. Types only."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.method import Method
from engine.protocol.progress import Progress

ModelKind = Literal[
    "text", "embedding", "reranking", "picture", "picture-classifier", "picture-detector", "picture-segmenter", "reader",
    "token-classifier", "question-answerer", "masked-language-model", "next-sentence",
    "text-classifier",
]  # fmt: skip
ModelState = Literal["ready", "damaged", "changed", "set_aside"]


class Model(msgspec.Struct, frozen=True, omit_defaults=True):
    """`tokens_per_second` expected on this machine from its memory bandwidth (0: unknown); `chosen` for its kind's job.

    `note` is technical: why it was set aside, why its own chat template or the GPU is not used. `sees`: a text model that
    can be shown pictures.
    """

    id: str
    name: str
    kind: ModelKind
    state: ModelState
    bytes: int
    licence: str
    source: str
    description: str
    context: int = 0
    dimensions: int = 0
    languages: tuple[str, ...] = ()
    peak_bytes: int = 0
    tokens_per_second: float = 0.0
    chosen: bool = False
    starter: bool = False
    note: str = ""
    sees: bool = False


class ListModels(msgspec.Struct, frozen=True):
    pass


class Models(msgspec.Struct, frozen=True):
    models: tuple[Model, ...]


class AddModel(msgspec.Struct, frozen=True):
    """A GGUF file, or a folder with model.toml or an ONNX model; it is copied in, hashed and tried in a probe child.

    `projector` is a file that gives the model eyes. A projector as `path` goes to the model `to`, when that is empty to the
    chosen one if it fits, else to one that fits and has none.
    """

    path: str
    name: str = ""
    projector: str = ""
    to: str = ""


class RemoveModel(msgspec.Struct, frozen=True):
    """Moved aside at once so that RestoreModel can undo it; its files go with the next start."""

    model: str


class RestoreModel(msgspec.Struct, frozen=True):
    model: str


class VerifyModel(msgspec.Struct, frozen=True):
    model: str


class RetryModel(msgspec.Struct, frozen=True):
    """Try one that was set aside again, in a probe child; one that fails again is set aside again, with the error."""

    model: str


class ChooseModel(msgspec.Struct, frozen=True):
    """The model used for its kind's job from now on."""

    model: str


class GetStatus(msgspec.Struct, frozen=True):
    pass


class Status(msgspec.Struct, frozen=True):
    """Bytes of the engine and its children; `internet_sockets` counted from the kernel's tables for those processes."""

    model: str
    loaded: bool
    memory_bytes: int
    machine_bytes: int
    gpu: str
    internet_sockets: int


class CheckUp(msgspec.Struct, frozen=True):
    """`deep` also hashes every model file and runs the database's own integrity checks."""

    deep: bool = False


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """`what` is a stable key (cpu, memory, gpu, providers, store, model:<id>, sockets…); `advice` empty when all is well.

    `text` and `advice` are English sources (context "library"); after translation `values` fill their braces.
    """

    what: str
    state: Literal["good", "warning", "bad"]
    text: str
    advice: str = ""
    values: dict[str, str] = {}


class CheckedUp(msgspec.Struct, frozen=True):
    findings: tuple[Finding, ...]


class BackUp(msgspec.Struct, frozen=True):
    pass


class BackedUp(msgspec.Struct, frozen=True):
    path: str
    bytes: int


class Done(msgspec.Struct, frozen=True):
    pass


MODELS: Method[ListModels, None, Models] = Method("library.models", ListModels, None, Models)
ADD_MODEL: Method[AddModel, Progress, Model] = Method("library.add_model", AddModel, Progress, Model)
REMOVE_MODEL: Method[RemoveModel, None, Done] = Method("library.remove_model", RemoveModel, None, Done)
RESTORE_MODEL: Method[RestoreModel, None, Done] = Method("library.restore_model", RestoreModel, None, Done)
VERIFY_MODEL: Method[VerifyModel, Progress, Model] = Method("library.verify_model", VerifyModel, Progress, Model)
RETRY_MODEL: Method[RetryModel, None, Model] = Method("library.retry_model", RetryModel, None, Model)
CHOOSE_MODEL: Method[ChooseModel, None, Done] = Method("library.choose_model", ChooseModel, None, Done)
STATUS: Method[GetStatus, None, Status] = Method("library.status", GetStatus, None, Status)
CHECK_UP: Method[CheckUp, Progress, CheckedUp] = Method("library.check_up", CheckUp, Progress, CheckedUp)
BACK_UP: Method[BackUp, None, BackedUp] = Method("library.back_up", BackUp, None, BackedUp)
