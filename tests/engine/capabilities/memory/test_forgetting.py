"""Deleting for good, kills, and backups: what is gone is gone, and what was acknowledged is there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.capabilities.chat import api as chat
from engine.capabilities.memory import api as memory
from engine.protocol.errors import BackupUnsafe
from engine.store.recovery.restore import check_backup, restore
from tests.engine.capabilities.memory.conftest import Person
from tests.engine.store.test_hostile_backup import forge
from tests.support.engine_process import EngineProcess

pytestmark = pytest.mark.model


def files_with(home: Path, words: str) -> list[str]:
    encoded = (words.encode(), words.lower().encode())
    files = (path for path in home.rglob("*") if path.is_file())
    return [path.name for path in files if any(word in path.read_bytes() for word in encoded)]


def test_the_words_of_a_forgotten_memory_are_in_no_file(person: Person, home: Path) -> None:
    added = person.add("My passphrase is Xilofonoverde")
    other = person.add("I live in Almería")
    assert person.recalled("What is my passphrase?")[0] == added.id
    assert files_with(home, "Xilofonoverde") != []
    assert person.forget(added.id) == 1
    assert files_with(home, "Xilofonoverde") == []
    with person.store.read() as connection:
        number = connection.execute("SELECT id FROM vector_tables WHERE rows_table = 'memories'").fetchone()
        assert number is not None
        rowids = connection.execute(f"SELECT rowid FROM vectors_{number[0]}_rowids").fetchall()
    assert rowids in ([], [(other.id,)])


def test_one_told_in_a_conversation_is_gone_once_the_conversation_is_too(person: Person, home: Path) -> None:
    reply = person.ask("Remember that my passphrase is Xilofonoverde.")
    person.forget(person.notes[0].memory)
    person.engine.call(chat.PURGE, chat.PurgeConversation(reply.conversation))
    assert files_with(home, "Xilofonoverde") == []


def test_a_purged_conversation_takes_its_proposals_with_it_and_leaves_what_was_kept(person: Person, home: Path) -> None:
    reply = person.ask("My dog is called Xilofonoverde.")
    person.ask("Remember that I live in Almería.", reply.conversation)
    person.engine.call(chat.PURGE, chat.PurgeConversation(reply.conversation))
    (kept,) = person.listed()
    assert (kept.text, kept.message, kept.conversation) == ("I live in Almería", None, None)
    assert files_with(home, "Xilofonoverde") == []


def test_a_conversation_made_private_loses_its_proposals(person: Person) -> None:
    reply = person.ask("My dog is called Toby.")
    assert person.memories() == ["My dog is called Toby"]
    person.engine.call(chat.ORGANISE, chat.OrganiseConversations((reply.conversation,), is_private=True))
    assert person.memories() == []


def test_a_forgotten_memory_never_comes_back_by_itself(person: Person) -> None:
    reply = person.ask("I live in Almería.")
    person.forget(person.notes[0].memory)
    for again in ("I live in Almería.", "i live in ALMERÍA", "Hello! I live in Almería!"):
        person.ask(again, reply.conversation)
        assert person.notes == ()
    person.engine.call(chat.RETRY, chat.Retry(reply.message.id))
    edited = chat.Send("I live in Almería.", reply.conversation, edits=reply.question.id)
    person.engine.call(chat.SEND, edited)
    assert person.memories() == [] and person.recalled("Where do I live?") == []


def test_who_asks_to_remember_it_again_is_asked_first(person: Person) -> None:
    person.ask("Remember that I live in Almería.")
    person.forget(person.notes[0].memory)
    person.ask("Remember that I live in Almería.")
    (note,) = person.notes
    assert note.state == "proposed" and note.was_forgotten
    person.decide(note.memory, "kept")
    assert person.memories("kept") == ["I live in Almería"]


def test_edited_words_are_forgotten_with_the_sentence_they_came_from(person: Person) -> None:
    person.ask("I live in Almería.")
    old = person.listed()[0]
    changed = person.change(old, text="My home is in Almería")
    person.forget(changed.id)
    for sentence in ("I live in Almería.", "My home is in Almería."):
        person.ask(sentence)
        assert person.notes == ()


def test_memories_survive_the_next_start_and_a_restored_backup(open_person: Callable[..., Person], home: Path) -> None:
    person = open_person()
    kept = person.add("I live in Almería")
    person.recalled("Where do I live?")
    backup = person.store.back_up()
    person.forget(kept.id)
    assert open_person().memories() == []
    person = open_person()
    person.store.close()
    restore(home, backup.path)
    person = open_person()
    assert person.memories("kept") == ["I live in Almería"] and person.recalled("Where do I live?") == [kept.id]


def test_a_stranger_s_backup_with_a_memory_of_megabytes_is_refused(
    open_person: Callable[..., Person], home: Path
) -> None:
    person = open_person()
    person.add("I live in Almería")
    person.store.close()
    forge(home / "library.db", "UPDATE memories SET text = hex(zeroblob(1000000))")
    with pytest.raises(BackupUnsafe):
        check_backup(home / "library.db")


@pytest.mark.kill
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_what_was_acknowledged_is_there_after_a_kill(home: Path, models: Path) -> None:
    with EngineProcess(home, models) as engine:
        pending = engine.start_call(chat.SEND, chat.Send("Remember that I live in Almería."))
        noted = pending.wait_for(chat.MemoriesNoted)
        engine.kill()
    with EngineProcess(home, models) as engine:
        (kept,) = engine.call(memory.LIST, memory.ListMemories(ids=(noted.notes[0].memory,))).memories
        assert (kept.text, kept.state) == ("I live in Almería", "kept")
        added = engine.call(memory.ADD, memory.AddMemory("My dog is called Toby"))
        engine.kill()
    with EngineProcess(home, models) as engine:
        assert added.id in [m.id for m in engine.call(memory.LIST, memory.ListMemories()).memories]
        assert engine.call(memory.FORGET, memory.ForgetMemories((added.id,))).count == 1
        engine.kill()
    assert files_with(home, "Toby") == []
