"""docs/faults.md 3: no child outlives an engine that is killed, at whatever moment of the child's life that is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import psutil
import pytest

from engine.offline import child_environment
from tests.support.processes import wait_for_exit

pytestmark = [
    pytest.mark.kill,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the end of the pipe ends a child"),
]
ROOT = Path(__file__).parents[2]
MOMENTS = (0.0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.13, 0.16, 0.2, 0.25, 0.3, 0.4, 0.6, 1.0)
"""Seconds between the child's appearance and the engine's death: interpreter, imports, first file."""
REQUESTS = 256
ENGINE = """
import sys
from pathlib import Path
from engine.indexer.client import IndexerClient
from engine.protocol.children.indexing import ReadFile
folder = Path(sys.argv[1])
requests = [ReadFile(str(folder / "slow.txt"))] * 256
for event in IndexerClient(folder / "models", folder / "log").read(requests, lambda: False):
    print(event, flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file that takes a second to read."""
    (tmp_path / "slow.txt").write_text("uno dos tres. " * 500_000, "utf-8")
    return tmp_path


def start_engine(folder: Path, output: int) -> subprocess.Popen[bytes]:
    """Start a process that makes a reader read, as the engine does."""
    return subprocess.Popen([sys.executable, "-c", ENGINE, str(folder)], cwd=ROOT, stdout=output)


def first_child(parent: psutil.Process) -> psutil.Process:
    while True:
        if children := parent.children():
            return children[0]


def slow_requests(folder: Path) -> Iterator[bytes]:
    for number in range(REQUESTS):
        params = {"path": str(folder / "slow.txt")}
        message = {"jsonrpc": "2.0", "id": number, "method": "indexer.read_file", "params": params}
        yield msgspec.json.encode(message) + b"\n"


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_engine_leaves_no_reader_behind(folder: Path, moment: float) -> None:
    engine = start_engine(folder, subprocess.DEVNULL)
    child = first_child(psutil.Process(engine.pid))
    with suppress(subprocess.TimeoutExpired):
        engine.wait(timeout=moment)
    engine.kill()
    engine.wait()
    assert wait_for_exit([child]) == []


def test_a_reader_that_stands_still_ends_with_the_engine_too(folder: Path) -> None:
    """It does while an answer is written."""
    engine = start_engine(folder, subprocess.PIPE)
    assert engine.stdout is not None and b"reading" in engine.stdout.readline()
    child = first_child(psutil.Process(engine.pid))
    child.suspend()
    engine.kill()
    engine.wait()
    engine.stdout.close()
    assert wait_for_exit([child]) == []


def test_a_child_whose_engine_ended_before_the_child_began_ends_too() -> None:
    """The kernel sends no signal for a parent that has ended already."""
    child = "from engine.offline import die_with_parent\ndie_with_parent()\nprint('goes on')"
    elsewhere = {**child_environment(), "ATENEO_PARENT": str(os.getppid())}
    for environment, output in ((elsewhere, b""), (child_environment(), b"goes on\n")):
        ended = subprocess.run([sys.executable, "-c", child], env=environment, cwd=ROOT, stdout=subprocess.PIPE)
        assert ended.stdout == output


def test_a_reader_notices_the_end_of_its_input_before_the_requests_that_wait(folder: Path) -> None:
    """As on systems where the kernel kills no child."""
    command = [sys.executable, "-m", "engine.indexer", "--models", str(folder)]
    reader = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert reader.stdin is not None and reader.stdout is not None
    reader.stdin.writelines(slow_requests(folder))
    reader.stdin.flush()
    assert b"reading" in reader.stdout.readline()
    reader.stdin.close()
    running = wait_for_exit([psutil.Process(reader.pid)])
    reader.kill()
    reader.wait()
    reader.stdout.close()
    assert running == []
