"""The list of conversations: order, search, deletion with undo, drafts, settings, damage, titles."""

from __future__ import annotations

import itertools
from pathlib import Path

import msgspec
import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.api import Send
from engine.capabilities.chat.conversations import search_words
from engine.capabilities.chat.handlers import MESSAGES_IN_A_PART
from engine.capabilities.chat.titles import LONGEST, title_of
from engine.protocol.answering.sampling import Sampling
from engine.protocol.errors import NotFound
from engine.protocol.messages import MAX_LINE_BYTES
from engine.store.clock import DAY_MS, RETENTION_DAYS, now_ms
from tests.support.clock import record_days_of_use
from tests.support.damage import unchecked
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer


def listed(engine: EngineHarness, query: str = "") -> list[str]:
    return [conversation.title for conversation in engine.call(api.LIST, api.ListConversations(query)).conversations]


def test_the_last_changed_comes_first_whatever_the_clock_says(
    engine: EngineHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    years = iter(range(2099, 1969, -1))
    monkeypatch.setattr("time.time_ns", lambda: (next(years) - 1970) * 365 * 86400 * 10**9)
    for title in ("Uno", "Dos", "Tres"):
        engine.call(api.SEND, Send(title))
    engine.call(api.SEND, Send("sigue", conversation=1))
    assert listed(engine) == ["Uno", "Tres", "Dos"]
    assert [m.text for m in engine.call(api.OPEN, api.OpenConversation(1)).messages][::2] == ["Uno", "sigue"]


def test_a_page_of_the_list_carries_the_total(engine: EngineHarness) -> None:
    for number in range(5):
        engine.call(api.SEND, Send(f"Número {number}"))
    page = engine.call(api.LIST, api.ListConversations(limit=2, offset=2))
    assert [conversation.title for conversation in page.conversations] == ["Número 2", "Número 1"] and page.total == 5


def test_a_folder_and_the_archive_are_listed_apart(engine: EngineHarness) -> None:
    for number in range(4):
        engine.call(api.SEND, Send(f"Número {number}"))
    folder = engine.call(api.ADD_FOLDER, api.AddFolder("Casa")).id
    engine.call(api.ORGANISE, api.OrganiseConversations((1, 2), folder=folder))
    engine.call(api.ORGANISE, api.OrganiseConversations((2, 3), is_archived=True))

    def ids(**asked: object) -> list[int]:
        return [c.id for c in engine.call(api.LIST, api.ListConversations(**asked)).conversations]  # type: ignore[arg-type]

    assert ids() == [4, 1, 3, 2]
    assert (ids(is_archived=False), ids(is_archived=True)) == ([4, 1], [3, 2])
    assert (ids(folder=folder), ids(folder=folder, is_archived=False)) == ([1, 2], [1])
    assert ids(query="número", is_archived=True) == [3, 2]
    assert engine.call(api.LIST, api.ListConversations(is_archived=True, limit=1)).total == 2


def test_titles_and_messages_are_searched_without_accents(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answer = "El camión llegó."
    engine.call(api.SEND, Send("¿Cuándo llega el autobús?"))
    engine.call(api.RENAME, api.RenameConversation(1, "Línea  17\nnocturna"))
    for query in ("autobus", "AUTOBÚS", "camion lleg", "linea 17", "nocturna", "cami\u00f3n", "camio\u0301n"):
        assert listed(engine, query) == ["Línea 17 nocturna"], query
    assert listed(engine, "tranvía") == []


@pytest.mark.parametrize(
    "query", ['"', "%", "*", "a* OR b", "NEAR(a b)", "x AND", "(", "-", "text:hola", "'; DROP", "^"]
)
def test_no_character_of_a_search_is_syntax(engine: EngineHarness, query: str) -> None:
    engine.call(api.SEND, Send("hola"))
    assert listed(engine, query) in ([], ["hola"])
    assert listed(engine, "hola") == ["hola"]


def test_a_search_for_punctuation_finds_nothing(engine: EngineHarness) -> None:
    engine.call(api.SEND, Send("100 %"))
    assert search_words("%") == ""
    assert listed(engine, "%") == [] and listed(engine, "100%") == ["100 %"]


def test_deleting_hides_and_restoring_brings_all_back(engine: EngineHarness) -> None:
    engine.call(api.SEND, Send("Secreto"))
    engine.call(api.DELETE, api.DeleteConversation(1))
    assert listed(engine) == [] and listed(engine, "secreto") == []
    with pytest.raises(NotFound):
        engine.call(api.OPEN, api.OpenConversation(1))
    with pytest.raises(NotFound):
        engine.call(api.SEND, Send("más", conversation=1))
    engine.call(api.RESTORE, api.RestoreConversation(1))
    assert listed(engine) == ["Secreto"]


def test_conversations_deleted_a_month_ago_are_purged_at_the_next_start_and_later_ones_are_not(
    home: Path, engine: EngineHarness, model: FakeTextModel
) -> None:
    for text, days in (("Antiguo", RETENTION_DAYS + 4), ("Reciente", 1)):
        number = engine.call(api.SEND, Send(text)).conversation
        engine.call(api.DELETE, api.DeleteConversation(number))
        with engine.store.write() as connection:
            deleted = now_ms() - days * DAY_MS
            connection.execute("UPDATE conversations SET deleted_at = ? WHERE id = ?", (deleted, number))
    record_days_of_use(engine.store)
    engine.close()
    again = EngineHarness(home, home / "models", "chat", pool=FakeModelPool(model), indexer=NoIndexer())
    with pytest.raises(NotFound):
        again.call(api.RESTORE, api.RestoreConversation(1))
    again.call(api.RESTORE, api.RestoreConversation(2))
    assert listed(again) == ["Reciente"]
    again.close()


def test_purging_leaves_no_word_in_the_file(home: Path, engine: EngineHarness, model: FakeTextModel) -> None:
    model.answer = "El otorrinolaringólogo atiende."
    engine.call(api.SEND, Send("¿Dónde está el desoxirribonucleico?"))
    engine.call(api.RENAME, api.RenameConversation(1, "Electroencefalografista"))
    engine.call(api.SAVE_DRAFT, api.SaveDraft(1, "esternocleidomastoideo"))
    model.answer = "Esto se queda."
    engine.call(api.SEND, Send("Otra"))
    engine.store.checkpoint()
    words = (b"desoxirribo", b"otorrinolar", b"lectroencefalo", b"esternocleido")
    held = (home / "library.db").read_bytes()
    assert all(word in held for word in words)
    engine.call(api.DELETE, api.DeleteConversation(1))
    engine.call(api.PURGE, api.PurgeConversation(1))
    for path in (home / "library.db", home / "library.db-wal"):
        held = path.read_bytes()
        assert not [word for word in words if word in held]
    assert listed(engine, "queda") == ["Otra"]
    with engine.store.write() as connection:
        connection.execute("INSERT INTO messages_fts(messages_fts, rank) VALUES('integrity-check', 1)")


def test_a_conversation_of_thousands_of_turns_can_be_opened_and_purged(engine: EngineHarness) -> None:
    engine.call(api.SEND, Send("Uno"))
    with engine.store.write() as connection:
        for number in range(3, 4000):
            role = "user" if number % 2 else "assistant"
            connection.execute(
                """INSERT INTO messages(id, conversation, parent, role, text, state, created_at)
                   VALUES(?, 1, ?, ?, ?, 'complete', 0)""",
                (number, number - 1, role, f"mensaje {number}"),
            )
            connection.execute("INSERT INTO messages_fts(rowid, text) VALUES(?, ?)", (number, f"mensaje {number}"))
    whole = engine.call(api.CHOOSE, api.ChooseLeaf(1, 1)).messages
    assert len(whole) == 3999 and engine.events == []
    for method, request in (
        (api.OPEN, api.OpenConversation(1, in_parts=True)),
        (api.CHOOSE, api.ChooseLeaf(1, 1, in_parts=True)),
    ):
        opened = engine.call(method, request)  # type: ignore[arg-type]  # each request is that of its method
        parts = [event.messages for event in engine.events]
        assert {len(part) for part in parts} == {MESSAGES_IN_A_PART} and 0 < len(opened.messages) <= MESSAGES_IN_A_PART
        assert (*itertools.chain(*parts), *opened.messages) == whole
    engine.call(api.PURGE, api.PurgeConversation(1))
    assert engine.rows("SELECT count(*) FROM messages") == [(0,)]


def test_no_part_of_a_conversation_of_long_messages_is_longer_than_a_line_may_be(engine: EngineHarness) -> None:
    engine.call(api.SEND, Send("Uno"))
    with engine.store.write() as connection:
        for number in range(3, 103):
            role = "user" if number % 2 else "assistant"
            connection.execute(
                """INSERT INTO messages(id, conversation, parent, role, text, state, created_at)
                   VALUES(?, 1, ?, ?, ?, 'complete', 0)""",
                (number, number - 1, role, "palabra " * 25_000),
            )
    opened = engine.call(api.CHOOSE, api.ChooseLeaf(1, 1, in_parts=True))
    parts = [*(event.messages for event in engine.events), opened.messages]
    assert [message.id for part in parts for message in part] == list(range(1, 103))
    assert max(len(msgspec.json.encode(part)) for part in parts) < MAX_LINE_BYTES // 8


def test_drafts_are_kept_for_each_conversation_until_sent(engine: EngineHarness) -> None:
    engine.call(api.SAVE_DRAFT, api.SaveDraft(0, "empiezo a"))
    assert engine.call(api.LOAD_DRAFT, api.LoadDraft()).text == "empiezo a"
    engine.call(api.SEND, Send("empiezo a preguntar"))
    assert engine.call(api.LOAD_DRAFT, api.LoadDraft()).text == ""
    engine.call(api.SAVE_DRAFT, api.SaveDraft(1, "y sigo"))
    assert engine.call(api.OPEN, api.OpenConversation(1)).draft == "y sigo"
    engine.call(api.SAVE_DRAFT, api.SaveDraft(1, ""))
    assert engine.call(api.OPEN, api.OpenConversation(1)).draft == ""


def test_settings_are_kept_with_their_conversation(engine: EngineHarness, home: Path) -> None:
    engine.call(api.SEND, Send("Uno"))
    engine.call(api.SEND, Send("Dos"))
    assert engine.call(api.OPEN, api.OpenConversation(1)).settings is None
    settings = api.ConversationSettings(Sampling(temperature=0.1, seed=7), "Sé breve.", 5, "beta")
    engine.call(api.SAVE_SETTINGS, api.SaveConversationSettings(1, settings))
    assert engine.call(api.OPEN, api.OpenConversation(1)).settings == settings
    assert engine.call(api.OPEN, api.OpenConversation(2)).settings is None
    with unchecked(engine.store) as connection:
        connection.execute("UPDATE conversations SET settings = '{' WHERE id = 1")
    assert engine.call(api.OPEN, api.OpenConversation(1)).settings is None
    with pytest.raises(NotFound):
        engine.call(api.SAVE_SETTINGS, api.SaveConversationSettings(99, settings))


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE messages SET citations = 'no json', passages = '[{\"document\": \"x\"}, 3]' WHERE id = 4",
        "UPDATE messages SET text = CAST(x'ff00fe' AS TEXT) WHERE id = 4",
        "UPDATE messages SET state = 'nonsense', role = 'nobody' WHERE id = 4",
        "UPDATE messages SET parent = 4 WHERE id = 3",
        "UPDATE messages SET parent = 99 WHERE id = 3",
        "UPDATE conversations SET leaf = 99, collections = '{', title = CAST(x'ff' AS TEXT)",
    ],
)
def test_a_damaged_row_opens_in_part_and_all_others_completely(engine: EngineHarness, harm: str) -> None:
    for text in ("Uno", "Dos"):
        engine.call(api.SEND, Send(text, conversation=1 if text == "Dos" else None))
    engine.call(api.SEND, Send("Sana"))
    with unchecked(engine.store) as connection:
        list(connection.execute("PRAGMA foreign_keys=0"))
        connection.execute(harm)
        list(connection.execute("PRAGMA foreign_keys=1"))
    assert engine.call(api.OPEN, api.OpenConversation(1)).messages
    assert [m.text for m in engine.call(api.OPEN, api.OpenConversation(2)).messages] == [
        "Sana",
        "Una respuesta corta. ",
    ]
    assert engine.call(api.LIST, api.ListConversations()).total == 2


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("¿Qué es esto? Dime más.", "¿Qué es esto?"),
        ("\n\n  Hola,   mundo \nsegunda línea", "Hola, mundo"),
        ("Versión 3.11 de Python", "Versión 3.11 de Python"),
        ("", ""),
    ],
)
def test_a_title_is_the_first_sentence(question: str, title: str) -> None:
    assert title_of(question) == title


def test_a_long_title_is_cut_between_words() -> None:
    title = title_of("Explícame con todo detalle cómo funciona la fotosíntesis de las plantas del desierto")
    assert title == "Explícame con todo detalle cómo funciona la fotosíntesis de…"
    assert len(title) <= LONGEST
    assert len(title_of("x" * 500)) == LONGEST


def test_what_was_deleted_is_listed_and_purged_at_once(home: Path, engine: EngineHarness) -> None:
    for text in ("Bougainvillea", "Kept"):
        engine.call(api.SEND, Send(text))
    engine.call(api.DELETE, api.DeleteConversation(1))
    deleted = engine.call(api.LIST, api.ListConversations(deleted=True))
    assert [conversation.title for conversation in deleted.conversations] == ["Bougainvillea"] and deleted.total == 1
    assert engine.call(api.PURGE_DELETED, api.PurgeDeletedConversations()).count == 1
    assert listed(engine) == ["Kept"] and engine.call(api.LIST, api.ListConversations(deleted=True)).total == 0
    assert b"ougainvillea" not in b"".join(path.read_bytes() for path in home.glob("library.db*"))
