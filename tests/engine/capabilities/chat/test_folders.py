"""Folders of conversations, pins, archive, privacy."""

from __future__ import annotations

import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.api import OrganiseConversations
from engine.protocol.errors import NameTaken, NotFound
from tests.support.harness import EngineHarness


def ask(engine: EngineHarness, text: str, **fields: object) -> int:
    return engine.call(api.SEND, api.Send(text, **fields)).conversation  # type: ignore[arg-type]


def listed(engine: EngineHarness, query: str = "") -> list[api.Conversation]:
    return list(engine.call(api.LIST, api.ListConversations(query)).conversations)


def find(engine: EngineHarness, id: int) -> api.Conversation:
    return next(conversation for conversation in listed(engine) if conversation.id == id)


def folders(engine: EngineHarness) -> list[tuple[str, int]]:
    return [(folder.name, folder.count) for folder in engine.call(api.LIST_FOLDERS, api.ListFolders()).folders]


def add_folder(engine: EngineHarness, name: str) -> int:
    return engine.call(api.ADD_FOLDER, api.AddFolder(name)).id


def test_a_conversation_moves_to_a_folder_and_out_again(engine: EngineHarness) -> None:
    house, id = add_folder(engine, "  House \n rent "), ask(engine, "When is the rent due?")
    engine.call(api.ORGANISE, OrganiseConversations((id,), folder=house))
    assert find(engine, id).folder == house
    assert folders(engine) == [("House rent", 1)]
    engine.call(api.ORGANISE, OrganiseConversations((id,), folder=0))
    assert find(engine, id).folder is None


def test_a_conversation_begins_in_a_folder_and_private(engine: EngineHarness) -> None:
    house = add_folder(engine, "House")
    id = ask(engine, "Who holds the key?", folder=house, is_private=True)
    assert (find(engine, id).folder, find(engine, id).is_private) == (house, True)


def test_a_waiting_question_begins_its_conversation_in_the_folder(engine: EngineHarness) -> None:
    house = add_folder(engine, "House")
    waiting = engine.call(api.ENQUEUE, api.Enqueue(api.Send("Later", folder=house, is_private=True)))
    assert (find(engine, waiting.conversation).folder, find(engine, waiting.conversation).is_private) == (house, True)


def test_deleting_a_folder_keeps_its_conversations_and_can_be_undone(engine: EngineHarness) -> None:
    house = add_folder(engine, "House")
    id = ask(engine, "Who holds the key?", folder=house)
    engine.call(api.DELETE_FOLDER, api.DeleteFolder(house))
    assert (find(engine, id).folder, folders(engine)) == (None, [])
    engine.call(api.RESTORE_FOLDER, api.RestoreFolder(house))
    assert (find(engine, id).folder, folders(engine)) == (house, [("House", 1)])


def test_a_restored_folder_gives_way_to_one_with_its_name(engine: EngineHarness) -> None:
    first = add_folder(engine, "House")
    engine.call(api.DELETE_FOLDER, api.DeleteFolder(first))
    add_folder(engine, "house")
    engine.call(api.RESTORE_FOLDER, api.RestoreFolder(first))
    assert folders(engine) == [("house", 0), ("House (2)", 0)]


@pytest.mark.parametrize("name", ["", " \t\n", "HOUSE"])
def test_a_folder_needs_a_name_of_its_own(engine: EngineHarness, name: str) -> None:
    add_folder(engine, "House")
    garden = add_folder(engine, "Garden")
    with pytest.raises(NameTaken):
        engine.call(api.ADD_FOLDER, api.AddFolder(name))
    with pytest.raises(NameTaken):
        engine.call(api.RENAME_FOLDER, api.RenameFolder(garden, name))


def test_a_folder_may_be_written_anew_and_with_lone_surrogates(engine: EngineHarness) -> None:
    house = add_folder(engine, "House")
    engine.call(api.RENAME_FOLDER, api.RenameFolder(house, "HOUSE"))
    odd = engine.call(api.ADD_FOLDER, api.AddFolder("\ud800x" * 200))
    assert len(odd.name) <= 100
    assert folders(engine)[0][0].startswith("?x")


def test_the_pinned_come_first_and_the_archived_last(engine: EngineHarness) -> None:
    first, second, third = (ask(engine, text) for text in ("One", "Two", "Three"))
    engine.call(api.ORGANISE, OrganiseConversations((first,), is_pinned=True))
    engine.call(api.ORGANISE, OrganiseConversations((third,), is_archived=True))
    assert [conversation.id for conversation in listed(engine)] == [first, second, third]
    engine.call(api.ORGANISE, OrganiseConversations((first,), is_archived=True))
    assert (find(engine, first).is_pinned, find(engine, first).is_archived) == (False, True)


def test_an_archived_conversation_is_found_by_its_words(engine: EngineHarness) -> None:
    id = ask(engine, "Where is the zebra?")
    engine.call(api.ORGANISE, OrganiseConversations((id,), is_archived=True))
    assert [conversation.is_archived for conversation in listed(engine, "zebra")] == [True]


def test_nothing_changes_where_one_conversation_does_not_exist(engine: EngineHarness) -> None:
    id = ask(engine, "One")
    with pytest.raises(NotFound):
        engine.call(api.ORGANISE, OrganiseConversations((id, 99), is_pinned=True))
    with pytest.raises(NotFound):
        engine.call(api.ORGANISE, OrganiseConversations((id,), folder=99))
    assert not find(engine, id).is_pinned


@pytest.mark.parametrize("folder", [7, -1])
def test_a_question_to_a_folder_that_does_not_exist_writes_nothing(engine: EngineHarness, folder: int) -> None:
    with pytest.raises(NotFound):
        ask(engine, "One", folder=folder)
    assert listed(engine) == []
