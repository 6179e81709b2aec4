"""The loop of reason and act: as long as the model calls a tool, and no longer than allowed, run it and show the step."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, closing

import msgspec
from msgspec.structs import replace

from engine.capabilities.chat.acting.decision import SERVER, decide
from engine.capabilities.chat.acting.frames import FramePacer
from engine.capabilities.chat.acting.tool_prompt import HAND_OVER, ToolPrompt
from engine.capabilities.chat.api import PromptProgress, ThinkingDelta, ToolUsed
from engine.capabilities.chat.messages import AnswerRow
from engine.models.interfaces import PromptRead, TextModel
from engine.protocol.answering.sampling import Sampling
from engine.protocol.answering.tools import CallResult, FindTools, RunTool, ToolCall, ToolScope, ToolSpec, ToolStep
from engine.protocol.cancellation import IsCancelled

MOST_STEPS = 20
LONGEST_RESULT = 3000
"""Characters of a result that a model reads at once; less where its context window is small."""
WINDOW_PART, CHARACTERS_A_TOKEN = 8, 3
"""A result takes this part of the window at most."""
NEXT_PART = ToolSpec("next_part", "Read the next part of the last result.", '{"type": "object", "properties": {}}')
CUT = " […]"
BETWEEN_THOUGHTS = "\n\n"
ActingEvent = ToolUsed | PromptProgress | ThinkingDelta
Pack = Callable[[TextModel, ToolPrompt], tuple[list[int], Sampling | None]]
"""(model, tools): the prompt for the next decision, and the settings of the thinking before it; None for no thinking."""


class ToolAccess(msgspec.Struct, frozen=True):
    """The functions of the tools capability."""

    find_tools: FindTools
    run_tool: RunTool


class Acting(msgspec.Struct, frozen=True):
    """An answer that tools are used for. `lend` lends the model for each decision only: a tool may need it, too.

    `taker` is the tool that passes the question on, with the personas that it may be passed to; None for nobody.
    """

    row: AnswerRow
    question: str
    scope: ToolScope
    most_steps: int
    lend: Callable[[], AbstractContextManager[TextModel]]
    pack: Pack
    is_cancelled: IsCancelled
    taker: ToolSpec | None = None


class ToolLoop:
    """Runs the loop."""

    def __init__(self, access: ToolAccess) -> None:
        self._access = access

    def run(self, prompt: ToolPrompt, acting: Acting) -> Generator[ActingEvent, None, ToolPrompt]:
        """Return the prompt with the steps taken, without tools where these would only confuse the model's answer.

        It ends with the call that passes the question on. Each step is saved before and after it runs. Raises the errors of the
        pool, Cancelled.
        """
        rest = ""
        for _ in range(min(acting.most_steps, MOST_STEPS)):
            with acting.lend() as model:
                longest = min(LONGEST_RESULT, model.context // WINDOW_PART * CHARACTERS_A_TOKEN)
                tokens = yield from self._think(model, prompt, acting)
                decision = decide(model, tokens, acting.question, _callable(prompt, acting, rest), acting.is_cancelled)
            if (call := decision.call) is None:
                is_confused = decision.is_torn and not prompt.steps
                return replace(prompt, specs=()) if is_confused else replace(prompt, thought_out=tuple(tokens))
            if call.tool == HAND_OVER:
                return replace(prompt, handed=call)
            if call.tool != NEXT_PART.name and any(
                (s.tool, s.arguments) == (call.tool, call.arguments) for s in prompt.steps
            ):
                break  # a model that asks the same again would do so without end
            step, result, rest = yield from self._take(call, acting, longest, rest)
            prompt = prompt.with_step(step, result.passages)
        return replace(prompt, is_over=True) if prompt.steps else prompt

    def _think(self, model: TextModel, prompt: ToolPrompt, acting: Acting) -> Generator[ActingEvent, None, list[int]]:
        """Let a model think that does so before it answers. Return the prompt up to where its answer or a call begins."""
        tokens, sampling = acting.pack(model, prompt)
        if sampling is None:
            return tokens
        row, since, pending, frames = acting.row, 0.0, "", FramePacer()
        with closing(model.think(tokens, sampling, acting.is_cancelled)) as thinking:
            while True:
                try:
                    event = next(thinking)
                except StopIteration as stop:
                    thought: list[int] = stop.value
                    break
                now = time.perf_counter()
                if isinstance(event, PromptRead):
                    yield PromptProgress(event.done, event.total, event.cached)
                    continue
                since, pending = since or now, pending + event.text
                row.thinking += event.text
                if frames.is_due(now):
                    yield ThinkingDelta(pending)
                    pending = ""
                    frames.note_sent(now)
        if since:
            row.thinking += BETWEEN_THOUGHTS
            row.thinking_seconds += time.perf_counter() - since
            yield ThinkingDelta(pending + BETWEEN_THOUGHTS)
        return thought

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


def _callable(prompt: ToolPrompt, acting: Acting, rest: str) -> tuple[ToolSpec, ...]:
    """Return the tools that may be called now; `rest` is what is left of the last result."""
    tools: list[ToolSpec] = []
    for tool in allowed_after(prompt):
        if tool.name == HAND_OVER:
            tools += [acting.taker] if acting.taker is not None else []
        elif tool != NEXT_PART or rest:
            tools.append(tool)
    return tuple(tools)


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
