"""docs/faults.md 74: the commands' client over the socket of a real server: events, errors, cancel, an engine that goes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from engine.discovery import capability_names, load_part
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import (
    AteneoError,
    Cancelled,
    EngineGone,
    InternalError,
    NameTaken,
    OtherModels,
    OtherVersion,
    TextTooLong,
)
from engine.protocol.messages import MAX_LINE_BYTES, Notification, Ready
from engine.protocol.method import Method
from engine.rpc.engine_client import EngineClient
from engine.rpc.greeting import check_greeting
from engine.rpc.local_server import LocalServer
from engine.rpc.local_socket import Listener, connect
from engine.rpc.routes import route
from engine.rpc.server import Server, failed_notification
from tests.support import talkative_engine as talkative
from tests.support.local_peers import RawPeer

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the socket")


class Said(msgspec.Struct, frozen=True):
    text: str


ECHO: Method[Said, None, Said] = Method("test.echo", Said, None, Said)


@pytest.fixture
def client(home: Path) -> Iterator[EngineClient]:
    echo = route(ECHO, "quick", lambda request, is_cancelled: request)
    listener, server = Listener(home), Server({**talkative.routes(), ECHO.name: echo})
    local = LocalServer(listener, server)
    connection = connect(home)
    assert connection is not None
    made = EngineClient(connection.descriptor, connection.descriptor)
    assert made.wait_until_ready("")
    yield made
    connection.disconnect()
    assert not made.wait_until_closed()
    connection.close()
    local.close_when_unused()
    server.close()
    listener.close()


def never() -> bool:
    return False


def ignore(event: object) -> None: ...


def total(client: EngineClient, to: int, is_cancelled: IsCancelled = never) -> int:
    return client.call(talkative.COUNT, talkative.Count(to), ignore, is_cancelled).total


def test_events_come_typed_and_in_order_before_the_result(client: EngineClient) -> None:
    events: list[talkative.Counted] = []
    result = client.call(talkative.COUNT, talkative.Count(3), events.append, never)
    assert (result, events) == (talkative.Total(3), [talkative.Counted(number) for number in range(3)])


def test_an_error_is_raised_as_the_handler_raised_it(client: EngineClient) -> None:
    with pytest.raises(NameTaken) as failed:
        client.call(talkative.FAIL, talkative.Nothing(), ignore, never)
    assert (failed.value.values, failed.value.detail) == ({"name": "Casa"}, "row 7")
    assert total(client, 2) == 2


@pytest.mark.expects_warnings
def test_a_defect_in_the_engine_is_an_internal_error(client: EngineClient) -> None:
    with pytest.raises(InternalError):
        client.call(talkative.BREAK, talkative.Nothing(), ignore, never)


def test_a_cancel_ends_the_call_with_what_it_has(client: EngineClient) -> None:
    events: list[talkative.Counted] = []
    result = client.call(talkative.COUNT, talkative.Count(10**9), events.append, lambda: len(events) > 5)
    assert 5 < result.total < 10**9
    with pytest.raises(Cancelled):
        client.call(talkative.ENDLESS, talkative.Nothing(), ignore, lambda: True)


def test_a_callback_that_fails_cancels_its_call_and_the_next_one_is_answered(client: EngineClient) -> None:
    def fail(event: talkative.Counted) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        client.call(talkative.ENDLESS, talkative.Nothing(), fail, never)
    assert client.call(talkative.CLOSED, talkative.Nothing(), ignore, never) == talkative.Total(1)


def test_a_call_that_others_keep_waiting_is_told_so(client: EngineClient, home: Path) -> None:
    waited: list[bool] = []
    assert client.call(talkative.COUNT, talkative.Count(1), ignore, never, lambda: waited.append(True)).total == 1
    assert waited == []
    with closing(RawPeer(home)) as other:
        other.call(1, talkative.ENDLESS.name)
        other.read_until(lambda message: message["method"] == "event")

        def let_it_begin() -> None:
            waited.append(True)
            other.cancel(1)

        result = client.call(talkative.CLOSED, talkative.Nothing(), ignore, never, let_it_begin)
    assert (result, waited) == (talkative.Total(1), [True])


def test_bytes_of_an_argument_that_are_no_utf_8_are_replaced(client: EngineClient) -> None:
    assert client.call(ECHO, Said(os.fsdecode(b"caf\xe9")), ignore, never) == Said("caf\ufffd")


def test_a_request_that_no_engine_reads_is_refused_with_a_sentence(client: EngineClient) -> None:
    with pytest.raises(TextTooLong):
        client.call(ECHO, Said("a" * MAX_LINE_BYTES), ignore, never)
    assert total(client, 1) == 1


def test_an_engine_that_goes_is_told_to_every_call(client: EngineClient, home: Path) -> None:
    read, write = os.pipe()
    their_read, our_write = os.pipe()
    os.write(write, msgspec.json.encode(Notification("ready", Ready("0"))) + b"\n")
    os.close(write)
    gone = EngineClient(read, our_write)
    for _ in range(2):
        with pytest.raises(EngineGone):
            total(gone, 1)
    os.close(their_read)
    with pytest.raises(EngineGone):
        total(gone, 1)
    gone.wait_until_closed()
    os.close(our_write)
    os.close(read)


@pytest.mark.parametrize(
    ("greeting", "error"),
    [
        (b'{"jsonrpc":"2.0","method":"ready","params":{"build":"0.0.9"}}', OtherVersion),
        (b'{"jsonrpc":"2.0","method":"ready","params":{}}', EngineGone),
        (b"SSH-2.0-OpenSSH", EngineGone),
        (b"\xff\xfe", EngineGone),
        (failed_notification(NameTaken(name="Casa")), NameTaken),
    ],
)
def test_an_engine_that_is_not_the_one_meant_is_not_used(greeting: bytes, error: type[AteneoError]) -> None:
    with pytest.raises(error):
        check_greeting(greeting, "")


def test_only_a_folder_of_models_that_was_named_has_to_be_the_engines(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "models")
    said: list[bytes] = []
    server = Server({}, str(tmp_path / "models"))
    server.serve([], said.append)
    server.close()
    for named in ("", str(tmp_path / "models"), str(tmp_path / "link")):
        check_greeting(said[0], named)
    with pytest.raises(OtherModels):
        check_greeting(said[0], str(tmp_path))


def every_error(root: type[AteneoError] = AteneoError) -> Iterator[type[AteneoError]]:
    for child in root.__subclasses__():
        yield child
        yield from every_error(child)


def test_no_two_errors_have_one_kind() -> None:
    """The kind alone says which class an error of the wire is."""
    for name in capability_names():
        load_part(name, "api")
    named = {error: error.kind for error in every_error() if error.__module__.startswith("engine.")}
    twice = {kind for kind in named.values() if list(named.values()).count(kind) > 1}
    assert {error.__name__ for error, kind in named.items() if kind in twice} == set()
