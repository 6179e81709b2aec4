"""Pictures that other programs' answers hold: kept, read again with the conversation, and exported in every format."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.api import transfer
from tests.engine.capabilities.chat.transfer.conftest import OpenLibrary
from tests.engine.capabilities.chat.transfer.test_round_trip import bring_in, export, tree
from tests.support import conversation_exports as exports
from tests.support.harness import EngineHarness


@pytest.fixture(params=["chatgpt", "open_webui"])
def drawn(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, bytes]:
    """An export with a picture in its answer, and the picture's bytes."""
    if request.param == "chatgpt":
        pictures = {"file-Drawn1-0123.png": exports.png("green")}
        return exports.write_chatgpt_zip(tmp_path / "c.zip", [exports.chatgpt_drawing()], pictures), exports.png(
            "green"
        )
    return exports.write_json(tmp_path / "c.json", [exports.open_webui_drawing()]), exports.png("blue")


def answer_pictures(engine: EngineHarness, conversation: int) -> list[bytes]:
    answer = engine.call(api.OPEN, api.OpenConversation(conversation)).messages[-1]
    assert answer.role == "assistant"
    return [Path(picture.path).read_bytes() for picture in answer.pictures if Path(picture.thumbnail).is_file()]


def test_a_picture_of_an_answer_is_kept_and_comes_back_from_an_export(
    open_library: OpenLibrary, tmp_path: Path, drawn: tuple[Path, bytes]
) -> None:
    path, picture = drawn
    engine, other = open_library("home"), open_library("other")
    done = bring_in(engine, path)
    (id,) = done.conversations
    assert done.missing_pictures == 0 and answer_pictures(engine, id) == [picture]
    assert export(engine, tmp_path / "e.json") == transfer.Exported(str(tmp_path / "e.json"), 1, 2)
    (copied,) = bring_in(other, tmp_path / "e.json").conversations
    assert tree(other, copied) == tree(engine, id)
    assert bring_in(engine, tmp_path / "e.json").known == 1


def test_a_picture_of_an_answer_is_in_the_readable_exports(
    engine: EngineHarness, tmp_path: Path, drawn: tuple[Path, bytes]
) -> None:
    path, picture = drawn
    bring_in(engine, path)
    export(engine, tmp_path / "e.html", "html")
    assert 'src="data:image/png;base64,' in (tmp_path / "e.html").read_text("utf-8")
    export(engine, tmp_path / "e.docx", "docx")
    with zipfile.ZipFile(tmp_path / "e.docx") as archive:
        assert picture in [archive.read(name) for name in archive.namelist() if name.startswith("word/media/")]
    export(engine, tmp_path / "e.md", "md")
    assert "Picture: " in (tmp_path / "e.md").read_text("utf-8")


def test_the_conversation_goes_on_after_a_picture(engine: EngineHarness, drawn: tuple[Path, bytes]) -> None:
    (id,) = bring_in(engine, drawn[0]).conversations
    reply = engine.call(api.SEND, api.Send("Thank you", id))
    assert reply.message.state == "complete" and answer_pictures(engine, id) == []
