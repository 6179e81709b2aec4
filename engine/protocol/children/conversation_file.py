"""The JSON file of exported conversations, version 1; and what the indexer makes of other programs' exports.

{"format": "ateneo-conversations", "version": 1, "conversations": [ConversationRecord, …]}: UTF-8, one conversation a line.
A reader ignores members that it does not know and takes the default for those that are missing.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.answering.passage import Citation, Passage
from engine.protocol.classification import PredictedLabel

FORMAT, VERSION = "ateneo-conversations", 1
EMPTY = msgspec.Raw(b"null")


class RecordedPicture(msgspec.Struct, frozen=True, omit_defaults=True):
    """A picture of a message. `data` are the bytes of its file, base64 in JSON.

    `file` takes their place between the indexer and the engine: a path in the folder that was given to the indexer.
    """

    name: str
    data: bytes = b""
    file: str = ""


class RecordedMessage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A question or an answer. A `parent` has a smaller id than its children; the ids count within the conversation only.

    `created_at` is in milliseconds since 1970, 0 where it is not known. `thinking` is what the model thought before the answer.
    `remarks` is the JSON of chat's AnswerRemarks without the thinking, null where there are none. A pinned message is read by
    the model with every question.
    """

    id: int
    role: Literal["user", "assistant"]
    text: str
    parent: int | None = None
    state: str = "complete"
    created_at: int = 0
    model: str = ""
    tokens: int = 0
    seconds: float = 0.0
    first_token_seconds: float = 0.0
    thinking: str = ""
    thinking_seconds: float = 0.0
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    label: PredictedLabel | None = None
    pictures: tuple[RecordedPicture, ...] = ()
    remarks: msgspec.Raw = EMPTY
    is_pinned: bool = False


class ConversationRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """A conversation with all its branches. `leaf` is the last message of the branch that is shown; None for the newest.

    `settings` is the JSON of chat's ConversationSettings, null where the conversation has none of its own. `folder` is a name.
    """

    title: str = ""
    messages: tuple[RecordedMessage, ...] = ()
    leaf: int | None = None
    created_at: int = 0
    changed_at: int = 0
    settings: msgspec.Raw = EMPTY
    folder: str = ""
    is_pinned: bool = False
    is_archived: bool = False
    is_private: bool = False
    title_source: str = "person"
