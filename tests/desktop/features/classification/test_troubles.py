"""Texts below each other in the inspector."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.features.classification.examples.data_issues import TextList
from desktop.i18n.language import Language
from desktop.theme.theme import Theme


def test_a_text_wraps_at_every_width_instead_of_being_cut(qtbot: QtBot, theme: Theme, english: Language) -> None:
    shown = TextList()
    qtbot.addWidget(shown)
    shown.show_texts(["El telefonillo se ha roto otra vez, urgente."])
    shown.show()
    for width in range(280, 400, 3):
        shown.resize(width, 200)
        QApplication.processEvents()
        assert shown.list.visualItemRect(shown.list.item(0)).right() < shown.list.viewport().width(), width


def test_without_texts_there_is_no_empty_box(qtbot: QtBot, theme: Theme, english: Language) -> None:
    shown = TextList()
    qtbot.addWidget(shown)
    shown.show()
    shown.show_texts([])
    assert not shown.list.isVisible()
