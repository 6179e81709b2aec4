"""The scatter plot by mouse and keyboard, with very many points and with none."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from desktop.theme.theme import Theme
from desktop.widgets.plots.scatter_plot import NO_GROUP, NO_POINT, MapPoint, ScatterPlot

MANY = 10_000


def plot(qtbot: QtBot, theme: Theme, points: list[MapPoint]) -> ScatterPlot:
    made = ScatterPlot(theme, lambda at: f"text {at}")
    qtbot.addWidget(made)
    made.resize(600, 420)
    made.show_points(points)
    made.show()
    return made


def test_a_point_is_described_under_the_mouse_and_its_group_opened(qtbot: QtBot, theme: Theme) -> None:
    made = plot(qtbot, theme, [MapPoint(-0.5, 0.5, 0), MapPoint(0.5, -0.5, 1), MapPoint(0.9, 0.9, NO_GROUP)])
    with qtbot.waitSignal(made.opened, check_params_cb=lambda group: group == 1):
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=made.position(1).toPoint() + QPoint(3, 0))
    assert made.accessibleName() == "text 1"
    assert made.point_at(made.rect().center().toPointF()) == NO_POINT


def test_arrow_keys_go_through_the_points_group_by_group(qtbot: QtBot, theme: Theme) -> None:
    made = plot(qtbot, theme, [MapPoint(0.5, 0, 1), MapPoint(-0.5, 0, 0), MapPoint(0.1, 0, 0)])
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    descriptions = [made.description]
    for _ in range(3):  # the last goes nowhere
        qtbot.keyClick(made, Qt.Key.Key_Right)
        descriptions.append(made.description)
    assert descriptions == ["text 1", "text 2", "text 0", "text 0"]
    with qtbot.waitSignal(made.opened, check_params_cb=lambda group: group == 1):
        qtbot.keyClick(made, Qt.Key.Key_Return)


def test_ten_thousand_points_are_drawn_once_while_the_mouse_moves(qtbot: QtBot, theme: Theme) -> None:
    points = [MapPoint((n % 100) / 50 - 1, (n // 100) / 50 - 1, n % 12) for n in range(MANY)]
    made = plot(qtbot, theme, points)
    made.grab()
    drawings = made.drawings
    for at in (5, 700, 9_999):
        qtbot.mouseMove(made, made.position(at).toPoint())
        made.grab()
        assert made.point_at(made.position(at)) == at
    assert made.drawings == drawings > 0


def test_a_plot_without_points_accepts_keys(qtbot: QtBot, theme: Theme) -> None:
    made = plot(qtbot, theme, [])
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(made, key)
    assert made.description == ""
