"""Renders a chat template by Jinja in a sandbox; run as a program, does so for strangers' templates under limits.

`python -m engine.models.llama.template_sandbox` says a first Rendering when it is ready, reads one JSON line with a Program, then
one a conversation, and answers each with a Rendering.
The parent kills it when an answer takes too long. Jinja's sandbox stops code; the limits stop exhaustion.
"""

from __future__ import annotations

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

MEMORY = 256 * 1024 * 1024
LONGEST_SOURCE = 256 * 1024
LONGEST_SCAFFOLD = 64 * 1024
"""Characters a template may add around the conversation's own text, which it may repeat once."""
REPEATS = 2
TRAINING_MARKS = re.compile(r"\{%-?\s*(?:end)?generation\s*-?%\}")
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
"""All that a template's own mistakes raise in Jinja. Anything else ends the child, which refuses the template as well."""


class Refused(ValueError):
    """The template reaches for what no template needs, or exceeds its limits."""


class Program(msgspec.Struct, frozen=True):
    source: str
    bos: str
    eos: str


class Conversation(msgspec.Struct, frozen=True):
    turns: tuple[ChatMessage, ...]


class Rendering(msgspec.Struct, frozen=True):
    """`refused` says why there is no text."""

    text: str = ""
    refused: str = ""


def compiled(program: Program) -> Callable[[Sequence[ChatMessage]], str]:
    """A renderer of conversations, up to where the assistant's answer begins. Raises Refused or one of FAILURES."""
    if len(program.source) > LONGEST_SOURCE:
        raise Refused("the template is too long")
    environment = _environment()
    tree = environment.parse(TRAINING_MARKS.sub("", program.source))
    for objection in _objections(tree):
        raise Refused(objection)
    if "strftime_now is defined" not in program.source:
        # A template that insists on a date gets an empty one: a clock in the prompt would cost the kept prefix each day.
        environment.globals["strftime_now"] = lambda _form: ""
    template = environment.from_string(tree)
    return lambda turns: _rendered(template, turns, program)


def _rendered(template: Template, turns: Sequence[ChatMessage], program: Program) -> str:
    messages = [{"role": turn.role, "content": turn.text} for turn in turns]
    room = LONGEST_SCAFFOLD + REPEATS * sum(len(turn.text) for turn in turns)
    parts: list[str] = []
    for part in template.generate(
        messages=messages, add_generation_prompt=True, bos_token=program.bos, eos_token=program.eos
    ):
        room -= len(part)
        if room < 0:
            raise Refused("the template writes too much")
        parts.append(part)
    return "".join(parts)


def _environment() -> ImmutableSandboxedEnvironment:
    """As the models' authors expect it: blocks trimmed, loop controls, `raise_exception`, `tojson` that keeps accents."""
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    for name in ("lipsum", "cycler", "joiner"):
        del environment.globals[name]
    environment.globals["raise_exception"] = _raise
    environment.filters["tojson"] = _to_json
    return environment


def _raise(message: object) -> str:
    raise Refused(str(message)[:200])


def _to_json(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _objections(tree: nodes.Template) -> Iterator[str]:
    """Signs of a template that is after the interpreter. The sandbox would stop it; a model that tries is not trusted."""
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
    from engine.offline import die_with_parent, go_offline

    die_with_parent()
    go_offline()
    _limit_memory()
    answer = sys.stdout.buffer
    requests = sys.stdin.buffer
    _reply(answer, Rendering("ready"))
    render: Callable[[Sequence[ChatMessage]], str] | None = None
    program = msgspec.json.decode(requests.readline(), type=Program)
    for line in requests:
        conversation = msgspec.json.decode(line, type=Conversation)
        try:
            render = render or compiled(program)
            reply = Rendering(render(conversation.turns))
        except (Refused, *FAILURES) as failed:
            reply = Rendering(refused=str(failed)[:300] or type(failed).__name__)
        _reply(answer, reply)


def _reply(answer: BinaryIO, reply: Rendering) -> None:
    answer.write(msgspec.json.encode(reply) + b"\n")
    answer.flush()


def _limit_memory() -> None:
    """Beyond what the interpreter has taken already. Windows has no such limit: there the time limit stands alone."""
    with suppress(ImportError):
        import resource

        taken = _address_space()
        resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, taken + MEMORY))


def _address_space() -> int:
    import psutil

    return int(psutil.Process().memory_info().vms)


if __name__ == "__main__":
    main()
