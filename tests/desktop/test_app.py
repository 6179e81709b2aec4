"""Start of the window: modules loaded, one window for a profile, damaged settings."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, discover
from desktop.paths import resolve_paths
from desktop.single_instance import MAX_PATH_BYTES, SingleInstance, socket_name
from desktop.widgets.shell.message_bar import MessageBar

HEAVY = ("numpy", "onnxruntime", "llama_cpp", "apsw", "kreuzberg", "PIL", "qtawesome", "asyncio")
SHOW = f"""
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from desktop.app import Ateneo, StartOptions, discover
from desktop.paths import resolve_paths
app = QApplication([])
ateneo = Ateneo(app, resolve_paths(Path(sys.argv[1]), None), StartOptions("en", "light"), ("true",), discover())
ateneo.window.show()
ateneo.window.show_first_page()
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


LAUNCH = """
import linecache, sys
from pathlib import Path
from desktop.loading.plain_imports import use_plain_imports
use_plain_imports()
from PySide6.QtWidgets import QApplication
from desktop.app import Ateneo, StartOptions, discover
from desktop.paths import resolve_paths
app = QApplication([])
ateneo = Ateneo(app, resolve_paths(Path(sys.argv[1]), None), StartOptions("es", "light"), ("true",), discover())
ateneo.window.show()
app.processEvents()
ateneo.window.grab()
print(*sys.modules)
ateneo.window.show_page("chat")
ateneo.window.grab()
print(*sys.modules)
print(sum(name.endswith(".py") and "desktop" in name for name in linecache.cache))
ateneo.window.close()
"""
NOT_IN_THE_FRAME = (
    "markdown_it", "pygments", "PySide6.QtPdf", "engine.capabilities.chat.api", "desktop.features.chat.page",
    "desktop.widgets.shell.recovery_page", "desktop.widgets.shell.command_palette", "desktop.widgets.forms.file_dialog",
    "desktop.widgets.shell.help_text",
)  # fmt: skip
NOT_IN_THE_FIRST_PAGE = (
    "markdown_it", "pygments", "PySide6.QtPdf", "desktop.features.chat.compare.comparison_view", "desktop.panels.page_preview",
    "desktop.features.chat.settings.settings_pane", "desktop.panels.token_lab.token_lab", "desktop.features.documents.page",
)  # fmt: skip
MODULES_OF_THE_FRAME, MODULES_OF_THE_FIRST_PAGE = 115, 325
"""Of the window and the engine's protocol: each costs half a millisecond before anything is seen."""


def test_only_what_is_shown_is_loaded_before_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LAUNCH, str(tmp_path)], capture_output=True, text=True, timeout=60, check=True
    )
    frame, page, sources_read = done.stdout.strip().split("\n")
    for loaded, unwanted, most in (
        (frame.split(), NOT_IN_THE_FRAME, MODULES_OF_THE_FRAME),
        (page.split(), NOT_IN_THE_FIRST_PAGE, MODULES_OF_THE_FIRST_PAGE),
    ):
        assert [name for name in unwanted if name in loaded] == []
        assert 0 < sum(name.split(".")[0] in ("desktop", "engine") for name in loaded) <= most
    assert sources_read == "0"  # PySide6 would read the source of every module


def test_every_feature_folder_is_discovered() -> None:
    folder = Path(__file__).parents[2] / "desktop" / "features"
    assert {f.name for f in discover()} == {p.parent.name for p in folder.glob("*/feature.py")}
    assert len({(f.below_the_line, f.order) for f in discover()}) == len(discover())


def test_a_second_start_finds_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = SingleInstance(tmp_path / "window.socket"), SingleInstance(tmp_path / "window.socket")
    assert not first.notify_running()
    assert first.listen()
    with qtbot.waitSignal(first.notified):
        assert second.notify_running()
    first.close()
    assert not second.notify_running()


def test_a_second_start_brings_the_first_window_to_the_front(
    qtbot: QtBot, tmp_path: Path, open_ateneo: Callable[..., Ateneo]
) -> None:
    ateneo, instance = open_ateneo(), SingleInstance(tmp_path / "window.socket")
    instance.listen()
    instance.notified.connect(ateneo.bring_to_front)
    ateneo.window.showMinimized()
    with qtbot.waitSignal(instance.notified):
        assert SingleInstance(tmp_path / "window.socket").notify_running()
    assert ateneo.window.isVisible()
    assert not ateneo.window.isMinimized()
    instance.close()


def test_a_socket_left_by_a_crash_is_replaced(tmp_path: Path) -> None:
    left = tmp_path / "window.socket"
    left.write_text("stale")
    instance = SingleInstance(left)
    assert not instance.notify_running()
    assert instance.listen()
    instance.close()


def test_a_deep_folder_has_a_short_socket_name(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 200) / "window.socket"
    assert len(socket_name(deep).encode()) <= MAX_PATH_BYTES
    assert socket_name(deep) != socket_name(deep.parent)


def test_a_second_start_exits_with_0(qtbot: QtBot, tmp_path: Path) -> None:
    instance = SingleInstance(resolve_paths(tmp_path, None).instance_socket)
    assert instance.listen()
    command = [sys.executable, "-m", "desktop", "--home", str(tmp_path), "--models", str(tmp_path)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    second = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    with qtbot.waitSignal(instance.notified, timeout=20_000):
        pass
    _, errors = second.communicate(timeout=20)
    assert second.returncode == 0
    assert b"Traceback" not in errors
    instance.close()


def test_without_a_screen_one_sentence_is_printed(tmp_path: Path) -> None:
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in screens}
    command = [sys.executable, "-m", "desktop", "--home", str(tmp_path), "--language", "es"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert done.stderr == "No hay ninguna pantalla donde abrir la ventana. Usa los comandos de «ateneo».\n"


def test_damaged_settings_are_reported(tmp_path: Path, open_ateneo: Callable[..., Ateneo]) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.toml").write_text("theme = 7")
    ateneo = open_ateneo()
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    assert bar.sentence == "Some settings could not be read and are back at their defaults."
