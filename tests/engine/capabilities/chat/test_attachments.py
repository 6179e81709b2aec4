"""Questions about pictures: real files through the real indexer child, a text model that tells what it was shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PIL import Image

from engine.capabilities.chat import api
from engine.capabilities.chat.api import PicturesTooLong, PicturesTooMany
from engine.indexer.client import IndexerClient
from engine.models.interfaces import ChatMessage, DecodedImage
from engine.protocol import errors
from engine.protocol.children.indexing import ReadImage
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer, never


class SeeingTextModel(FakeTextModel):
    """Each picture is one number for every 16 pixels of its sides; what it looks like is kept."""

    is_multimodal = True

    def __init__(self) -> None:
        super().__init__("A red square.")
        self.shown_images: list[DecodedImage] = []

    def prompt(self, turns: Sequence[ChatMessage], *, thinking: bool = False, begun: str = "") -> list[int]:
        pictures = [picture.decode() for turn in turns for picture in turn.images]
        self.shown_images += pictures
        return [-2] * sum((picture.width + picture.height) // 16 for picture in pictures) + super().prompt(
            turns, begun=begun
        )


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
def model() -> SeeingTextModel:
    return SeeingTextModel()


def harness(home: Path, pool: FakeModelPool, interactive_indexer: IndexerClient) -> EngineHarness:
    options = {"indexer": NoIndexer(), "interactive_indexer": interactive_indexer}
    return EngineHarness(home, home / "models", "chat", pool=pool, **options)


@pytest.fixture
def engine(home: Path, model: SeeingTextModel, interactive_indexer: IndexerClient) -> Iterator[EngineHarness]:
    engine = harness(home, FakeModelPool(model), interactive_indexer)
    yield engine
    engine.close()


@pytest.fixture
def red(tmp_path: Path) -> Path:
    path = tmp_path / "red square.png"
    Image.new("RGB", (64, 48), (255, 0, 0)).save(path)
    return path


def ask(engine: EngineHarness, *pictures: Path, **more: object) -> api.Reply:
    request = api.Send("What is it?", pictures=tuple(str(picture) for picture in pictures), **more)  # type: ignore[arg-type]
    return engine.call(api.SEND, request)


def opened(engine: EngineHarness, reply: api.Reply) -> api.OpenedConversation:
    return engine.call(api.OPEN, api.OpenConversation(reply.conversation))


def copies(home: Path) -> list[Path]:
    return [path for path in (home / "attachments").rglob("*") if path.is_file()]


def test_the_model_is_shown_the_pixels(engine: EngineHarness, model: SeeingTextModel, red: Path) -> None:
    ask(engine, red)
    assert model.shown_images[-1] == DecodedImage(64, 48, b"\xff\0\0" * (64 * 48))


def test_a_large_picture_is_made_smaller(engine: EngineHarness, model: SeeingTextModel, tmp_path: Path) -> None:
    Image.new("RGB", (3000, 1000), "teal").save(tmp_path / "wide.jpg")
    ask(engine, tmp_path / "wide.jpg")
    attachment = model.shown_images[-1]
    assert (attachment.width, attachment.height, len(attachment.rgb)) == (1024, 341, 1024 * 341 * 3)


def test_a_line_of_pixels_becomes_wide_enough_to_look_at(
    engine: EngineHarness, model: SeeingTextModel, tmp_path: Path
) -> None:
    Image.new("RGB", (2000, 1), "teal").save(tmp_path / "line.png")
    ask(engine, tmp_path / "line.png")
    assert (model.shown_images[-1].width, model.shown_images[-1].height) == (1024, 28)


def test_a_conversation_outlives_the_file_it_was_shown(
    engine: EngineHarness, model: SeeingTextModel, red: Path
) -> None:
    reply = ask(engine, red)
    red.unlink()
    (attachment,) = opened(engine, reply).messages[0].pictures
    assert attachment.name == "red square.png"
    assert Image.open(attachment.path).getpixel((0, 0)) == (255, 0, 0)
    assert Path(attachment.thumbnail).is_file()
    engine.call(api.RETRY, api.Retry(reply.message.id))
    assert len(model.received[-1][-1].images) == 1


def test_a_later_question_still_has_the_picture_before_it(
    engine: EngineHarness, model: SeeingTextModel, red: Path
) -> None:
    reply = ask(engine, red)
    engine.call(api.SEND, api.Send("And its size?", conversation=reply.conversation))
    assert [len(turn.images) for turn in model.received[-1] if turn.role == "user"] == [1, 0]


def test_an_edit_that_names_the_copy_makes_no_second_one(engine: EngineHarness, home: Path, red: Path) -> None:
    reply = ask(engine, red)
    before = copies(home)
    (attachment,) = opened(engine, reply).messages[0].pictures
    question = opened(engine, reply).messages[0].id
    edited = ask(engine, Path(attachment.path), conversation=reply.conversation, edits=question)
    assert copies(home) == before
    assert opened(engine, edited).messages[0].pictures == (attachment,)


def test_deleting_for_good_removes_the_copies(engine: EngineHarness, home: Path, red: Path) -> None:
    reply = ask(engine, red)
    engine.call(api.DELETE, api.DeleteConversation(reply.conversation))
    assert len(copies(home)) == 2  # it can still be undone
    engine.call(api.PURGE, api.PurgeConversation(reply.conversation))
    assert copies(home) == []
    assert red.exists()


def test_a_copy_that_another_conversation_uses_stays(engine: EngineHarness, home: Path, red: Path) -> None:
    first, second = ask(engine, red), ask(engine, red)
    assert len(copies(home)) == 2
    engine.call(api.PURGE, api.PurgeConversation(first.conversation))
    (attachment,) = opened(engine, second).messages[0].pictures
    assert Path(attachment.path).is_file() and Path(attachment.thumbnail).is_file()


def test_pictures_are_refused_without_a_multimodal_model_before_anything_is_written(
    home: Path, interactive_indexer: IndexerClient, red: Path
) -> None:
    engine = harness(home, FakeModelPool(FakeTextModel()), interactive_indexer)
    with pytest.raises(errors.ModelNotMultimodal):
        ask(engine, red)
    assert engine.rows("SELECT * FROM messages") == []
    assert not (home / "attachments").exists()
    engine.close()


def test_a_text_model_continues_the_conversation_without_the_pictures(
    engine: EngineHarness, model: SeeingTextModel, red: Path
) -> None:
    reply = ask(engine, red)
    model.is_multimodal = False
    engine.call(api.SEND, api.Send("Thank you.", conversation=reply.conversation))
    assert all(not turn.images for turn in model.received[-1])
    with pytest.raises(errors.ModelNotMultimodal):
        engine.call(api.RETRY, api.Retry(reply.message.id))


BAD = {
    "gone.png": (None, errors.FileVanished),
    "empty.png": (b"", errors.PictureEmpty),
    "words.png": (b"not a picture at all", errors.PictureUnsupported),
    "cut.png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0@\0\0\0@\x08\x02\0\0\0", errors.FileError),
    "program.png": (b"\x80\x04\x95cposix\nsystem\n", errors.PictureUnsupported),
}


@pytest.mark.parametrize("name", BAD)
def test_an_unreadable_picture_is_refused_before_anything_is_written(
    engine: EngineHarness, tmp_path: Path, name: str
) -> None:
    data, error = BAD[name]
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(error) as refused:
        ask(engine, tmp_path / name)
    assert refused.value.values["name"] == name
    assert engine.rows("SELECT * FROM messages") == []


def test_a_bomb_is_refused(engine: EngineHarness, home: Path, tmp_path: Path) -> None:
    """A gigabyte of pixels in a file of a few kilobytes."""
    Image.new("1", (20_000, 18_000)).save(tmp_path / "bomb.png")
    with pytest.raises(errors.PictureTooLarge):
        ask(engine, tmp_path / "bomb.png")
    assert not (home / "attachments").exists()


def test_one_picture_too_many_is_refused(engine: EngineHarness, red: Path) -> None:
    with pytest.raises(PicturesTooMany):
        ask(engine, *[red] * 9)


def test_pictures_that_leave_no_room_for_an_answer_are_refused(
    engine: EngineHarness, model: SeeingTextModel, red: Path
) -> None:
    model.context = 12
    with pytest.raises(PicturesTooLong):
        ask(engine, red)
    (question, answer) = engine.rows("SELECT state FROM messages")
    assert (question, answer) == (("complete",), ("failed",))


def test_a_retry_whose_picture_is_missing_names_the_picture(engine: EngineHarness, red: Path) -> None:
    reply = ask(engine, red)
    Path(opened(engine, reply).messages[0].pictures[0].path).unlink()
    with pytest.raises(errors.FileVanished) as lost:
        engine.call(api.RETRY, api.Retry(reply.message.id))
    assert lost.value.values["name"] == "red square.png"
    engine.call(api.SEND, api.Send("Go on.", conversation=reply.conversation))
