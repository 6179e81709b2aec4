"""Texts below each other in the inspector: they wrap, and without any there is no box."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.i18n.language import Language
from desktop.theme.theme import Theme
from desktop.widgets.lists.text_list import TextList


@pytest.fixture
def texts(qtbot: QtBot, theme: Theme, english: Language) -> TextList:
    texts = TextList()
    qtbot.addWidget(texts)
    return texts


def test_a_text_wraps_at_every_width_instead_of_being_cut(texts: TextList) -> None:
    texts.show_texts(["El telefonillo se ha roto otra vez, urgente."])
    texts.show()
    for width in range(280, 400, 3):
        texts.resize(width, 200)
        QApplication.processEvents()
        assert texts.list.visualItemRect(texts.list.item(0)).right() < texts.list.viewport().width(), width


def test_without_texts_there_is_no_empty_box(texts: TextList) -> None:
    texts.show()
    texts.show_texts([])
    assert not texts.list.isVisible()
