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
from engine.protocol.answering.sampling import Sampling
from engine.protocol.errors import ModelDamaged, ModelNotMultimodal
from tests.engine.models.llama.test_text_model_contract import never, run
from tests.support.colour_projector import projector_bytes, words_of, write_colour_projector

if TYPE_CHECKING:
    from engine.models.llama.text_model import LlamaTextModel

pytestmark = pytest.mark.model

SHADES = {" red": (255, 0, 0), " green": (0, 255, 0), " blue": (0, 0, 255), " yellow": (255, 255, 0)}
GREEDY = Sampling(max_tokens=4, temperature=0)


@pytest.fixture(scope="module")
def projector(gguf: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_colour_projector(tmp_path_factory.mktemp("projector") / "mmproj.gguf", words_of(gguf))


@pytest.fixture(scope="module")
def multimodal(gguf: Path, projector: Path) -> Iterator[LlamaTextModel]:
    from engine.models.llama.text_model import LlamaTextModel

    plan = LoadPlan(512, 1, micro_batch=64)
    model = LlamaTextModel("SmolLM2", gguf, read_header(gguf).chat_template, plan, projector=projector)
    yield model
    model.close()


@pytest.fixture
def model(multimodal: LlamaTextModel) -> LlamaTextModel:
    """The loaded model with an empty cache."""
    multimodal.evaluation.rewind(0)
    return multimodal


def image(colour: str, width: int = 80, height: int = 60) -> PromptImage:
    return PromptImage(colour, lambda: DecodedImage(width, height, bytes(SHADES[colour]) * (width * height)))


def question(*colours: str, text: str = "Repeat that.") -> list[ChatMessage]:
    return [ChatMessage("user", text, tuple(image(colour) for colour in colours))]


def colour_probabilities(model: LlamaTextModel, messages: list[ChatMessage]) -> dict[str, float]:
    """Return the probability of each colour word among them, for an answer that begins: The word is "."""
    evaluate(model, model.prompt(messages) + model.weights.tokenize('The word is "', False, False))
    logits = model.evaluation.logits()
    weights = {word: math.exp(logits[model.weights.tokenize(word, False, False)[0]]) for word in SHADES}
    return {word: weight / sum(weights.values()) for word, weight in weights.items()}


def evaluate(model: LlamaTextModel, prompt: list[int]) -> None:
    """Read the prompt and generate nothing."""
    run(model.generate(prompt, Sampling(max_tokens=0), never))


def answer(model: LlamaTextModel, messages: list[ChatMessage]) -> str:
    events, _ = run(model.generate(model.prompt(messages), GREEDY, never))
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def test_each_colour_is_likeliest_for_its_own_image(model: LlamaTextModel) -> None:
    by_image = {colour: colour_probabilities(model, question(colour)) for colour in SHADES}
    for colour in SHADES:
        assert max(SHADES, key=lambda shown: by_image[shown][colour]) == colour


def test_a_second_question_about_an_image_does_not_encode_it_again(model: LlamaTextModel) -> None:
    said = answer(model, question(" red"))
    encoded, computed = model.projector.encoded, model.evaluated_tokens
    messages = [*question(" red"), ChatMessage("assistant", said), ChatMessage("user", "And why?")]
    known = list(model.evaluation.tokens)
    prompt = model.prompt(messages)
    assert prompt[: len(known)] == known
    answer(model, messages)
    assert model.projector.encoded == encoded
    assert model.evaluated_tokens - computed <= len(prompt) - len(known) + GREEDY.max_tokens


def test_another_image_in_its_place_is_encoded(model: LlamaTextModel) -> None:
    answer(model, question(" red"))
    encoded = model.projector.encoded
    shown = colour_probabilities(model, question(" blue"))
    assert model.projector.encoded == encoded + 1
    model.evaluation.rewind(0)
    alone = colour_probabilities(model, question(" blue"))
    assert all(abs(shown[word] - alone[word]) < 0.05 for word in SHADES)


def test_the_cache_is_never_cut_within_an_image(model: LlamaTextModel) -> None:
    prompt = model.prompt(question(" green"))
    evaluate(model, prompt)
    first = next(at for at, token in enumerate(prompt) if token < 0)
    assert model.evaluation.rewind(first + 2) == first


def test_the_standard_error_stays_silent(model: LlamaTextModel, capfd: pytest.CaptureFixture[str]) -> None:
    answer(model, question(" blue"))
    assert capfd.readouterr() == ("", "")


def test_two_images_are_read_in_their_order(model: LlamaTextModel) -> None:
    prompt = model.prompt(question(" red", " blue"))
    images = [token for token in prompt if token < 0 and token % 2 == 0]
    single = [next(t for t in model.prompt(question(colour)) if t < 0) for colour in (" red", " blue")]
    assert images == single


def test_a_prompt_without_images_is_that_of_the_model_without_projector(
    model: LlamaTextModel, loaded_model: LlamaTextModel
) -> None:
    messages = [ChatMessage("user", "What is the sea?")]
    loaded_model.evaluation.rewind(0)
    assert model.prompt(messages) == loaded_model.prompt(messages)


def test_a_question_that_names_the_marker_adds_no_image(model: LlamaTextModel) -> None:
    prompt = model.prompt([ChatMessage("user", "What is <__media__>?", (image(" red"),))])
    assert sum(token < 0 and token % 2 == 0 for token in prompt) == 1


def test_a_model_without_projector_says_so(loaded_model: LlamaTextModel) -> None:
    assert not loaded_model.is_multimodal
    with pytest.raises(ModelNotMultimodal):
        loaded_model.prompt(question(" red"))


def test_cancel_stops_the_encoder_itself(model: LlamaTextModel) -> None:
    """The graph is left at its next watched node; nothing of the picture is kept."""
    stop = threading.Event()
    generating = model.generate(model.prompt(question(" yellow", text="x")), GREEDY, stop.is_set)
    next(generating)
    stop.set()
    events, generated = run(generating)
    assert (events, generated.finish) == ([], "cancelled")
    assert all(token >= 0 for token in model.evaluation.tokens)
    assert (
        colour_probabilities(model, question(" yellow"))[" yellow"]
        > colour_probabilities(model, question(" blue"))[" yellow"]
    )


def test_the_encoders_graph_stops_when_the_question_is_cancelled(model: LlamaTextModel) -> None:
    projector = model.projector
    prompt = model.prompt(question(" green"))
    checks = 0

    def is_cancelled() -> bool:
        nonlocal checks
        checks += 1
        return True

    projector.nodes_between_checks = 1  # so that the first node is watched
    assert projector.encode(next(token for token in prompt if token < 0), is_cancelled) is None
    assert checks == 2  # by the graph, and after it


def test_penalties_pass_over_images(model: LlamaTextModel) -> None:
    sampling = Sampling(max_tokens=4, temperature=0, repeat_penalty=1.3, presence_penalty=0.2)
    _, generated = run(model.generate(model.prompt(question(" red", text="x")), sampling, never))
    assert generated.tokens


def test_explicit_positions_are_those_that_llama_counts_itself(model: LlamaTextModel) -> None:
    """For models that give an image fewer positions than tokens; this one gives it as many."""
    counted = answer(model, question(" blue"))
    model.evaluation.rewind(0)
    model.evaluation.unused_positions[-2] = 0
    explicit = answer(model, question(" blue"))
    model.evaluation.unused_positions.clear()
    assert explicit == counted


@pytest.mark.parametrize("broken", ["wrong width", "truncated", "no picture", "unknown"])
def test_a_projector_of_another_model_is_refused(gguf: Path, tmp_path: Path, broken: str) -> None:
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


def test_an_image_of_one_pixel_is_read(model: LlamaTextModel) -> None:
    tiny = PromptImage("tiny", lambda: DecodedImage(1, 1, b"\xff\0\0"))
    assert answer(model, [ChatMessage("user", "What is it?", (tiny,))])
