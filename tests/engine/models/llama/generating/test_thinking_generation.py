"""The thinking of the real SmolLM2 with a template that opens it: written up to its end, and no further."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.chat.acting.decision import Decision, decide, write_call
from engine.capabilities.chat.acting.tool_prompt import ToolPrompt, ToolTexts
from engine.capabilities.tools.computing.calculator import CALCULATOR
from engine.models.interfaces import ChatMessage, PromptRead, ThoughtDelta
from engine.models.llama.native import LoadPlan
from engine.models.llama.text_model import LlamaTextModel
from engine.protocol.answering.sampling import Sampling
from engine.protocol.answering.tools import ToolCall, ToolScope
from engine.protocol.cancellation import never_cancelled
from engine.protocol.errors import Cancelled

pytestmark = pytest.mark.model

OPENS_THINKING = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n<think>\n{% endif %}"
)
SUMS = ("How much is 12 times 12?", "How much is 7 plus 5?", "How much is 9 minus 2?", "How much is 31 times 4?")
THOUGHT = "This is a sum."
CALLS = ("12 * 12", "7 + 5", "9 - 2")
SHORT = Sampling(temperature=0.0, thinking_tokens=12)


@pytest.fixture(scope="module")
def model(gguf: Path) -> Iterator[LlamaTextModel]:
    """One that always thinks, by its template."""
    model = LlamaTextModel("SmolLM2", gguf, OPENS_THINKING, LoadPlan(2048, 1, micro_batch=64))
    yield model
    model.close()


def think(
    model: LlamaTextModel, prompt: list[int], sampling: Sampling = SHORT
) -> tuple[str, list[int], list[PromptRead]]:
    """Return the thinking, the prompt with it, and how the prompt was read."""
    thinking, text, read = model.think(prompt, sampling, never_cancelled), "", []
    while True:
        try:
            event = next(thinking)
        except StopIteration as stop:
            return text, stop.value, read
        if isinstance(event, ThoughtDelta):
            text += event.text
        else:
            read.append(event)


def written(model: LlamaTextModel, tokens: list[int]) -> str:
    return b"".join(model.weights.piece(token) for token in tokens).decode()


def calculating(model: LlamaTextModel) -> tuple[list[int], ToolPrompt]:
    """Return a prompt after three sums that the model thought about and called the calculator for: one so small copies that."""
    tools = ToolPrompt((CALCULATOR.spec(),), ToolTexts.read("en"))
    messages = [ChatMessage("system", tools.with_description(model, "Be brief."))]
    for question, expression in zip(SUMS, CALLS, strict=False):
        call = f'{{"tool": "calculator", "arguments": {{"expression": "{expression}"}}}}'
        messages += [ChatMessage("user", question), ChatMessage("assistant", f"<think>\n{THOUGHT}\n</think>\n\n{call}")]
    return model.prompt([*messages, ChatMessage("user", SUMS[-1])]), tools


def test_the_prompt_is_read_and_the_thinking_closed_at_its_limit(model: LlamaTextModel) -> None:
    prompt = model.prompt([ChatMessage("user", SUMS[0])])
    assert written(model, prompt).endswith("<think>\n")
    text, after, read = think(model, prompt)
    assert read[-1].done == len(prompt) and text.strip()
    assert after[: len(prompt)] == prompt
    assert written(model, after[len(prompt) :]).rstrip().endswith("</think>")
    assert "</think>" not in text


def test_what_follows_the_thinking_is_not_computed_again(model: LlamaTextModel) -> None:
    _, after, _ = think(model, model.prompt([ChatMessage("user", SUMS[0])]))
    before = model.evaluated_tokens
    first = model.next_tokens(after, 3)
    assert len(first) == 3 and model.evaluated_tokens - before <= 1
    assert first[0].ends_answer or first[0].text.strip()


def test_a_call_is_seen_and_written_only_after_the_thinking(model: LlamaTextModel) -> None:
    """Right after the template's tag no token of a call is likely: without thinking such a model never called a tool."""
    prompt, tools = calculating(model)
    assert decide(model, prompt, SUMS[-1], tools.specs, never_cancelled) == Decision()
    thought, after, _ = think(model, prompt)
    assert thought.strip() == THOUGHT
    after_thinking = decide(model, after, SUMS[-1], tools.specs, never_cancelled)
    assert after_thinking.is_torn or after_thinking.call  # so small a model is not sure of the name
    call = write_call(model, after, 0.0, tools.specs, never_cancelled)
    assert call == ToolCall("calculator", '{"expression": "31 * 4"}')


def test_a_call_after_thinking_is_within_the_grammar(model: LlamaTextModel) -> None:
    _, after, _ = think(model, model.prompt([ChatMessage("user", "Tell me a story about {}.")]))
    call = write_call(model, after, 0.0, (CALCULATOR.spec(),), never_cancelled)
    assert call is None or CALCULATOR.call(call, ToolScope(), never_cancelled).text


def test_a_prompt_after_which_nobody_thinks_comes_back_as_it_is(loaded_model: LlamaTextModel) -> None:
    prompt = loaded_model.prompt([ChatMessage("user", SUMS[0])])
    text, after, _ = think(loaded_model, prompt)
    assert (text, after) == ("", prompt)


def test_a_stop_ends_the_thinking(model: LlamaTextModel) -> None:
    prompt = model.prompt([ChatMessage("user", SUMS[1])])
    thinking = model.think(prompt, Sampling(temperature=0.0), lambda: is_stopped)
    is_stopped = False
    with pytest.raises(Cancelled):
        for event in thinking:
            is_stopped = is_stopped or isinstance(event, ThoughtDelta)
