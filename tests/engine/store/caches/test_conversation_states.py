"""The folder of states: whole or not at all, bounded, private, and nothing in it is believed without its checksum."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.protocol import paths
from engine.store.caches.conversation_states import LIMIT_SETTING, ConversationState, ConversationStates
from engine.store.database import Store
from engine.store.recovery.replaced import move_aside
from engine.store.settings import LibrarySettings

PRINT = "model and plan"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    store = Store.open(home)
    yield store
    store.close()


@pytest.fixture
def states(store: Store) -> Iterator[ConversationStates]:
    states = ConversationStates(store)
    yield states
    states.close()


def state_of(number: int, size: int = 5000) -> ConversationState:
    data = np.random.default_rng(number).integers(0, 256, size, np.uint8)
    return ConversationState(np.arange(number, number + 100, dtype=np.int32), data)


def read(states: ConversationStates, conversation: str, fingerprint: str = PRINT) -> ConversationState | None:
    return states.read(conversation, fingerprint, lambda tokens: True)


def write(states: ConversationStates, conversation: str, state: ConversationState) -> bool:
    read(states, conversation)
    written = states.write_soon(conversation, PRINT, state)
    states.close()
    return written


def files(home: Path) -> list[Path]:
    return sorted((home / paths.CONVERSATION_STATES).glob("*"))


def test_a_state_comes_back_as_it_was_also_after_a_restart(
    states: ConversationStates, store: Store, home: Path
) -> None:
    assert read(states, "7") is None
    assert write(states, "7", state_of(1))
    for again in (states, ConversationStates(store)):
        found = read(again, "7")
        assert found is not None
        assert (
            found.tokens.tolist() == state_of(1).tokens.tolist() and found.data.tobytes() == state_of(1).data.tobytes()
        )
    assert read(states, "8") is None
    (file,) = files(home)
    assert file.stat().st_mode & 0o777 == 0o600 and file.parent.stat().st_mode & 0o777 == 0o700


def test_a_state_that_is_not_wanted_is_kept_and_not_read(states: ConversationStates, home: Path) -> None:
    write(states, "7", state_of(1))
    seen: list[int] = []

    def refuse(tokens: np.ndarray) -> bool:
        seen.extend(tokens.tolist())
        return False

    assert states.read("7", PRINT, refuse) is None
    assert seen == state_of(1).tokens.tolist() and files(home)


def test_a_state_of_another_model_is_dropped(states: ConversationStates, home: Path) -> None:
    write(states, "7", state_of(1))
    assert read(states, "7", "another model") is None
    assert files(home) == []


@pytest.mark.parametrize("at", [0, 7, 8, 39, 41, 60, 150, 400, -1])
def test_a_changed_byte_is_noticed(states: ConversationStates, home: Path, at: int) -> None:
    write(states, "7", state_of(1))
    (file,) = files(home)
    content = bytearray(file.read_bytes())
    content[at] ^= 0x40
    file.write_bytes(content)
    assert read(states, "7") is None
    assert files(home) == []


@pytest.mark.parametrize("content", [b"", b"ATNKV001", os.urandom(3000), b"ATNKV001" + b"\xff" * 100], ids=len)
def test_a_file_of_something_else_is_dropped(states: ConversationStates, home: Path, content: bytes) -> None:
    write(states, "7", state_of(1))
    (file,) = files(home)
    file.write_bytes(content)
    assert read(states, "7") is None
    assert files(home) == []


def test_a_file_of_another_library_is_not_believed(states: ConversationStates, home: Path, tmp_path: Path) -> None:
    """Who can write files cannot make one that native code is given: the secret is in the library."""
    write(states, "7", state_of(1))
    other = Store.open(tmp_path / "other")
    foreign = ConversationStates(other)
    write(foreign, "7", state_of(2))
    other.close()
    (forged,) = files(tmp_path / "other")
    (file,) = files(home)
    file.write_bytes(forged.read_bytes())
    assert read(states, "7") is None


def test_a_link_and_a_pipe_are_not_followed(states: ConversationStates, home: Path, tmp_path: Path) -> None:
    write(states, "7", state_of(1))
    (file,) = files(home)
    moved = tmp_path / "moved"
    file.rename(moved)
    file.symlink_to(moved)
    assert read(states, "7") is None and moved.exists()
    file.unlink()
    os.mkfifo(file)
    assert read(states, "7") is None


def test_the_longest_unused_goes_when_the_folder_is_full(states: ConversationStates, store: Store, home: Path) -> None:
    LibrarySettings(store).set(LIMIT_SETTING, "18000")
    for number, name in enumerate("abc"):
        write(states, name, state_of(number))
        os.utime(max(files(home), key=lambda file: file.stat().st_mtime), (number, number))
    assert read(states, "a") is not None  # used now
    write(states, "d", state_of(9))
    assert [name for name in "abcd" if read(states, name)] == ["a", "c", "d"]
    assert states.used() <= 18000
    states.set_limit(6000)
    assert len(files(home)) == 1
    states.set_limit(0)
    assert files(home) == [] and read(states, "d") is None
    assert not states.write_soon("d", PRINT, state_of(9))


def test_a_state_too_large_for_the_folder_is_not_kept(states: ConversationStates, store: Store, home: Path) -> None:
    LibrarySettings(store).set(LIMIT_SETTING, "9000")
    assert not write(states, "7", state_of(1))
    assert files(home) == []


def test_a_full_disk_keeps_none(states: ConversationStates, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.store.caches.conversation_states.SPARE_DISK", 10**18)
    write(states, "7", state_of(1))
    assert files(home) == []


def test_nothing_of_a_forgotten_conversation_is_left_or_written_again(states: ConversationStates, home: Path) -> None:
    write(states, "7", state_of(1))
    states.forget("7")
    assert files(home) == [] and read(states, "7") is None
    assert not write(states, "7", state_of(1))
    states.forget("8")
    assert files(home) == []


@pytest.mark.skipif(os.name != "posix", reason="an open file cannot be deleted")
@pytest.mark.parametrize("cause", ["replaced", "dropped", "surplus", "damaged", "library replaced"])
def test_zeros_are_written_over_what_is_replaced_or_dropped(
    states: ConversationStates, store: Store, home: Path, cause: str
) -> None:
    write(states, "7", state_of(1))
    (file,) = files(home)
    with file.open("rb") as still_open:
        match cause:
            case "replaced":
                write(states, "7", state_of(2))
                found = read(states, "7")
                assert found is not None and found.data.tobytes() == state_of(2).data.tobytes()
            case "dropped":
                read(states, "7", "another model")
            case "surplus":
                states.set_limit(0)
            case "damaged":
                with file.open("r+b") as damaged:
                    damaged.write(b"x")
                read(states, "7")
            case _:
                store.close()
                move_aside(home)
        assert still_open.read().strip(b"\0") == b""


def test_a_half_written_state_of_a_killed_engine_is_written_over(home: Path, store: Store) -> None:
    store.close()
    part = home / paths.CONVERSATION_STATES / "ab.part"
    part.parent.mkdir()
    part.write_bytes(b"secret")
    with part.open("rb") as still_open:
        Store.open(home).close()
        assert not part.exists() and (os.name != "posix" or still_open.read() == bytes(6))


def test_no_state_is_in_a_backup(states: ConversationStates, store: Store, home: Path) -> None:
    write(states, "7", state_of(1))
    copy = store.back_up()
    assert copy.library.exists()
    assert [path.parent.name for path in home.rglob("*.state")] == [paths.CONVERSATION_STATES]


def test_a_library_that_is_replaced_takes_its_states_with_it(
    states: ConversationStates, store: Store, home: Path
) -> None:
    write(states, "7", state_of(1))
    store.close()
    move_aside(home)
    assert files(home) == []
