"""What a person does and sees on the Chat page: functions for its tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QDoubleSpinBox,
    QLabel,
    QListView,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.conversation_list import ConversationList
from desktop.features.chat.conversation_settings_pane import ConversationSettingsPane
from desktop.features.chat.page import ChatPage
from desktop.features.chat.transcript.answer import AnswerView
from desktop.features.chat.transcript.transcript import Transcript
from desktop.widgets.forms.composer import Composer
from desktop.widgets.shell.message_bar import MessageBar
from tests.desktop.conftest import TIMEOUT_MS
from tests.support import scripted_engine

GARDEN, NOVEL = 1, 2


WidgetT = TypeVar("WidgetT", bound=QWidget)


def part_of(of: QWidget, kind: type[WidgetT]) -> WidgetT:
    """The first widget of a kind inside another."""
    part = of.findChild(kind)
    assert isinstance(part, kind)
    return part


def composer(page: ChatPage) -> Composer:
    return part_of(page, Composer)


def transcript(page: ChatPage) -> Transcript:
    return part_of(page, Transcript)


def question_field(page: ChatPage) -> QPlainTextEdit:
    return part_of(composer(page), QPlainTextEdit)


def listed_titles(page: ChatPage) -> list[str]:
    model = part_of(part_of(page, ConversationList), QListView).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def shown_texts(page: ChatPage) -> list[str]:
    return [view.text.plain_text() for view in transcript(page).views]


def last_answer(page: ChatPage) -> AnswerView:
    last = transcript(page).views[-1]
    assert isinstance(last, AnswerView)
    return last


def visible_text(of: QWidget) -> str:
    return "\n".join(label.text() for label in of.findChildren(QLabel) if label.isVisibleTo(of))


def button(of: QWidget, name: str) -> QAbstractButton:
    return next(b for b in buttons(of) if name in (b.text(), b.accessibleName()))


def buttons(of: QWidget) -> list[QAbstractButton]:
    return [b for b in of.findChildren(QAbstractButton) if b.isVisibleTo(of)]


def bar_message(ateneo: Ateneo) -> str:
    return part_of(ateneo.window, MessageBar).sentence


def send_question(page: ChatPage, text: str) -> None:
    question_field(page).setPlainText(text)
    QTest.keyClick(question_field(page), Qt.Key.Key_Return)


def wait_until(qtbot: QtBot, is_so: Callable[[], bool]) -> None:
    qtbot.waitUntil(is_so, timeout=TIMEOUT_MS)


def send_and_wait(qtbot: QtBot, page: ChatPage, text: str, answered: str) -> None:
    send_question(page, text)
    wait_until(
        qtbot, lambda: not page.session.is_busy and bool(shown_texts(page)) and shown_texts(page)[-1] == answered
    )


def open_garden(qtbot: QtBot, page: ChatPage) -> None:
    page.open(GARDEN)
    wait_until(qtbot, lambda: shown_texts(page) == ["When are tomatoes sown?", "In February, indoors."])


def attached_names(page: ChatPage) -> list[str]:
    return [file.name for file in composer(page).pictures.files]


def position_of(page: ChatPage, view: QWidget) -> int:
    """Pixels below the top of the visible part of the transcript."""
    return view.mapTo(transcript(page), view.rect().topLeft()).y()


def send_long_question(qtbot: QtBot, page: ChatPage) -> None:
    send_question(page, "long please")
    wait_until(
        qtbot,
        lambda: not page.session.is_busy and len(shown_texts(page)) == 2 and "Paragraph 39" in shown_texts(page)[1],
    )
    wait_until(qtbot, lambda: transcript(page).verticalScrollBar().maximum() > 0)


def temperature_field(ateneo: Ateneo) -> QDoubleSpinBox:
    pane = next(p for p in ateneo.window.findChildren(ConversationSettingsPane) if p.isVisible())
    return next(b for b in pane.findChildren(QDoubleSpinBox) if b.accessibleName() == "Temperature")


def received_params(qtbot: QtBot, ateneo: Ateneo, method: str) -> list[dict[str, Any]]:
    """The parameters of each call of a method that the window has sent so far."""
    results: list[scripted_engine.ReceivedCalls] = []
    ateneo.client.call(scripted_engine.RECEIVED, scripted_engine.Nothing()).on_result(results.append)
    wait_until(qtbot, lambda: bool(results))
    return [call.params for call in results[0].calls if call.method == method]
