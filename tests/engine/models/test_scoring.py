"""A real model held to a few answers: its probabilities are those of its logits, whatever it was asked before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.models.interfaces import ChatMessage
from engine.protocol.sampling import Sampling
from tests.engine.models.test_text_models import never, run

if TYPE_CHECKING:
    from engine.models.llama.text_model import LlamaTextModel

pytestmark = pytest.mark.model

BEFORE = [ChatMessage("system", "Sort each text into one of these classes: music, weather, play, play music.")]
RAIN = [*BEFORE, ChatMessage("user", "Will it rain tomorrow?")]
SONG = [*BEFORE, ChatMessage("user", "Will you play that song by Queen once more?")]


@pytest.fixture
def model(loaded_model: LlamaTextModel) -> LlamaTextModel:
    """As new: nothing in the cache."""
    loaded_model._evaluation.rewind(0)
    return loaded_model


def shares_of(model: LlamaTextModel, turns: list[ChatMessage], begun: str, following: list[int]) -> np.ndarray:
    """The softmax over those tokens of llama.cpp's logits after the prompt and the beginning of an answer."""
    prompt = [*model._tokens(turns), *model._weights.tokenize(begun, False, False)]
    model._evaluation.rewind(0)
    for at in range(0, len(prompt), 64):
        model._evaluation.read(prompt[at : at + 64], last=at + 64 >= len(prompt))
    logits = model._evaluation.logits()[following].astype(np.float64)
    return np.exp(logits) / np.exp(logits).sum()


def test_shares_are_those_of_the_logits_and_add_up_to_one(model: LlamaTextModel) -> None:
    answers = ["music", "weather"]
    found = model.choose(RAIN, answers, never)
    first = [model._weights.tokenize(answer, False, False)[0] for answer in answers]
    assert sum(found) == pytest.approx(1, abs=1e-12)
    assert found == pytest.approx(shares_of(model, RAIN, "", first), abs=2e-3)


def test_an_answer_that_another_begins_with_is_weighed_by_its_end(model: LlamaTextModel) -> None:
    music, play, play_music = (model._weights.tokenize(text, False, False) for text in ("music", "play", "play music"))
    assert play_music[:1] == play
    found = model.choose(SONG, ["music", "play", "play music"], never)
    first = shares_of(model, SONG, "", [music[0], play[0]])
    second = shares_of(model, SONG, "play", [model._weights.answer_end, play_music[1]])
    assert found == pytest.approx([first[0], first[1] * second[0], first[1] * second[1]], abs=2e-3)


def test_what_comes_before_the_text_is_computed_once(model: LlamaTextModel) -> None:
    answers = ["music", "weather"]
    model.choose(RAIN, answers, never)
    begun = model.computed_tokens
    model.choose(SONG, answers, never)
    prompt = model._tokens(SONG)
    shared = model._judged[1]
    assert shared > 20
    assert model.computed_tokens - begun == len(prompt) - shared


def test_what_was_asked_before_changes_no_digit(model: LlamaTextModel) -> None:
    answers = ["music", "weather", "play", "play music"]
    alone = model.choose(SONG, answers, never)
    again = model.choose(SONG, answers, never)
    model.choose(RAIN, answers, never)
    after_another = model.choose(SONG, answers, never)
    chat = [ChatMessage("user", "Will you play?")]
    run(model.generate(model.prompt(chat), Sampling(max_tokens=5), never))
    after_a_chat = model.choose(SONG, answers, never)
    assert alone == again == after_another == after_a_chat


def test_answers_alike_have_the_same_share(model: LlamaTextModel) -> None:
    first, second, _ = model.choose(RAIN, ["music", "music", "weather"], never)
    assert first == second
