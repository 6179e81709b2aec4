"""Types and methods of the models capability: list, add, verify, choose and remove models."""

from __future__ import annotations

import msgspec

from engine.protocol.done import Done
from engine.protocol.method import Method
from engine.protocol.model_kinds import ModelKind, ModelState
from engine.protocol.progress import Progress

MODELS = "models"
"""The noun of change: a page that shows models reads them again."""


GRADES = "grades"
"""The noun of change: what is known of the models' answers, which is told apart from MODELS since no model has changed."""


class LanguageGrade(msgspec.Struct, frozen=True):
    """How a chat model did in one language of the probe: of `questions` it was `asked` so many.

    `right` answers say what the text says, `in_language` are in the language of the question. `passed`: enough of both, and
    all were asked. Where a model has not passed, documents are quoted before its own words.
    """

    language: str
    questions: int
    asked: int
    right: int
    in_language: int
    passed: bool = False


class ModelInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """An installed model as a person sees it.

    `bytes` is the size of its files and `peak_bytes` the most memory that loading it has taken. `tokens_per_second` is
    expected from this machine's memory bandwidth; 0 is unknown. `chosen` marks the model that is used for its kind.
    `stand_in` names the model that is used instead of one that the person chose and that is not ready.
    `note` is technical: why the model was quarantined, or why its chat template or the GPU is not used. `is_multimodal`
    marks a text model that can be shown pictures, `is_base` one that continues texts instead of answering: it is used for chat
    only where the person chose it. `publisher` is whose file it is, known by its SHA-256; `is_official`: the makers' own.
    `was_there`: AddModel found the same files installed already, under this name. `grades` are how a text model did in the
    probe, none before it was asked anything; `needs_grade`: it has not been asked everything, and is to be, when there is time.
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
    stand_in: str = ""
    starter: bool = False
    note: str = ""
    is_multimodal: bool = msgspec.field(name="sees", default=False)  # the key that `ateneo models --json` prints
    is_base: bool = False
    publisher: str = ""
    is_official: bool = False
    was_there: bool = False
    grades: tuple[LanguageGrade, ...] = ()
    needs_grade: bool = False


class ListModels(msgspec.Struct, frozen=True):
    """List the installed models; `speeds` says of each text model how fast it will write, which may be measured first."""

    speeds: bool = False


class ModelList(msgspec.Struct, frozen=True):
    """All installed models, in no particular order."""

    models: tuple[ModelInfo, ...]


class AddModel(msgspec.Struct, frozen=True):
    """Copy a model into the models' folder, hash it, and try it in a probe child. One that is there already is not copied.

    `path` is a GGUF file, or a folder with a model.toml or an ONNX model. `projector` is the file that makes a text model
    multimodal. Where `path` itself is a projector it goes to the model `to`; where that is empty, to the chosen model if it
    fits, otherwise to a fitting model that has none.
    """

    path: str
    name: str = ""
    projector: str = ""
    to: str = ""


class RemoveModel(msgspec.Struct, frozen=True):
    """Move a model aside. RestoreModel undoes it; its files are deleted at the next start."""

    model: str


class RestoreModel(msgspec.Struct, frozen=True):
    """Undo RemoveModel. Raises ModelMissing once the files are deleted."""

    model: str


class VerifyModel(msgspec.Struct, frozen=True):
    """Hash a model's files and compare them with its manifest. Raises ModelChanged, ModelDamaged."""

    model: str


class RetryModel(msgspec.Struct, frozen=True):
    """Try a quarantined model again in a probe child. One that fails again stays quarantined and raises the error."""

    model: str


class ChooseModel(msgspec.Struct, frozen=True):
    """Use a model for its kind from now on. Raises ModelMissing."""

    model: str


class GradeModel(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ask a text model the questions of the probe that it has not answered; with `again` all of them anew.

    It makes way for whatever else wants a model, and then answers with what is known so far: request it again. Raises
    ModelMissing, ModelKindMismatch, and the errors of loading the model.
    """

    model: str
    again: bool = False


class SuggestModels(msgspec.Struct, frozen=True):
    """Ask for bigger chat models that suit this computer; the text to take along is in `language`."""

    language: str = "en"


class SuggestedModel(msgspec.Struct, frozen=True):
    """A file to get elsewhere. `address` is where it is published; `is_official`: by the model's own makers.

    `tokens_per_second` is the speed to expect here. `thinks`: it reasons in writing before it answers. `projector` is the file
    beside it with which it sees pictures; empty for one that does not.
    """

    name: str
    file: str
    bytes: int
    sha256: str
    licence: str
    address: str
    is_official: bool
    tokens_per_second: float
    thinks: bool = False
    projector: str = ""


class ModelSuggestions(msgspec.Struct, frozen=True):
    """Up to three models, the best one that fits first, and a text that tells all of it to a person at another computer.

    There are none where this computer's memory has no room for a bigger model than the one in use.
    """

    models: tuple[SuggestedModel, ...]
    memory_bytes: int
    text: str


LIST_MODELS: Method[ListModels, None, ModelList] = Method("models.list", ListModels, None, ModelList)
ADD_MODEL: Method[AddModel, Progress, ModelInfo] = Method("models.add", AddModel, Progress, ModelInfo)
REMOVE_MODEL: Method[RemoveModel, None, Done] = Method("models.remove", RemoveModel, None, Done)
RESTORE_MODEL: Method[RestoreModel, None, Done] = Method("models.restore", RestoreModel, None, Done)
VERIFY_MODEL: Method[VerifyModel, Progress, ModelInfo] = Method("models.verify", VerifyModel, Progress, ModelInfo)
RETRY_MODEL: Method[RetryModel, None, ModelInfo] = Method("models.retry", RetryModel, None, ModelInfo)
CHOOSE_MODEL: Method[ChooseModel, None, Done] = Method("models.choose", ChooseModel, None, Done)
GRADE_MODEL: Method[GradeModel, Progress, ModelInfo] = Method("models.grade", GradeModel, Progress, ModelInfo)
SUGGEST_MODELS: Method[SuggestModels, None, ModelSuggestions] = Method(
    "models.suggest", SuggestModels, None, ModelSuggestions
)
