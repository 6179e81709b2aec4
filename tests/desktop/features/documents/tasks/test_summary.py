"""A document summarised in the window: sections as they are finished, and each sentence opens its place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.features.documents.summaries.summary_view import DocumentSummaryView
from desktop.panels.page_preview import PagePreview
from desktop.theme.theme import Theme
from tests.desktop.features.documents.tasks.conftest import TIMEOUT_MS, OpenPage
from tests.engine.capabilities.documents.summaries.test_summaries import SUBJECTS, write


def test_a_sentence_of_the_summary_opens_the_section_that_it_comes_from(
    qtbot: QtBot, open_page: OpenPage, tmp_path: Path
) -> None:
    answer = "Los jardines se revisan cada año en octubre."
    ateneo, page, (document,) = open_page(write(tmp_path / "finca.docx"), answers=(answer,))
    page.tasks.summary.summarise(document)
    view = page.tasks.summary_view
    qtbot.waitUntil(lambda: view.summary is not None and not view.is_running, timeout=TIMEOUT_MS)
    assert view.title == "Summary: finca.docx"
    assert view.summary_text.startswith(answer)
    assert view.how_text == "Written by fake; each sentence links to its section."
    assert [section.title for section in view.sections] == [f"Los {subject}" for subject in SUBJECTS]
    view.open_link("2.0")
    preview = ateneo.window.findChild(PagePreview)
    assert isinstance(preview, PagePreview)
    assert preview.source.text == "Los jardines se revisan cada año en octubre por una empresa autorizada."
    view.method.setCurrentIndex(2)
    view.method.activated.emit(2)
    expected = "These are sentences of the document itself."
    qtbot.waitUntil(lambda: view.how_text == expected and not view.is_running, timeout=TIMEOUT_MS)
    page.stop()
    assert not page.tasks.is_open


def test_the_only_section_is_not_said_twice_and_no_page_is_made_up(
    qtbot: QtBot, open_page: OpenPage, tmp_path: Path
) -> None:
    (tmp_path / "nota.txt").write_text("La caldera se revisa cada octubre.", "utf-8")
    _, page, (document,) = open_page(tmp_path / "nota.txt", answers=("La caldera se revisa en octubre.",))
    page.tasks.summary.summarise(document)
    view = page.tasks.summary_view
    qtbot.waitUntil(lambda: view.summary is not None and not view.is_running, timeout=TIMEOUT_MS)
    shown = [label.text() for label in view.findChildren(QLabel) if label.isVisible() and "caldera" in label.text()]
    assert len(shown) == 1 and "p. 1" not in shown[0]


def test_the_keyboard_goes_to_stop_while_the_work_runs_and_back_after_it(qtbot: QtBot, theme: Theme) -> None:
    view = DocumentSummaryView(theme)
    qtbot.addWidget(view)
    view.show()
    view.activateWindow()
    button = view.add_button()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is view, timeout=TIMEOUT_MS)
    button.setFocus()
    view.show_running(True)
    assert view.stop_button.hasFocus()
    view.show_running(False)
    qtbot.waitUntil(lambda: not view.stop_button.hasFocus() and view.focusWidget() is not None, timeout=TIMEOUT_MS)
