"""One contract, held over an in-memory pipe and over a real child's standard streams."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.protocol.messages import MAX_LINE_BYTES
from tests.support import talkative_engine

MIB = 1024 * 1024


class Peer:
    def __init__(self, writer: BinaryIO, reader: BinaryIO) -> None:
        self._writer, self._reader = writer, reader
        assert self.read()["method"] == "ready"

    def write(self, line: bytes) -> None:
        self._writer.write(line + b"\n")
        self._writer.flush()

    def call(self, id: int, method: str, **params: object) -> None:
        self.write(msgspec.json.encode({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))

    def cancel(self, id: int) -> None:
        self.write(msgspec.json.encode({"jsonrpc": "2.0", "method": "cancel", "params": {"id": id}}))

    def read(self) -> dict[str, Any]:
        return msgspec.json.decode(self._reader.readline())  # type: ignore[no-any-return]

    def read_until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while not wanted(message := self.read()):
            pass
        return message

    def reply(self, id: int | None) -> dict[str, Any]:
        return self.read_until(lambda m: "method" not in m and m["id"] == id)


@contextmanager
def in_memory() -> Iterator[Peer]:
    their_read, our_write = os.pipe()
    our_read, their_write = os.pipe()

    def serve() -> None:
        talkative_engine.serve(their_read, their_write)
        os.close(their_write)

    serving = threading.Thread(target=serve)
    serving.start()
    with os.fdopen(our_read, "rb") as reader:
        with os.fdopen(our_write, "wb") as writer:
            yield Peer(writer, reader)
        reader.read()  # to the end of file, which is the end of `serve`
    serving.join()
    os.close(their_read)


@contextmanager
def real_child() -> Iterator[Peer]:
    with subprocess.Popen(
        [sys.executable, talkative_engine.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        yield Peer(child.stdin, child.stdout)  # type: ignore[arg-type]
        child.stdin.close()
        child.stdout.read()
        assert child.wait() == 0


@pytest.fixture(params=[in_memory, real_child])
def peer(request: pytest.FixtureRequest) -> Iterator[Peer]:
    with request.param() as made:
        yield made


def test_a_call_yields_its_events_then_one_result_then_says_what_changed(peer: Peer) -> None:
    peer.call(7, "test.count", to=3)
    messages = [peer.read() for _ in range(5)]
    assert [m["params"]["event"] for m in messages[:3]] == [{"type": "counted", "number": n} for n in range(3)]
    assert messages[3] == {"jsonrpc": "2.0", "id": 7, "result": {"total": 3}}
    assert messages[4] == {"jsonrpc": "2.0", "method": "changed", "params": {"numbers": True, "by": 7}}


def test_an_error_is_a_sentence_with_its_kind_its_values_and_its_detail(peer: Peer) -> None:
    peer.call(1, "test.fail")
    error = peer.reply(1)["error"]
    assert error["message"] == "The name “Casa” cannot be used: it is empty or already taken. Choose another."
    assert error["data"] == {"kind": "name_taken", "detail": "row 7", "values": {"name": "Casa"}}


@pytest.mark.expects_warnings
def test_a_defect_of_ours_is_an_internal_error_that_quotes_nothing(peer: Peer) -> None:
    peer.call(1, "test.break")
    error = peer.reply(1)["error"]
    assert error["data"]["kind"] == "internal"
    assert "secret" not in str(error)


def test_a_cancelled_generator_that_never_looks_is_closed(peer: Peer) -> None:
    peer.call(1, "test.endless")
    peer.read_until(lambda m: m.get("method") == "event")
    peer.cancel(1)
    assert peer.reply(1)["error"]["data"]["kind"] == "cancelled"
    peer.call(2, "test.closed")
    assert peer.reply(2)["result"] == {"total": 1}


def test_a_cancelled_handler_that_looks_returns_what_it_has(peer: Peer) -> None:
    peer.call(1, "test.count", to=10**9)
    peer.read_until(lambda m: m.get("method") == "event")
    peer.cancel(1)
    assert 0 < peer.reply(1)["result"]["total"] < 10**9


def test_a_job_cancelled_while_it_waits_ends_at_once_and_never_runs(peer: Peer) -> None:
    peer.call(1, "test.endless")
    peer.call(2, "test.closed")
    peer.cancel(2)
    assert peer.reply(2)["error"]["data"]["kind"] == "cancelled"
    peer.cancel(1)
    peer.reply(1)


def test_a_patient_job_gives_way_to_the_next_of_its_lane_and_keeps_what_it_did(peer: Peer) -> None:
    peer.call(1, "test.patient", to=10**9)
    peer.read_until(lambda m: m.get("method") == "event")
    peer.call(2, "test.count", to=1)
    assert peer.reply(2)["result"] == {"total": 1}
    peer.call(3, "test.closed")
    assert 0 < peer.reply(1)["result"]["total"] < 10**9
    assert peer.reply(3)["result"] == {"total": 0}


def test_a_patient_job_that_waits_ends_in_its_turn(peer: Peer) -> None:
    peer.call(1, "test.endless")
    peer.read_until(lambda m: m.get("method") == "event")
    peer.call(2, "test.patient", to=10**9)
    peer.call(3, "test.closed")
    peer.cancel(1)
    assert peer.reply(2)["result"] == {"total": 0}
    assert peer.reply(3)["result"] == {"total": 1}


def test_cancelling_what_is_not_there_is_harmless(peer: Peer) -> None:
    peer.cancel(99)
    peer.call(1, "test.count", to=1)
    assert peer.reply(1)["result"] == {"total": 1}


def test_a_lane_does_not_wait_for_another(peer: Peer) -> None:
    peer.call(1, "test.endless")
    peer.call(2, "test.count", to=1)
    assert peer.reply(2)["result"] == {"total": 1}
    peer.cancel(1)
    peer.reply(1)


@pytest.mark.parametrize(
    ("line", "code", "id"),
    [
        (b"{not json", -32700, None),
        (b"\xff\xfe\x00", -32700, None),
        (b"[" * 100_000, -32600, None),
        (b"[]", -32600, None),
        (b'{"id": 5}', -32600, 5),
        (b'{"jsonrpc":"1.0","id":5,"method":"test.count"}', -32600, 5),
        (b'{"jsonrpc":"2.0","id":5,"method":"no.such"}', -32601, 5),
        (b'{"jsonrpc":"2.0","id":5,"method":"test.count"}', -32602, 5),
        (b'{"jsonrpc":"2.0","id":5,"method":"test.count","params":{"to":"three"}}', -32602, 5),
        (b'{"jsonrpc":"2.0","method":"cancel","params":{"id":"x"}}', -32602, None),
    ],
)
def test_bad_input_is_answered_with_its_code_and_the_engine_lives(
    peer: Peer, line: bytes, code: int, id: int | None
) -> None:
    peer.write(line)
    assert peer.reply(id)["error"]["code"] == code
    peer.call(6, "test.count", to=1)
    assert peer.reply(6)["result"] == {"total": 1}


def test_a_line_of_64_mib_is_skipped_and_the_next_is_answered(peer: Peer) -> None:
    peer.write(b'{"jsonrpc":"2.0","id":1,"method":"test.count","params":{"to":"' + b"a" * (64 * MIB) + b'"}}')
    assert peer.reply(None)["error"]["code"] == -32600
    peer.call(2, "test.count", to=1)
    assert peer.reply(2)["result"] == {"total": 1}
    assert MAX_LINE_BYTES < 64 * MIB


def test_an_id_in_use_is_refused_and_the_first_call_goes_on(peer: Peer) -> None:
    peer.call(1, "test.endless")
    peer.call(1, "test.count", to=1)
    assert peer.reply(1)["error"]["code"] == -32600
    peer.cancel(1)
    assert peer.reply(1)["error"]["data"]["kind"] == "cancelled"


def test_native_writes_to_descriptor_1_never_reach_the_wire() -> None:
    with real_child() as peer:
        peer.call(1, "test.count", to=2_000, noise=True)
        assert peer.reply(1)["result"] == {"total": 2_000}


def test_the_end_of_input_ends_the_child_in_the_middle_of_a_job() -> None:
    with real_child() as peer:
        peer.call(1, "test.endless")
        peer.read_until(lambda m: m.get("method") == "event")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.binary(max_size=200).map(lambda b: b.replace(b"\n", b"")), max_size=20))
def test_any_bytes_leave_the_engine_answering(lines: list[bytes]) -> None:
    with in_memory() as peer:
        for line in lines:
            peer.write(line)
        peer.call(1, "test.count", to=1)
        assert peer.reply(1)["result"] == {"total": 1}


def test_the_engine_package_starts_from_any_folder(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "engine", "--help"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0
