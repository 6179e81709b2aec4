"""Whether a model calls a tool now, which one, and with which arguments. It can write no call that is not valid.

Only what the model writes in this place, token by token within the tools' names and schemas, is ever run: a call that stands in
a document, a result, a question or an answer is text.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import msgspec

from engine.capabilities.chat.acting.tool_prompt import OWN_FORMAT
from engine.models.interfaces import CallFormat, NextToken, TextDelta, TextModel
from engine.protocol.answering.sampling import Sampling
from engine.protocol.answering.tools import ToolCall, ToolSpec
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import AnswerFormatInvalid, Cancelled

LOOKED_AT = 12
"""Of the likeliest first tokens: those that begin a call are added up."""
POSSIBLE, LIKELY = 0.02, 0.3
"""Probability of the beginning of a call from which on one is possible, and from which on it is likely."""
SURE, SURE_OF_FIGURES, VERY_SURE = 0.8, 0.6, 0.95
"""Probability of a tool's name, written there, from which on a likely call is made, also for a question with figures in it, and
one that is only possible. Qwen 2.5 Coder 1.5B begins most answers as if to call: it wrote the name with .65 or more for
questions that needed the tool, mostly with over .95, and with .70 at most for those that needed none, of which none had figures
(23 questions)."""
NAME_TOKENS, ARGUMENT_TOKENS, SERVER_ARGUMENT_TOKENS = 48, 200, 1000
SERVER = "server:"
"""How the sources of tool servers begin."""
ANY_OBJECT = '{"type": "object"}'
_JSON_BEGINNINGS = ("{", '{"', "[{", "```", "```json")
"""Small models write a call without the marks of their template."""


class Decision(msgspec.Struct, frozen=True):
    """The call that a model makes, None where it answers. `is_torn`: it would begin its answer like a call all the same."""

    call: ToolCall | None = None
    is_torn: bool = False


def decide(
    model: TextModel, prompt: Sequence[int], question: str, tools: Sequence[ToolSpec], is_cancelled: IsCancelled
) -> Decision:
    """Return what the model does after a prompt that asks a question. Raises PromptTooLong, Cancelled."""
    format = model.call_format or OWN_FORMAT
    first = model.next_tokens(prompt, LOOKED_AT, is_cancelled)
    probability = sum(token.probability for token in first if _begins_call(token, format))
    if probability < POSSIBLE:
        return Decision()
    if not tools:
        return Decision(is_torn=probability >= LIKELY)
    if _is_mark(first[0], format):
        least = 0.0
    else:
        sure = SURE_OF_FIGURES if any(map(str.isdigit, question)) else SURE
        least = sure if probability >= LIKELY else VERY_SURE
    call = write_call(model, prompt, least, tools, is_cancelled)
    return Decision(call, is_torn=call is None and probability >= LIKELY)


def write_call(
    model: TextModel,
    prompt: Sequence[int],
    least: float,
    tools: Sequence[ToolSpec],
    is_cancelled: IsCancelled,
) -> ToolCall | None:
    """Return the call; None where no tool's name has the `least` probability, or the call has no end."""
    format = model.call_format or OWN_FORMAT
    opened = model.extend_prompt(prompt, format.before)
    if least:
        names = model.next_tokens(opened, LOOKED_AT, is_cancelled)
        if not any(token.probability >= least and _begins_name(token, tools) for token in names):
            return None
    tool = _choose(model, opened, tools, is_cancelled)
    if tool is None:
        return None
    opened = model.extend_prompt(prompt, f"{format.before}{tool.name}{format.between}")
    longest = SERVER_ARGUMENT_TOKENS if tool.source.startswith(SERVER) else ARGUMENT_TOKENS
    try:
        arguments = _write(model, opened, _greedy(longest, schema=tool.parameters), is_cancelled)
    except AnswerFormatInvalid:  # a server's schema that cannot be kept to: the server itself refuses what is wrong
        arguments = _write(model, opened, _greedy(longest, schema=ANY_OBJECT), is_cancelled)
    return ToolCall(tool.name, arguments) if _is_object(arguments) else None


def _begins_call(token: NextToken, format: CallFormat) -> bool:
    text = token.text.strip()
    return bool(text) and (format.before.startswith(text) or text in _JSON_BEGINNINGS)


def _is_mark(token: NextToken, format: CallFormat) -> bool:
    """Return whether a token is the template's own mark of a call, and not the mere beginning of some JSON."""
    text = token.text.strip()
    return len(text) > 1 and not text.startswith(("{", "`")) and format.before.startswith(text)


def _begins_name(token: NextToken, tools: Sequence[ToolSpec]) -> bool:
    return bool(token.text.strip()) and any(tool.name.startswith(token.text.strip()) for tool in tools)


def opening_word(model: TextModel, prompt: Sequence[int], is_cancelled: IsCancelled) -> NextToken | None:
    """Return the token to begin an answer with, where the model would begin with a call: the likeliest that begins none.

    None where it begins as it should. Raises Cancelled.
    """
    format = model.call_format or OWN_FORMAT
    first = model.next_tokens(prompt, LOOKED_AT, is_cancelled)
    if not first or not _begins_call(first[0], format):
        return None
    words = (t for t in first if not t.ends_answer and t.text.strip() and t.text.strip()[0] not in "<{[`")
    return next(words, None)


def _choose(
    model: TextModel, opened: Sequence[int], tools: Sequence[ToolSpec], is_cancelled: IsCancelled
) -> ToolSpec | None:
    """Return the tool whose name the model writes; None where it did not come to the end of one."""
    if len(tools) == 1:
        return tools[0]
    names = " | ".join(f'"{tool.name}\\""' for tool in tools)
    name = _write(model, opened, _greedy(NAME_TOKENS, grammar=f"root ::= {names}"), is_cancelled)
    return next((tool for tool in tools if f'{tool.name}"' == name.strip()), None)


def _write(model: TextModel, prompt: Sequence[int], sampling: Sampling, is_cancelled: IsCancelled) -> str:
    """Raises Cancelled."""
    parts: list[str] = []
    with closing(model.generate(prompt, sampling, is_cancelled)) as events:
        parts += [event.text for event in events if isinstance(event, TextDelta)]
    if is_cancelled():
        raise Cancelled
    return "".join(parts)


def _greedy(tokens: int, *, schema: str = "", grammar: str = "") -> Sampling:
    return Sampling(temperature=0.0, repeat_penalty=1.0, max_tokens=tokens, schema=schema, grammar=grammar)


def _is_object(arguments: str) -> bool:
    try:
        return isinstance(msgspec.json.decode(arguments.encode("utf-8", "replace")), dict)
    except (msgspec.DecodeError, RecursionError):
        return False
