"""docs/faults.md 71, 72: the window shows what commands change, and its engine outlives it while a command uses it."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.documents.page import DocumentsPage
from desktop.link.client import Client
from desktop.link.process import Process
from desktop.paths import PROGRAM, Paths
from engine.capabilities.models import api as models_api
from tests.desktop.conftest import TIMEOUT_MS
from tests.support.command_line import run_command
from tests.support.local_peers import RawPeer

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="commands are served beside a window on Linux only")


def test_a_page_shows_what_a_command_changed(
    qtbot: QtBot, open_ateneo: Callable[..., Ateneo], tmp_path: Path, home: Path
) -> None:
    paths = Paths(home, tmp_path / "models")
    (tmp_path / "boiler.txt").write_text("The boiler is serviced in October.\n", "utf-8")
    ateneo = open_ateneo(StartOptions("es", "light"), engine_command(paths), ("documents",))
    ateneo.client.start()
    ateneo.window.show_page("documents")
    page = ateneo.window.page("documents")
    assert isinstance(page, DocumentsPage)
    qtbot.waitUntil(lambda: ateneo.client.state == "ready" and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    folders = ("--home", str(home), "--models", str(paths.models))
    done = run_command(["index", "boiler.txt", *folders, "--language", "en"], folder=tmp_path)
    assert (done.returncode, done.stdout.startswith("default: 1 added, ")) == (0, True)
    qtbot.waitUntil(lambda: page.table.rows.total == 1, timeout=TIMEOUT_MS)


def test_closing_waits_for_a_command_that_uses_the_engine(qtbot: QtBot, tmp_path: Path, home: Path) -> None:
    paths = Paths(home, tmp_path / "models")
    process = Process(engine_command(paths), PROGRAM, paths.log)
    client = Client(process)
    with qtbot.waitSignal(client.state_changed, timeout=TIMEOUT_MS, check_params_cb=lambda state: state == "ready"):
        client.start()
    answered: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    connected = threading.Event()

    def use_the_engine_until_the_window_waits() -> None:
        with closing(RawPeer(home)) as command:
            number = 1
            while not process.is_patient:
                command.call(number, models_api.LIST_MODELS.name)
                command.reply(number)
                connected.set()
                number += 1
            command.call(number, models_api.LIST_MODELS.name)
            answered.put(command.reply(number))

    command = threading.Thread(target=use_the_engine_until_the_window_waits)
    command.start()
    assert connected.wait(TIMEOUT_MS / 1000)
    client.close()
    assert answered.get_nowait()["result"] == {"models": []}
    assert client.pid == 0
    command.join()
