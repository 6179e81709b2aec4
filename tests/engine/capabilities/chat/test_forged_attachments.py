"""docs/faults.md 18: rows that name other files than our copies show and destroy nothing, even in a library opened unchecked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.api import Send
from engine.protocol.private_folder import make_private_folder
from tests.support.damage import unchecked
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[Path]:
    """A file of the person, which every test leaves as it is."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ada", "utf-8")
    yield path
    assert path.read_text("utf-8") == "Dear Ada"


def plant(engine: EngineHarness, statement: str, *values: str) -> None:
    with unchecked(engine.store) as connection:
        connection.execute(statement, values)


@pytest.mark.parametrize("way", ["absolute", "relative", "link", "hard link"])
@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_purging_a_conversation_leaves_every_other_file_alone(
    home: Path, engine: EngineHarness, victim: Path, way: str
) -> None:
    engine.call(api.SEND, Send("A picture of the sea"))
    folder = make_private_folder(home / "attachments" / "ab")
    name = {"absolute": str(victim), "relative": "../../letter.txt"}.get(way, "ab/cd.txt")
    if way == "link":
        (folder / "cd.txt").symlink_to(victim)
    elif way == "hard link":
        os.link(victim, folder / "cd.txt")
    plant(engine, "INSERT INTO attachments VALUES(1, 0, ?, ?, 'sea.png')", name, name)
    (question, _) = engine.call(api.OPEN, api.OpenConversation(1)).messages
    if way != "hard link":
        assert [(picture.path, picture.thumbnail) for picture in question.pictures] == [("", "")]
    engine.call(api.PURGE, api.PurgeConversation(1))
    assert engine.call(api.LIST, api.ListConversations()).total == 0


def test_a_deleted_conversation_with_a_forged_date_takes_no_file_along(
    home: Path, engine: EngineHarness, model: FakeTextModel, victim: Path
) -> None:
    engine.call(api.SEND, Send("A picture of the sea"))
    plant(engine, "INSERT INTO attachments VALUES(1, 0, ?, ?, 'sea.png')", str(victim), str(victim))
    plant(engine, "UPDATE conversations SET deleted_at = 1")
    plant(engine, "INSERT OR REPLACE INTO settings VALUES('clock.days', '20700 20701')")
    engine.close()
    EngineHarness(home, home / "models", "chat", pool=FakeModelPool(model), indexer=NoIndexer()).close()


def test_a_waiting_question_names_only_pictures_in_the_queue(home: Path, engine: EngineHarness, victim: Path) -> None:
    picture = victim.with_name("sea.png")
    picture.write_bytes(b"pixels")
    question = engine.call(api.ENQUEUE, api.Enqueue(Send("What is it?", pictures=(str(picture),))))
    (copy,) = question.request.pictures
    assert Path(copy).read_bytes() == b"pixels" and Path(copy).is_relative_to(home / "queued")
    for name in (str(victim), "../../letter.txt", "1/../../../letter.txt"):
        plant(engine, "UPDATE queued_questions SET request = json_set(request, '$.pictures[0]', ?)", name)
        (waiting,) = engine.call(api.LIST_QUEUE, api.ListQueue()).questions
        assert waiting.request.pictures == ()
