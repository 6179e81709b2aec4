"""Grading a document against a rubric: criteria with weights and levels, the level of each with its evidence. Types only."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.capabilities.documents.api.whole_document import Evidence, ReportFormat
from engine.protocol.done import Done
from engine.protocol.errors import AteneoError
from engine.protocol.method import Method
from engine.protocol.progress import Progress

GRADINGS = "gradings"
"""The noun of change: a page that shows gradings reads them again."""

NoticeKind = Literal[
    "equal_weights",
    "some_weights_missing",
    "weights_normalised",
    "levels_assumed",
    "points_assumed",
    "points_from_ranges",
    "rows_left_out",
]
"""Assumptions that had to be made of a rubric."""


class RubricUnreadable(AteneoError):
    """A file in which no criteria were found."""

    kind = "rubric_unreadable"
    sentence = (
        "No rubric was found in {name}. It needs a table with a row for each criterion, and columns such as Criterion, Weight "
        "and one for each level; Word, Excel and CSV files can be read."
    )


class RubricNotice(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that had to be assumed; `value` is a figure or a name that belongs to it."""

    kind: NoticeKind
    value: str = ""


class RubricLevel(msgspec.Struct, frozen=True, omit_defaults=True):
    """A level that a criterion can reach, with its points and what it takes to reach it."""

    name: str
    score: float
    description: str = ""


class RubricCriterion(msgspec.Struct, frozen=True, omit_defaults=True):
    """A criterion: its part of the whole, from 0 to 1, and its levels from the lowest to the highest."""

    name: str
    weight: float
    levels: tuple[RubricLevel, ...]
    description: str = ""
    section: str = ""


class Rubric(msgspec.Struct, frozen=True):
    """A rubric as it was read from a file."""

    path: str
    criteria: tuple[RubricCriterion, ...]
    notices: tuple[RubricNotice, ...] = ()


class ReadRubric(msgspec.Struct, frozen=True):
    """Ask for the rubric in a file. Raises RubricUnreadable, FileError."""

    path: str


class GradedCriterion(msgspec.Struct, frozen=True, omit_defaults=True, tag="graded"):
    """A criterion with the level that the model chose, empty for none yet, and the one that the person `chosen` instead.

    `score` is that of the level that counts, None while there is none.
    """

    position: int
    name: str
    weight: float
    levels: tuple[RubricLevel, ...]
    level: str = ""
    chosen: str = ""
    score: float | None = None
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    description: str = ""
    section: str = ""


class Grading(msgspec.Struct, frozen=True, omit_defaults=True):
    """A document graded against a rubric. `document` is 0 where it is not in the library, or no longer.

    `total` is the sum of weight × score over the criteria that have a level, of at most `maximum` over all of them.
    `is_suggestion`: the model is too small to be relied upon.
    """

    id: int
    document: int
    path: str
    title: str
    rubric: str
    model: str
    created_at: int
    criteria: tuple[GradedCriterion, ...]
    total: float
    maximum: float
    is_suggestion: bool = False
    notices: tuple[RubricNotice, ...] = ()
    cancelled: bool = False


class GradeDocument(msgspec.Struct, frozen=True):
    """Grade a document against the rubric in a file: document number `document` of the library, or else the file `path`.

    With `grading`, the criteria of that saved grading that have no level yet are graded. Each is kept at once.
    Raises NotFound, RubricUnreadable, DocumentWithoutText, FileError, ModelError.
    """

    rubric: str = ""
    document: int = 0
    path: str = ""
    model: str | None = None
    grading: int = 0


class ListGradings(msgspec.Struct, frozen=True):
    """Ask for the saved gradings, the newest first; those of one document where `path` names it."""

    path: str = ""


class Gradings(msgspec.Struct, frozen=True):
    """Saved gradings."""

    gradings: tuple[Grading, ...]


class ChooseLevel(msgspec.Struct, frozen=True):
    """Set the level of a criterion by the person's judgement; empty goes back to the model's. Raises NotFound."""

    grading: int
    position: int
    level: str


class RemoveGrading(msgspec.Struct, frozen=True):
    """Hide a grading; it is deleted after 30 days. Raises NotFound."""

    grading: int


class RestoreGrading(msgspec.Struct, frozen=True):
    """Bring a removed grading back. Raises NotFound."""

    grading: int


class ExportGrading(msgspec.Struct, frozen=True):
    """Write a grading to a file, in a language. Raises NotFound, FileUnwritable, TargetNotAFile, DiskFull."""

    grading: int
    path: str
    format: ReportFormat
    language: Literal["en", "es"] = "en"


class DescribeJudge(msgspec.Struct, frozen=True):
    """Ask which model would judge a document in this language."""

    language: Literal["en", "es"] = "es"


class JudgingModel(msgspec.Struct, frozen=True):
    """The model that judges, empty where there is none. `is_weak`: its levels are suggestions at most."""

    model: str
    is_weak: bool


GradingEvent = Progress | GradedCriterion

READ_RUBRIC: Method[ReadRubric, None, Rubric] = Method("documents.read_rubric", ReadRubric, None, Rubric)
GRADE: Method[GradeDocument, GradingEvent, Grading] = Method("documents.grade", GradeDocument, GradingEvent, Grading)
LIST_GRADINGS: Method[ListGradings, None, Gradings] = Method("documents.list_gradings", ListGradings, None, Gradings)
CHOOSE_LEVEL: Method[ChooseLevel, None, Grading] = Method("documents.choose_level", ChooseLevel, None, Grading)
REMOVE_GRADING: Method[RemoveGrading, None, Done] = Method("documents.remove_grading", RemoveGrading, None, Done)
RESTORE_GRADING: Method[RestoreGrading, None, Done] = Method("documents.restore_grading", RestoreGrading, None, Done)
EXPORT_GRADING: Method[ExportGrading, None, Done] = Method("documents.export_grading", ExportGrading, None, Done)
DESCRIBE_JUDGE: Method[DescribeJudge, None, JudgingModel] = Method(
    "documents.describe_judge", DescribeJudge, None, JudgingModel
)
