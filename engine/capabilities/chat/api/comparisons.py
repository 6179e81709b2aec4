"""Comparisons: one prompt answered with several settings or models, side by side, saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from engine.capabilities.chat.api.messages import AnswerRemarks
from engine.capabilities.chat.api.replies import ConversationSettings, ReplyEvent
from engine.protocol.answering.passage import Citation, Passage
from engine.protocol.done import Done
from engine.protocol.errors import AteneoError
from engine.protocol.method import Method

COMPARISONS = "comparisons"
"""The noun of change: the list of comparisons reads them again."""
MOST_ANSWERS = 16
"""Answers of one comparison."""

ComparedState = Literal["waiting", "writing", "complete", "stopped", "interrupted", "failed"]
ComparisonFormat = Literal["md", "html", "csv"]


class ComparisonAxis(msgspec.Struct, frozen=True):
    """A setting that differs, and its values as text.

    `name` is "model" (ids; "" is the chosen one), "preset", or a number of Sampling such as "temperature".
    """

    name: str
    values: tuple[str, ...]


class ComparisonError(msgspec.Struct, frozen=True):
    """The error of an answer that could not be written, as on the wire."""

    kind: str
    message: str
    values: Mapping[str, str] = {}
    detail: str = ""


class ComparedAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer of a comparison. `position` counts through the values of the axes, those of the last one first."""

    position: int
    settings: ConversationSettings
    text: str = ""
    state: ComparedState = "waiting"
    model: str = ""
    tokens: int = 0
    seconds: float = 0.0
    first_token_seconds: float = 0.0
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    remarks: AnswerRemarks = AnswerRemarks()
    error: ComparisonError | None = None


class Comparison(msgspec.Struct, frozen=True, omit_defaults=True):
    """A comparison with its answers in the order of their positions.

    `question` is the message that is answered, with what was said before it; None for a prompt of its own. Times are
    milliseconds since 1970.
    """

    id: int
    prompt: str
    axes: tuple[ComparisonAxis, ...]
    answers: tuple[ComparedAnswer, ...]
    settings: ConversationSettings = ConversationSettings()
    question: int | None = None
    created_at: int = 0
    changed_at: int = 0


class BeginComparison(msgspec.Struct, frozen=True, omit_defaults=True):
    """Save a comparison whose answers all wait. With `question` that message is answered, and `prompt` may be empty.

    Raises NotFound, BadRequest for an empty prompt, AxisUnknown, AxisValueWrong, TooManyAnswers.
    """

    prompt: str
    axes: tuple[ComparisonAxis, ...]
    settings: ConversationSettings = ConversationSettings()
    question: int | None = None


class RunComparison(msgspec.Struct, frozen=True, omit_defaults=True):
    """Write the answers that are not complete, one after the other; `again` writes all anew, `positions` these anew.

    An answer that fails keeps its error, and the others are written. Raises NotFound.
    """

    comparison: int
    again: bool = False
    positions: tuple[int, ...] = ()


class CellStarted(msgspec.Struct, frozen=True, tag="cell_started"):
    """The answer at `position` is being written."""

    position: int


class CellEvent(msgspec.Struct, frozen=True, tag="cell_event"):
    """An event of the answer at `position`, as of any answer."""

    position: int
    event: ReplyEvent


class CellFinished(msgspec.Struct, frozen=True, tag="cell_finished"):
    """An answer as it is saved."""

    answer: ComparedAnswer


ComparisonEvent = CellStarted | CellEvent | CellFinished


class OpenComparison(msgspec.Struct, frozen=True):
    """Read a comparison. Raises NotFound."""

    comparison: int


class ListComparisons(msgspec.Struct, frozen=True, omit_defaults=True):
    """Read the comparisons, the last changed first; `deleted` lists those that can still be restored."""

    deleted: bool = False


class ComparisonEntry(msgspec.Struct, frozen=True):
    """One comparison in the list: `finished` of `total` answers are complete."""

    id: int
    prompt: str
    axes: tuple[ComparisonAxis, ...]
    finished: int
    total: int
    changed_at: int


class ComparisonList(msgspec.Struct, frozen=True):
    """The comparisons."""

    comparisons: tuple[ComparisonEntry, ...]


class DeleteComparison(msgspec.Struct, frozen=True):
    """Hide a comparison; it is removed for good after 30 days. Raises NotFound."""

    comparison: int


class RestoreComparison(msgspec.Struct, frozen=True):
    """Undo DeleteComparison. Raises NotFound."""

    comparison: int


class PurgeComparison(msgspec.Struct, frozen=True):
    """Remove a comparison's words from the file for good."""

    comparison: int


class UseComparedAnswer(msgspec.Struct, frozen=True):
    """Go on with one answer: it becomes a version beside those of its question, or begins a conversation.

    Raises NotFound; BadRequest for an answer without words.
    """

    comparison: int
    position: int


class UsedAnswer(msgspec.Struct, frozen=True):
    """The conversation and the message that the answer became."""

    conversation: int
    message: int


class ExportComparison(msgspec.Struct, frozen=True):
    """Write a comparison to a file. Raises NotFound, FileUnwritable, TargetNotAFile, DiskFull."""

    comparison: int
    path: str
    format: ComparisonFormat


class AxisUnknown(AteneoError):
    """A setting that answers cannot be compared by."""

    kind = "axis_unknown"
    sentence = "Answers cannot be compared by “{name}”. Possible are: {names}."


class AxisValueWrong(AteneoError):
    """A value that the setting cannot have, or none at all."""

    kind = "axis_value_wrong"
    sentence = "“{value}” is no value for {name}."


class TooManyAnswers(AteneoError):
    """More answers than one comparison may have."""

    kind = "too_many_answers"
    sentence = "That would be {count} answers; at most {most} can be compared. Choose fewer values."


BEGIN_COMPARISON: Method[BeginComparison, None, Comparison] = Method(
    "chat.begin_comparison", BeginComparison, None, Comparison
)
RUN_COMPARISON: Method[RunComparison, ComparisonEvent, Comparison] = Method(
    "chat.run_comparison", RunComparison, ComparisonEvent, Comparison
)
OPEN_COMPARISON: Method[OpenComparison, None, Comparison] = Method(
    "chat.open_comparison", OpenComparison, None, Comparison
)
LIST_COMPARISONS: Method[ListComparisons, None, ComparisonList] = Method(
    "chat.list_comparisons", ListComparisons, None, ComparisonList
)
DELETE_COMPARISON: Method[DeleteComparison, None, Done] = Method("chat.delete_comparison", DeleteComparison, None, Done)
RESTORE_COMPARISON: Method[RestoreComparison, None, Done] = Method(
    "chat.restore_comparison", RestoreComparison, None, Done
)
PURGE_COMPARISON: Method[PurgeComparison, None, Done] = Method("chat.purge_comparison", PurgeComparison, None, Done)
USE_COMPARED_ANSWER: Method[UseComparedAnswer, None, UsedAnswer] = Method(
    "chat.use_compared_answer", UseComparedAnswer, None, UsedAnswer
)
EXPORT_COMPARISON: Method[ExportComparison, None, Done] = Method("chat.export_comparison", ExportComparison, None, Done)
