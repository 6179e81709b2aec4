"""docs/faults.md 71, 73, 74: the engine's local socket: who may connect, and what a hostile peer can do to others: nothing."""

from __future__ import annotations

import os
import queue
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.protocol.errors import LibraryInUse
from engine.rpc.local_server import MAX_CONNECTIONS
from engine.rpc.local_socket import FOLDER, MAX_PATH_BYTES, SOCKET, connect, listen
from tests.support import talkative_engine
from tests.support.local_peers import TIMEOUT, RawPeer, Serving, serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who is at the other end")

AS_NOBODY = f"""
import os, socket, sys
os.chdir(sys.argv[1])
os.setuid(65534)
connection = socket.socket(socket.AF_UNIX)
connection.connect({SOCKET!r})
connection.settimeout(30)
print(connection.recv(100))
"""


@pytest.fixture
def served(home: Path) -> Iterator[Serving]:
    with serving(home, talkative_engine.routes()) as made:
        yield made


def is_answering(home: Path) -> bool:
    with closing(RawPeer(home)) as peer:
        peer.call(1, "test.count", to=1)
        return bool(peer.reply(1).get("result") == {"total": 1})


def test_socket_and_folder_are_for_this_user_only(home: Path, served: Serving) -> None:
    assert stat.S_IMODE((home / FOLDER).stat().st_mode) == 0o700
    assert stat.S_IMODE((home / FOLDER / SOCKET).stat().st_mode) == 0o600


def test_a_folder_that_others_could_enter_is_closed_to_them(home: Path) -> None:
    (home / FOLDER).mkdir(parents=True)
    (home / FOLDER).chmod(0o777)
    with serving(home, talkative_engine.routes()):
        assert stat.S_IMODE((home / FOLDER).stat().st_mode) == 0o700


def test_a_home_with_a_long_path_is_served_too(tmp_path: Path) -> None:
    home = tmp_path / ("ñ" * 100) / "perfil"
    assert len(os.fsencode(home / FOLDER / SOCKET)) > MAX_PATH_BYTES
    with serving(home, talkative_engine.routes()):
        connection = connect(home)
        assert connection is not None
        assert b'"ready"' in connection.receive(1000)
        connection.disconnect()
        connection.close()


def test_a_socket_left_by_a_killed_engine_is_replaced(home: Path) -> None:
    (home / FOLDER).mkdir(parents=True)
    with closing(socket.socket(socket.AF_UNIX)) as killed:
        killed.bind(str(home / FOLDER / SOCKET))
    assert connect(home) is None
    with serving(home, talkative_engine.routes()):
        assert is_answering(home)
    assert not (home / FOLDER / SOCKET).exists()


def test_a_second_engine_cannot_take_the_socket(home: Path, served: Serving) -> None:
    with pytest.raises(LibraryInUse):
        listen(home)
    assert is_answering(home)


def test_nothing_listens_where_the_folder_is_a_link_or_belongs_to_another_user(tmp_path: Path, home: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    home.mkdir()
    (home / FOLDER).symlink_to(tmp_path / "elsewhere")
    assert listen(home) is None and connect(home) is None
    if os.geteuid() == 0:
        (home / FOLDER).unlink()
        (home / FOLDER).mkdir()
        os.chown(home / FOLDER, 65534, 65534)
        assert listen(home) is None and connect(home) is None


def test_without_an_engine_nobody_answers(home: Path) -> None:
    assert connect(home) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.expects_warnings
def test_another_user_is_refused_even_where_the_permissions_were_opened(home: Path, served: Serving) -> None:
    (home / FOLDER).chmod(0o711)
    (home / FOLDER / SOCKET).chmod(0o666)
    forged = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(home / FOLDER)], capture_output=True, text=True, timeout=TIMEOUT
    )
    assert (forged.stdout, forged.stderr) == ("b''\n", "")
    assert is_answering(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_cannot_even_reach_the_socket(home: Path, served: Serving) -> None:
    forged = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(home / FOLDER)], capture_output=True, text=True, timeout=TIMEOUT
    )
    assert forged.stdout == "" and "PermissionError" in forged.stderr


def test_its_address_is_a_file_of_the_profile_and_not_an_abstract_name(home: Path, served: Serving) -> None:
    names = [line.split()[-1] for line in Path("/proc/net/unix").read_text().splitlines() if SOCKET in line]
    assert str(home / FOLDER / SOCKET) in names
    assert [name for name in names if name.startswith("@")] == []


def test_two_peers_with_the_same_numbers_get_their_own_events_and_replies(home: Path, served: Serving) -> None:
    with closing(RawPeer(home)) as first, closing(RawPeer(home)) as second:
        first.call(1, "test.endless")
        first.read_until(lambda message: message["method"] == "event")
        second.call(1, "test.count", to=3)
        messages = [second.read() for _ in range(5)]
        assert [m["params"]["event"]["number"] for m in messages[1:4]] == [0, 1, 2]
        assert messages[4]["result"] == {"total": 3}
        second.cancel(1)  # its own call 1, which has ended; that of the other goes on
        assert first.read_until(lambda message: message["method"] == "event")
        first.cancel(1)
        assert first.reply(1)["error"]["data"]["kind"] == "cancelled"


def test_all_peers_are_told_what_changed_and_one_of_them_that_it_was_his(home: Path, served: Serving) -> None:
    with closing(RawPeer(home)) as first, closing(RawPeer(home)) as second:
        for peer in (first, second):
            assert peer.read()["method"] == "ready"
        second.call(7, "test.count", to=0)
        second.call(8, "test.closed")
        assert second.reply(8)
        assert first.read()["params"] == {"numbers": True}
        second.call(9, "test.count", to=0)
        told = second.read_until(lambda m: m.get("method") == "changed" and m["params"].get("by") != 7)
        assert told["params"] == {"numbers": True, "by": 9}


def test_a_megabyte_of_garbage_costs_only_its_sender(home: Path, served: Serving) -> None:
    garbage = bytes(range(1, 10)) * 100_000 + b"\xff" * 100_000
    with closing(RawPeer(home)) as peer:
        peer.send(garbage + b"\n")
        assert peer.reply(None)["error"]["code"] == -32700
        assert is_answering(home)
        peer.call(2, "test.count", to=1)
        assert peer.reply(2)["result"] == {"total": 1}


def test_half_a_message_is_dropped_with_its_connection(home: Path, served: Serving) -> None:
    peer = RawPeer(home)
    peer.send(b'{"jsonrpc":"2.0","id":1,"method":"test.cou')
    peer.close()
    assert is_answering(home)


def test_a_peer_that_goes_away_cancels_its_call(home: Path, served: Serving) -> None:
    peer = RawPeer(home)
    peer.call(1, "test.endless")
    peer.read_until(lambda message: message["method"] == "event")
    peer.close()
    with closing(RawPeer(home)) as other:
        other.call(1, "test.closed")  # waits in the same lane
        assert other.reply(1)["result"] == {"total": 1}


@pytest.mark.expects_warnings
def test_a_peer_that_never_reads_is_disconnected_and_holds_nobody_up(home: Path) -> None:
    with (
        serving(home, talkative_engine.routes(), max_waiting_bytes=100_000),
        closing(RawPeer(home)) as deaf,
        closing(RawPeer(home)) as other,
    ):
        deaf.call(1, "test.count", to=10**9)
        other.call(1, "test.count", to=1)  # in the lane that the other fills
        assert other.reply(1)["result"] == {"total": 1}
        assert deaf.read_until(lambda message: "result" in message) == {}


def test_more_connections_than_a_person_has_shells_are_refused(home: Path, served: Serving) -> None:
    peers = [RawPeer(home) for _ in range(MAX_CONNECTIONS)]
    assert [peer.read()["method"] for peer in peers] == ["ready"] * MAX_CONNECTIONS
    with closing(RawPeer(home)) as one_more:
        assert one_more.read() == {}
    peers[0].call(1, "test.count", to=1)
    assert peers[0].reply(1)["result"] == {"total": 1}
    for peer in peers:
        peer.close()


def test_the_end_waits_for_whoever_is_connected(home: Path) -> None:
    served, ended = Serving(home, talkative_engine.routes()), queue.SimpleQueue[bool]()
    with closing(RawPeer(home)) as peer:
        assert peer.read()["method"] == "ready"
        end = threading.Thread(target=lambda: (served.close(), ended.put(True)))
        end.start()
        peer.call(1, "test.count", to=1_000)
        assert peer.reply(1)["result"] == {"total": 1_000}
        assert is_answering(home)
        assert ended.empty()
    assert ended.get(timeout=TIMEOUT)
    end.join()
    assert connect(home) is None
