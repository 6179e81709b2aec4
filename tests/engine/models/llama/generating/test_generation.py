"""Thinking in a generation: its limits, its end, its place in the context; a scripted token stream, and the real small model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.models.interfaces import ChatMessage, TextDelta, ThoughtDelta
from engine.models.llama.generating.generation import AnswerGeneration, Completion
from engine.protocol.answering.sampling import Sampling
from tests.engine.models.llama.test_text_model_contract import never, run

if TYPE_CHECKING:
    from engine.models.llama.text_model import LlamaTextModel

END = "<end>"
SEA = [ChatMessage("system", "You answer in one sentence."), ChatMessage("user", "What is the sea?")]
GREEDY = Sampling(temperature=0.0, repeat_penalty=1.0, max_tokens=12)


class ScriptedModel:
    """Weights and evaluation in one: each piece of text is a token, and the script's pieces are drawn one after the other."""

    def __init__(self, prompt: str, script: list[str], context: int = 1000) -> None:
        self.pieces: list[str] = []
        self.context = context
        self.script = [self._token(piece) for piece in script]
        self.tokens = [self._token(prompt)]
        self.vocabulary = 64

    def _token(self, piece: str) -> int:
        if piece not in self.pieces:
            self.pieces.append(piece)
        return self.pieces.index(piece)

    # as Weights

    def piece(self, token: int) -> bytes:
        return self.pieces[token].encode()

    def ends_answer(self, token: int) -> bool:
        return self.pieces[token] == END

    def tokenize(self, text: str, add_special: bool, parse_special: bool) -> list[int]:
        return [self._token(text)]

    # as Evaluation

    def logits(self) -> np.ndarray:
        scores = np.zeros(self.vocabulary, np.float32)
        scores[self.script.pop(0) if self.script else self._token(END)] = 1
        return scores

    def step(self, token: int) -> bool:
        self.tokens.append(token)
        return True

    def read(self, tokens: list[int], last: bool) -> bool:
        self.tokens.extend(tokens)
        return True

    @property
    def text(self) -> str:
        return "".join(self.pieces[token] for token in self.tokens)


def written(model: ScriptedModel, **sampling: object) -> tuple[str, str, Completion]:
    """Return the thinking, the answer, and how it ended."""
    weights = type("Weights", (), {"tokens": 64, "piece": model.piece, "ends_answer": model.ends_answer})()
    weights.tokenize = model.tokenize
    events, completion = run(
        AnswerGeneration(weights, model, Sampling(temperature=0.0, repeat_penalty=1.0, **sampling)).run(never)
    )
    thinking, answer = "", ""
    for event in events:
        if isinstance(event, ThoughtDelta):
            thinking, answer = (thinking + answer, "") if event.takes_back else (thinking + event.text, answer)
        else:
            answer += event.text
    return thinking.strip(), answer, completion


def test_thinking_comes_apart_from_the_answer() -> None:
    model = ScriptedModel("Q:", ["<th", "ink>", "Two ", "and two.", "\n</th", "ink>\n", "\nIt ", "is 4."])
    assert written(model) == ("Two and two.", "It is 4.", Completion("stop", 8))


def test_thinking_that_the_template_opened_needs_no_tag() -> None:
    assert written(ScriptedModel("Q: <think>\n", ["Two.", "</think>", "4."]))[:2] == ("Two.", "4.")


def test_thinking_over_its_tokens_is_closed_and_the_answer_follows() -> None:
    model = ScriptedModel("Q: <think>\n", ["One ", "two ", "three ", "It ", "is 4."])
    thinking, answer, completion = written(model, thinking_tokens=3)
    assert (thinking, answer) == ("One two three", "It is 4.")
    assert completion == Completion("stop", 5, thinking_cut=True)
    assert model.text == "Q: <think>\nOne two three \n</think>\n\nIt is 4."


def test_thinking_over_its_time_is_closed() -> None:
    model = ScriptedModel("Q: <think>\n", ["One ", "It ", "is 4."])
    assert written(model, thinking_seconds=0.0)[:2] == ("One", "It is 4.")


def test_a_model_that_ends_while_it_thinks_is_asked_to_answer() -> None:
    model = ScriptedModel("Q: <think>\n", ["One", END, "It is 4."])
    assert written(model) == ("One", "It is 4.", Completion("stop", 2, thinking_cut=True))
    silent = ScriptedModel("Q: <think>\n", ["One", END, END, "never"])
    assert written(silent) == ("One", "", Completion("stop", 1, thinking_cut=True))


def test_channels_are_closed_in_their_own_way() -> None:
    script = ["<|channel|>", "analysis", "<|message|>", "One ", "two ", "It ", "is 4."]
    model = ScriptedModel("<|start|>assistant", script)
    assert written(model, thinking_tokens=5)[:2] == ("One two", "It is 4.")
    assert "<|end|><|start|>assistant<|channel|>final<|message|>It is 4." in model.text


def test_only_the_answer_counts_against_its_length() -> None:
    model = ScriptedModel("Q:", ["<think>", "a ", "b ", "c ", "</think>", "One ", "two ", "three "])
    assert written(model, max_tokens=2)[1:] == ("One two ", Completion("length", 7))


def test_thinking_leaves_the_answer_room_in_the_context() -> None:
    model = ScriptedModel("Q: <think>\n", ["a "] * 60 + ["4."], context=60)
    thinking, _, completion = written(model, max_tokens=20)
    assert completion.thinking_cut and len(model.tokens) < 60 and len(thinking.split()) <= 60 - 20


@pytest.mark.model
def test_the_real_model_answers_after_a_thinking_that_was_cut(loaded_model: LlamaTextModel) -> None:
    loaded_model.evaluation.rewind(0)
    prompt = [*loaded_model.prompt(SEA), *loaded_model.weights.tokenize("<think>\n", False, False)]
    sampling = Sampling(temperature=0.0, max_tokens=10, thinking_tokens=6)
    events, generated = run(loaded_model.generate(prompt, sampling, never))
    thoughts = "".join(event.text for event in events if isinstance(event, ThoughtDelta))
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert thoughts.strip() and text.strip() and generated.thinking_cut
    assert "think>" not in thoughts + text
    assert 6 < generated.tokens <= 6 + 10
    whole = b"".join(loaded_model.weights.piece(token) for token in loaded_model.evaluation.tokens)
    assert b"\n</think>\n\n" in whole


@pytest.mark.model
def test_an_answer_goes_on_with_the_very_tokens_that_it_would_have_had(loaded_model: LlamaTextModel) -> None:
    loaded_model.evaluation.rewind(0)

    def texts(begun: str, tokens: int) -> str:
        sampling = Sampling(temperature=0.0, repeat_penalty=1.0, max_tokens=tokens)
        events, _ = run(loaded_model.generate(loaded_model.prompt(SEA, begun=begun), sampling, never))
        return "".join(event.text for event in events if isinstance(event, TextDelta))

    whole = texts("", 10)
    loaded_model.evaluation.rewind(0)
    begun = texts("", 4)
    before = loaded_model.evaluated_tokens
    rest = texts(begun, 6)
    assert begun + rest == whole
    assert loaded_model.evaluated_tokens - before <= 6 + 1  # nothing of the beginning is read again


@pytest.mark.model
def test_what_was_read_ahead_is_not_read_again(loaded_model: LlamaTextModel) -> None:
    loaded_model.evaluation.rewind(0)
    prompt = loaded_model.prompt(SEA)
    ahead = prompt[: len(prompt) // 2]
    assert loaded_model.read_ahead(ahead, never) == len(ahead)
    before = loaded_model.evaluated_tokens
    assert loaded_model.read_ahead(ahead, never) == len(ahead)
    assert loaded_model.evaluated_tokens == before
    _, generated = run(loaded_model.generate(prompt, Sampling(max_tokens=1), never))
    assert generated.cached_tokens == len(ahead)


@pytest.mark.model
def test_reading_ahead_ends_when_it_is_cancelled_and_never_reads_what_does_not_fit(
    loaded_model: LlamaTextModel,
) -> None:
    loaded_model.evaluation.rewind(0)
    assert loaded_model.read_ahead(loaded_model.prompt(SEA), lambda: True) == 0
    assert loaded_model.read_ahead([1] * loaded_model.context, never) == 0
