"""Conversations are dropped, imported with undo, and exported in every format, over the real engine."""

from __future__ import annotations

from pathlib import Path

import docx
import pypdfium2
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from desktop.features.chat.transfer.export_controller import file_name
from desktop.widgets.shell.message_bar import MessageBar
from tests.desktop.features.chat.driver import (
    bar_message,
    choose_line,
    conversation_rows,
    last_answer,
    listed_titles,
    open_menu,
    part_of,
    shown_texts,
    wait_until,
)
from tests.support import conversation_exports as exports

LENTILS = {**exports.chatgpt_conversation(), "is_archived": False}


def drop(page: ChatPage, *files: Path) -> None:
    """Choose what a drop of these files offers first under the name of import."""
    action = next(action for action in page.drop_actions(files) if action.title == "Import conversations")
    action.run(files)


def titles(page: ChatPage) -> set[str]:
    return set(listed_titles(page)) - {"Older", "Today"}


def test_a_dropped_export_comes_in_opens_and_can_be_undone(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, tmp_path: Path
) -> None:
    path = exports.write_json(tmp_path / "conversations.json", [LENTILS])
    drop(page, path)
    wait_until(qtbot, lambda: shown_texts(page)[-1:] == ["Gracias \N{REPLACEMENT CHARACTER}"])
    assert bar_message(ateneo) == "1 conversation of ChatGPT imported. 2 pictures are not in the export."
    wait_until(qtbot, lambda: "Recetas de lentejas" in titles(page))
    part_of(ateneo.window, MessageBar).undo()
    wait_until(qtbot, lambda: "Recetas de lentejas" not in titles(page))
    drop(page, path)
    wait_until(qtbot, lambda: "Recetas de lentejas" in titles(page))
    drop(page, path)
    wait_until(qtbot, lambda: bar_message(ateneo) == "1 was already here.")


def test_several_files_and_a_bad_one_are_imported_one_after_another(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, tmp_path: Path
) -> None:
    (tmp_path / "bad.json").write_text("{}")
    (tmp_path / "plantas.md").write_text(exports.MARKDOWN, "utf-8")
    exports.write_json(tmp_path / "a.json", exports.lm_studio_conversation())
    drop(page, tmp_path / "a.json", tmp_path / "bad.json", tmp_path / "plantas.md")
    wait_until(qtbot, lambda: titles(page) >= {"Capitales", "Plantas"})
    assert not [action for action in page.drop_actions([tmp_path / "x.pdf"]) if action.title == "Import conversations"]


def test_pictures_of_answers_are_shown_and_open(qtbot: QtBot, page: ChatPage, tmp_path: Path) -> None:
    pictures = {"file-Drawn1-0123.png": exports.png("green")}
    drop(page, exports.write_chatgpt_zip(tmp_path / "c.zip", [exports.chatgpt_drawing()], pictures))
    wait_until(qtbot, lambda: shown_texts(page)[-1:] != [] and "Here it is." in shown_texts(page)[-1])
    wait_until(qtbot, lambda: last_answer(page).pictures.isVisible())
    (button,) = last_answer(page).pictures.buttons
    assert button.accessibleName() == "file-Drawn1"
    assert QImage(button.content.thumbnail).pixelColor(5, 5).green() > 100
    with qtbot.waitSignal(last_answer(page).pictures.opened) as opened:
        button.click()
    assert Path(opened.args[0]).read_bytes() == exports.png("green")


def test_a_newer_export_goes_into_the_same_conversation_and_can_be_undone(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, tmp_path: Path
) -> None:
    for count in (2, 5):
        drop(page, exports.write_json(tmp_path / f"{count}.json", [exports.chatgpt_plain("t", count)]))
        wait_until(qtbot, lambda count=count: shown_texts(page)[-1:] == [f"t {count}"])  # type: ignore[misc]  # a default
    assert bar_message(ateneo) == "3 messages were added to “t”."
    wait_until(qtbot, lambda: listed_titles(page).count("t") == 1)
    part_of(ateneo.window, MessageBar).undo()
    wait_until(qtbot, lambda: shown_texts(page)[-1:] == ["t 2"])


@pytest.mark.parametrize("ending", ["md", "html", "pdf", "docx", "json"])
def test_a_conversation_is_exported_from_its_menu(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, tmp_path: Path, ending: str
) -> None:
    drop(page, exports.write_json(tmp_path / "c.json", [LENTILS]))
    wait_until(qtbot, lambda: "Recetas de lentejas" in titles(page))
    view = conversation_rows(page)
    row = next(
        row for row in range(view.model().rowCount()) if view.model().index(row, 0).data() == "Recetas de lentejas"
    )
    view.customContextMenuRequested.emit(view.visualRect(view.model().index(row, 0)).center())
    choose_line(open_menu(qtbot), "Export…")
    dialog = ateneo.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert Path(dialog.selectedFiles()[0]).name == "Recetas de lentejas.md"
    target = tmp_path / f"out.{ending}"
    dialog.filesSelected.emit([str(target)])
    dialog.close()
    wait_until(qtbot, lambda: bar_message(ateneo) == f"1 conversation written to out.{ending}.")
    if ending == "pdf":
        document = pypdfium2.PdfDocument(target)
        assert "Son cuatro raciones." in document[0].get_textpage().get_text_range()
        document.close()
    elif ending == "docx":
        assert "Son cuatro raciones." in [p.text for p in docx.Document(str(target)).paragraphs]
    else:
        assert "Son cuatro raciones." in target.read_text("utf-8")


@pytest.mark.parametrize("ending", ["md", "pdf", "docx"])
def test_one_answer_is_exported_from_its_menu(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, tmp_path: Path, ending: str
) -> None:
    drop(page, exports.write_json(tmp_path / "c.json", [exports.chatgpt_plain("t", 4)]))
    wait_until(qtbot, lambda: shown_texts(page)[-1:] == ["t 4"])
    text = last_answer(page).text
    text.customContextMenuRequested.emit(text.rect().center())
    choose_line(open_menu(qtbot), "Export this answer…")
    dialog = ateneo.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert Path(dialog.selectedFiles()[0]).name == "t 4.docx"
    target = tmp_path / f"answer.{ending}"
    dialog.filesSelected.emit([str(target)])
    dialog.close()
    wait_until(qtbot, lambda: bar_message(ateneo) == f"Answer written to answer.{ending}.")
    if ending == "md":
        written = target.read_text("utf-8")
        assert "t 4" in written and "t 3" in written and "t 2" not in written
    assert target.stat().st_size > 0


def test_all_are_exported_and_a_refusal_is_said(qtbot: QtBot, ateneo: Ateneo, page: ChatPage, tmp_path: Path) -> None:
    actions = {action.title: action.run for action in page.palette_actions()}
    actions["Export this conversation…"]()
    assert bar_message(ateneo) == "Ask a question first: there is nothing to export yet."
    drop(
        page, exports.write_json(tmp_path / "c.json", [exports.chatgpt_plain(f"t{n}", start=1e9 + n) for n in range(3)])
    )
    wait_until(qtbot, lambda: titles(page) >= {"t0", "t1", "t2"})
    actions["Export all conversations…"]()
    dialog = ateneo.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    (tmp_path / "folder.pdf").mkdir()
    dialog.filesSelected.emit([str(tmp_path / "folder.pdf")])
    wait_until(qtbot, lambda: bar_message(ateneo).startswith("folder.pdf was not written."))
    dialog.filesSelected.emit([str(tmp_path / "all.json")])
    dialog.close()
    wait_until(qtbot, lambda: bar_message(ateneo) == "3 conversations written to all.json.")


def test_a_title_becomes_a_name_that_every_system_allows() -> None:
    assert file_name('a/b\\c: "d"?\n e.') == "a b c d e"
    assert file_name("...") == "" and file_name("\ud83d") == ""
    assert len(file_name("x" * 300)) == 60
