"""A broken or hostile peer, and a handler that misbehaves, harm nothing beyond their own call."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import FileVanished
from engine.protocol.messages import MAX_LINE_BYTES
from engine.protocol.method import Method
from engine.rpc.routes import Route, route
from engine.rpc.server import Server
from engine.rpc.wire import TOO_LONG, LineWriter, TooLong, read_lines


class Ask(msgspec.Struct, frozen=True):
    text: str = ""
    count: int = 0


class Said(msgspec.Struct, frozen=True, tag="said"):
    text: str


SAY: Method[Ask, None, Said] = Method("test.say", Ask, None, Said)
NAME: Method[Ask, None, Said] = Method("test.name", Ask, None, Said)
UNSAYABLE: Method[Ask, None, Said] = Method("test.unsayable", Ask, None, Said)
UNSAYABLE_EVENT: Method[Ask, Said, Said] = Method("test.unsayable_event", Ask, Said, Said)
NO_UTF8 = os.fsdecode(b"informe-\xff.pdf")


def serve(routes: Mapping[str, Route], lines: Iterable[bytes | TooLong], send: Callable[[bytes], None]) -> bool:
    """Serve one peer until its lines end. Return whether every job ended soon."""
    server = Server(routes)
    server.serve(lines, send)
    return server.close()


def conversation(lines: Iterable[bytes | TooLong]) -> list[dict[str, Any]]:
    """Everything a server with the routes below says to these lines."""
    said: list[bytes] = []
    closed: list[bool] = []

    def unsayable_event(request: Ask, is_cancelled: IsCancelled) -> Generator[Said, None, Said]:
        try:
            yield Said(NO_UTF8)
        finally:
            closed.append(True)
        return Said("never")

    def name(request: Ask, is_cancelled: IsCancelled) -> Said:
        raise FileVanished(detail=NO_UTF8, name=NO_UTF8)

    routes = (
        route(SAY, "quick", lambda request, is_cancelled: Said(request.text)),
        route(NAME, "quick", name),
        route(UNSAYABLE, "quick", lambda request, is_cancelled: Said(NO_UTF8)),
        route(UNSAYABLE_EVENT, "quick", unsayable_event),
    )

    def until_answered() -> Iterator[bytes | TooLong]:
        """The end of input cancels what waits, so it comes only after the last line's answer."""
        yield from lines
        yield b'{"jsonrpc":"2.0","id":777,"method":"test.say","params":{"text":"alive"}}'
        assert answered.wait(30)

    answered = threading.Event()

    def send(line: bytes) -> None:
        said.append(line)
        if b'"id":777' in line:
            answered.set()

    assert serve({route.method.name: route for route in routes}, until_answered(), send)
    return [msgspec.json.decode(line) for line in said]


def call(id: int, method: str) -> bytes:
    return msgspec.json.encode({"jsonrpc": "2.0", "id": id, "method": method, "params": {}})


def is_alive(said: list[dict[str, Any]]) -> bool:
    return {"jsonrpc": "2.0", "id": 777, "result": {"type": "said", "text": "alive"}} in said


@pytest.mark.parametrize(
    ("line", "code", "id"),
    [
        (b'{"jsonrpc":"2.0","id":5,"method":"\xff\xfe"}', -32700, None),
        (b'{"jsonrpc":"2.0","id":5,"method":"test.say","params":{"text":"\xff"}}', -32602, 5),
        (b'{"jsonrpc":"2.0","id":5,"method":"test.say","params":{"text":"\\ud800"}}', -32700, None),
        (b'{"jsonrpc":"2.0","id":5,"method":"test.say","params":' + b"[" * 100_000, -32700, None),
        (b'{"jsonrpc":"2.0","id":' + b"9" * 400 + b',"method":"test.say","params":[]}', -32602, int("9" * 400)),
        (b'{"jsonrpc":"2.0","id":5,"method":"test.say","params":{"count":9223372036854775808}}', -32602, 5),
        (b'{"jsonrpc":"2.0","id":"five","method":"test.say"}', -32600, None),
        (b'{"jsonrpc":"2.0","method":"cancel","params":{"id":"\xff"}}', -32602, None),
        (b"", -32700, None),
        (TOO_LONG, -32600, None),
    ],
    ids=[
        "method no UTF-8",
        "text no UTF-8",
        "half a surrogate",
        "too deep",
        "huge id",
        "huge number",
        "text id",
        "cancel",
        "empty",
        "long",
    ],
)
def test_a_message_that_parses_halfway_is_refused_and_the_next_is_answered(
    line: bytes | TooLong, code: int, id: int | None
) -> None:
    said = conversation([line])
    assert [(m["id"], m["error"]["code"]) for m in said if "error" in m] == [(id, code)]
    assert is_alive(said)


@pytest.mark.expects_warnings
@pytest.mark.parametrize("method", [UNSAYABLE.name, UNSAYABLE_EVENT.name])
def test_a_result_that_cannot_be_encoded_is_an_internal_error_and_the_lane_lives(
    method: str, caplog: pytest.LogCaptureFixture
) -> None:
    said = conversation([call(5, method)])
    assert [m["error"]["data"]["kind"] for m in said if m.get("id") == 5] == ["internal"]
    assert is_alive(said)
    assert "informe" not in caplog.text


def test_an_error_can_name_a_file_whose_name_is_no_utf8() -> None:
    said = conversation([call(5, NAME.name)])
    (error,) = [m["error"] for m in said if m.get("id") == 5]
    assert error["data"]["values"] == {"name": "informe-\\udcff.pdf"}
    assert is_alive(said)


def test_two_messages_on_one_line_are_refused_as_one() -> None:
    said = conversation([call(1, SAY.name) + call(2, SAY.name)])
    assert [m["error"]["code"] for m in said if "error" in m] == [-32700]
    assert is_alive(said)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NEARLY = st.fixed_dictionaries(
    {},
    optional={
        "jsonrpc": st.just("2.0") | JSON,
        "id": st.integers(0, 9) | JSON,
        "method": st.sampled_from([SAY.name, NAME.name, UNSAYABLE.name, "cancel"]) | JSON,
        "params": st.fixed_dictionaries({}, optional={"text": JSON, "id": JSON}) | JSON,
    },
)


def damaged(line: bytes, at: int, to: int) -> bytes:
    at %= max(len(line), 1)
    return (line[:at] + bytes([to]) + line[at + 1 :]).replace(b"\n", b"")


LINES = st.builds(damaged, NEARLY.map(msgspec.json.encode), st.integers(0, 500), st.integers(0, 255)) | NEARLY.map(
    msgspec.json.encode
)


@pytest.mark.expects_warnings
@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=8))
def test_nearly_right_messages_leave_the_engine_answering(lines: list[bytes]) -> None:
    assert is_alive(conversation(lines))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=60).map(lambda b: b.replace(b"\n", b"")), max_size=12), st.integers(0, 40))
def test_lines_come_out_as_they_went_in_or_as_too_long(lines: list[bytes], longest: int) -> None:
    read, write = os.pipe()
    os.write(write, b"".join(line + b"\n" for line in lines) + b"an end without a line")
    os.close(write)
    found = list(read_lines(read, longest))
    os.close(read)
    assert found == [line if len(line) <= longest else TOO_LONG for line in lines]


def test_a_line_of_a_gigabyte_is_passed_over_in_constant_memory() -> None:
    resource = pytest.importorskip("resource")
    read, write = os.pipe()

    def pour() -> None:
        block = b"a" * (1 << 20)
        with os.fdopen(write, "wb") as pipe:
            for _ in range(1024):
                pipe.write(block)
            pipe.write(b"\nnext\n")

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pouring = threading.Thread(target=pour)
    pouring.start()
    found = list(read_lines(read))
    pouring.join()
    os.close(read)
    assert found == [TOO_LONG, b"next"]
    kib = 1024
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 3 * MAX_LINE_BYTES // kib


def test_lines_from_many_threads_are_never_mixed() -> None:
    read, write = os.pipe()
    send = LineWriter(write)
    lengths = (10, 5_000, 200_000)

    def send_all(letter: bytes) -> None:
        for length in lengths * 5:
            send(letter * length)

    threads = [threading.Thread(target=send_all, args=(letter,)) for letter in (b"a", b"b", b"c")]
    found: list[bytes | TooLong] = []
    reading = threading.Thread(target=lambda: found.extend(read_lines(read)))
    for thread in [reading, *threads]:
        thread.start()
    for thread in threads:
        thread.join()
    os.close(write)
    reading.join()
    os.close(read)
    assert len(found) == 45
    assert all(isinstance(line, bytes) and len(set(line)) == 1 and len(line) in lengths for line in found)


def test_a_reader_that_went_away_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    LineWriter(write)(b"into the void")
    os.close(write)


def test_a_handler_that_never_listens_does_not_hold_the_end() -> None:
    begun, let_go = threading.Event(), threading.Event()

    def deaf(request: Ask, is_cancelled: IsCancelled) -> Said:
        begun.set()
        let_go.wait(30)
        return Said("late")

    def lines() -> Iterator[bytes]:
        yield call(1, SAY.name)
        assert begun.wait(30)

    said: list[bytes] = []
    assert not serve({SAY.name: route(SAY, "model", deaf)}, lines(), said.append)
    let_go.set()


def test_what_still_waits_at_the_end_is_answered_cancelled() -> None:
    begun = threading.Event()

    def until_stopped(request: Ask, is_cancelled: IsCancelled) -> Generator[Said, None, Said]:
        while not is_cancelled():
            yield Said("on and on")
            begun.set()
        return Said("stopped")

    def lines() -> Iterator[bytes]:
        yield call(1, SAY.name)
        yield call(2, SAY.name)
        assert begun.wait(30)

    said: list[bytes] = []
    assert serve({SAY.name: route(SAY, "model", until_stopped)}, lines(), said.append)
    replies = [m for m in map(msgspec.json.decode, said) if "method" not in m]
    assert sorted((m["id"], m.get("error", {}).get("data", {}).get("kind")) for m in replies) == [
        (1, None),
        (2, "cancelled"),
    ]
