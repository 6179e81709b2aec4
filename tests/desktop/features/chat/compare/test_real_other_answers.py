"""Other answers over the real engine and model: the sampling lab, another setting, versions and comparisons side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.compare.comparison_view import ComparisonView
from desktop.features.chat.compare.versions_view import VersionsView
from desktop.features.chat.page import ChatPage
from desktop.panels.token_lab.token_bars import TokenBars
from desktop.panels.token_lab.token_text import TokenText
from desktop.paths import Paths
from desktop.widgets.comparison.side_by_side import SideCell
from engine.protocol.answering.sampling import Sampling
from tests.desktop.conftest import real_ateneo
from tests.desktop.features.chat.driver import (
    button,
    buttons,
    choose_line,
    last_answer,
    menu_lines,
    open_menu,
    part_of,
    send_question,
    shown_texts,
    visible_text,
)

pytestmark = pytest.mark.model
TIMEOUT_MS = 120_000
QUESTION = "What is the capital of France?"


@pytest.fixture(scope="module")
def opened(
    qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, models: Path
) -> Iterator[tuple[Ateneo, ChatPage]]:
    home = tmp_path_factory.mktemp("answers") / "home"
    with real_ateneo(qapp, Paths(home, models), "en", ("chat",)) as ateneo:
        ateneo.settings.change(sampling=Sampling(seed=7, temperature=0.0, max_tokens=20))
        ateneo.window.show_page("chat")
        page = ateneo.window.page("chat")
        assert isinstance(page, ChatPage)
        yield ateneo, page


@pytest.fixture
def page(qtbot: QtBot, opened: tuple[Ateneo, ChatPage]) -> ChatPage:
    ateneo, page = opened
    wait(qtbot, lambda: ateneo.client.state == "ready" and not page.session.is_busy)
    page.new()
    return page


def wait(qtbot: QtBot, until: Callable[[], bool]) -> None:
    qtbot.waitUntil(until, timeout=TIMEOUT_MS)


def ask(qtbot: QtBot, page: ChatPage) -> None:
    send_question(page, QUESTION)
    wait(qtbot, lambda: not page.session.is_busy and len(shown_texts(page)) == 2 and "Paris" in shown_texts(page)[1])


def open_answer_menu(qtbot: QtBot, page: ChatPage, at: QPoint | None = None) -> QMenu:
    last_answer(page).text.customContextMenuRequested.emit(at or QPoint(2, 2))
    return open_menu(qtbot)


def submenu(menu: QMenu, title: str) -> QMenu:
    action = next(action for action in menu.actions() if action.text() == title)
    found = action.menu()
    assert isinstance(found, QMenu)
    return found


def test_another_token_is_chosen_in_the_lab_and_the_answer_goes_on_from_it(
    qtbot: QtBot, opened: tuple[Ateneo, ChatPage], page: ChatPage
) -> None:
    window = opened[0].window
    ask(qtbot, page)
    text = last_answer(page).text
    cursor = text.document().find("Paris")
    choose_line(
        open_answer_menu(qtbot, page, text.cursorRect(cursor).center() - QPoint(4, 0)), "Sampling lab at this word"
    )
    wait(qtbot, lambda: "Here stands “␣Paris”" in visible_text(window))
    assert part_of(window, TokenText).toPlainText() == last_answer(page).message.text
    first = last_answer(page).message
    click = text.cursorRect(text.document().find("capital")).center() - QPoint(4, 0)
    QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=click)
    wait(qtbot, lambda: "Here stands “␣capital”" in visible_text(window))
    QTest.keyClick(part_of(window, TokenText), Qt.Key.Key_Right)
    wait(qtbot, lambda: "Here stands “␣of”" in visible_text(window))
    click = text.cursorRect(text.document().find("Paris")).center() - QPoint(4, 0)
    QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=click)
    wait(qtbot, lambda: "Here stands “␣Paris”" in visible_text(window))
    part_of(window, TokenBars).chosen.emit(1)
    wait(qtbot, lambda: not page.session.is_busy and last_answer(page).message.id != first.id)
    branch = last_answer(page).message
    assert branch.siblings == (first.id, branch.id) and branch.state in ("complete", "stopped")
    assert branch.text.startswith(first.text[: first.text.index(" Paris")]) and branch.text != first.text


def test_an_answer_is_tried_again_with_another_preset_and_the_versions_are_put_side_by_side(
    qtbot: QtBot, page: ChatPage
) -> None:
    ask(qtbot, page)
    first = last_answer(page).message
    wait(qtbot, lambda: page.other_answers.models != {})
    retries = submenu(open_answer_menu(qtbot, page), "Try again with")
    assert [*menu_lines(retries)][:3] == ["Precise settings", "Balanced settings", "Creative settings"]
    assert "SmolLM2 135M Instruct" in menu_lines(retries)
    choose_line(retries, "Creative settings")
    wait(qtbot, lambda: not page.session.is_busy and len(last_answer(page).message.siblings) == 2)
    close_menus()
    button(last_answer(page), "Versions side by side").click()
    wait(qtbot, lambda: page.other_answers.is_shown)
    view = page.findChild(VersionsView)
    assert view is not None
    cells = view.findChildren(SideCell)
    wait(qtbot, lambda: len(view.findChildren(SideCell)) == 2)
    assert "Creative" in visible_text(view.findChildren(SideCell)[1]) and cells[0].content.text == first.text
    button(view.findChildren(SideCell)[0], f"Choose this one: {cells[0].content.heading}").click()
    wait(qtbot, lambda: not page.other_answers.is_shown and last_answer(page).message.id == first.id)


def test_a_grid_of_settings_is_answered_reopened_and_gone_on_with(
    qtbot: QtBot, opened: tuple[Ateneo, ChatPage], page: ChatPage, tmp_path: Path
) -> None:
    page.other_answers.compare_draft()
    view = part_of(page, ComparisonView)
    part_of(view, QPlainTextEdit).setPlainText(QUESTION)
    button(view, "Answer 4 times").click()
    wait(qtbot, lambda: view.comparison is not None and button_texts(view) >= {"Stop"})
    wait(qtbot, lambda: finished(view) == 4 and "Stop" not in button_texts(view))
    headings = [cell.content.heading for cell in view.findChildren(SideCell)]
    assert headings[0] == "Temperature 0.20, Top-p 0.50" and len(set(headings)) == 4
    saved = view.comparison
    assert saved is not None
    button(view, "New comparison").click()
    assert view.comparison is None
    wait(qtbot, lambda: bool(view.findChildren(QMenu)[0].actions()))
    view.findChildren(QMenu)[0].actions()[0].trigger()
    wait(qtbot, lambda: view.comparison == saved)
    chosen = view.findChildren(SideCell)[2]
    button(chosen, f"Go on with this one: {chosen.content.heading}").click()
    wait(qtbot, lambda: not page.other_answers.is_shown and len(shown_texts(page)) == 2)
    assert last_answer(page).message.text == saved.answers[2].text
    assert page.conversation_settings.current.sampling.temperature == 1.0


def test_a_comparison_is_stopped_and_what_was_written_stays(qtbot: QtBot, page: ChatPage) -> None:
    ask(qtbot, page)
    choose_line(open_answer_menu(qtbot, page), "Answer in several ways…")
    view = part_of(page, ComparisonView)
    wait(qtbot, lambda: page.other_answers.is_shown and view.comparison is None)
    assert part_of(view, QPlainTextEdit).toPlainText() == QUESTION and part_of(view, QPlainTextEdit).isReadOnly()
    button(view, "Answer 4 times").click()
    wait(qtbot, lambda: view.comparison is not None and finished(view) >= 1)
    button(view, "Stop").click()
    wait(qtbot, lambda: "Stop" not in button_texts(view))
    assert view.comparison is not None and view.comparison.answers[0].text
    assert any(answer.state != "complete" for answer in view.comparison.answers)
    page.stop()
    assert not page.other_answers.is_shown


def close_menus() -> None:
    while isinstance(popup := QApplication.activePopupWidget(), QMenu):
        popup.close()


def button_texts(of: QWidget) -> set[str]:
    return {b.text() for b in buttons(of)}


def finished(view: ComparisonView) -> int:
    return sum(answer.state == "complete" for answer in view.comparison.answers) if view.comparison else 0
