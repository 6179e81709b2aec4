"""Cost of a token on its way from the engine to the window's process, against the time it takes to be computed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from engine.capabilities.chat import api as chat
from engine.capabilities.system import api as system
from engine.protocol.answering.sampling import Sampling
from engine.protocol.messages import EventHeader, Incoming
from tests.benchmarks.table import Row, alternately, ratio, seconds, spread
from tests.support import talkative_engine
from tests.support.engine_process import EngineProcess

EVENTS, ROUNDS = 20_000, 5
TRIPS = 300


def run(models: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as home, EngineProcess(Path(home), models) as engine:
        tokens, events = alternately(ROUNDS, lambda: token(engine), event)
        trips = [seconds(lambda: engine.call(system.STATUS, system.GetStatus())) * 1e6 for _ in range(TRIPS)]
    yield Row(
        "a token on the wire (encoded, piped, decoded) ÷ a token's time",
        f"{ratio(events, tokens):.2%}",
        "≤ 2 %",
        f"{spread(events, 'µs')} against {spread(tokens, 'µs', 0)}; a whole request with its reply {spread(trips, 'µs', 0)}",
    )


def token(engine: EngineProcess) -> float:
    """µs to compute one."""
    asked = chat.Send(
        "Tell me a long story about the sea.", settings=chat.ConversationSettings(Sampling(seed=1, max_tokens=128))
    )
    message = engine.call(chat.SEND, asked).message
    return message.seconds / message.tokens * 1e6


def event(events: int = EVENTS) -> float:
    """µs for one event of a child of the same server and wire, read and decoded here as typed structs."""
    command = [sys.executable, talkative_engine.__file__]
    count = {"jsonrpc": "2.0", "id": 1, "method": "test.count", "params": {"to": events}}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin and child.stdout
        ask(child, {**count, "params": {"to": 1}})
        spent = seconds(lambda: ask(child, count))
        child.stdin.close()
    return spent / events * 1e6


def ask(child: subprocess.Popen[bytes], request: dict[str, object]) -> None:
    assert child.stdin and child.stdout
    child.stdin.write(msgspec.json.encode(request) + b"\n")
    child.stdin.flush()
    for line in child.stdout:
        message = msgspec.json.decode(line, type=Incoming)
        if message.method == "event":
            raw = msgspec.json.decode(message.params, type=EventHeader).event
            msgspec.json.decode(raw, type=talkative_engine.Counted)
        elif message.id == 1:
            return
