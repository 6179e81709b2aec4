"""The settings, the sampling lab and comparisons fit their room in both languages and at every text size, with names for all."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.features.chat.compare.comparison_view import ComparisonView
from desktop.features.chat.compare.versions_view import VersionsView
from desktop.features.chat.context.history_choice import HistoryChoice
from desktop.features.chat.settings.recall_switch import RecallSwitch
from desktop.features.chat.settings.settings_pane import ConversationSettingsPane
from desktop.i18n.language import Language
from desktop.panels.token_lab.token_lab import TextPlace, TokenLab
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size
from desktop.widgets.layout.fold import Fold
from engine.capabilities.chat.api import ConversationSettings, Message
from engine.capabilities.chat.api.comparisons import ComparedAnswer, Comparison, ComparisonAxis, ComparisonError
from engine.capabilities.chat.api.lab import MessageVersion, MessageVersions
from engine.protocol.answering.token_choice import CandidateToken, SamplingSteps

NAMED = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QSlider, QSpinBox)
WIDE_ROOM = 620
"""Pixels of a comparison beside an open list in the smallest window, at 100 %."""


def settings_pane(theme: Theme) -> QWidget:
    settings = ConversationSettings()
    pane = ConversationSettingsPane(theme, settings, None, (HistoryChoice(theme, settings), RecallSwitch(settings)))
    for fold in pane.findChildren(Fold):
        fold.set_open(True)
    return pane


def lab(theme: Theme) -> QWidget:
    made = TokenLab(theme)
    tokens = tuple(CandidateToken(f" token{n}", 0.5 ** (n + 1)) for n in range(30))
    made.show_place(TextPlace("A text.", (0, 1, 6, 7), 1, " text", tokens, 50_000, SamplingSteps(), ["A note."]))
    return made


def comparison(theme: Theme) -> QWidget:
    view = ComparisonView(theme)
    view.show_models({"a": "A model", "b": "Another model"})
    axes = (ComparisonAxis("temperature", ("0.2", "1")), ComparisonAxis("top_p", ("0.5", "0.95")))
    states = ("complete", "failed", "stopped", "waiting")
    answers = tuple(
        ComparedAnswer(n, ConversationSettings(), "Some words " * n, state, "A model", 9, 1.5)  # type: ignore[arg-type]
        for n, state in enumerate(states)
    )
    error = ComparisonError("model_missing", "No model.")
    answers = (answers[0], ComparedAnswer(1, ConversationSettings(), state="failed", error=error), *answers[2:])
    view.show_comparison(Comparison(1, "Why is the sky blue, and why is it red in the evening?", axes, answers))
    return view


def comparison_form(theme: Theme) -> QWidget:
    view = ComparisonView(theme)
    view.show_models({"a": "A model", "b": "Another model"})
    return view


def versions(theme: Theme) -> QWidget:
    view = VersionsView(theme)
    messages = [Message(n, 1, "assistant", f"Text {n}", "complete", 0, 1, (1, 2), model="A model") for n in (1, 2)]
    view.show_versions(MessageVersions("Why?", tuple(MessageVersion(m, ConversationSettings()) for m in messages)), 2)
    return view


PANES = {"settings": settings_pane, "lab": lab}
VIEWS = {"comparison": comparison, "form": comparison_form, "versions": versions}


@pytest.mark.parametrize("percent", [80, 100, 200])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", [*PANES, *VIEWS])
def test_nothing_is_wider_than_its_room_and_everything_has_a_name(
    qtbot: QtBot, qapp: QApplication, name: str, language: str, percent: int
) -> None:
    spoken, theme = Language(qapp, language), Theme(qapp, "light", percent)
    made = {**PANES, **VIEWS}[name](theme)
    qtbot.addWidget(made)
    made.show()
    qapp.processEvents()
    room = theme.px(Size.INSPECTOR if name in PANES else WIDE_ROOM)
    assert made.minimumSizeHint().width() <= room - (Size.SCROLL_BAR if name in PANES else 0)
    unnamed = [
        widget
        for widget in made.findChildren(QWidget)
        if isinstance(widget, NAMED) and widget.isVisibleTo(made) and not is_inner(widget)
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]  # fmt: skip
    spoken.close()
    Theme(qapp, "light")
    assert unnamed == []


def is_inner(widget: QWidget) -> bool:
    """Whether it is a part of Qt's own field, such as the text of a spin box, or of a scroll bar."""
    return widget.objectName().startswith("qt_") or isinstance(widget.parentWidget(), QSpinBox)
