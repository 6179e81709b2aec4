"""The status of this machine, and backups."""

from __future__ import annotations

import socket
from pathlib import Path

from engine.capabilities.system import api as system
from engine.capabilities.system.api import CheckHealth, CheckResult
from engine.store.recovery.restore import check_backup
from tests.support.harness import EngineHarness


def check_results(engine: EngineHarness, deep: bool = False) -> dict[str, CheckResult]:
    return {result.check: result for result in engine.call(system.HEALTH_CHECK, CheckHealth(deep)).results}


def test_status_counts_memory_and_sockets(engine: EngineHarness) -> None:
    status = engine.call(system.STATUS, system.GetStatus())
    assert (status.model, status.loaded, status.internet_sockets) == ("alfa", False, 0)
    assert 10_000_000 < status.memory_bytes < status.total_memory_bytes
    with engine.context.pool.text_model():
        pass
    assert engine.call(system.STATUS, system.GetStatus()).loaded


def test_an_open_internet_socket_is_seen(engine: EngineHarness) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as opened:
        opened.bind(("127.0.0.1", 0))
        opened.listen()
        assert engine.call(system.STATUS, system.GetStatus()).internet_sockets == 1
        assert check_results(engine)["sockets"].state == "bad"
    assert check_results(engine)["sockets"].state == "good"


def test_a_backup_is_whole(engine: EngineHarness, home: Path) -> None:
    backup = engine.call(system.BACK_UP, system.BackUp())
    library = Path(backup.path) / "library.db"
    check_backup(library)
    assert backup.bytes == library.stat().st_size
    assert check_results(engine)["backups"].values["count"] == "1"
