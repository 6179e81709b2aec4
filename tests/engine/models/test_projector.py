from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.models.interfaces import ChatMessage, DecodedImage, PromptImage, TextDelta
from engine.models.llama.gguf import read_header
from engine.models.llama.native import LoadPlan
from engine.protocol.errors import ModelDamaged, ModelNotMultimodal
from engine.protocol.sampling import Sampling
from tests.engine.models.test_text_models import never, run
from tests.support.colour_eyes import projector_bytes, words_of, write_colour_eyes

if TYPE_CHECKING:
    from engine.models.llama.text_model import LlamaTextModel

pytestmark = pytest.mark.model

SHADES = {" red": (255, 0, 0), " green": (0, 255, 0), " blue": (0, 0, 255), " yellow": (255, 255, 0)}
GREEDY = Sampling(max_tokens=4, temperature=0)


@pytest.fixture(scope="module")
def eyes(gguf: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_colour_eyes(tmp_path_factory.mktemp("eyes") / "mmproj.gguf", words_of(gguf))


@pytest.fixture(scope="module")
def seeing(gguf: Path, eyes: Path) -> Iterator[LlamaTextModel]:
    from engine.models.llama.text_model import LlamaTextModel

    plan = LoadPlan(512, 1, micro_batch=64)
    model = LlamaTextModel("SmolLM2", gguf, read_header(gguf).chat_template, plan, projector=eyes)
    yield model
    model.close()


@pytest.fixture
def model(seeing: LlamaTextModel) -> LlamaTextModel:
    """As new: nothing in the cache."""
    seeing._evaluation.rewind(0)
    return seeing


def picture(colour: str, width: int = 80, height: int = 60) -> PromptImage:
    return PromptImage(colour, lambda: DecodedImage(width, height, bytes(SHADES[colour]) * (width * height)))


def asked(*colours: str, text: str = "Repeat that.") -> list[ChatMessage]:
    return [ChatMessage("user", text, tuple(picture(colour) for colour in colours))]


def likelihoods(model: LlamaTextModel, turns: list[ChatMessage]) -> dict[str, float]:
    """Each colour word's share among them, were the answer to begin: The word is "."""
    prompt = model.prompt(turns) + model._weights.tokenize('The word is "', False, False)
    list(model._read(prompt, model._keep_prefix(prompt), never))
    logits = model._evaluation.logits()
    weights = {word: math.exp(logits[model._weights.tokenize(word, False, False)[0]]) for word in SHADES}
    return {word: weight / sum(weights.values()) for word, weight in weights.items()}


def answer(model: LlamaTextModel, turns: list[ChatMessage]) -> str:
    events, _ = run(model.generate(model.prompt(turns), GREEDY, never))
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def test_each_colour_is_likeliest_to_be_said_of_its_own_picture(model: LlamaTextModel) -> None:
    said = {colour: likelihoods(model, asked(colour)) for colour in SHADES}
    for colour in SHADES:
        assert max(SHADES, key=lambda shown: said[shown][colour]) == colour


def test_a_second_question_about_a_picture_does_not_encode_it_again(model: LlamaTextModel) -> None:
    said = answer(model, asked(" red"))
    encoded, computed = model._projector.encoded, model.computed_tokens
    turns = [*asked(" red"), ChatMessage("assistant", said), ChatMessage("user", "And why?")]
    known = list(model._evaluation.tokens)
    prompt = model.prompt(turns)
    assert prompt[: len(known)] == known
    answer(model, turns)
    assert model._projector.encoded == encoded
    assert model.computed_tokens - computed <= len(prompt) - len(known) + GREEDY.max_tokens


def test_another_picture_in_its_place_is_looked_at(model: LlamaTextModel) -> None:
    answer(model, asked(" red"))
    encoded = model._projector.encoded
    shown = likelihoods(model, asked(" blue"))
    assert model._projector.encoded == encoded + 1
    model._evaluation.rewind(0)
    alone = likelihoods(model, asked(" blue"))
    assert all(abs(shown[word] - alone[word]) < 0.05 for word in SHADES)


def test_the_cache_is_never_cut_within_a_picture(model: LlamaTextModel) -> None:
    prompt = model.prompt(asked(" green"))
    list(model._read(prompt, 0, never))
    begin = next(at for at, token in enumerate(prompt) if token < 0)
    assert model._evaluation.rewind(begin + 2) == begin


def test_the_standard_error_stays_silent(model: LlamaTextModel, capfd: pytest.CaptureFixture[str]) -> None:
    answer(model, asked(" blue"))
    assert capfd.readouterr() == ("", "")


def test_two_pictures_are_seen_in_their_order(model: LlamaTextModel) -> None:
    prompt = model.prompt(asked(" red", " blue"))
    pictures = [token for token in prompt if token < 0 and token % 2 == 0]
    single = [next(t for t in model.prompt(asked(colour)) if t < 0) for colour in (" red", " blue")]
    assert pictures == single


def test_words_alone_are_written_as_by_the_model_without_eyes(
    model: LlamaTextModel, loaded_model: LlamaTextModel
) -> None:
    turns = [ChatMessage("user", "What is the sea?")]
    loaded_model._evaluation.rewind(0)
    assert model.prompt(turns) == loaded_model.prompt(turns)


def test_a_question_that_names_the_marker_shows_no_picture(model: LlamaTextModel) -> None:
    prompt = model.prompt([ChatMessage("user", "What is <__media__>?", (picture(" red"),))])
    assert sum(token < 0 and token % 2 == 0 for token in prompt) == 1


def test_a_model_without_eyes_says_so(loaded_model: LlamaTextModel) -> None:
    assert not loaded_model.is_multimodal
    with pytest.raises(ModelNotMultimodal):
        loaded_model.prompt(asked(" red"))


def test_cancel_stops_the_encoder_itself(model: LlamaTextModel) -> None:
    """The graph is left at its next watched node; nothing of the picture is kept."""
    stop = threading.Event()
    generating = model.generate(model.prompt(asked(" yellow", text="x")), GREEDY, stop.is_set)
    next(generating)
    stop.set()
    events, generated = run(generating)
    assert (events, generated.finish) == ([], "cancelled")
    assert all(token >= 0 for token in model._evaluation.tokens)
    assert likelihoods(model, asked(" yellow"))[" yellow"] > likelihoods(model, asked(" blue"))[" yellow"]


def test_the_encoders_graph_is_left_when_the_question_is_cancelled(model: LlamaTextModel) -> None:
    projector = model._projector
    prompt = model.prompt(asked(" green"))
    looks = 0

    def cancelled() -> bool:
        nonlocal looks
        looks += 1
        return True

    projector._every = 1  # so that the first node is watched
    assert projector.encode(next(token for token in prompt if token < 0), cancelled) is None
    assert looks == 2  # by the graph, and after it


def test_penalties_are_for_words_and_pass_over_pictures(model: LlamaTextModel) -> None:
    sampling = Sampling(max_tokens=4, temperature=0, repeat_penalty=1.3, presence_penalty=0.2)
    _, generated = run(model.generate(model.prompt(asked(" red", text="x")), sampling, never))
    assert generated.tokens


def test_positions_that_are_spelt_out_are_those_llama_counts_itself(model: LlamaTextModel) -> None:
    """As models need that give a picture fewer positions than tokens; this one gives it as many."""
    counted = answer(model, asked(" blue"))
    model._evaluation.rewind(0)
    model._evaluation._spared[-2] = 0
    spelt = answer(model, asked(" blue"))
    model._evaluation._spared.clear()
    assert spelt == counted


@pytest.mark.parametrize("broken", ["wrong width", "truncated", "no picture", "unknown"])
def test_a_projector_that_is_not_this_models_is_refused(gguf: Path, tmp_path: Path, broken: str) -> None:
    from engine.models.llama.text_model import LlamaTextModel

    words = words_of(gguf)
    whole = projector_bytes(words)
    data = {
        "wrong width": projector_bytes({word: row[:288] for word, row in words.items()}),
        "truncated": whole[: len(whole) // 2],
        "no picture": projector_bytes(words, **{"clip.has_vision_encoder": False}),
        "unknown": projector_bytes(words, **{"clip.projector_type": "telescope"}),
    }[broken]
    (tmp_path / "mmproj.gguf").write_bytes(data)
    with pytest.raises(ModelDamaged) as refused:
        LlamaTextModel("SmolLM2", gguf, "", LoadPlan(128, 1), projector=tmp_path / "mmproj.gguf")
    assert refused.value.detail


def test_a_picture_that_cannot_be_prepared_is_an_error_and_no_crash(model: LlamaTextModel) -> None:
    tiny = PromptImage("tiny", lambda: DecodedImage(1, 1, b"\xff\0\0"))
    assert answer(model, [ChatMessage("user", "What is it?", (tiny,))])
