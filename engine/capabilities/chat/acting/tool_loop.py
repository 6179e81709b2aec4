"""The loop of reason and act: as long as the model calls a tool, and no longer than allowed, run it and show the step."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import msgspec

from engine.capabilities.chat.acting.decision import SERVER, decide
from engine.capabilities.chat.acting.tool_prompt import ToolPrompt
from engine.capabilities.chat.api import ToolUsed
from engine.capabilities.chat.messages import AnswerRow
from engine.models.interfaces import TextModel
from engine.protocol.answering.tools import CallResult, FindTools, RunTool, ToolCall, ToolScope, ToolSpec, ToolStep
from engine.protocol.cancellation import IsCancelled

MOST_STEPS = 20
LONGEST_RESULT = 3000
"""Characters of a result that a model reads at once; less where its context window is small."""
WINDOW_PART, CHARACTERS_A_TOKEN = 8, 3
"""A result takes this part of the window at most."""
NEXT_PART = ToolSpec("next_part", "Read the next part of the last result.", '{"type": "object", "properties": {}}')
CUT = " […]"


@dataclass(frozen=True)
class ToolAccess:
    """The functions of the tools capability."""

    find_tools: FindTools
    run_tool: RunTool


@dataclass(frozen=True)
class Acting:
    """An answer that tools are used for. `pack` makes the prompt for the next decision.

    `lend` lends the model for each decision only: a tool may need it, too.
    """

    row: AnswerRow
    question: str
    scope: ToolScope
    most_steps: int
    lend: Callable[[], AbstractContextManager[TextModel]]
    pack: Callable[[TextModel, ToolPrompt], list[int]]
    is_cancelled: IsCancelled


class ToolLoop:
    """Runs the loop."""

    def __init__(self, access: ToolAccess) -> None:
        self._access = access

    def run(self, prompt: ToolPrompt, acting: Acting) -> Generator[ToolUsed, None, ToolPrompt]:
        """Return the prompt with the steps taken, without tools where these would only confuse the model's answer.

        Each step is saved before and after it runs. Raises the errors of the pool, Cancelled.
        """
        rest = ""
        for _ in range(min(acting.most_steps, MOST_STEPS)):
            with acting.lend() as model:
                longest = min(LONGEST_RESULT, model.context // WINDOW_PART * CHARACTERS_A_TOKEN)
                callable_now = tuple(tool for tool in allowed_after(prompt) if tool != NEXT_PART or rest)
                packed = acting.pack(model, prompt)
                decision = decide(model, packed, acting.question, callable_now, acting.is_cancelled)
            if (call := decision.call) is None:
                return replace(prompt, specs=()) if decision.is_torn and not prompt.steps else prompt
            if call.tool != NEXT_PART.name and any(
                (s.tool, s.arguments) == (call.tool, call.arguments) for s in prompt.steps
            ):
                break  # a model that asks the same again would do so without end
            step, result, rest = yield from self._take(call, acting, longest, rest)
            prompt = prompt.with_step(step, result.passages)
        return replace(prompt, is_over=True) if prompt.steps else prompt

    def _take(
        self, call: ToolCall, acting: Acting, longest: int, rest: str
    ) -> Generator[ToolUsed, None, tuple[ToolStep, CallResult, str]]:
        row, number = acting.row, len(acting.row.steps)
        step = ToolStep(call.tool, call.arguments)
        earlier = row.steps
        row.steps = (*earlier, step)
        row.flush()
        yield ToolUsed(number, step)
        started = time.perf_counter()
        if call.tool == NEXT_PART.name:
            result = CallResult(rest)
        else:
            result = self._access.run_tool(call, acting.scope, acting.is_cancelled)
        shown, rest = cut(result.text, longest)
        step = msgspec.structs.replace(
            step,
            result=shown,
            state="failed" if result.is_error else "done",
            seconds=round(time.perf_counter() - started, 3),
        )
        row.steps = (*earlier, step)
        row.flush()
        yield ToolUsed(number, step)
        return step, result, rest


def allowed_after(prompt: ToolPrompt) -> tuple[ToolSpec, ...]:
    """Return the tools that may be called after the steps so far.

    Once the model has read text of a source, such as documents or a server, it may call those that only compute and those of
    that source: whatever that text says, it reaches neither another part of the library nor another program.
    """
    sources = {tool.source for tool in prompt.specs for step in prompt.steps if tool.name == step.tool and tool.source}
    return tuple(tool for tool in prompt.specs if not tool.source or sources <= {tool.source})


def with_next_part(specs: tuple[ToolSpec, ...]) -> tuple[ToolSpec, ...]:
    """Add the tool that reads on where a server's results may be long."""
    return (*specs, NEXT_PART) if any(tool.source.startswith(SERVER) for tool in specs) else specs


def cut(text: str, longest: int) -> tuple[str, str]:
    """Return the beginning of a result that is read now, and the rest."""
    text = text.strip()
    if len(text) <= longest:
        return text, ""
    end = max(text.rfind(" ", 0, longest), text.rfind("\n", 0, longest))
    end = end if end > longest // 2 else longest
    return text[:end] + CUT, text[end:]
