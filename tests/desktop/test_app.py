"""Starting: what is loaded, who opens the door, what is told about damaged settings."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, discover
from desktop.paths import paths
from desktop.single_instance import LONGEST_ADDRESS, SingleInstance, socket_name
from desktop.widgets.shell.message_bar import MessageBar

HEAVY = ("numpy", "onnxruntime", "llama_cpp", "apsw", "kreuzberg", "PIL", "qtawesome", "asyncio")
SHOW = f"""
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from desktop.app import Asked, Ateneo, discover
from desktop.paths import paths
app = QApplication([])
ateneo = Ateneo(app, paths(Path(sys.argv[1]), None), Asked("en", "light"), ("true",), discover())
ateneo.window.show()
ateneo.window.begin()
app.processEvents()
ateneo.window.grab()
print([name for name in {HEAVY!r} if name in sys.modules])
ateneo.window.close()
"""


def test_nothing_heavy_is_loaded_for_the_first_frame(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SHOW, str(tmp_path)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


def test_every_folder_of_features_is_found() -> None:
    folder = Path(__file__).parents[2] / "desktop" / "features"
    assert {f.name for f in discover()} == {p.parent.name for p in folder.glob("*/feature.py")}
    assert len({(f.below_the_line, f.order) for f in discover()}) == len(discover())


def test_a_second_visitor_finds_the_first_at_home(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = SingleInstance(tmp_path / "window.socket"), SingleInstance(tmp_path / "window.socket")
    assert not first.knock()
    assert first.open()
    with qtbot.waitSignal(first.knocked):
        assert second.knock()
    first.close()
    assert not second.knock()


def test_a_second_start_brings_the_first_window_to_the_front(
    qtbot: QtBot, tmp_path: Path, open_ateneo: Callable[..., Ateneo]
) -> None:
    ateneo, door = open_ateneo(), SingleInstance(tmp_path / "window.socket")
    door.open()
    door.knocked.connect(ateneo.come_to_the_front)
    ateneo.window.showMinimized()
    with qtbot.waitSignal(door.knocked):
        assert SingleInstance(tmp_path / "window.socket").knock()
    assert ateneo.window.isVisible()
    assert not ateneo.window.isMinimized()
    door.close()


def test_a_door_left_by_a_crash_is_no_obstacle(tmp_path: Path) -> None:
    left = tmp_path / "window.socket"
    left.write_text("stale")
    door = SingleInstance(left)
    assert not door.knock()
    assert door.open()
    door.close()


def test_a_deep_folder_has_a_short_address(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 200) / "window.socket"
    assert len(socket_name(deep).encode()) <= LONGEST_ADDRESS
    assert socket_name(deep) != socket_name(deep.parent)


def test_the_second_window_leaves_with_0(qtbot: QtBot, tmp_path: Path) -> None:
    door = SingleInstance(paths(tmp_path, None).door)
    assert door.open()
    command = [sys.executable, "-m", "desktop", "--home", str(tmp_path), "--models", str(tmp_path)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    second = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    with qtbot.waitSignal(door.knocked, timeout=20_000):
        pass
    _, said = second.communicate(timeout=20)
    assert second.returncode == 0
    assert b"Traceback" not in said
    door.close()


def test_without_a_screen_one_sentence_says_so(tmp_path: Path) -> None:
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in screens}
    command = [sys.executable, "-m", "desktop", "--home", str(tmp_path), "--language", "es"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert done.stderr == "Aquí no hay pantalla donde abrir una ventana. Usa las órdenes de «ateneo».\n"


def test_damaged_settings_are_told(tmp_path: Path, open_ateneo: Callable[..., Ateneo]) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.toml").write_text("theme = 7")
    ateneo = open_ateneo()
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    assert bar.sentence == "Some settings could not be read and are back at their defaults."
