"""A real model's probabilities of a few answers are those of its logits, whatever it computed before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.models.interfaces import ChatMessage
from engine.models.llama.scoring import common_length
from engine.protocol.answering.sampling import Sampling
from tests.engine.models.llama.test_text_model_contract import never, run

if TYPE_CHECKING:
    from engine.models.llama.text_model import LlamaTextModel

pytestmark = pytest.mark.model

BEFORE = [ChatMessage("system", "Sort each text into one of these classes: music, weather, play, play music.")]
RAIN = [*BEFORE, ChatMessage("user", "Will it rain tomorrow?")]
SONG = [*BEFORE, ChatMessage("user", "Will you play that song by Queen once more?")]


@pytest.fixture
def model(loaded_model: LlamaTextModel) -> LlamaTextModel:
    """The loaded model with an empty cache."""
    loaded_model.evaluation.rewind(0)
    return loaded_model


def probabilities_of(
    model: LlamaTextModel, messages: list[ChatMessage], begun: str, following: list[int]
) -> np.ndarray:
    """The softmax over those tokens of llama.cpp's logits after the prompt and the beginning of an answer."""
    model.evaluation.rewind(0)
    prompt = [*model.prompt(messages), *model.weights.tokenize(begun, False, False)]
    for at in range(0, len(prompt), 64):
        model.evaluation.read(prompt[at : at + 64], last=at + 64 >= len(prompt))
    logits = model.evaluation.logits()[following].astype(np.float64)
    return np.exp(logits) / np.exp(logits).sum()


def test_probabilities_are_those_of_the_logits_and_add_up_to_one(model: LlamaTextModel) -> None:
    answers = ["music", "weather"]
    probabilities = model.answer_probabilities(RAIN, answers, never)
    first = [model.weights.tokenize(answer, False, False)[0] for answer in answers]
    assert sum(probabilities) == pytest.approx(1, abs=1e-12)
    assert probabilities == pytest.approx(probabilities_of(model, RAIN, "", first), abs=2e-3)


def test_an_answer_that_another_begins_with_is_weighed_by_its_end(model: LlamaTextModel) -> None:
    music, play, play_music = (model.weights.tokenize(text, False, False) for text in ("music", "play", "play music"))
    assert play_music[:1] == play
    probabilities = model.answer_probabilities(SONG, ["music", "play", "play music"], never)
    first = probabilities_of(model, SONG, "", [music[0], play[0]])
    second = probabilities_of(model, SONG, "play", [model.weights.answer_end, play_music[1]])
    assert probabilities == pytest.approx([first[0], first[1] * second[0], first[1] * second[1]], abs=2e-3)


def test_what_comes_before_the_text_is_computed_once(model: LlamaTextModel) -> None:
    answers = ["music", "weather"]
    shared = common_length(*(model.prompt([*BEFORE, ChatMessage("user", text)]) for text in ("0", "1")))
    model.answer_probabilities(RAIN, answers, never)
    before = model.evaluated_tokens
    model.answer_probabilities(SONG, answers, never)
    prompt = model.prompt(SONG)
    assert shared > 20
    assert model.evaluated_tokens - before == len(prompt) - shared


def test_the_result_does_not_depend_on_earlier_calls(model: LlamaTextModel) -> None:
    answers = ["music", "weather", "play", "play music"]
    alone = model.answer_probabilities(SONG, answers, never)
    again = model.answer_probabilities(SONG, answers, never)
    model.answer_probabilities(RAIN, answers, never)
    after_another = model.answer_probabilities(SONG, answers, never)
    chat = [ChatMessage("user", "Will you play?")]
    run(model.generate(model.prompt(chat), Sampling(max_tokens=5), never))
    after_a_chat = model.answer_probabilities(SONG, answers, never)
    assert alone == again == after_another == after_a_chat


def test_equal_answers_have_the_same_probability(model: LlamaTextModel) -> None:
    first, second, _ = model.answer_probabilities(RAIN, ["music", "music", "weather"], never)
    assert first == second
