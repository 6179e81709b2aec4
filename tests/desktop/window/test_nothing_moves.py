"""Work in progress moves nothing on a page: its cards float over the lower right corner."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions
from desktop.panels.run_cards import RunCards
from desktop.theme.tokens import Size
from desktop.widgets.cards.run_card import RunCard
from tests.desktop.conftest import SCRIPTED, TIMEOUT_MS
from tests.desktop.window.conftest import Open

ENGINES = {
    "documents": (sys.executable, "-m", "tests.support.big_library"),
    "images": (sys.executable, "-m", "tests.support.big_album"),
    "classification": SCRIPTED,
    "text_tools": SCRIPTED,
}


class Halfway:
    done, total, note, rate, seconds_left = 3, 12, "informe-anual-de-la-comunidad.pdf", 1.5, 6.0
    waits_for = ""


def opened(qtbot: QtBot, open_ateneo: Open, name: str, percent: int = 100) -> tuple[QWidget, RunCards]:
    ateneo: Ateneo = open_ateneo(StartOptions("es", "light"), ENGINES[name], features=(name,))
    ateneo.client.start()
    ateneo.settings.change(text_percent=percent)
    ateneo.window.resize(*Size.WINDOW_MIN)
    qtbot.waitUntil(lambda: ateneo.client.state == "ready", timeout=TIMEOUT_MS)
    ateneo.window.show_page(name)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    page = ateneo.window.page(name)
    cards = page.findChild(RunCards)
    assert isinstance(cards, RunCards)
    settle()
    return page, cards


class WaitingRun(Halfway):
    def __init__(self, waits_for: str) -> None:
        self.waits_for = waits_for


def settle() -> None:
    QApplication.sendPostedEvents()
    QApplication.processEvents()


def places(page: QWidget, cards: RunCards) -> dict[QWidget, QRect]:
    """Return where everything on the page is, except its run cards."""
    shown = [w for w in page.findChildren(QWidget) if w.isVisible() and w is not cards and not cards.isAncestorOf(w)]
    return {widget: QRect(widget.mapTo(page, QPoint(0, 0)), widget.size()) for widget in shown}


def add_card(cards: RunCards) -> RunCard:
    card = RunCard(lambda: "Leyendo los documentos de «Comunidad»", lambda: None, cards)
    cards.add(card)
    card.show_progress(Halfway())
    settle()
    return card


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("name", ENGINES)
def test_nothing_moves_when_a_run_begins_fails_at_a_file_and_ends(
    qtbot: QtBot, open_ateneo: Open, name: str, percent: int
) -> None:
    page, cards = opened(qtbot, open_ateneo, name, percent)
    before = places(page, cards)
    card = add_card(cards)
    assert card.isVisible() and places(page, cards) == before
    card.add_failure(lambda: "foto.tif: no se pudo leer")
    add_card(cards)
    settle()
    assert places(page, cards) == before
    for shown in cards.cards:
        cards.remove(shown)
    settle()
    assert cards.isHidden() and places(page, cards) == before


@pytest.mark.parametrize("percent", [100, 200])
def test_a_card_lies_inside_the_page_whatever_its_size(qtbot: QtBot, open_ateneo: Open, percent: int) -> None:
    page, cards = opened(qtbot, open_ateneo, "text_tools", percent)
    card = add_card(cards)
    for size in (Size.WINDOW, Size.WINDOW_MIN):
        page.window().resize(*size)
        settle()
        assert page.rect().contains(cards.geometry())
        assert page.rect().bottomRight().x() - cards.geometry().right() < 40
        assert cards.height() == cards.sizeHint().height() >= card.sizeHint().height()
    buttons = [button for button in card.findChildren(QPushButton) if button.isVisible()]
    assert len(buttons) == 2 and all(button.width() >= button.sizeHint().width() for button in buttons)
    card.add_failure(lambda: "informe-anual-de-la-comunidad.pdf: es demasiado grande; divídelo en partes. " * 3)
    settle()
    assert cards.height() >= card.heightForWidth(card.width()) and page.rect().contains(cards.geometry())


def test_a_hidden_card_goes_away_and_its_run_goes_on(qtbot: QtBot, open_ateneo: Open) -> None:
    _, cards = opened(qtbot, open_ateneo, "text_tools")
    card = add_card(cards)
    next(button for button in card.findChildren(QPushButton) if button.text() == "Ocultar").click()
    assert cards.isHidden() and cards.are_running and not card.is_stopping
    other = add_card(cards)
    assert other.isVisible() and not card.isVisible()
    cards.remove(card)
    assert cards.cards == (other,) and other.isVisible()


def test_a_card_says_what_its_run_waits_for(qtbot: QtBot, open_ateneo: Open) -> None:
    _, cards = opened(qtbot, open_ateneo, "documents")
    card = add_card(cards)
    lines = []
    for waits_for in ("programs", "answer", ""):
        card.show_progress(WaitingRun(waits_for))
        lines.append(card.line.split(" · ", 2)[2])
    assert lines == ["espera a otros programas", "espera a que se escriba la respuesta", "1,5 por segundo · quedan 6 s"]
