"""Questions, what happens while an answer is written, and its end."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.capabilities.chat.api.messages import Attachment, Message
from engine.protocol.answering.memories import MemoryNote
from engine.protocol.answering.passage import Passage
from engine.protocol.answering.personas import HandOver
from engine.protocol.answering.prompt_example import PromptExample
from engine.protocol.answering.sampling import Sampling
from engine.protocol.answering.tools import ToolStep
from engine.protocol.classification import PredictedLabel
from engine.protocol.errors import ModelError
from engine.protocol.model_kinds import ThinkingSupport

FinishReason = Literal["stop", "length", "cancelled", "repetition"]
"""Why the text ended: the model was done, reached the most tokens allowed, was stopped, or began to repeat itself."""


HistoryMode = Literal["whole", "last", "summary"]
"""The part of a conversation that the model reads again.

whole: as much of it as fits. last: its last exchanges. summary: a running summary of all older ones, then the last exchanges.
"""


class ConversationSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the answers of one conversation are generated.

    `system` is the system prompt; empty means our own. `passages` is how many passages of the documents the model reads.
    `model` None means the chosen text model. `thinking` lets a model think first whose chat template takes a switch for it.
    `exchanges` is how many pairs of question and answer "last" and "summary" keep word for word. `recall` adds what the
    person told in other conversations where a question needs it. `context` is how many tokens of prompt and answer the model
    may use; 0 is all it can. `tools` are the names of those that the model may call, at most `tool_steps` times an answer.
    `persona` is the name of the persona that made the system prompt; `examples` are turns that the model reads first.
    Of the `tools` only `allowed_tools` count, where there are any: those of the persona. `hands_to` are the names of the
    personas that it may pass a question on to; without `passes_on` it does not.
    `extractive`: questions to documents are answered with sentences of these alone.
    """

    sampling: Sampling = Sampling()
    system: str = ""
    passages: int = 3
    model: str | None = None
    thinking: bool = False
    history: HistoryMode = "whole"
    exchanges: int = 3
    recall: bool = True
    context: int = 0
    tools: tuple[str, ...] = ()
    tool_steps: int = 6
    persona: str = ""
    examples: tuple[PromptExample, ...] = ()
    allowed_tools: tuple[str, ...] = ()
    hands_to: tuple[str, ...] = ()
    passes_on: bool = True
    extractive: bool = False

    @property
    def callable_tools(self) -> tuple[str, ...]:
        """Names of the tools that are on and that the persona allows."""
        return tuple(name for name in self.tools if not self.allowed_tools or name in self.allowed_tools)


class Send(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ask a question. `conversation` None begins a new one. `parent` None continues at the chosen leaf.

    Another `parent` begins a branch there; `edits` is the id of a question that this one replaces as its sibling.
    With `collections` the answer is drawn from their documents and carries citations. `pictures` are paths; the files are
    copied. `classifier` is the name of a classifier that labels the question first; the model reads the label.
    `files` are the documents and folders attached to the conversation, which are searched with the collections; they stay
    attached. `queued` is the id of the waiting question that this one is: it is taken from the queue. `folders` are folders
    of conversations that are searched like collections. A new conversation is begun in `folder`; it may be private.
    Without `remembers` the question makes no memories, nor does one that edits an untyped question: not all of its words are
    the person's own.
    Raises NotFound for a conversation, parent, collection or classifier that does not exist, ModelNotMultimodal for pictures
    that the model cannot see, and the errors of reading a picture, all before anything is written.
    """

    text: str
    conversation: int | None = None
    parent: int | None = None
    edits: int | None = None
    collections: tuple[str, ...] = ()
    settings: ConversationSettings = ConversationSettings()
    pictures: tuple[str, ...] = ()
    classifier: str = ""
    files: tuple[str, ...] = ()
    queued: int | None = None
    folders: tuple[int, ...] = ()
    folder: int | None = None
    is_private: bool = False
    remembers: bool = True


class Retry(msgspec.Struct, frozen=True, omit_defaults=True):
    """Answer the same question again: the new answer is a sibling of `message`, which must be an answer.

    Without `documents` the model answers from what it knows, whatever the conversation's collections and files.
    """

    message: int
    settings: ConversationSettings = ConversationSettings()
    documents: bool = True


class ContinueAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Go on with an answer that was stopped or cut: new text is appended to `message` itself, no question is added.

    A quotation below the model's own words gives way first. Raises NotFound; BadRequest for a question, and for an answer
    without words of the model.
    """

    message: int
    settings: ConversationSettings = ConversationSettings()


class ReadAhead(msgspec.Struct, frozen=True, omit_defaults=True):
    """While a person types: load the models, and read the part of the prompt that does not depend on the question's end.

    `text` is what was typed so far; only its language counts. `collections`, `files` and `folders` are as in Send. Any other
    request for the model ends it within 300 ms. Call it when typing begins, not with every key. Raises NotFound, ModelError.
    """

    text: str
    conversation: int | None = None
    collections: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    settings: ConversationSettings = ConversationSettings()
    folders: tuple[int, ...] = ()


class PromptPrefix(msgspec.Struct, frozen=True):
    """`tokens` of the next prompt stand ready in the model's cache; 0 when the request was ended before."""

    tokens: int


class DescribeModel(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ask how a text model answers, without loading it; None is the chosen one. Raises ModelMissing, NotFound."""

    model: str | None = None


class AnsweringModel(msgspec.Struct, frozen=True):
    """How a model answers. In the languages of `weak` its answers from documents begin with a quotation."""

    thinking: ThinkingSupport
    weak: tuple[str, ...]


class ReplyStarted(msgspec.Struct, frozen=True, tag="started", omit_defaults=True):
    """Both messages are on the disk, and the question's pictures and label. The numbers are ids.

    `text` is how an answer begins that is being continued.
    """

    conversation: int
    question: int
    answer: int
    pictures: tuple[Attachment, ...] = ()
    label: PredictedLabel | None = None
    text: str = ""


class MemoriesNoted(msgspec.Struct, frozen=True, tag="memories"):
    """The question told something to remember; what is kept at once is on the disk."""

    notes: tuple[MemoryNote, ...]


class ToolUsed(msgspec.Struct, frozen=True, tag="tool"):
    """The model calls a tool: sent when it begins, and again with the result. `number` counts the steps of an answer from 0."""

    number: int
    step: ToolStep


class HandedOver(msgspec.Struct, frozen=True, tag="handed_over"):
    """A persona passed the question on: another one answers it and the next questions, with these `settings`."""

    hand_over: HandOver
    settings: ConversationSettings


class BestSentence(msgspec.Struct, frozen=True):
    """The sentence nearest to the question: characters `start` to `end` of the text of passage number `passage`, from 0."""

    passage: int
    start: int
    end: int


class SourcesFound(msgspec.Struct, frozen=True, tag="sources", omit_defaults=True):
    """The passages that were retrieved, best first; sent before the model reads them.

    `quotation` is shown until the model's own words come. `searched_for` as in AnswerRemarks.
    """

    passages: tuple[Passage, ...]
    quotation: BestSentence | None = None
    searched_for: str = ""


class ModelLoading(msgspec.Struct, frozen=True, tag="loading"):
    """The model is being loaded. `model` is its id; empty for the chosen one."""

    model: str


class PromptProgress(msgspec.Struct, frozen=True, tag="reading"):
    """The model has read `done` of `total` tokens of the prompt; `cached` of them were in its cache already."""

    done: int
    total: int
    cached: int


class AnswerDelta(msgspec.Struct, frozen=True, tag="delta", omit_defaults=True):
    """The next piece of the answer: one or more tokens. `alternatives` are (text, log-probability) of the likeliest tokens."""

    text: str
    alternatives: tuple[tuple[str, float], ...] = ()


class ThinkingDelta(msgspec.Struct, frozen=True, tag="thinking"):
    """The next piece of the thinking before the answer."""

    text: str


class AnswerReplaced(msgspec.Struct, frozen=True, tag="replaced", omit_defaults=True):
    """The answer so far gives way to `text`, and further pieces follow that.

    language: it was in another language than the question, and the model is asked again. repetition: what was repeated is
    cut. thinking: what was sent as answer was thinking, and is now `thinking`. unsupported: the documents support nothing
    that a weak model added to the quotation. tool: the answer only repeated the question; the tool's result takes its place.
    more: the best passage alone did not answer, and the others are read too.
    """

    text: str
    reason: Literal["language", "repetition", "thinking", "unsupported", "tool", "more"]
    thinking: str = ""


ReplyEvent = (
    ReplyStarted
    | MemoriesNoted
    | ToolUsed
    | HandedOver
    | SourcesFound
    | ModelLoading
    | PromptProgress
    | ThinkingDelta
    | AnswerDelta
    | AnswerReplaced
)


class Reply(msgspec.Struct, frozen=True):
    """The end of an answer: both messages as they are stored, so that nothing has to be read again.

    `truncated` messages of the oldest history did not fit the context window and were left out of the prompt; the answer's
    remarks keep the figure.
    """

    conversation: int
    question: Message
    message: Message
    title: str
    finish: FinishReason
    prompt_tokens: int
    cached_tokens: int
    truncated: int = 0


class PicturesTooLong(ModelError):
    """Pictures and question together exceed the model's context window; both figures are tokens."""

    kind = "pictures_too_long"
    sentence = (
        "The pictures and the question take {tokens} tokens and the model reads {context}. "
        "Ask about fewer pictures, or choose a model that reads more."
    )


class PicturesTooMany(ModelError):
    """More files of pictures than one question may have. None of them was read."""

    kind = "pictures_too_many"
    sentence = "{count} pictures are too many for one question; at most {limit} are possible. Remove some."
