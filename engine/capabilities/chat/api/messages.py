"""Messages of a conversation, and the remarks that an answer carries beside its text."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.answering.collection_answer import CollectionCoverage, CollectionRow
from engine.protocol.answering.memories import RecalledMark
from engine.protocol.answering.passage import Citation, Passage
from engine.protocol.answering.personas import HandOver
from engine.protocol.answering.tools import ToolStep
from engine.protocol.classification import PredictedLabel

MessageState = Literal["complete", "writing", "interrupted", "stopped", "failed"]
Notice = Literal[
    "repetition",
    "length",
    "other_language",
    "language_quoted",
    "thinking_cut",
    "nothing_found",
    "nothing_written",
    "beginning",
    "schema",
    "model_missing",
    "uncounted",
]
"""Something a person is told below an answer.

repetition: the model began to repeat itself, and the rest was cut. length: the answer reached its most tokens. other_language:
it is in another language than the question, also after asking again. language_quoted: so it was, and the documents are quoted
in its place. thinking_cut: the thinking reached its limit and was closed by force. nothing_found: the documents hold nothing
about the question, and no model was asked. nothing_written: the model ended without a word. beginning: the question names
nothing to search for, and the model read the beginning of the attached files alone. schema: the answer is JSON that fits the
schema of the settings. model_missing: the model that the persona prefers is not installed, and another one answered. uncounted:
the question asks for an amount over all files, none could be read there for sure, and passages were read as for any question.
"""


class Attachment(msgspec.Struct, frozen=True):
    """A picture sent with a question: the paths of our copy and of its thumbnail, and the name of the original file."""

    path: str
    thumbnail: str
    name: str


class UnsupportedSentence(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sentence of an answer from documents that none of the passages supports.

    `start` and `end` are characters of the answer. `missing` are its names and numbers that the passages do not hold.
    """

    start: int
    end: int
    missing: tuple[str, ...] = ()


class AnswerRemarks(msgspec.Struct, frozen=True, omit_defaults=True):
    """Remarks on an answer beside its text.

    `written_start` and `written_end` delimit the model's own words in the text, in characters: quotations stand around them.
    `truncated` messages of the oldest history did not fit the context window. `thinking` is never sent back to a model,
    searched, cited or copied; it took `thinking_seconds`. `recalled` are the memories that were in the prompt.
    `steps` are the calls of tools before the answer. `persona` is the name of the persona that answered; empty for none.
    `hand_overs` say which personas passed the question on to it, the first one first. Of an answer about a whole collection
    `coverage` says how much was read, and `counted` are the files and rows behind it. `searched_for` is the question as the
    documents were searched for it, made to stand alone by the ones before; empty where it was searched for as it is written.
    """

    unsupported: tuple[UnsupportedSentence, ...] = ()
    notices: tuple[Notice, ...] = ()
    truncated: int = 0
    written_start: int = 0
    written_end: int = 0
    thinking: str = ""
    thinking_seconds: float = 0.0
    steps: tuple[ToolStep, ...] = ()
    recalled: tuple[RecalledMark, ...] = ()
    persona: str = ""
    hand_overs: tuple[HandOver, ...] = ()
    coverage: CollectionCoverage | None = None
    counted: tuple[CollectionRow, ...] = ()
    searched_for: str = ""


class Message(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A question or an answer. Conversations of thousands would make each garbage collection of the window long.

    `siblings` are the ids of all versions of this message, its own included, oldest first. `label` is the class that a
    classifier predicted for a question. `seconds` is the time of generation, `first_token_seconds` the time until the first
    token. A pinned message is read with every question, whatever else is left out. Of a question that is not `is_typed` some
    words are not the person's: they were piped into a command, or imported.
    """

    id: int
    conversation: int
    role: Literal["user", "assistant"]
    text: str
    state: MessageState
    created_at: int
    parent: int | None = None
    siblings: tuple[int, ...] = ()
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    model: str = ""
    tokens: int = 0
    seconds: float = 0.0
    first_token_seconds: float = 0.0
    pictures: tuple[Attachment, ...] = ()
    label: PredictedLabel | None = None
    remarks: AnswerRemarks = AnswerRemarks()
    is_pinned: bool = False
    is_typed: bool = True
