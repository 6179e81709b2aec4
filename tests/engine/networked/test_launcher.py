"""docs/faults.md 86: the network for one tool server. Only what the person allowed has it, nothing else, and no longer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from engine.capabilities.system import api as system
from engine.capabilities.tools import api as tools
from engine.networked.client import LauncherGone, NetworkLauncher, StartedLauncher, start_launcher, take_launcher
from engine.networked.programs import NetworkedProgram, write_programs
from engine.protocol.paths import network_programs
from engine.protocol.socket_filter import can_refuse_network
from tests.support.engine_process import CallFailed, EngineProcess
from tests.support.processes import wait_for_exit

pytestmark = pytest.mark.skipif(not can_refuse_network(), reason="the kernel's filter is Linux only")
ROOT = Path(__file__).parents[3]
SERVER = ROOT / "tests" / "support" / "tool_server.py"
COMMAND = (sys.executable, str(SERVER), "plain")
REFUSED = "inet refused, inet6 refused, unix refused"


@contextmanager
def running(home: Path) -> Iterator[tuple[EngineProcess, StartedLauncher | None]]:
    """Start an engine as the window does, with a launcher where the list has a program."""
    launcher = start_launcher(home)
    with EngineProcess(home, home / "models", launcher=launcher) as engine:
        yield engine, launcher
    if launcher is not None:
        launcher.process.wait()


def add(engine: EngineProcess, *names: str) -> None:
    for name in names:
        engine.call(tools.ADD_SERVER, tools.AddServer(name, COMMAND))
        engine.call(tools.ENABLE_SERVER, tools.EnableServer(name, is_enabled=True, command=COMMAND))


def allow(engine: EngineProcess, name: str) -> tools.ToolServer:
    return engine.call(tools.ALLOW_NETWORK, tools.AllowNetwork(name, is_allowed=True, command=COMMAND))


def reach(engine: EngineProcess, name: str) -> str:
    return engine.call(tools.CALL, tools.CallTool(f"{name}_reach", "{}")).text


def states(engine: EngineProcess) -> dict[str, str]:
    return {server.name: server.network for server in engine.call(tools.LIST_SERVERS, tools.ListServers()).servers}


@pytest.fixture
def allowed(home: Path) -> Path:
    """A profile with two servers that are on, of which "notes" may use the network."""
    with running(home) as (engine, launcher):
        add(engine, "notes", "other")
        assert launcher is None and reach(engine, "notes") == REFUSED
        assert allow(engine, "notes").network == "after_restart"
        assert reach(engine, "notes") == REFUSED
    return home


def test_one_server_gets_the_network_at_the_next_start_and_the_one_beside_it_does_not(allowed: Path) -> None:
    with running(allowed) as (engine, _):
        assert states(engine) == {"notes": "allowed", "other": "refused"}
        assert reach(engine, "notes").startswith("inet open") and reach(engine, "notes").endswith("unix open")
        assert reach(engine, "other") == REFUSED
        assert engine.call(system.STATUS, system.GetStatus()).networked == ("notes",)
        listed = engine.call(tools.LIST, tools.ListTools()).tools
        assert {tool.server for tool in listed if tool.uses_network} == {"notes"}


def test_a_refused_server_loses_the_network_at_once_and_the_launcher_ends_with_the_last(allowed: Path) -> None:
    with running(allowed) as (engine, launcher):
        assert reach(engine, "notes").startswith("inet open")
        assert launcher is not None
        (program,) = psutil.Process(launcher.process.pid).children()
        refused = engine.call(tools.ALLOW_NETWORK, tools.AllowNetwork("notes", is_allowed=False))
        assert refused.network == "refused" and not network_programs(allowed).exists()
        launcher.process.wait()
        assert not wait_for_exit([program])
        assert reach(engine, "notes") == REFUSED


def test_a_removed_server_comes_back_without_the_network(allowed: Path) -> None:
    with running(allowed) as (engine, _):
        engine.call(tools.REMOVE_SERVER, tools.RemoveServer("notes"))
        engine.call(tools.RESTORE_SERVER, tools.RestoreServer("notes"))
        assert states(engine)["notes"] == "refused" and not network_programs(allowed).exists()


def test_nobody_gets_the_network_for_another_command_line_than_the_one_shown(home: Path) -> None:
    with running(home) as (engine, _):
        add(engine, "notes")
        with pytest.raises(CallFailed):
            engine.call(tools.ALLOW_NETWORK, tools.AllowNetwork("notes", is_allowed=True, command=("sh",)))
    write_programs(home, [NetworkedProgram("notes", ("sh", "-c", "true"))])  # as if the row were another's
    with running(home) as (engine, _):
        assert states(engine) == {"notes": "refused"}
        assert reach(engine, "notes") == REFUSED


@pytest.mark.kill
def test_a_killed_engine_takes_the_launcher_and_its_programs_with_it(allowed: Path) -> None:
    with running(allowed) as (engine, launcher):
        assert launcher is not None and reach(engine, "notes").startswith("inet open")
        unfiltered = [psutil.Process(launcher.process.pid), *psutil.Process(launcher.process.pid).children()]
        assert len(unfiltered) == 2
        engine.kill()
        launcher.process.wait()
        assert not wait_for_exit(unfiltered)


@pytest.mark.kill
def test_a_killed_launcher_costs_its_programs_the_network(allowed: Path) -> None:
    with running(allowed) as (engine, launcher):
        assert launcher is not None and reach(engine, "notes").startswith("inet open")
        (program,) = psutil.Process(launcher.process.pid).children()
        launcher.process.kill()
        assert not wait_for_exit([program])
        assert reach(engine, "notes") == reach(engine, "other") == REFUSED
        assert states(engine) == {"notes": "after_restart", "other": "refused"}


@pytest.fixture
def launcher(home: Path) -> Iterator[NetworkLauncher]:
    write_programs(home, [NetworkedProgram("notes", COMMAND)])
    started = start_launcher(home)
    assert started is not None
    taken = take_launcher(os.dup(started.descriptor))
    started.close()
    assert taken is not None
    yield taken
    taken.close()
    started.process.wait()


def test_only_programs_of_the_list_that_it_read_at_its_start_are_started(home: Path, launcher: NetworkLauncher) -> None:
    assert launcher.names == ("notes",)
    write_programs(home, [NetworkedProgram("shell", ("sh",)), NetworkedProgram("notes", ("sh",))])
    with pytest.raises(LauncherGone, match="not in the list"):
        launcher.start("shell")
    assert launcher.holds("notes", COMMAND) and not launcher.holds("notes", ("sh",))
    program = launcher.start("notes")
    with program.stdin, program.stdout:
        assert psutil.Process(program.pid).parent() is not None
        launcher.end(os.getpid())  # a number that is not of its own is left alone
        launcher.end(program.pid)
        assert not psutil.pid_exists(program.pid)


def test_a_program_that_is_not_there_is_a_server_that_does_not_answer(home: Path) -> None:
    write_programs(home, [NetworkedProgram("gone", ("/nowhere/program",))])
    with running(home) as (engine, _):
        engine.call(tools.ADD_SERVER, tools.AddServer("gone", ("/nowhere/program",)))
        assert states(engine) == {"gone": "refused"}  # a new server begins without the network
        engine.call(tools.ALLOW_NETWORK, tools.AllowNetwork("gone", is_allowed=True, command=("/nowhere/program",)))
    with running(home) as (engine, _):
        with pytest.raises(CallFailed) as failed:
            engine.call(tools.ENABLE_SERVER, tools.EnableServer("gone", is_enabled=True, command=("/nowhere/program",)))
        assert failed.value.kind == tools.ServerFailed.kind


@pytest.mark.parametrize("message", [b"", b"nonsense", b'{"action":"fly"}', b'{"action":"start","name":"notes"}'])
def test_what_is_no_request_is_refused_or_ends_the_launcher(home: Path, message: bytes) -> None:
    write_programs(home, [NetworkedProgram("notes", COMMAND)])
    started = start_launcher(home)
    assert started is not None
    connection = os.dup(started.descriptor)
    started.close()
    os.read(connection, 1 << 16)
    if message:
        os.write(connection, message)
        assert b"refused" in os.read(connection, 1 << 16)
    assert not psutil.Process(started.process.pid).children()
    os.close(connection)
    assert started.process.wait() == 0


@pytest.mark.slow
def test_a_command_allows_the_network_and_the_next_one_has_it(home: Path) -> None:
    environment = {**os.environ, "ATENEO_MODELS": str(home / "models")}

    def ateneo(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "engine.cli", "--home", str(home), "--language", "en", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)

    assert ateneo("tools", "server", "add", "notes", "--", *COMMAND).returncode == 0
    declined = ateneo("tools", "server", "allow-network", "notes")
    assert declined.returncode == 1 and str(SERVER) in declined.stderr and "other computers" in declined.stderr
    allowed = ateneo("tools", "server", "allow-network", "notes", "--yes", "--json")
    assert json.loads(allowed.stdout)["network"] == "after_restart"
    enabled = ateneo("tools", "server", "enable", "notes", "--yes")
    assert enabled.returncode == 0 and "with the network" in enabled.stderr
    assert ateneo("tools", "run", "notes_reach", "{}").stdout.startswith("inet open")


def test_a_launcher_that_is_interrupted_in_a_terminal_goes_on(launcher: NetworkLauncher) -> None:
    assert launcher.names == ("notes",)
    program = launcher.start("notes")
    parent = psutil.Process(program.pid).parent()
    assert parent is not None
    parent.send_signal(signal.SIGINT)
    launcher.end(program.pid)
    with program.stdin, program.stdout:
        assert launcher.holds("notes", COMMAND) and parent.is_running()
