"""The Chat page as a whole: accessible names, language."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from desktop.widgets.cards.source_card import SourceCard
from tests.desktop.features.chat.driver import (
    button,
    composer,
    last_answer,
    listed_titles,
    open_garden,
    send_question,
    wait_until,
)


def test_every_control_has_a_name_to_read_aloud(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    send_question(page, "cite it")
    wait_until(qtbot, lambda: not page.session.is_busy and last_answer(page).findChild(SourceCard) is not None)
    page.perform("settings")
    focusable = [w for w in ateneo.window.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    nameless = [w for w in focusable if w.isVisible() and not name_of(w) and not w.objectName().startswith("qt_")]
    assert nameless == []


def name_of(widget: QWidget) -> str:
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton | QLabel) else "")


def test_the_words_follow_the_language(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    ateneo.language.use("es")
    QApplication.sendPostedEvents(None, QEvent.Type.LanguageChange.value)
    assert button(page, "Nueva conversación") and button(composer(page), "Enviar")
    assert listed_titles(page)[0] == "Más antiguas"
    ateneo.language.use("en")
