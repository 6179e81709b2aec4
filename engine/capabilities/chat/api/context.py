"""The model's context before a question is sent: its parts in tokens, what is left out, and the running summary."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.capabilities.chat.api.replies import ConversationSettings
from engine.protocol.done import Done
from engine.protocol.method import Method

LeftOutReason = Literal["room", "mode"]
"""room: it does not fit the context window. mode: it is older than the conversation's setting reads."""


class MeasureContext(msgspec.Struct, frozen=True, omit_defaults=True):
    """Count what would be sent with a question; the fields are those of Send. Its pictures are read, and not copied.

    The count is that of the prompt before any tool is called: nobody knows what tools will bring. `retrieves` searches the
    documents, so that their part is exact; without it, it is estimated. The model is loaded where it is not.
    Raises NotFound, PromptTooLong, PicturesTooLong, PicturesTooMany, FileError, ModelError.
    """

    text: str
    conversation: int | None = None
    parent: int | None = None
    edits: int | None = None
    collections: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    folders: tuple[int, ...] = ()
    settings: ConversationSettings = ConversationSettings()
    folder: int | None = None
    is_private: bool = False
    classifier: str = ""
    retrieves: bool = False
    pictures: tuple[str, ...] = ()


class LeftOutMessage(msgspec.Struct, frozen=True):
    """A message that the model would not read. `beginning` are its first words."""

    id: int
    role: Literal["user", "assistant"]
    beginning: str
    reason: LeftOutReason


class ContextParts(msgspec.Struct, frozen=True):
    """Tokens of each part of the prompt; together they are the prompt as it would be sent.

    `system` is the system prompt with what the chat template adds, `summary` the notes on earlier turns, `memory` what the
    person told elsewhere, `documents` the passages, `history` the turns that are read again.
    """

    system: int
    summary: int
    memory: int
    documents: int
    history: int
    question: int

    @property
    def total(self) -> int:
        """Tokens of the prompt."""
        return self.system + self.summary + self.memory + self.documents + self.history + self.question


class MeasuredContext(msgspec.Struct, frozen=True):
    """The context of a question. `prompt` is the tokens of the prompt, `reserve` what is kept for the answer, of `window`.

    `expected_documents` is about how much passages will add that were not searched for; 0 where `parts.documents` is exact.
    `left_out` names messages that the model would not read, the newest first, at most 100 of `left_out_count`. `read_again`
    messages are read, `summarised` ones stand in the summary alone, `pinned` are kept whatever else is left out.
    """

    parts: ContextParts
    prompt: int
    reserve: int
    window: int
    expected_documents: int = 0
    left_out: tuple[LeftOutMessage, ...] = ()
    left_out_count: int = 0
    read_again: int = 0
    summarised: int = 0
    pinned: tuple[int, ...] = ()


class PinMessage(msgspec.Struct, frozen=True):
    """Keep a message, with its question or answer, in the model's context; `is_pinned` false ends that. Raises NotFound."""

    message: int
    is_pinned: bool = True


class ReadSummary(msgspec.Struct, frozen=True):
    """Read the running summary of the branch of a conversation that is shown. Raises NotFound."""

    conversation: int
    settings: ConversationSettings = ConversationSettings()


class ConversationSummary(msgspec.Struct, frozen=True):
    """Notes on the first `summarised` messages of a conversation, up to the answer `upto`; no text where there are none.

    `waiting` messages are to be summarised next. `is_edited`: the person changed the text.
    """

    text: str
    upto: int = 0
    summarised: int = 0
    waiting: int = 0
    is_edited: bool = False


class SaveSummary(msgspec.Struct, frozen=True):
    """Replace the text of the summary up to the answer `upto`. The next summary is based on it.

    An empty text forgets the summaries of this branch: it is summarised anew. Raises NotFound.
    """

    conversation: int
    upto: int
    text: str


class UpdateSummary(msgspec.Struct, frozen=True):
    """Bring the summary of a conversation up to date, as far as it comes: any other request for the model ends it.

    What is finished is kept. Nothing is done where the settings do not read a summary. Raises NotFound, ModelError.
    """

    conversation: int
    settings: ConversationSettings = ConversationSettings()


MEASURE: Method[MeasureContext, None, MeasuredContext] = Method("chat.context", MeasureContext, None, MeasuredContext)
PIN: Method[PinMessage, None, Done] = Method("chat.pin", PinMessage, None, Done)
READ_SUMMARY: Method[ReadSummary, None, ConversationSummary] = Method(
    "chat.read_summary", ReadSummary, None, ConversationSummary
)
SAVE_SUMMARY: Method[SaveSummary, None, ConversationSummary] = Method(
    "chat.save_summary", SaveSummary, None, ConversationSummary
)
SUMMARISE: Method[UpdateSummary, None, ConversationSummary] = Method(
    "chat.summarise", UpdateSummary, None, ConversationSummary
)
