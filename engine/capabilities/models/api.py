"""Models: the installed models, adding, verifying, choosing and removing them. Types only."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.method import Method
from engine.protocol.model_kinds import ModelKind
from engine.protocol.progress import Progress

ModelState = Literal["ready", "damaged", "changed", "quarantined"]


class ModelInfo(msgspec.Struct, frozen=True, omit_defaults=True):
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


class ModelList(msgspec.Struct, frozen=True):
    models: tuple[ModelInfo, ...]


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


class Done(msgspec.Struct, frozen=True):
    pass


LIST_MODELS: Method[ListModels, None, ModelList] = Method("models.models", ListModels, None, ModelList)
ADD_MODEL: Method[AddModel, Progress, ModelInfo] = Method("models.add_model", AddModel, Progress, ModelInfo)
REMOVE_MODEL: Method[RemoveModel, None, Done] = Method("models.remove_model", RemoveModel, None, Done)
RESTORE_MODEL: Method[RestoreModel, None, Done] = Method("models.restore_model", RestoreModel, None, Done)
VERIFY_MODEL: Method[VerifyModel, Progress, ModelInfo] = Method("models.verify_model", VerifyModel, Progress, ModelInfo)
RETRY_MODEL: Method[RetryModel, None, ModelInfo] = Method("models.retry_model", RetryModel, None, ModelInfo)
CHOOSE_MODEL: Method[ChooseModel, None, Done] = Method("models.choose_model", ChooseModel, None, Done)
