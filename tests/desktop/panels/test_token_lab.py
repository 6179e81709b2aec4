"""The sampling lab's widgets: a token is chosen by click and key, sliders change the picture alone, another token goes on."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QSlider, QWidget
from pytestqt.qtbot import QtBot

from desktop.i18n.language import Language
from desktop.panels.token_lab.token_bars import TokenBars
from desktop.panels.token_lab.token_lab import TextPlace, TokenLab
from desktop.panels.token_lab.token_text import TokenText
from desktop.theme.theme import Theme
from engine.protocol.answering.token_choice import CandidateToken, OtherTokens, SamplingSteps, choose

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


MANY = tuple(
    CandidateToken(f"t{at}", 0.5**at / 2, logit=3.0 - at, times=3 if at == 1 else 0, fits=at in (12, 14))
    for at in range(20)
)


def test_what_was_cut_or_lowered_says_why(qtbot: QtBot, theme: Theme, english: Language) -> None:
    bars = TokenBars(theme)
    qtbot.addWidget(bars)
    bars.show_outcome(choose(MANY, 1000, SamplingSteps(top_k=3, min_p=0.3, repeat_penalty=1.2)))
    assert bars.describe(1).endswith("made less likely by the penalties: written 3 times before")
    assert bars.describe(2).endswith("left out by min-p: too unlikely beside the likeliest one")
    assert bars.describe(4).endswith("left out by top-k: others are likelier")
    bars.show_outcome(choose(MANY, 1000, SamplingSteps(presence_penalty=-1.0)))
    assert "made likelier" in bars.describe(1)


def test_within_a_schema_the_tokens_that_fit_are_shown_beside_likelier_ones(
    qtbot: QtBot, theme: Theme, english: Language
) -> None:
    bars = TokenBars(theme)
    qtbot.addWidget(bars)
    bars.show_outcome(choose(MANY, 1000, SamplingSteps(keeps_format=True), OtherTokens(0, 0.0)))
    described = bars.accessibleDescription().split("\n")
    assert len(described) == 10 and described[0].endswith("left out: it does not fit the JSON schema")
    assert [line.split(":")[0] for line in described[-2:]] == ["t12", "t14"]
    bars.resize(300, bars.sizeHint().height())
    picture = bars.grab().toImage()
    bars.show_outcome(choose(MANY, 1000, SamplingSteps()))
    assert bars.grab().toImage() != picture


def test_the_schema_can_be_left_out_of_the_picture_where_there_is_one(
    qtbot: QtBot, theme: Theme, english: Language
) -> None:
    lab = shown_lab(qtbot, theme)
    box = part(lab, QCheckBox)
    assert not box.isVisible()
    settings = SamplingSteps(keeps_format=True)
    within = TextPlace(TEXT, BOUNDARIES, 5, " jumps", MANY, 1000, settings, (), OtherTokens(0, 0.0))
    lab = TokenLab(theme)
    qtbot.addWidget(lab)
    lab.show_place(within)
    lab.show()
    box = part(lab, QCheckBox)
    assert box.isVisible() and box.isChecked() and lab.choice.keeps_format
    assert any("2 tokens can be chosen here" in label.text() for label in lab.findChildren(QLabel))
    box.click()
    assert not lab.choice.keeps_format
    assert any("1,000 tokens can be chosen here" in label.text() for label in lab.findChildren(QLabel))


def test_the_penalties_have_sliders(qtbot: QtBot, theme: Theme, english: Language) -> None:
    lab = shown_lab(qtbot, theme)
    names = {slider.accessibleName(): slider for slider in lab.findChildren(QSlider)}
    names["Repeat penalty"].setValue(10)
    names["Frequency penalty"].setValue(25)
    names["Presence penalty"].setValue(0)
    choice = lab.choice
    assert (choice.repeat_penalty, choice.frequency_penalty, choice.presence_penalty) == (1.5, 0.5, -2.0)
