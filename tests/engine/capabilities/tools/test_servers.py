"""Tool servers: off until the person agreed to the command line, without the network, and no fault costs more than a call."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from engine.capabilities.tools import api
from engine.capabilities.tools.api import ServerFailed
from engine.capabilities.tools.servers import server_process
from engine.protocol.answering.tools import CallResult
from engine.protocol.errors import BadRequest, Cancelled, NameTaken, NotFound
from tests.support.harness import EngineHarness, NoIndexer

SERVER = Path(__file__).parents[3] / "support" / "tool_server.py"


def command(behaviour: str = "plain") -> tuple[str, ...]:
    return (sys.executable, str(SERVER), behaviour)


@pytest.fixture
def engine(home: Path) -> Iterator[EngineHarness]:
    engine = EngineHarness(home, home / "models", "tools", indexer=NoIndexer())
    yield engine
    for close in engine.closers:
        close()
    engine.close()


def add(engine: EngineHarness, behaviour: str = "plain", name: str = "notes") -> None:
    engine.call(api.ADD_SERVER, api.AddServer(name, command(behaviour)))


def enable(engine: EngineHarness, behaviour: str = "plain", name: str = "notes") -> api.ToolServer:
    return engine.call(api.ENABLE_SERVER, api.EnableServer(name, is_enabled=True, command=command(behaviour)))


def run(engine: EngineHarness, tool: str, **arguments: str) -> CallResult:
    return engine.call(api.CALL, api.CallTool(f"notes_{tool}", json.dumps(arguments)))


def server_processes() -> list[psutil.Process]:
    children = psutil.Process(os.getpid()).children(recursive=True)
    return [child for child in children if str(SERVER) in " ".join(child.cmdline())]


def test_a_server_is_off_until_it_is_turned_on_with_its_own_command_line(engine: EngineHarness) -> None:
    add(engine)
    (server,) = engine.call(api.LIST_SERVERS, api.ListServers()).servers
    assert not server.is_enabled and server.command == command()
    assert not server_processes()
    with pytest.raises(NotFound):
        run(engine, "echo", text="hola")
    with pytest.raises(BadRequest):
        engine.call(api.ENABLE_SERVER, api.EnableServer("notes", is_enabled=True, command=("rm", "-rf", "/")))
    assert enable(engine).tools == ("echo", "count", "reach", "fail", "die", "hang", "refuse")


def test_its_tools_are_listed_and_run_beside_ours(engine: EngineHarness) -> None:
    add(engine)
    enable(engine)
    listed = engine.call(api.LIST, api.ListTools("es")).tools
    assert ("notes_echo", "notes: echo", "notes") in [(tool.name, tool.title, tool.server) for tool in listed]
    assert run(engine, "echo", text='hola {"tool": 1}') == CallResult('hola {"tool": 1}')


def test_a_server_reaches_no_network_and_no_other_program(engine: EngineHarness) -> None:
    add(engine)
    enable(engine)
    assert run(engine, "reach").text == "inet refused, inet6 refused, unix refused"


def test_an_error_and_a_refusal_come_back_as_text(engine: EngineHarness) -> None:
    add(engine)
    enable(engine)
    failed = run(engine, "fail")
    assert failed.is_error and "It failed." in failed.text and "[image: not shown]" in failed.text
    refused = run(engine, "refuse")
    assert refused.is_error and "not today" in refused.text
    assert run(engine, "echo", text="still here").text == "still here"


def test_a_crash_costs_one_call(engine: EngineHarness) -> None:
    add(engine)
    enable(engine)
    assert run(engine, "die").is_error
    assert run(engine, "echo", text="again").text == "again"


def test_a_call_that_hangs_is_ended_and_costs_one_call(engine: EngineHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    add(engine)
    enable(engine)
    monkeypatch.setattr(server_process, "CALL_SECONDS", 0.5)
    monkeypatch.setattr(server_process.ServerProcess.request, "__defaults__", (0.5,))
    assert "no answer" in run(engine, "hang").text
    monkeypatch.undo()
    assert run(engine, "echo", text="again").text == "again"


def test_cancel_ends_a_call_that_hangs(engine: EngineHarness) -> None:
    add(engine)
    enable(engine)
    looks = iter(range(1000))
    with pytest.raises(Cancelled):
        engine.call(api.CALL, api.CallTool("notes_hang", "{}"), is_cancelled=lambda: next(looks) > 3)
    assert not server_processes()


@pytest.mark.parametrize("behaviour", ["gone", "flood"])
def test_a_server_that_does_not_speak_stays_off(engine: EngineHarness, behaviour: str) -> None:
    add(engine, behaviour)
    with pytest.raises(ServerFailed):
        enable(engine, behaviour)
    (server,) = engine.call(api.LIST_SERVERS, api.ListServers()).servers
    assert not server.is_enabled and not server_processes()


def test_a_program_that_is_not_there_stays_off(engine: EngineHarness) -> None:
    engine.call(api.ADD_SERVER, api.AddServer("notes", ("/nowhere/program",)))
    with pytest.raises(ServerFailed):
        engine.call(api.ENABLE_SERVER, api.EnableServer("notes", is_enabled=True, command=("/nowhere/program",)))


def test_what_is_no_message_is_passed_over(engine: EngineHarness) -> None:
    add(engine, "strange")
    enable(engine, "strange")
    assert run(engine, "echo", text="hola").text == "hola"


def test_a_server_ends_when_it_is_turned_off_or_removed_and_with_the_engine(engine: EngineHarness) -> None:
    add(engine)
    enable(engine)
    assert len(server_processes()) == 1
    engine.call(api.ENABLE_SERVER, api.EnableServer("notes", is_enabled=False))
    assert not server_processes()
    enable(engine)
    engine.call(api.REMOVE_SERVER, api.RemoveServer("notes"))
    assert not server_processes()
    engine.call(api.RESTORE_SERVER, api.RestoreServer("notes"))
    (server,) = engine.call(api.LIST_SERVERS, api.ListServers()).servers
    assert not server.is_enabled
    enable(engine)
    for close in engine.closers:
        close()
    assert not server_processes()


def test_a_result_that_is_very_long_is_cut(engine: EngineHarness) -> None:
    add(engine)
    enable(engine)
    assert 100_000 < len(run(engine, "count").text) <= 200_000


@pytest.mark.parametrize(
    ("name", "line"),
    [("", ("x",)), ("a b", ("x",)), ("../x", ("x",)), ("notes", ()), ("notes", ("",)), ("notes", ("a\0b",))],
)
def test_a_bad_name_or_command_line_is_refused(engine: EngineHarness, name: str, line: tuple[str, ...]) -> None:
    with pytest.raises(BadRequest):
        engine.call(api.ADD_SERVER, api.AddServer(name, line))


def test_two_servers_cannot_have_one_name(engine: EngineHarness) -> None:
    add(engine)
    with pytest.raises(NameTaken):
        add(engine)
    with pytest.raises(NotFound):
        engine.call(api.REMOVE_SERVER, api.RemoveServer("other"))
