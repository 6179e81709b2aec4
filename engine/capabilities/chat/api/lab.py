"""The sampling lab: the probabilities of the next token at any place of an answer, and going on from there with another."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.capabilities.chat.api.messages import Message
from engine.capabilities.chat.api.replies import ConversationSettings, Reply, ReplyEvent
from engine.protocol.answering.sampling import Sampling
from engine.protocol.done import Done
from engine.protocol.method import Method

PromptDoubt = Literal["model", "settings", "thinking", "memories", "tools"]
"""A reason why a prompt that is rebuilt may differ from the one that was sent.

model: the model that wrote the answer is not installed any more, and another one is asked. settings: those of that time are
not known, and the conversation's are taken. thinking: the model thought before it answered, and the thoughts are not in the
prompt. memories: facts from other conversations were in the prompt, and may have changed. tools: the model called tools before it
answered, whose results may be missing.
"""


class TokenProbability(msgspec.Struct, frozen=True, omit_defaults=True):
    """A token as text, and its probability before any setting changes it. `ends_answer`: the answer ends with it.

    `logit` is what the penalties change, where the token stands `times` among the last tokens. `fits`: the answer can go on
    with it within its JSON schema or grammar.
    """

    text: str
    probability: float
    ends_answer: bool = False
    logit: float = 0.0
    times: int = 0
    fits: bool = True


class NextTokens(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ask which tokens the model held likely in one place of an answer: for the token that holds character `offset`.

    `count` of the likeliest are returned. `model` None is the one that wrote the answer. Raises NotFound; BadRequest for a
    question, and for an offset outside the model's own words; PromptTooLong, and the errors of loading a model.
    """

    message: int
    offset: int = 0
    count: int = 200
    model: str | None = None


class NextTokensOfText(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ask which tokens follow a text; with `question` the text is the beginning of an answer to it.

    The format of `sampling` says which tokens fit. Raises BadRequest where both texts are empty, SchemaInvalid where the text is
    no beginning of what fits, PromptTooLong, and the errors of loading a model.
    """

    text: str
    question: str = ""
    count: int = 20
    model: str | None = None
    sampling: Sampling = Sampling()


class TokenDistribution(msgspec.Struct, frozen=True, omit_defaults=True):
    """The likeliest next tokens, best first. `vocabulary` is how many tokens there are.

    For a place in an answer: `start` and `end` are the characters of the token that stands there, `taken` its text and
    `taken_probability` its probability, None where it is not among `tokens`. `boundaries` are the first characters of all
    tokens of the model's words, and their end. `doubts` say why the prompt may differ from the one that was sent.
    Within a format the likeliest tokens that fit are among `tokens` too; `other_fitting` is how many others fit, with
    `other_fitting_probability` together, None where any token may come.
    """

    tokens: tuple[TokenProbability, ...]
    vocabulary: int
    model: str
    start: int = 0
    end: int = 0
    taken: str = ""
    taken_probability: float | None = None
    boundaries: tuple[int, ...] = ()
    doubts: tuple[PromptDoubt, ...] = ()
    settings: ConversationSettings = ConversationSettings()
    other_fitting: int | None = None
    other_fitting_probability: float = 0.0


class BranchAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Write another version of an answer: its text up to character `offset`, then `token`, and the model goes on.

    Raises NotFound; BadRequest for a question, an offset outside the model's own words and an empty token.
    """

    message: int
    offset: int
    token: str
    settings: ConversationSettings = ConversationSettings()


class ListVersions(msgspec.Struct, frozen=True):
    """Read all versions of a message. Raises NotFound."""

    message: int


class MessageVersion(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version, with the settings it was asked for with; None where they are not known."""

    message: Message
    settings: ConversationSettings | None = None


class MessageVersions(msgspec.Struct, frozen=True):
    """The versions of a message, the oldest first. `question` is the text they answer."""

    question: str
    versions: tuple[MessageVersion, ...]


class CheckSchema(msgspec.Struct, frozen=True):
    """Check a JSON schema without a model. Raises SchemaInvalid, whose detail says what cannot be enforced."""

    schema: str


CHECK_SCHEMA: Method[CheckSchema, None, Done] = Method("chat.check_schema", CheckSchema, None, Done)
NEXT_TOKENS: Method[NextTokens, None, TokenDistribution] = Method(
    "chat.next_tokens", NextTokens, None, TokenDistribution
)
NEXT_TOKENS_OF_TEXT: Method[NextTokensOfText, None, TokenDistribution] = Method(
    "chat.next_tokens_of_text", NextTokensOfText, None, TokenDistribution
)
BRANCH: Method[BranchAnswer, ReplyEvent, Reply] = Method("chat.branch", BranchAnswer, ReplyEvent, Reply)
LIST_VERSIONS: Method[ListVersions, None, MessageVersions] = Method(
    "chat.list_versions", ListVersions, None, MessageVersions
)
