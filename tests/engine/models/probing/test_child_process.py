"""A child that hangs or starts others costs only itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from engine.models.probing.child_process import STAGE_END, run_child
from engine.models.working_clock import LONGEST_STEP
from engine.protocol.cancellation import never_cancelled
from tests.support.processes import wait_for_exit

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX process groups and signals")
ENOUGH = 60.0
ROOT = Path(__file__).parents[4]


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_the_output_comes_without_the_ends_of_its_stages() -> None:
    code = f"import os; os.write(1, {STAGE_END!r}); os.write(1, b'fi'); os.write(1, {STAGE_END!r}); os.write(1, b'ne'); exit(7)"
    assert run_child(python(code), [ENOUGH] * 3, never_cancelled) == (7, b"fine")


def test_each_stage_has_a_limit_of_its_own() -> None:
    code = f"import os, signal; os.write(1, {STAGE_END!r}); signal.pause()"
    with pytest.raises(TimeoutError, match=r"^1$"):
        run_child(python(code), [ENOUGH, 1.0, ENOUGH], never_cancelled)


def test_what_the_child_started_is_killed_with_it_though_it_holds_the_pipe(tmp_path: Path) -> None:
    """llama.cpp starts a debugger when it aborts, and waits for it: adding such a model never ended."""
    note = tmp_path / "grandchild"
    code = f"""
import os, signal
from pathlib import Path
if not os.fork():
    Path({str(note)!r}).write_text(str(os.getpid()))
    os.write(1, {STAGE_END!r})
signal.pause()
"""
    with pytest.raises(TimeoutError):
        run_child(python(code), [ENOUGH, 0.5], never_cancelled)
    grandchild = int(note.read_text())
    assert not psutil.pid_exists(grandchild) or wait_for_exit([psutil.Process(grandchild)]) == []


@pytest.mark.kill
def test_time_in_which_the_engine_itself_was_stopped_does_not_count() -> None:
    """docs/faults.md 57: after the lid was shut, a model that is being tried has the rest of its time."""
    limit = 2 * LONGEST_STEP
    child = (
        f"import os, threading; os.write(1, {STAGE_END!r}); threading.Event().wait({limit / 2}); os.write(1, b'done')"
    )
    code = f"""
import sys
from engine.models.probing.child_process import run_child
print(run_child([sys.executable, "-c", {child!r}], [{ENOUGH}, {limit}], lambda: print("waits", flush=True)))
"""
    with subprocess.Popen(python(code), cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None and parent.stdout.readline() == b"waits\n"
        os.kill(parent.pid, signal.SIGSTOP)
        with pytest.raises(subprocess.TimeoutExpired):
            parent.wait(timeout=2 * limit)
        os.kill(parent.pid, signal.SIGCONT)
        assert parent.stdout.read().splitlines()[-1] == b"(0, b'done')"
