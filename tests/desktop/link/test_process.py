"""The log file of the engine, and waiting for its end."""

from __future__ import annotations

import signal
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.link.process import Process
from engine.protocol.private_folder import LOG_BYTES, LOGS_KEPT, prepare_log


def test_the_log_is_for_its_owner_only(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "engine.log"
    prepare_log(log)
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def test_a_grown_log_moves_aside_and_the_oldest_goes(tmp_path: Path) -> None:
    log = tmp_path / "engine.log"
    for round_number in range(LOGS_KEPT + 2):
        prepare_log(log)
        log.write_text(str(round_number) * (LOG_BYTES + 1))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "engine.log", "engine.log.1", "engine.log.2", "engine.log.3",
    ]  # fmt: skip
    assert (tmp_path / "engine.log.1").read_text()[0] == str(LOGS_KEPT)


def test_a_small_log_is_continued(tmp_path: Path) -> None:
    log = tmp_path / "engine.log"
    log.write_text("before\n")
    prepare_log(log)
    assert log.read_text() == "before\n"


INTERRUPTED_WHILE_IT_WAITS = """
import os, signal, sys
sys.stdin.read()
os.kill(os.getppid(), signal.SIGUSR1)
signal.pause()
"""


class Interrupted(Exception):
    """Raised by the handler of a signal."""


@pytest.fixture
def interrupts() -> Iterator[None]:
    """SIGUSR1 raises Interrupted."""

    def interrupt(*_: object) -> None:
        raise Interrupted

    before = signal.signal(signal.SIGUSR1, interrupt)
    yield
    signal.signal(signal.SIGUSR1, before)


@pytest.mark.usefixtures("interrupts", "qapp")
def test_a_signal_is_handled_while_a_closed_engine_is_waited_for(tmp_path: Path) -> None:
    """A wait without end inside Qt would keep a test that hangs from being ended."""
    process = Process((sys.executable, "-c", INTERRUPTED_WHILE_IT_WAITS), tmp_path, tmp_path / "engine.log")
    process.start()
    process.be_patient()
    with pytest.raises(Interrupted):
        process.close()
    assert process.pid
    process.reset()
    process.close()
    assert not process.pid
