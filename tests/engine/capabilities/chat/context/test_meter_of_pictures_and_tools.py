"""The context meter counts a question's own pictures and the tools that may be called as they are sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from engine.capabilities.chat import api
from engine.capabilities.chat.api import ConversationSettings, PicturesTooMany, Send
from engine.capabilities.chat.api import context as context_api
from engine.capabilities.chat.attachments import AttachmentStore, unsent_pictures
from engine.indexer.client import IndexerClient
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.answering.sampling import Sampling
from engine.protocol.answering.tools import CallResult, ToolCall, ToolScope, ToolSpec
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import ReadImage
from engine.protocol.errors import PictureUnsupported
from tests.support.colour_projector import multimodal_models
from tests.support.fake_text_model import FakeModelPool
from tests.support.harness import EngineHarness, NoIndexer, never
from tests.support.tool_model import ToolCallingModel

WINDOW = 512
SETTINGS = ConversationSettings(Sampling(temperature=0.0, max_tokens=12))
TEXT = '{"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}'


@pytest.fixture(scope="module")
def interactive_indexer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexerClient]:
    """Its child is started here, so that no test leaves it behind as a process of its own."""
    folder = tmp_path_factory.mktemp("glance")
    client = IndexerClient(folder / "models", folder / "indexer.log", idle_seconds=600)
    for _ in client.read([ReadImage(str(folder / "missing.png"))], never):
        pass
    yield client
    client.close()


@pytest.fixture
def pictures(tmp_path: Path) -> list[str]:
    paths = []
    for colour, size in (("red", (64, 48)), ("green", (900, 300)), ("blue", (40, 40))):
        Image.new("RGB", size, colour).save(tmp_path / f"{colour} one.png")
        paths.append(str(tmp_path / f"{colour} one.png"))
    return paths


@pytest.fixture
def seeing(
    home: Path, models: Path, tmp_path: Path, interactive_indexer: IndexerClient
) -> Iterator[tuple[EngineHarness, LazyModelPool]]:
    """An engine with a real model that sees, and its pool."""
    pool = LazyModelPool(ModelRegistry([multimodal_models(models, tmp_path / "models")]), context=WINDOW)
    engine = EngineHarness(
        home, home / "models", "chat", pool=pool, indexer=NoIndexer(), interactive_indexer=interactive_indexer
    )
    yield engine, pool
    engine.close()
    pool.close()


@pytest.mark.model
def test_pictures_of_the_question_are_counted_as_they_are_sent(
    seeing: tuple[EngineHarness, LazyModelPool], pictures: list[str], home: Path
) -> None:
    engine, _ = seeing
    conversation, left_out = None, 0
    for number in range(8):
        text = f"Question {number}: " + "the quick brown fox jumps over the lazy dog. " * (number % 3)
        shown = tuple(pictures[: number % 4])
        copies = sorted((home / "attachments").rglob("*"))
        request = context_api.MeasureContext(text, conversation, settings=SETTINGS, pictures=shown)
        measured = engine.call(context_api.MEASURE, request)
        assert sorted((home / "attachments").rglob("*")) == copies
        reply = engine.call(api.SEND, Send(text, conversation, settings=SETTINGS, pictures=shown))
        assert measured.prompt == measured.parts.total == reply.prompt_tokens, number
        bare = context_api.MeasureContext(text, reply.conversation, edits=reply.question.id, settings=SETTINGS)
        without = engine.call(context_api.MEASURE, bare).parts
        assert without.system == measured.parts.system
        assert (without.question < measured.parts.question) is bool(shown)
        left_out += measured.left_out_count
        conversation = reply.conversation
    assert left_out


@pytest.mark.model
def test_an_unreadable_picture_and_too_many_are_a_sentence(
    seeing: tuple[EngineHarness, LazyModelPool], pictures: list[str], tmp_path: Path
) -> None:
    engine, _ = seeing
    (tmp_path / "broken.png").write_bytes(b"no picture")
    for shown, error in (((str(tmp_path / "broken.png"),), PictureUnsupported), (tuple(pictures) * 3, PicturesTooMany)):
        with pytest.raises(error):
            engine.call(context_api.MEASURE, context_api.MeasureContext("x", settings=SETTINGS, pictures=shown))


def test_a_picture_is_the_same_to_the_model_before_and_after_it_is_sent(
    home: Path, interactive_indexer: IndexerClient, pictures: list[str]
) -> None:
    """What the model remembers of it when it was only counted can be read from the copy, once the original is gone."""
    engine = EngineHarness(home, home / "models", "chat", pool=FakeModelPool(ToolCallingModel()), indexer=NoIndexer())
    store = AttachmentStore(engine.store, interactive_indexer)
    counted = store.prompt_images(unsent_pictures(pictures))
    copies = store.add(pictures, never)
    assert [image.digest for image in counted] == [Path(copy.file).stem for copy in copies]
    for path in pictures:
        Path(path).unlink()
    assert [(image.decode().width, image.decode().height) for image in counted] == [(64, 48), (900, 300), (40, 40)]
    engine.close()


def test_tools_are_counted_as_they_are_sent(home: Path) -> None:
    model = ToolCallingModel(answer="Ya está.")

    def find(names: tuple[str, ...], language: str) -> tuple[ToolSpec, ...]:
        return tuple(ToolSpec(name, f"Does {name}, and says so at length.", TEXT) for name in names)

    def run(call: ToolCall, scope: ToolScope, is_cancelled: IsCancelled) -> CallResult:
        return CallResult("4")

    engine = EngineHarness(
        home,
        home / "models",
        "chat",
        pool=FakeModelPool(model),
        indexer=NoIndexer(),
        find_tools=find,
        run_tool=run,
    )
    conversation, counts = None, []
    for number, names in enumerate(((), ("add",), ("add", "find"), ("add",))):
        settings = ConversationSettings(tools=names)
        text = f"¿Cuánto es {number} y 2?"
        measured = engine.call(context_api.MEASURE, context_api.MeasureContext(text, conversation, settings=settings))
        calls = [ToolCall("add", json.dumps({"text": "2"}))] if number == 3 else []
        model.calls, model.decided = list(calls), []
        reply = engine.call(api.SEND, Send(text, conversation, settings=settings))
        first = len(model.decided[0]) if names else reply.prompt_tokens
        assert measured.prompt == measured.parts.total == first
        assert (reply.prompt_tokens == first) is (not calls)  # what a tool brings is not known before
        counts.append(measured.parts.system)
        conversation = reply.conversation
    assert counts[0] < counts[1] < counts[2] and counts[3] == counts[1]
    engine.close()
