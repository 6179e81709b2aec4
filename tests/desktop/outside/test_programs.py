"""docs/faults.md 43, 86: no internet socket for the window, while links and files are opened by programs without its filter."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from ctypes.util import find_library
from pathlib import Path

import psutil
import pytest

from desktop.outside.programs import STARTER, refuse_network
from engine.networked.programs import NetworkedProgram, write_programs

ROOT = Path(__file__).parents[3]
SECONDS = 60.0
NEEDED_FOR_X11 = ("xcb-cursor", "xcb-icccm", "xcb-image", "xcb-keysyms", "xcb-render-util", "xkbcommon-x11")
FILTERED = "Seccomp:\t2"
TRY_A_SOCKET = "import ctypes; print(ctypes.CDLL(None).socket(2, 1, 0) >= 0)"
OPEN_LINKS = """
import sys
from desktop.outside.programs import refuse_network
programs = refuse_network()
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from desktop.outside.link_handler import LinkHandler
app = QGuiApplication([])
LinkHandler(programs, app)
for address in sys.argv[1:]:
    QDesktopServices.openUrl(QUrl.fromLocalFile(address) if address.startswith("/") else QUrl(address))
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"),
    reason="the kernel's filter is Linux only",
)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Variables with an xdg-open that notes what it is given, and whether it can make an internet socket."""
    starter = tmp_path / "programs" / STARTER
    starter.parent.mkdir()
    starter.write_text(f'#!/bin/sh\necho "$1 $({sys.executable} -c "{TRY_A_SOCKET}")" >> {tmp_path / "opened"}\n')
    starter.chmod(0o755)
    path = f"{starter.parent}:{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "QT_QPA_PLATFORM": "offscreen", "DISPLAY": ""}


def run_python(script: str, environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_links_and_files_are_opened_by_programs_with_a_network(environment: dict[str, str], tmp_path: Path) -> None:
    opened, file = tmp_path / "opened", "/tmp/a report, 50 %\n2.pdf"
    run_python(OPEN_LINKS, environment, "https://example.org/?q=a b", file, "mailto:someone@example.org")
    wait_until(lambda: opened.exists() and opened.read_text().count("\n") == 3)
    assert set(opened.read_text().splitlines()) == {
        "https://example.org/?q=a%20b True",
        "file:///tmp/a%20report,%2050%20%25%0A2.pdf True",
        "mailto:someone@example.org True",
    }


def test_the_window_and_what_it_starts_get_no_internet_socket(environment: dict[str, str]) -> None:
    script = f"from desktop.outside.programs import refuse_network\nrefuse_network()\n{TRY_A_SOCKET}\n"
    script += f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {TRY_A_SOCKET!r}])"
    assert run_python(script, environment | {"PYTHONUNBUFFERED": "1"}).split() == ["False", "False"]


def test_a_screen_that_is_reached_over_the_network_is_left_alone() -> None:
    assert refuse_network({"DISPLAY": "localhost:10.0"}) is None
    assert FILTERED not in Path("/proc/self/status").read_text()


START_WITH_A_LAUNCHER = """
import sys
from pathlib import Path
from desktop.outside.programs import refuse_network
home = Path(sys.argv[1])
programs = refuse_network(home=home)
from PySide6.QtCore import QCoreApplication
from desktop.link.process import Process
app = QCoreApplication([])
command = (sys.executable, "-c", sys.argv[2], str(home))
process = Process(command, Path.cwd(), home / "logs" / "log", None, programs.network_launcher)
process.received.connect(lambda block: print(block.decode(), end="", flush=True))
process.died.connect(lambda _: app.quit())
process.start()
app.exec()
"""
TAKE_THE_LAUNCHER = """
import sys
from engine.networked.client import OPTION, take_launcher
if sys.argv[-2] == OPTION:
    launcher = take_launcher(int(sys.argv[-1]))
    program = launcher.start("net")
    print(launcher.names, program.stdout.read().decode().strip())
else:
    print("no launcher")
"""


def test_an_engine_of_the_filtered_window_has_a_launcher_without_the_filter_where_the_person_wants_one(
    environment: dict[str, str], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    script = f"from engine.offline import go_offline; go_offline()\n{TAKE_THE_LAUNCHER}"
    assert run_python(START_WITH_A_LAUNCHER, environment, str(home), script) == "no launcher\n"
    write_programs(home, [NetworkedProgram("net", (sys.executable, "-c", TRY_A_SOCKET))])
    assert run_python(START_WITH_A_LAUNCHER, environment, str(home), script) == "('net',) True\n"
    write_programs(home, [])
    assert run_python(START_WITH_A_LAUNCHER, environment, str(home), script) == "no launcher\n"


@pytest.mark.model
@pytest.mark.parametrize("display", ["offscreen", "X11"])
def test_the_window_starts_with_the_filter(
    environment: dict[str, str], tmp_path: Path, models: Path, display: str
) -> None:
    command = [sys.executable, "-m", "desktop", "--home", str(tmp_path / "home"), "--models", str(models)]
    if display == "X11":
        if any(find_library(name) is None for name in NEEDED_FOR_X11) or shutil.which("xvfb-run") is None:
            pytest.skip("no Xvfb, or not the libraries that Qt needs for X11")
        command, environment = ["xvfb-run", "-a", *command], environment | {"QT_QPA_PLATFORM": "xcb"}
    window = subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True)
    try:
        wait_until(lambda: bool(_running(window, "engine")))  # it is started after the first frame
        (program,) = _running(window, "desktop", is_filtered=True)
        (_,) = _running(window, "desktop", is_filtered=False)
    finally:
        everything = psutil.Process(window.pid).children(recursive=True)
        for process in [psutil.Process(window.pid), *everything]:
            process.kill()
        window.wait()
    assert program.pid


def _running(window: subprocess.Popen[bytes], module: str, is_filtered: bool = True) -> list[psutil.Process]:
    """Return the processes of the window that run a module, with the filter or without it."""
    processes = [psutil.Process(window.pid), *psutil.Process(window.pid).children(recursive=True)]
    running = []
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            is_module = process.cmdline()[1:3] == ["-m", module]
            if is_module and (FILTERED in Path(f"/proc/{process.pid}/status").read_text()) == is_filtered:
                running.append(process)
    return running
