"""The sampling lab's widgets: a token is chosen by click and key, sliders change the picture alone, another token goes on."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QSlider, QWidget
from pytestqt.qtbot import QtBot

from desktop.i18n.language import Language
from desktop.theme.theme import Theme
from desktop.widgets.plots.token_bars import TokenBars
from desktop.widgets.plots.token_distribution import CandidateToken, SamplingSteps, choose
from desktop.widgets.plots.token_lab import TextPlace, TokenLab
from desktop.widgets.plots.token_text import TokenText

PartT = TypeVar("PartT", bound=QWidget)
TEXT = "The 🦊 jumps"
BOUNDARIES = (0, 3, 5, len(TEXT))
TOKENS = (
    CandidateToken(" jumps", 0.5),
    CandidateToken(" runs", 0.3),
    CandidateToken("<end>", 0.1, ends=True),
    CandidateToken("\ufffd", 0.05),
)


def place(start: int = 5, taken: str = " jumps") -> TextPlace:
    settings = SamplingSteps(temperature=0.2, top_k=40, top_p=0.95, min_p=0.05)
    return TextPlace(TEXT, BOUNDARIES, start, taken, TOKENS, 1000, settings, ["A note."])


def shown_lab(qtbot: QtBot, theme: Theme) -> TokenLab:
    lab = TokenLab(theme)
    qtbot.addWidget(lab)
    lab.resize(330, 700)
    lab.show_place(place())
    lab.show()
    return lab


def part(lab: TokenLab, kind: type[PartT]) -> PartT:
    found = lab.findChild(kind)
    assert isinstance(found, kind)
    return found


def test_arrows_and_clicks_go_to_other_tokens(qtbot: QtBot, theme: Theme, english: Language) -> None:
    lab = shown_lab(qtbot, theme)
    picked: list[int] = []
    lab.picked.connect(picked.append)
    text = part(lab, TokenText)
    QTest.keyClick(text, Qt.Key.Key_Left)
    assert picked == [3]
    QTest.keyClick(text, Qt.Key.Key_Left)
    QTest.keyClick(text, Qt.Key.Key_Left)  # there is none before the first
    assert picked == [3, 0]
    QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 12))
    assert picked[-1] in (3, 5)


def test_sliders_change_the_picture_and_can_be_set_back(qtbot: QtBot, theme: Theme, english: Language) -> None:
    lab = shown_lab(qtbot, theme)
    slider = next(s for s in lab.findChildren(QSlider) if s.accessibleName() == "Temperature")
    before = lab.choice
    slider.setValue(40)
    assert lab.choice.temperature == 2.0 and before.temperature == 0.2
    lab.show_place(place(3, " 🦊"))
    assert lab.choice.temperature == 2.0, "another place keeps the sliders"
    next(b for b in lab.findChildren(QPushButton) if b.text() == "Settings as they were").click()
    assert lab.choice == before


def test_another_token_goes_on_and_the_taken_one_the_end_and_half_a_character_do_not(
    qtbot: QtBot, theme: Theme, english: Language
) -> None:
    lab = shown_lab(qtbot, theme)
    chosen: list[str] = []
    lab.token_chosen.connect(chosen.append)
    bars = part(lab, TokenBars)
    for index in range(4):
        bars.chosen.emit(index)
    assert chosen == [" runs"]
    lab.set_can_branch(False)
    bars.chosen.emit(1)
    assert chosen == [" runs"]


def test_bars_are_reached_by_keyboard_and_described(qtbot: QtBot, theme: Theme, english: Language) -> None:
    bars = TokenBars(theme)
    qtbot.addWidget(bars)
    bars.show_outcome(choose(TOKENS, 1000, SamplingSteps()), taken=0)
    assert "␣jumps" in bars.accessibleName() and bars.accessibleName().endswith("taken")
    chosen: list[int] = []
    bars.chosen.connect(chosen.append)
    QTest.keyClick(bars, Qt.Key.Key_Down)
    QTest.keyClick(bars, Qt.Key.Key_Return)
    assert chosen == [1] and "␣runs" in bars.accessibleName()
    assert "(end)" in bars.accessibleDescription()
    bars.resize(300, bars.sizeHint().height())
    bars.grab()


def test_a_rare_taken_token_is_told(qtbot: QtBot, theme: Theme, english: Language) -> None:
    lab = shown_lab(qtbot, theme)
    lab.show_place(place(5, " zzz"))
    assert any("none of the likeliest" in label.text() for label in lab.findChildren(QLabel))
    lab.show_failure("The model is not here.")
    assert any(label.text() == "The model is not here." for label in lab.findChildren(QLabel))
