"""Imports: nothing twice, undo, cancel, damage, and what a stranger's file must not do.

docs/faults.md 84.
"""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.api import transfer
from engine.protocol import errors
from engine.protocol.children.conversation_file import ConversationRecord, RecordedMessage
from engine.protocol.progress import Progress
from tests.engine.capabilities.chat.transfer.conftest import OpenLibrary
from tests.engine.capabilities.chat.transfer.test_round_trip import bring_in, conversations, export, write
from tests.support import conversation_exports as exports
from tests.support.harness import EngineHarness


def titles(engine: EngineHarness) -> list[str]:
    return [c.title for c in engine.call(api.LIST, api.ListConversations()).conversations]


def plain_export(path: Path, count: int, start: float = 1_600_000_000.0) -> Path:
    items = [exports.chatgpt_plain(f"t{n}", start=start + 1000 * n) for n in range(count)]
    return exports.write_json(path, items)


def test_the_same_file_twice_adds_nothing_twice(engine: EngineHarness, tmp_path: Path) -> None:
    path = exports.write_chatgpt_zip(
        tmp_path / "export.zip",
        [exports.chatgpt_conversation(), exports.chatgpt_plain("t"), exports.chatgpt_plain("t")],
        {"file-AbC123-plato.png": exports.png()},
    )
    first = bring_in(engine, path)
    assert (first.source, len(first.conversations), first.known, first.missing_pictures) == ("chatgpt", 2, 1, 1)
    files = sorted((engine.home / "attachments").rglob("*"))
    second = bring_in(engine, path)
    assert (second.conversations, second.known) == ((), 3)
    assert sorted((engine.home / "attachments").rglob("*")) == files
    assert not list((engine.home / "imports").glob("*"))
    (question,) = engine.rows("SELECT message FROM attachments")
    assert engine.rows("SELECT text FROM messages WHERE id = ?", question[0]) == [("¿Qué plato es este?",)]


def test_what_was_said_since_does_not_make_it_another_conversation(engine: EngineHarness, tmp_path: Path) -> None:
    path = plain_export(tmp_path / "c.json", 1)
    (id,) = bring_in(engine, path).conversations
    engine.call(api.SEND, api.Send("And now?", id))
    engine.call(api.RENAME, api.RenameConversation(id, "Other"))
    assert bring_in(engine, path).known == 1
    engine.call(api.DELETE, api.DeleteConversation(id))
    assert bring_in(engine, path).conversations == (id,)
    assert titles(engine) == ["Other"]
    engine.call(api.PURGE, api.PurgeConversation(id))
    assert bring_in(engine, path).conversations != (id,)


def test_an_imported_question_is_nobodys_own_words_and_what_is_asked_after_it_is(
    engine: EngineHarness, tmp_path: Path
) -> None:
    path = plain_export(tmp_path / "c.json", 1)
    (id,) = bring_in(engine, path).conversations
    new = engine.call(api.SEND, api.Send("And now?", id)).question
    messages = engine.call(api.OPEN, api.OpenConversation(id)).messages
    typed = {message.id for message in messages if message.role == "user" and message.is_typed}
    assert typed == {new.id}
    edited = engine.call(api.SEND, api.Send("And then?", id, edits=messages[0].id)).question
    assert not edited.is_typed
    own = engine.call(api.SEND, api.Send("Mine")).question
    export(engine, tmp_path / "own.json")
    assert bring_in(engine, tmp_path / "own.json").known == 2
    assert engine.call(api.OPEN, api.OpenConversation(own.conversation)).messages[0].is_typed


def test_an_import_can_be_undone(engine: EngineHarness, tmp_path: Path) -> None:
    engine.call(api.SEND, api.Send("Mine"))
    done = bring_in(engine, plain_export(tmp_path / "c.json", 3))
    engine.call(transfer.UNDO_IMPORT, transfer.UndoImport(done.conversations))
    assert titles(engine) == ["Mine"]
    assert len(bring_in(engine, tmp_path / "c.json").conversations) == 3


def test_imported_conversations_stand_at_their_times(engine: EngineHarness, tmp_path: Path) -> None:
    engine.call(api.SEND, api.Send("Now"))
    bring_in(engine, plain_export(tmp_path / "old.json", 3))
    bring_in(
        engine, exports.write_json(tmp_path / "between.json", [exports.chatgpt_plain("between", start=1_600_001_500)])
    )
    assert titles(engine) == ["Now", "t2", "between", "t1", "t0"]


def test_cancelling_keeps_whole_conversations(engine: EngineHarness, tmp_path: Path) -> None:
    path = exports.write_json(tmp_path / "c.json", [exports.chatgpt_plain(f"t{n}", 300, 1e9 + n) for n in range(10)])
    stopped = False

    def watch(event: Progress) -> None:
        nonlocal stopped
        stopped = event.unit == "conversations" and event.done >= 2

    done = engine.call(transfer.IMPORT, transfer.Import(str(path)), watch, lambda: stopped)
    assert done.is_cancelled and 2 <= len(done.conversations) < 10
    assert engine.rows("SELECT DISTINCT count(*) FROM messages GROUP BY conversation") == [(300,)]
    rest = bring_in(engine, path)
    assert (len(rest.conversations) + len(done.conversations), rest.known) == (10, len(done.conversations))


def test_cancelling_while_the_file_is_read_adds_nothing(engine: EngineHarness, tmp_path: Path) -> None:
    with pytest.raises(errors.Cancelled):
        engine.call(
            transfer.IMPORT, transfer.Import(str(plain_export(tmp_path / "c.json", 2))), is_cancelled=lambda: True
        )
    assert titles(engine) == [] and not list((engine.home / "imports").glob("*"))


def test_whole_conversations_before_the_damage_are_kept_and_counted(engine: EngineHarness, tmp_path: Path) -> None:
    path = plain_export(tmp_path / "c.json", 3)
    path.write_bytes(path.read_bytes()[:-40])
    done = bring_in(engine, path)
    assert (len(done.conversations), done.is_cut) == (2, True)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", errors.ConversationsUnknown),
        (b"just text", errors.ConversationsUnknown),
        (b'[{"title": "x", "mapping": {"a"', errors.ConversationsDamaged),
        (b'{"format": "ateneo-conversations", "version": 9}', errors.ConversationsNewer),
    ],
)
def test_a_bad_file_is_a_sentence_and_adds_nothing(
    engine: EngineHarness, tmp_path: Path, data: bytes, error: type[errors.AteneoError]
) -> None:
    (tmp_path / "bad.json").write_bytes(data)
    with pytest.raises(error, match=r"bad\.json"):
        bring_in(engine, tmp_path / "bad.json")
    for path in (tmp_path / "missing.json", Path("/dev/zero")):
        with pytest.raises(errors.FileError):
            bring_in(engine, path)
    assert titles(engine) == [] and not list((engine.home / "imports").glob("*"))


def test_figures_that_no_library_holds_are_bounded(engine: EngineHarness, tmp_path: Path) -> None:
    message = {
        "id": 1,
        "role": "user",
        "text": "x",
        "created_at": 2**60,
        "tokens": -5,
        "state": "odd",
    }
    value = {"format": "ateneo-conversations", "version": 1, "conversations": [
        {"title": "t" * 10_000, "messages": [message], "leaf": 77, "changed_at": -3, "folder": "f" * 5000,
         "settings": {"system": 5}, "title_source": "odd"}]}  # fmt: skip
    exports.write_json(tmp_path / "e.json", value)
    (id,) = bring_in(engine, tmp_path / "e.json").conversations
    opened = engine.call(api.OPEN, api.OpenConversation(id))
    (read,) = opened.messages
    assert (read.created_at, read.tokens, read.state) == (2**53, 0, "interrupted")
    assert opened.settings is None


def test_a_file_of_strangers_attaches_no_files_and_names_no_models_of_this_computer(
    open_library: OpenLibrary, tmp_path: Path
) -> None:
    engine = open_library("home", pool=None)
    settings = msgspec.Raw(b'{"model": "not-installed", "system": "Be kind."}')
    record = ConversationRecord("t", (RecordedMessage(1, "user", "x"),), settings=settings)
    path = write(tmp_path / "e.json", record)
    data = json.loads(path.read_bytes())
    data["conversations"][0] |= {"files": ["/etc/passwd"], "collections": ["secret"]}
    path.write_text(json.dumps(data))
    (id,) = bring_in(engine, path).conversations
    opened = engine.call(api.OPEN, api.OpenConversation(id))
    assert (opened.files, opened.conversation.collections) == ((), ())
    assert opened.settings == api.ConversationSettings(system="Be kind.")


def test_an_imported_conversation_goes_on(engine: EngineHarness, tmp_path: Path) -> None:
    spoken = [{"role": "assistant", "content": "Hello!"}, {"role": "user", "content": "Hi"}]
    exports.write_json(tmp_path / "0.json", [exports.chatgpt_conversation()])
    exports.write_json(tmp_path / "1.json", spoken)
    for number in range(2):
        (id,) = bring_in(engine, tmp_path / f"{number}.json").conversations
        reply = engine.call(api.SEND, api.Send("And then?", id))
        opened = engine.call(api.OPEN, api.OpenConversation(id))
        assert opened.messages[-2].text == "And then?" and reply.message.state == "complete", number


def test_the_library_is_sound_after_imports(engine: EngineHarness, tmp_path: Path) -> None:
    bring_in(
        engine,
        exports.write_json(tmp_path / "a.json", [exports.chatgpt_conversation(), exports.open_webui_chat()["chat"]]),
    )
    assert engine.rows("PRAGMA integrity_check") == [("ok",)]
    with engine.store.write() as connection:
        connection.execute("INSERT INTO messages_fts(messages_fts) VALUES('integrity-check')")
        connection.execute("INSERT INTO conversations_fts(conversations_fts) VALUES('integrity-check')")
    export(engine, tmp_path / "e.json", "json", *conversations(engine))
