"""Damaged, foreign and hostile exports: whole conversations before the damage are kept, everything else is a sentence.

docs/faults.md 84.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.indexer.client import IndexerClient
from engine.indexer.conversations import json_items
from engine.indexer.conversations.drafts import DraftConversation, DraftNode, record_of
from engine.indexer.conversations.json_items import CutShortError, decode_item, objects_at
from engine.indexer.conversations.reader import read_conversations
from engine.protocol.children.indexing import CONVERSATIONS_FILE, FileResult, ReadConversations
from engine.protocol.errors import (
    ConversationsDamaged,
    ConversationsNewer,
    ConversationsUnknown,
    FileEncrypted,
    FileError,
    FileNotOrdinary,
    FileUnsafe,
    FileVanished,
)
from tests.support import conversation_exports as exports
from tests.support.harness import never


def read(path: Path, folder: Path) -> tuple[int, int, bool]:
    """Return how many conversations were read, how many are damaged, and whether the file is cut."""
    folder.mkdir()
    result = read_conversations(path, folder, lambda done, total: None)
    lines = (folder / CONVERSATIONS_FILE).read_bytes().splitlines()
    assert len(lines) == result.conversations and all(json.loads(line)["messages"] for line in lines)
    return result.conversations, result.damaged, result.is_cut


def test_conversations_before_the_end_of_a_cut_file_are_kept(tmp_path: Path) -> None:
    data = json.dumps([exports.chatgpt_plain(f"t{n}") for n in range(3)]).encode()
    starts = [at for at in range(len(data)) if data.startswith(b'{"title"', at)]
    for number, cut in enumerate([*range(40, len(data) - 1, 997), len(data) - 1]):
        path = tmp_path / f"{number}.json"
        path.write_bytes(data[:cut])
        whole = sum(json_is_whole(data, start) <= cut for start in starts)
        if whole:
            assert read(path, tmp_path / f"r{number}") == (whole, 0, True)
        else:
            with pytest.raises(ConversationsDamaged):
                read(path, tmp_path / f"r{number}")


def json_is_whole(data: bytes, start: int) -> int:
    """Return the place behind the JSON object that begins at `start`."""
    return start + len(json.dumps(json.JSONDecoder().raw_decode(data[start:].decode())[0]).encode())


def test_one_damaged_conversation_costs_itself_only(tmp_path: Path) -> None:
    good = json.dumps(exports.chatgpt_plain("good"))
    path = tmp_path / "conversations.json"
    path.write_text(f'[{good}, {{"title": "bad", "mapping": {{nonsense}}}}, {good.replace("good", "fine")}]', "utf-8")
    assert read(path, tmp_path / "r") == (2, 1, False)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"[]",
        b"{}",
        b"[1, 2]",
        b'{"a": [1]}',
        b"\x00\x01\x02",
        "ñandú".encode("utf-16"),
        b'"text"',
        b"# Notes\n",
    ],
)
def test_a_foreign_file_is_said_to_have_no_conversations(tmp_path: Path, data: bytes) -> None:
    for name in ("x.json", "x.md", "x.bin"):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(ConversationsUnknown):
            read(tmp_path / name, tmp_path / f"r{name}")


def test_a_bit_flipped_anywhere_costs_no_more_than_a_sentence(tmp_path: Path) -> None:
    whole = bytearray(json.dumps([exports.chatgpt_conversation(), exports.chatgpt_plain("t")]).encode())
    chance = random.Random(7)
    for number in range(120):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path = tmp_path / f"{number}.json"
        path.write_bytes(data)
        with contextlib.suppress(FileError):
            read(path, tmp_path / f"r{number}")


def test_mutated_gpt4all_chats_end_in_a_sentence(tmp_path: Path) -> None:
    whole = exports.gpt4all_chat(12, [("Prompt", "a"), ("Response", "b")])
    chance = random.Random(5)
    for number in range(200):
        data = bytearray(whole[: chance.randrange(8, len(whole) + 1)])
        for _ in range(chance.randrange(3)):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        path = tmp_path / f"{number}.chat"
        path.write_bytes(data)
        with contextlib.suppress(FileError):
            read(path, tmp_path / f"r{number}")


def test_our_own_export_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "e.json").write_text('{"format": "ateneo-conversations", "version": 2, "conversations": []}')
    with pytest.raises(ConversationsNewer):
        read(tmp_path / "e.json", tmp_path / "r")


@pytest.mark.parametrize(
    "messages",
    [
        [{"id": 2, "parent": 1, "role": "user", "text": "x"}],
        [{"id": 1, "role": "user", "text": "x"}, {"id": 1, "role": "assistant", "text": "y"}],
        [{"id": 1, "role": "user", "text": "x", "parent": 1}],
        [{"id": 1, "role": "admin", "text": "x"}],
        [{"id": "1", "role": "user", "text": "x"}],
        [{"id": 1, "role": "user", "text": "x", "pictures": [{"name": "p", "data": "***"}]}],
    ],
)
def test_a_forged_tree_in_our_own_format_is_damage(tmp_path: Path, messages: list[object]) -> None:
    value = {"format": "ateneo-conversations", "version": 1, "conversations": [{"title": "t", "messages": messages}]}
    with pytest.raises(ConversationsDamaged):
        read(exports.write_json(tmp_path / "e.json", value), tmp_path / "r")


def test_pictures_are_never_written_outside_the_folder(tmp_path: Path) -> None:
    picture = {"name": "../../../escape.png", "data": "iVBORw0KGgo="}
    message = {
        "id": 1,
        "role": "user",
        "text": "x",
        "pictures": [picture, {**picture, "name": "con\0.p/ng"}, {"name": "n"}],
    }
    value = {"format": "ateneo-conversations", "version": 1, "conversations": [{"messages": [message]}]}
    read(exports.write_json(tmp_path / "e.json", value), tmp_path / "inner")
    written = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {"e.json", "inner"}


def test_archives_that_are_bombs_or_locked_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conversations.json", b"[" + b" " * 50_000_000)
    with pytest.raises(FileUnsafe):
        read(tmp_path / "bomb.zip", tmp_path / "r1")
    path = exports.write_chatgpt_zip(tmp_path / "locked.zip", [exports.chatgpt_plain("t")])
    data = bytearray(path.read_bytes())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    path.write_bytes(data)
    with pytest.raises((FileEncrypted, ConversationsDamaged)):
        read(path, tmp_path / "r2")
    (tmp_path / "cut.zip").write_bytes(bytes(data[: len(data) // 2]))
    with pytest.raises(FileError):
        read(tmp_path / "cut.zip", tmp_path / "r3")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_devices_and_missing_files_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(FileNotOrdinary):
        read(tmp_path / "pipe.json", tmp_path / "r1")
    with pytest.raises(FileNotOrdinary):
        read(Path("/dev/zero"), tmp_path / "r2")
    with pytest.raises(FileVanished):
        read(tmp_path / "none.json", tmp_path / "r3")
    (tmp_path / "link").symlink_to("/etc")
    folder = tmp_path / "threads"
    exports.write_jan_thread(folder / "t1")
    (folder / "loop").symlink_to(folder)
    (folder / "passwd.json").symlink_to("/etc/passwd")
    assert read(folder, tmp_path / "r4")[0] == 1


def test_a_conversation_larger_than_the_limit_is_counted_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_items, "LARGEST_ITEM", 20_000)
    huge = exports.chatgpt_plain("huge", 400)
    path = exports.write_json(tmp_path / "e.json", [exports.chatgpt_plain("a"), huge, exports.chatgpt_plain("b")])
    assert read(path, tmp_path / "r") == (2, 1, False)


@given(
    items=st.lists(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=8,
        ).map(lambda value: {"v": value}),
        max_size=5,
    ),
    block=st.integers(1, 50),
    cut=st.floats(0, 1),
    is_ascii=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_items_are_cut_as_a_parser_would(items: list[object], block: int, cut: float, is_ascii: bool) -> None:
    data = json.dumps(items, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass")
    before, json_items.BLOCK_BYTES = json_items.BLOCK_BYTES, block
    try:
        assert [decode_item(item) for item in objects_at(BytesIO(data), 2)] == [
            decode_item(json.dumps(i).encode()) for i in items
        ]
        part = data[: int(len(data) * cut)]
        found = []
        try:
            for item in objects_at(BytesIO(part), 2):
                found.append(item)
        except CutShortError:
            pass
        assert b"".join(found) in data or all(item in data for item in found)
        assert len(found) <= len(items)
    finally:
        json_items.BLOCK_BYTES = before


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["user", "assistant", "tool", "skip"]),
            st.integers(-2, 12),
            st.sampled_from(["", "x", "y z"]),
        ),
        max_size=12,
    )
)
@settings(max_examples=300, deadline=None)
def test_any_graph_of_nodes_becomes_a_tree_of_questions_and_answers(nodes: list[tuple[str, int, str]]) -> None:
    """Circles, missing parents and empty messages included."""
    drafts = [DraftNode(str(at), str(parent), role, text) for at, (role, parent, text) in enumerate(nodes)]  # type: ignore[arg-type]
    record = record_of(DraftConversation("", drafts, leaf="3"), lambda picture: None)
    by_id = {message.id: message for message in record.messages}
    assert list(by_id) == list(range(1, len(by_id) + 1))
    for message in record.messages:
        if message.parent is not None:
            assert message.parent < message.id and by_id[message.parent].role != message.role
    assert record.leaf is None or record.leaf in by_id


@pytest.fixture
def indexer(tmp_path: Path) -> Iterator[IndexerClient]:
    child = IndexerClient(tmp_path / "models", tmp_path / "indexer.log")
    yield child
    child.close()


def test_the_child_reads_a_large_export_in_little_memory(indexer: IndexerClient, tmp_path: Path) -> None:
    """80 MB of conversations; the child's own limit on memory would end it otherwise."""
    path = tmp_path / "conversations.json"
    item = json.dumps(exports.chatgpt_plain("x" * 2000, 10)).encode()
    with path.open("wb") as file:
        file.write(
            b"[" + b",".join([item] * 20) + b"".join(b"," + item for _ in range(80_000_000 // len(item) - 20)) + b"]"
        )
    folder = tmp_path / "read"
    folder.mkdir()
    results = list(indexer.read([ReadConversations(str(path), str(folder))], never))
    (result,) = [each for each in results if isinstance(each, FileResult)]
    assert result.error is None and result.conversations is not None
    assert result.conversations.conversations == 80_000_000 // len(item)
