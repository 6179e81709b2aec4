"""Formulas, task lists, tables, quotes and code of a message, and where a long one is cut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QTextBlockFormat, QTextCursor, QTextImageFormat, QTextTable, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.theme.theme import Theme
from desktop.theme.tokens import Space, Type
from desktop.widgets.text.formulas.layout import lay_out
from desktop.widgets.text.message_text import MessageText, find_cut
from tests.desktop.widgets.text.conftest import RecordingText, finish

LAID_OUT = (
    r"\frac{a+b}{c^2}",
    r"\sum_{i=1}^{n} x_i^2",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
    r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}^{-1}",
    r"\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}",
    r"\begin{cases} x & x > 0 \\ 0 & \text{si no} \end{cases}",
    r"P(A \mid B) = \frac{P(B \mid A)\,P(A)}{P(B)}",
    r"x_i^2",
    r"e^{x^2}",
)


def images(view: MessageText) -> list[QTextImageFormat]:
    document, found = view.document(), []
    for position in range(document.characterCount()):
        cursor = QTextCursor(document)
        cursor.setPosition(position)
        if document.characterAt(position - 1) == "\ufffc":
            found.append(cursor.charFormat().toImageFormat())
    return found


@pytest.mark.parametrize("source", LAID_OUT)
@pytest.mark.parametrize(("before", "after"), [("$", "$"), ("\\(", "\\)"), ("$$", "$$"), ("\\[", "\\]")])
def test_fractions_sums_and_matrices_have_a_real_layout_and_are_copied_as_written(
    qtbot: QtBot, view: RecordingText, source: str, before: str, after: str
) -> None:
    view.show_text(f"So {before}{source}{after} holds.")
    finish(qtbot, view)
    (image,) = images(view)
    assert image.height() > 0
    assert image.width() > 0
    assert view.plain_text() == f"So ${source}$ holds."
    view.selectAll()
    assert view.createMimeDataFromSelection().text() == f"So ${source}$ holds."
    assert not [name for name in view.requested if not name.startswith("formula:")]


@pytest.mark.parametrize(
    "source",
    [
        r"\frac{1}{",
        r"\unknown{x} = \frac{1}{2}",
        r"\begin{matrix} 1 & 2",
        r"\left( x_i^2",
        r"\def\a{\a\a}\a x_i^2",
        r"\hspace{99999999cm} \frac{1}{2}",
        r"\frac" + "{" * 300 + "x" + "}" * 300,
        r"\sqrt{中文}",
        "x^{" * 120 + "}" * 120,
    ],
)
def test_a_formula_that_cannot_be_laid_out_is_shown_as_code(qtbot: QtBot, view: RecordingText, source: str) -> None:
    view.show_text(f"So $${source}$$ holds.")
    finish(qtbot, view)
    assert images(view) == []
    assert view.plain_text() == f"So {source} holds."


def test_a_formulas_baseline_is_that_of_its_line(qtbot: QtBot, view: RecordingText, theme: Theme) -> None:
    view.show_text(r"Text $\frac{1}{2}$")
    finish(qtbot, view)
    (image,) = images(view)
    line = view.document().begin().layout().lineAt(0)
    formula = lay_out(r"\frac{1}{2}", float(theme.px(Type.READING)), theme.palette.text.lower(), False)
    assert formula is not None
    lift = QFontMetricsF(theme.font(Type.READING)).xHeight() / 2
    assert line.ascent() == pytest.approx((image.height() + lift) / 2, abs=2)
    assert line.ascent() - formula.up == pytest.approx(max(0.0, formula.height - 2 * formula.up + lift), abs=2)


def test_task_lists_show_boxes(qtbot: QtBot, view: RecordingText) -> None:
    view.show_text("- [ ] buy bread\n- [x] call the **plumber**\n- [y] not a task\n- plain\n\n[ ] nor this\n")
    finish(qtbot, view)
    block, markers = view.document().begin(), {}
    while block.isValid():
        markers[block.text()] = block.blockFormat().marker()
        block = block.next()
    marker = QTextBlockFormat.MarkerType
    assert markers["buy bread"] == marker.Unchecked
    assert markers["call the plumber"] == marker.Checked
    assert {markers[text] for text in ("[y] not a task", "plain", "[ ] nor this")} == {marker.NoMarker}


def test_the_columns_of_a_table_are_aligned_as_written(qtbot: QtBot, view: RecordingText) -> None:
    view.show_text("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n")
    finish(qtbot, view)
    table = next(f for f in view.document().rootFrame().childFrames() if isinstance(f, QTextTable))
    for row in (0, 1):
        alignments = [table.cellAt(row, c).firstCursorPosition().blockFormat().alignment() for c in range(3)]
        flag = Qt.AlignmentFlag
        assert alignments == [flag.AlignLeft, flag.AlignHCenter, flag.AlignRight]


@pytest.mark.parametrize("depth", [1, 2])
def test_a_quote_has_a_bar_for_each_level(qtbot: QtBot, view: RecordingText, theme: Theme, depth: int) -> None:
    view.show_text(f"Before.\n\n{'> ' * depth}Quoted.\n")
    finish(qtbot, view)
    image = view.grab().toImage()
    ratio = image.devicePixelRatio()
    quoted = view.document().findBlockByNumber(1)
    middle = view.document().documentLayout().blockBoundingRect(quoted).center().y() + view.frameWidth()
    line = [image.pixelColor(round(x * ratio), round(middle * ratio)).name() for x in range(Space.L * depth)]
    runs = "".join("#" if colour == theme.colour("line").name() else " " for colour in line).split()
    assert len(runs) == depth


def test_long_code_scrolls_sideways_and_does_not_wrap(qtbot: QtBot, view: RecordingText) -> None:
    view.show_text("A sentence that wraps as it should. " * 10 + "\n\n```python\n" + "value = 1 + " * 40 + "1\n```\n")
    finish(qtbot, view)
    bar = view.horizontalScrollBar()
    assert bar.maximum() > 0
    assert bar.isVisible()
    block = view.document().begin()
    while block.isValid():
        if block.text().startswith("value"):
            assert block.layout().lineCount() == 1
        elif block.text().startswith("A sentence"):
            assert block.layout().lineAt(0).width() <= view.viewport().width()
        block = block.next()
    assert view.height() >= view.document().size().height() + bar.height()
    wheel = QWheelEvent(
        QPointF(50, 20), view.mapToGlobal(QPointF(50, 20)), QPoint(), QPoint(-120, 0),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), wheel)
    assert bar.value() > 0


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("One sentence. Another one that is long", 30, "One sentence. "),
        ("One paragraph\n\nAnother one. And more", 30, "One paragraph\n\n"),
        ("No end but words here", 12, "No end but "),
        ("x" * 100, 50, "x" * 50),
        ("Short.", 50, "Short."),
        ("¿Sí? «Claro.» Y sigue todavía más", 20, "¿Sí? «Claro.» "),
    ],
)
def test_a_long_text_is_cut_after_a_paragraph_a_sentence_or_a_word(text: str, limit: int, shown: str) -> None:
    assert text[: find_cut(text, limit)] == shown
