"""Files dropped on the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from desktop.widgets.shell.drop_overlay import DropOverlay
from desktop.window import Window
from tests.desktop.window.conftest import RecordingPage, child, page


def drag(files: Sequence[Path]) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return data


def drop(window: Window, data: QMimeData) -> None:
    where, copy = QPointF(50, 50), Qt.DropAction.CopyAction
    button, key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(50, 50), copy, data, button, key))
    QApplication.sendEvent(window, QDropEvent(where, copy, data, button, key))


def test_the_only_action_for_a_dropped_file_runs_at_once(window: Window) -> None:
    file = Path("/tmp/contract %s <b>.pdf")
    drop(window, drag([file]))
    assert page(window, "one").calls == [[file]]


def test_several_actions_are_offered_inside_the_window(window: Window) -> None:
    """On Wayland a menu after a drop is not shown, so that nothing came of the drop."""
    overlay = child(window, DropOverlay)
    assert isinstance(overlay, DropOverlay)
    for wanted, calls in (("Take into two", [[Path("/tmp/a.any")]]), ("Nothing", [[Path("/tmp/a.any")]])):
        drop(window, drag([Path("/tmp/a.any")]))
        assert [button.text() for button in overlay.choices] == [
            "Take into one", "Take into two", "Take into last", "Nothing",
        ]  # fmt: skip
        next(button for button in overlay.choices if button.text() == wanted).click()
        assert page(window, "two").calls == calls and not overlay.isVisible()


def test_escape_leaves_dropped_files_alone(window: Window) -> None:
    overlay = child(window, DropOverlay)
    assert isinstance(overlay, DropOverlay)
    window.activateWindow()
    before = window.findChildren(QAbstractButton)[1]
    before.setFocus()
    drop(window, drag([Path("/tmp/a.any")]))
    QTest.keyClick(overlay.choices[0], Qt.Key.Key_Escape)
    assert not overlay.isVisible() and window.focusWidget() is before
    assert [p.calls for p in window.findChildren(RecordingPage)] == [[], [], []]


def test_a_file_that_no_page_can_use_does_nothing(window: Window) -> None:
    drop(window, drag([Path("/tmp/a.zzz")]))
    assert [p.calls for p in window.findChildren(RecordingPage)] == [[], [], []]
