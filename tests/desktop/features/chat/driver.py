"""Functions for the tests of the Chat page that do and see as a person does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDoubleSpinBox,
    QLabel,
    QListView,
    QMenu,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.conversations.conversation_list import ConversationList
from desktop.features.chat.page import ChatPage
from desktop.features.chat.queue.queue_panel import QueuePanel, QueueRow
from desktop.features.chat.settings.settings_pane import ConversationSettingsPane
from desktop.features.chat.transcript.answer import AnswerView
from desktop.features.chat.transcript.transcript import Transcript
from desktop.widgets.forms.composer import Composer
from desktop.widgets.shell.message_bar import MessageBar
from engine.capabilities.chat import api as chat
from tests.desktop.conftest import TIMEOUT_MS
from tests.support import scripted_chat, scripted_engine

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


def queue_rows(page: ChatPage) -> list[QueueRow]:
    """The waiting questions shown above the composer."""
    rows = [row for row in part_of(page, QueuePanel).findChildren(QueueRow) if row.isVisibleTo(page)]
    return sorted(rows, key=lambda row: row.y())


def waiting_texts(page: ChatPage) -> list[str]:
    """Each waiting question with the sentence that says for what it waits."""
    return [f"{row.question.text}: {row.question.sentence()}" for row in queue_rows(page)]


def conversation_rows(page: ChatPage) -> QListView:
    return part_of(part_of(page, ConversationList), QListView)


def row_description(page: ChatPage, title: str) -> str:
    """Return the state that the list shows for a conversation."""
    model = conversation_rows(page).model()
    rows = (model.index(row, 0) for row in range(model.rowCount()))
    index = next(index for index in rows if index.data() == title)
    return index.data(Qt.ItemDataRole.AccessibleDescriptionRole) or ""


def read_list_again(qtbot: QtBot, ateneo: Ateneo) -> None:
    """Let the page read the list of conversations again, as after a change from elsewhere."""
    before = len(received_params(qtbot, ateneo, chat.LIST.name))
    ateneo.client.changed.emit(frozenset({chat.CONVERSATIONS}))
    wait_until(qtbot, lambda: len(received_params(qtbot, ateneo, chat.LIST.name)) > before)
    wait_until(qtbot, lambda: ateneo.client.is_idle)


def finish_all(ateneo: Ateneo) -> None:
    """Let the answer that holds, and every reading of files, come to their ends."""
    ateneo.client.call(scripted_chat.FINISH, scripted_engine.Nothing())


def hold_an_answer(qtbot: QtBot, page: ChatPage) -> None:
    """Ask a question whose answer is written until it is stopped or finished."""
    send_question(page, "hold on")
    wait_until(qtbot, lambda: shown_texts(page)[-1:] == ["Two words"])


def open_menu(qtbot: QtBot) -> QMenu:
    wait_until(qtbot, lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def menu_lines(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def choose_line(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()


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
    return next(b for b in pane.findChildren(QDoubleSpinBox) if b.accessibleName() == "How varied answers are")


def received_params(qtbot: QtBot, ateneo: Ateneo, method: str) -> list[dict[str, Any]]:
    """The parameters of each call of a method that the window has sent so far."""
    results: list[scripted_engine.ReceivedCalls] = []
    ateneo.client.call(scripted_engine.RECEIVED, scripted_engine.Nothing()).on_result(results.append)
    wait_until(qtbot, lambda: bool(results))
    return [call.params for call in results[0].calls if call.method == method]
