"""Background children stand still while a person waits, and go on afterwards, whoever comes and goes meanwhile."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psutil
import pytest

from engine.background import BackgroundProcesses, ProcessorShare

COMPUTE = "print(flush=True)\nwhile True: pass"


@pytest.fixture
def start() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    with ExitStack() as stack:

        def start_one() -> subprocess.Popen[bytes]:
            process = stack.enter_context(subprocess.Popen([sys.executable, "-c", COMPUTE], stdout=subprocess.PIPE))
            stack.callback(process.kill)
            assert process.stdout is not None and process.stdout.readline()
            return process

        yield start_one


def is_stopped(process: subprocess.Popen[bytes]) -> bool:
    """A signal takes effect when the kernel next looks: wait for one of the two states."""
    while (status := psutil.Process(process.pid).status()) not in (psutil.STATUS_STOPPED, psutil.STATUS_RUNNING):
        pass
    return bool(status == psutil.STATUS_STOPPED)


def wait_until_stopped(process: subprocess.Popen[bytes], stopped: bool) -> None:
    while is_stopped(process) != stopped:
        pass


def test_processes_stop_for_the_first_pause_and_go_on_after_the_last(
    start: Callable[[], subprocess.Popen[bytes]],
) -> None:
    background, first = BackgroundProcesses(), start()
    background.add(first.pid)
    with background.paused():
        wait_until_stopped(first, True)
        with background.paused():
            late = start()
            background.add(late.pid)
            wait_until_stopped(late, True)
        assert background.are_paused and is_stopped(first)
    for process in (first, late):
        wait_until_stopped(process, False)


def test_a_thread_that_needs_a_process_lets_it_work_unless_another_waits_too(
    start: Callable[[], subprocess.Popen[bytes]],
) -> None:
    background, process = BackgroundProcesses(), start()
    background.add(process.pid)
    with background.paused(), background.paused():
        with background.resumed_here():
            wait_until_stopped(process, False)
            pausing, may_end = threading.Event(), threading.Event()

            def pause() -> None:
                with background.paused():
                    pausing.set()
                    may_end.wait()

            other = threading.Thread(target=pause)
            other.start()
            pausing.wait()
            wait_until_stopped(process, True)
            may_end.set()
            other.join()
            wait_until_stopped(process, False)
        wait_until_stopped(process, True)
    wait_until_stopped(process, False)


def test_processes_that_ended_or_were_taken_out_are_left_alone(start: Callable[[], subprocess.Popen[bytes]]) -> None:
    background, ended, removed = BackgroundProcesses(), start(), start()
    for process in (ended, removed):
        background.add(process.pid)
    background.remove(removed.pid)
    background.remove(removed.pid)
    ended.kill()
    ended.wait()
    with background.paused():
        assert not is_stopped(removed)


def test_processes_go_on_when_whoever_stopped_them_shows_no_progress(
    start: Callable[[], subprocess.Popen[bytes]],
) -> None:
    """That work might wait for one of them."""
    process = start()
    for silence, stays_stopped in ((3600.0, True), (0.0, False)):
        background = BackgroundProcesses(longest_silence=silence)
        background.add(process.pid)
        with background.paused():
            wait_until_stopped(process, True)
            background.note_progress()
            background.resume_after_silence()
            wait_until_stopped(process, stays_stopped)
            assert background.are_paused == stays_stopped
        wait_until_stopped(process, False)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel keeps these figures on Linux only")
def test_the_share_of_the_processor_tells_who_has_to_wait(start: Callable[[], subprocess.Popen[bytes]]) -> None:
    """Two processes on one processor, one of them favoured by its priority."""
    favoured, starved = start(), start()
    for process, nice in ((favoured, 0), (starved, 19)):
        psutil.Process(process.pid).cpu_affinity([psutil.Process().cpu_affinity()[0]])
        psutil.Process(process.pid).nice(nice)
    shares = [ProcessorShare(process.pid) for process in (favoured, starved)]
    assert [share.measure() for share in shares] == [None, None]
    before = psutil.Process(favoured.pid).cpu_times().user
    while psutil.Process(favoured.pid).cpu_times().user < before + 0.5:
        pass
    much, little = (share.measure() for share in shares)
    assert much is not None and little is not None
    assert little < 0.5 and little < much


def test_the_share_of_a_process_that_is_not_there_is_not_known() -> None:
    share = ProcessorShare(2**22 + 1)
    assert share.measure() is share.measure() is None
