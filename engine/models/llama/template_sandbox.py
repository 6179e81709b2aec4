"""Render a chat template with Jinja in a sandbox; run as a program, render a stranger's template under limits.

`python -m engine.models.llama.template_sandbox` writes a RenderReply when it is ready, reads one JSON line with a
TemplateProgram, then a RenderRequest a line, and writes a RenderReply for each. The parent kills it when a reply takes too long.
Jinja's sandbox stops code; the limits stop exhaustion.
"""

from __future__ import annotations

from engine.offline import die_with_parent, go_offline

if __name__ == "__main__":
    die_with_parent()  # before the imports, during which the engine may be killed

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import BinaryIO

import msgspec
from jinja2 import Template, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.models.interfaces import ChatMessage
from engine.protocol.answering.tools import ToolSpec

MEMORY_BYTES = 256 * 1024 * 1024
LONGEST_SOURCE = 256 * 1024
MOST_ADDED_TEXT = 64 * 1024
"""Characters a template may add around the conversation's own text, which it may repeat once."""
MOST_COPIES = 2
GENERATION_TAGS = re.compile(r"\{%-?\s*(?:end)?generation\s*-?%\}")
REFUSED_FILTERS = frozenset({"attr", "format", "xmlattr", "pprint"})
FAILURES = (
    TemplateError,
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    MemoryError,
)
"""The errors that a template's own mistakes raise in Jinja. Any other ends the child, which refuses the template as well."""


class TemplateRefused(ValueError):
    """The template uses something that no template needs, or exceeds its limits."""


class TemplateProgram(msgspec.Struct, frozen=True):
    """A template's source, and the special tokens it may insert."""

    source: str
    bos: str
    eos: str


class RenderOptions(msgspec.Struct, frozen=True):
    """`opens_answer` ends the text where the assistant's answer begins; `thinking` is for templates that take a switch.

    `tools` are described to a template that knows tools.
    """

    opens_answer: bool = True
    thinking: bool = False
    tools: tuple[ToolSpec, ...] = ()

    @property
    def variables(self) -> dict[str, object]:
        """The variables that templates know them by."""
        return {
            "add_generation_prompt": self.opens_answer,
            "enable_thinking": self.thinking,
            "thinking": self.thinking,
            "reasoning_effort": "medium" if self.thinking else "low",
            **({"tools": [_function(tool) for tool in self.tools]} if self.tools else {}),
        }


class RenderRequest(msgspec.Struct, frozen=True):
    """A conversation to render."""

    messages: tuple[ChatMessage, ...]
    options: RenderOptions


class RenderReply(msgspec.Struct, frozen=True):
    """The rendered text; `refused` says why there is none."""

    text: str = ""
    refused: str = ""


Render = Callable[[Sequence[ChatMessage], RenderOptions], str]


def compile_template(program: TemplateProgram) -> Render:
    """Return a function that renders messages.

    It raises TemplateRefused or one of FAILURES, as this does.
    """
    if len(program.source) > LONGEST_SOURCE:
        raise TemplateRefused("the template is too long")
    environment = _environment()
    tree = environment.parse(GENERATION_TAGS.sub("", program.source))
    for objection in _objections(tree):
        raise TemplateRefused(objection)
    if "strftime_now is defined" not in program.source:
        # A template that insists on a date gets an empty one: a clock in the prompt would cost the kept prefix each day.
        environment.globals["strftime_now"] = lambda _form: ""
    template = environment.from_string(tree)
    return lambda messages, options: _render(template, messages, program, options)


def _render(
    template: Template, conversation: Sequence[ChatMessage], program: TemplateProgram, options: RenderOptions
) -> str:
    messages = [_variables(message) for message in conversation]
    texts = [*(message.text for message in conversation), *(tool.parameters for tool in options.tools)]
    room = MOST_ADDED_TEXT + MOST_COPIES * sum(map(len, texts))
    parts: list[str] = []
    for part in template.generate(messages=messages, bos_token=program.bos, eos_token=program.eos, **options.variables):
        room -= len(part)
        if room < 0:
            raise TemplateRefused("the template writes too much")
        parts.append(part)
    return "".join(parts)


CALL_ID = "call00001"
"""Nine letters and digits, as Mistral's templates insist."""


def _function(tool: ToolSpec) -> dict[str, object]:
    """Return a tool as templates know it."""
    parameters = msgspec.json.decode(tool.parameters)
    return {
        "type": "function",
        "function": {"name": tool.name, "description": tool.description, "parameters": parameters},
    }


def _variables(message: ChatMessage) -> dict[str, object]:
    """Return a message as templates know it. A result answers the only call that was made before it."""
    if message.call is not None:
        function = {"name": message.call.tool, "arguments": msgspec.json.decode(message.call.arguments)}
        call = {"id": CALL_ID, "type": "function", "function": function}
        return {"role": message.role, "content": message.text, "tool_calls": [call]}
    identity = {"tool_call_id": CALL_ID} if message.role == "tool" else {}
    return {"role": message.role, "content": message.text, **identity}


def _environment() -> ImmutableSandboxedEnvironment:
    """Return Jinja as models' authors expect it: trimmed blocks, loop controls, `raise_exception`, `tojson` with accents."""
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    for name in ("lipsum", "cycler", "joiner"):
        del environment.globals[name]
    environment.globals["raise_exception"] = _raise
    environment.filters["tojson"] = _to_json
    return environment


def _raise(message: object) -> str:
    raise TemplateRefused(str(message)[:200])


def _to_json(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _objections(tree: nodes.Template) -> Iterator[str]:
    """Yield signs that a template attacks the interpreter. The sandbox would stop it; a model that tries is not trusted."""
    for node in tree.find_all((nodes.Getattr, nodes.Const, nodes.Filter, nodes.Name)):
        match node:
            case nodes.Getattr(attr=name) if name.startswith("_") or name in ("format", "format_map"):
                yield f"the template reaches for .{name}"
            case nodes.Const(value=str(text)) if text.startswith("__"):
                yield f"the template reaches for {text[:40]}"
            case nodes.Filter(name=name) if name in REFUSED_FILTERS:
                yield f"the template uses the filter {name}"
            case nodes.Name(name=name) if name in ("self", "lipsum", "cycler", "joiner"):
                yield f"the template uses {name}"


def main() -> None:
    """Render requests from the standard input until it ends."""
    go_offline(may_connect=False)
    _limit_memory()
    replies, requests = sys.stdout.buffer, sys.stdin.buffer
    _write_reply(replies, RenderReply("ready"))
    render: Render | None = None
    program = msgspec.json.decode(requests.readline(), type=TemplateProgram)
    for line in requests:
        request = msgspec.json.decode(line, type=RenderRequest)
        try:
            render = render or compile_template(program)
            reply = RenderReply(render(request.messages, request.options))
        except (TemplateRefused, *FAILURES) as failed:
            reply = RenderReply(refused=str(failed)[:300] or type(failed).__name__)
        _write_reply(replies, reply)


def _write_reply(output: BinaryIO, reply: RenderReply) -> None:
    output.write(msgspec.json.encode(reply) + b"\n")
    output.flush()


def _limit_memory() -> None:
    """Limit the memory beyond what the interpreter has already. Windows has no such limit, only that of time."""
    with suppress(ImportError):
        import resource

        used = _address_space()
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY_BYTES, used + MEMORY_BYTES))


def _address_space() -> int:
    import psutil

    return int(psutil.Process().memory_info().vms)


if __name__ == "__main__":
    main()
