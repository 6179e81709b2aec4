"""The client over a real child process that is scripted: calls, events, restarts, refusals."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from desktop.link.call import Call, EngineFault
from desktop.link.client import EVERYTHING, Client
from desktop.link.process import RESTARTS, Process
from desktop.paths import PROGRAM
from engine.protocol.errors import TextTooLong
from engine.protocol.messages import MAX_LINE_BYTES
from tests.desktop.conftest import SCRIPTED, TIMEOUT_MS
from tests.support import scripted_engine as scripted


class RecordedCall:
    """The events and the outcome of one call, in order."""

    def __init__(self, call: Call[object, object]) -> None:
        self.events: list[object] = []
        self.outcome: list[object] = []
        self.ends = 0
        call.on_event(self.events.append)
        call.on_result(self.outcome.append)
        call.on_failed(self.outcome.append)
        call.on_ended(self._end)

    def _end(self) -> None:
        self.ends += 1


def outcome_of(qtbot: QtBot, call: Call[object, object]) -> object:
    recorded = RecordedCall(call)
    qtbot.waitUntil(lambda: recorded.ends == 1, timeout=TIMEOUT_MS)
    return recorded.outcome[0]


def another(tmp_path: Path, *how: str) -> Client:
    return Client(Process((*SCRIPTED, *how), PROGRAM, tmp_path / "engine.log"))


def wait_for_state(qtbot: QtBot, client: Client, state: str) -> None:
    qtbot.waitUntil(lambda: client.state == state, timeout=TIMEOUT_MS)


def test_a_call_brings_a_typed_result(qtbot: QtBot, client: Client) -> None:
    assert outcome_of(qtbot, client.call(scripted.ECHO, scripted.Echo("áé\n"))) == scripted.Echo("áé\n")


def test_events_come_in_order_before_the_one_result(qtbot: QtBot, client: Client) -> None:
    recorded = RecordedCall(client.call(scripted.COUNT, scripted.Count(5_000)))
    qtbot.waitUntil(lambda: recorded.ends == 1, timeout=TIMEOUT_MS)
    assert recorded.events == [scripted.Number(n) for n in range(5_000)]
    assert recorded.outcome == [scripted.Counted(5_000)]


def test_the_event_loop_turns_while_many_events_arrive(qtbot: QtBot, client: Client) -> None:
    """Timers run between slices: more than one turn is taken for 50,000 events."""
    turns: list[float] = []
    timer = QTimer(interval=0)
    timer.timeout.connect(lambda: turns.append(time.perf_counter()))
    recorded = RecordedCall(client.call(scripted.COUNT, scripted.Count(50_000)))
    qtbot.waitUntil(lambda: bool(recorded.events), timeout=TIMEOUT_MS)
    timer.start()
    qtbot.waitUntil(lambda: recorded.ends == 1, timeout=TIMEOUT_MS)
    timer.stop()
    assert len(recorded.events) == 50_000
    assert len(turns) > 5


def test_an_error_carries_kind_values_and_detail(qtbot: QtBot, client: Client) -> None:
    fault = outcome_of(qtbot, client.call(scripted.FAIL, scripted.Nothing()))
    assert fault == EngineFault("disk_full", "The disk is full.", {"needed": "1 MB"}, "errno 28")


def test_a_call_longer_than_the_engine_reads_fails_with_a_sentence(qtbot: QtBot, client: Client) -> None:
    fault = outcome_of(qtbot, client.call(scripted.ECHO, scripted.Echo("a" * MAX_LINE_BYTES)))
    assert isinstance(fault, EngineFault) and fault.kind == TextTooLong.kind
    assert outcome_of(qtbot, client.call(scripted.ECHO, scripted.Echo("b"))) == scripted.Echo("b")


def test_cancel_ends_the_call_once_with_kind_cancelled(qtbot: QtBot, client: Client) -> None:
    call = client.call(scripted.HOLD, scripted.Nothing())
    recorded = RecordedCall(call)
    qtbot.waitUntil(lambda: recorded.events != [], timeout=TIMEOUT_MS)
    call.cancel()
    qtbot.waitUntil(lambda: recorded.ends == 1, timeout=TIMEOUT_MS)
    call.cancel()
    assert [t.kind for t in recorded.outcome if isinstance(t, EngineFault)] == ["cancelled"]


def test_calls_made_before_ready_are_sent_when_it_is(qtbot: QtBot, tmp_path: Path) -> None:
    client = another(tmp_path, "late")
    call = client.call(scripted.ECHO, scripted.Echo("early"))
    cancelled = client.call(scripted.ECHO, scripted.Echo("never"))
    recorded = RecordedCall(cancelled)
    client.start()
    cancelled.cancel()
    assert outcome_of(qtbot, call) == scripted.Echo("early")
    assert [t.kind for t in recorded.outcome if isinstance(t, EngineFault)] == ["cancelled"]
    client.close()


def test_everything_contains_every_noun() -> None:
    assert "documents" in EVERYTHING and "a noun of a capability added later" in EVERYTHING


def test_changed_names_the_nouns(qtbot: QtBot, client: Client) -> None:
    with qtbot.waitSignal(client.changed, timeout=TIMEOUT_MS) as signal_:
        client.call(scripted.CHANGE, scripted.Nothing())
    assert signal_.args == [frozenset({"documents", "models"})]


@pytest.mark.kill
def test_a_killed_engine_fails_what_was_under_way_and_comes_back(qtbot: QtBot, client: Client) -> None:
    call = client.call(scripted.HOLD, scripted.Nothing())
    recorded = RecordedCall(call)
    qtbot.waitUntil(lambda: recorded.events != [], timeout=TIMEOUT_MS)
    old = client.pid
    faults: list[EngineFault] = []
    client.fault.connect(faults.append)
    os.kill(old, signal.SIGKILL)
    qtbot.waitUntil(lambda: recorded.ends == 1, timeout=TIMEOUT_MS)
    assert [t.kind for t in recorded.outcome if isinstance(t, EngineFault)] == ["engine_stopped"]
    assert [t.kind for t in faults] == ["engine_stopped"]
    with qtbot.waitSignal(client.state_changed, timeout=3_000):
        pass
    assert client.state == "ready"
    assert client.pid != old
    assert outcome_of(qtbot, client.call(scripted.ECHO, scripted.Echo("again"))) == scripted.Echo("again")


def test_a_restart_on_purpose_is_no_crash_and_calls_made_meanwhile_wait_for_it(qtbot: QtBot, client: Client) -> None:
    faults: list[EngineFault] = []
    client.fault.connect(faults.append)
    for _ in range(RESTARTS + 1):
        old, states = client.pid, []
        client.state_changed.connect(states.append)
        running = RecordedCall(client.call(scripted.HOLD, scripted.Nothing()))
        qtbot.waitUntil(lambda running=running: running.events != [], timeout=TIMEOUT_MS)
        client.restart()
        client.restart()  # a second click
        assert outcome_of(qtbot, client.call(scripted.ECHO, scripted.Echo("waits"))) == scripted.Echo("waits")
        assert [t.kind for t in running.outcome if isinstance(t, EngineFault)] == ["engine_stopped"]
        assert states[:2] == ["restarting", "ready"] and client.pid not in (0, old)
    assert faults == []


def test_an_engine_that_refused_is_not_restarted(qtbot: QtBot, tmp_path: Path) -> None:
    client = another(tmp_path, "refuse")
    with qtbot.waitSignal(client.fault, timeout=TIMEOUT_MS):
        client.start()
    client.restart()
    assert client.state == "failed" and client.pid == 0


@pytest.mark.kill
def test_an_engine_that_dies_again_and_again_is_not_started_again(qtbot: QtBot, client: Client) -> None:
    for _ in range(RESTARTS):
        outcome_of(qtbot, client.call(scripted.DIE, scripted.Nothing()))
        wait_for_state(qtbot, client, "ready")
    fault = outcome_of(qtbot, client.call(scripted.DIE, scripted.Nothing()))
    assert isinstance(fault, EngineFault)
    assert fault.kind == "engine_unavailable"
    assert client.state == "failed"
    later = outcome_of(qtbot, client.call(scripted.ECHO, scripted.Echo("nobody hears")))
    assert isinstance(later, EngineFault)
    assert later.kind == "engine_unavailable"


def test_an_engine_that_refuses_is_not_started_again(qtbot: QtBot, tmp_path: Path) -> None:
    client = another(tmp_path, "refuse")
    waiting = RecordedCall(client.call(scripted.ECHO, scripted.Echo("waits")))
    with qtbot.waitSignal(client.fault, timeout=TIMEOUT_MS) as signal_:
        client.start()
    assert signal_.args[0].kind == "library_in_use"
    assert signal_.args[0].detail == "pid 4711"
    assert client.state == "failed"
    assert client.pid == 0
    qtbot.waitUntil(lambda: waiting.ends == 1, timeout=TIMEOUT_MS)


def test_a_program_that_is_missing_is_reported(qtbot: QtBot, tmp_path: Path) -> None:
    client = Client(Process((str(tmp_path / "nothing"),), PROGRAM, tmp_path / "engine.log"))
    with qtbot.waitSignal(client.fault, timeout=TIMEOUT_MS) as signal_:
        client.start()
    assert signal_.args[0].kind == "engine_missing"


@pytest.mark.parametrize("method", [scripted.BABBLE, scripted.WRONG], ids=["no JSON", "wrong type"])
def test_nonsense_on_the_pipe_restarts_the_engine(qtbot: QtBot, client: Client, method: object) -> None:
    old = client.pid
    fault = outcome_of(qtbot, client.call(method, scripted.Nothing()))  # type: ignore[arg-type]  # two types of method
    assert isinstance(fault, EngineFault)
    assert fault.kind == "engine_stopped"
    wait_for_state(qtbot, client, "ready")
    assert client.pid != old


def test_a_log_that_cannot_be_written_does_not_keep_the_engine_from_starting(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    client = Client(Process(SCRIPTED, PROGRAM, tmp_path / "file" / "logs" / "engine.log"))
    client.start()
    assert outcome_of(qtbot, client.call(scripted.ECHO, scripted.Echo("here"))) == scripted.Echo("here")
    client.close()


def test_a_call_whose_owner_is_gone_is_dropped(qtbot: QtBot, client: Client) -> None:
    owner = QObject()
    call = client.call(scripted.COUNT, scripted.Count(3), owner)
    call.on_result(lambda _: pytest.fail("nobody is left to hear this"))
    del owner
    assert not call.has_listeners
    assert outcome_of(qtbot, client.call(scripted.ECHO, scripted.Echo("lives"))) == scripted.Echo("lives")


def test_a_call_that_has_ended_lets_go_of_its_callbacks(qtbot: QtBot, client: Client) -> None:
    class Listener:
        """Holds its call, as a page does that wants to cancel it."""

        def listen(self, call: Call[object, object]) -> None:
            self.call = call
            call.on_result(lambda _: self.listen(call))

    listener = Listener()
    call = client.call(scripted.ECHO, scripted.Echo("heard"))
    listener.listen(call)  # type: ignore[arg-type]  # any call
    outcome_of(qtbot, call)
    gone = weakref.ref(listener)
    del listener, call
    gc.collect()
    assert gone() is None


def test_close_ends_the_child_and_delivers_nothing_more(qtbot: QtBot, client: Client) -> None:
    recorded = RecordedCall(client.call(scripted.HOLD, scripted.Nothing()))
    client.close()
    assert client.pid == 0
    assert recorded.outcome == []


def test_twenty_thousand_signals_are_survived(qtbot: QtBot, client: Client) -> None:
    """PySide6 6.12.0 aborts after a few hundred: each emit loses a reference to True."""
    received: list[object] = []
    call = client.call(scripted.HOLD, scripted.Nothing())
    call.on_event(received.append)
    references = sys.getrefcount(True)
    for number in range(20_000):
        call.deliver(number)
        client.state_changed.emit("ready")
    assert [n for n in received if isinstance(n, int)] == list(range(20_000))
    if sys.version_info < (3, 12):  # from 3.12 on True is immortal, and its count says nothing
        assert references - sys.getrefcount(True) < 1_000
