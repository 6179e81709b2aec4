"""Find out how a chat template writes the call of a tool, by having it write one."""

from __future__ import annotations

from engine.models.interfaces import CallFormat, ChatMessage
from engine.models.llama.template_sandbox import Render, RenderOptions
from engine.protocol.answering.tools import ToolCall, ToolSpec

NAME, VALUE, QUESTION, ANSWER, RESULT = "Na4me", "Va5lue", "Que6stion", "Ans7wer", "Res8ult"
ARGUMENTS = f'{{"text": "{VALUE}"}}'
TOOL = ToolSpec(NAME, "", '{"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}')


def find_call_format(render: Render) -> CallFormat | None:
    """Return the format, None for a template that does not write tools, calls and results. Raises TemplateRefused."""
    question, call = ChatMessage("user", QUESTION), ChatMessage("assistant", "", call=ToolCall(NAME, ARGUMENTS))
    closed, opened = RenderOptions(opens_answer=False, tools=(TOOL,)), RenderOptions(tools=(TOOL,))
    before_answer = render([question], opened)
    answered = render([question, ChatMessage("assistant", ANSWER)], closed)
    called = render([question, call], closed)
    with_result = render([question, call, ChatMessage("tool", RESULT)], opened)
    if NAME not in before_answer or RESULT not in with_result.partition(VALUE)[2] or ANSWER not in answered:
        return None
    return _split(called.removeprefix(before_answer), answered.rpartition(ANSWER)[2])


def _split(written: str, end_of_message: str) -> CallFormat | None:
    written = written.strip().removesuffix(end_of_message.strip()).rstrip()
    before, name, rest = written.partition(NAME)
    between, arguments, after = rest.partition(ARGUMENTS)
    if not (name and arguments and before and between.startswith('"')) or NAME in rest:
        return None
    return CallFormat(before, between, after)
