"""Files attached to a conversation: its own, shown as chips, read before they are asked about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from desktop.features.chat.welcome import Welcome
from engine.capabilities.chat import api as chat
from engine.capabilities.documents import api as documents
from engine.capabilities.documents.api import ATTACHED
from tests.desktop.features.chat.driver import (
    NOVEL,
    button,
    composer,
    finish_all,
    open_garden,
    part_of,
    queue_rows,
    received_params,
    send_question,
    shown_texts,
    wait_until,
    waiting_texts,
)

CONTRACT, PLANS = Path("/home/ana/contract.pdf"), Path("/home/ana/plans.docx")


def chips(page: ChatPage) -> list[tuple[str, str]]:
    """The name and state of each attached file."""
    return [(chip.name, chip.state) for chip in composer(page).documents.chips]


def attach_and_read(qtbot: QtBot, ateneo: Ateneo, page: ChatPage, *files: Path) -> None:
    page.drop_actions(files)[0].run(files)
    finish_all(ateneo)
    wait_until(qtbot, lambda: all(state == "read" for _, state in chips(page)) and ateneo.client.is_idle)


def test_files_attached_in_one_conversation_do_not_answer_in_another(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    open_garden(qtbot, page)
    attach_and_read(qtbot, ateneo, page, CONTRACT)
    assert chips(page) == [("contract.pdf", "read")]
    page.open(NOVEL)
    wait_until(qtbot, lambda: page.session.id == NOVEL)
    assert chips(page) == []
    send_question(page, "What does it say?")
    wait_until(qtbot, lambda: shown_texts(page)[-1:] == ["echo: What does it say?"])
    open_garden(qtbot, page)
    wait_until(qtbot, lambda: chips(page) == [("contract.pdf", "read")])
    send_question(page, "And here?")
    wait_until(qtbot, lambda: shown_texts(page)[-1:] == ["echo: And here?"])
    assert [call.get("files", []) for call in received_params(qtbot, ateneo, chat.SEND.name)] == [[], [str(CONTRACT)]]


def test_files_of_a_new_conversation_stay_with_it_when_it_begins(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    attach_and_read(qtbot, ateneo, page, CONTRACT)
    send_question(page, "What does it say?")
    wait_until(qtbot, lambda: shown_texts(page)[-1:] == ["echo: What does it say?"] and not page.session.is_busy)
    assert chips(page) == [("contract.pdf", "read")]
    begun = page.session.id
    page.new()
    wait_until(qtbot, lambda: ateneo.client.is_idle)
    assert chips(page) == []
    page.open(begun)
    wait_until(qtbot, lambda: chips(page) == [("contract.pdf", "read")])


def test_a_question_waits_until_its_files_are_read_and_then_is_asked(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    open_garden(qtbot, page)
    page.composing.attach([CONTRACT])
    assert chips(page) == [("contract.pdf", "reading")]
    send_question(page, "What does it say?")
    wait_until(qtbot, lambda: waiting_texts(page) == ["What does it say?: Waits until “contract.pdf” is read"])
    assert not page.session.is_busy
    finish_all(ateneo)
    wait_until(qtbot, lambda: shown_texts(page)[-1:] == ["echo: What does it say?"])
    assert not queue_rows(page)


def test_a_question_can_be_asked_before_its_files_are_read(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    page.composing.attach([CONTRACT, PLANS])
    send_question(page, "What does it say?")
    expected = ["What does it say?: Waits until your files are read: 0 of 2"]
    wait_until(qtbot, lambda: waiting_texts(page) == expected)
    button(queue_rows(page)[0], "Ask now").click()
    wait_until(qtbot, lambda: shown_texts(page)[-1:] == ["echo: What does it say?"])
    assert chips(page)[0] == ("contract.pdf", "reading")
    finish_all(ateneo)
    wait_until(qtbot, lambda: ateneo.client.is_idle)


def test_a_question_to_a_collection_that_another_page_reads_waits_too(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    open_garden(qtbot, page)
    composer(page).choose_collections(("Casa",))
    ateneo.client.call(documents.INDEX, documents.IndexDocuments(("/home/ana/casa",), "Casa"))
    send_question(page, "What does it say?")
    wait_until(qtbot, lambda: waiting_texts(page) == ["What does it say?: Waits until “Casa” is read"])
    finish_all(ateneo)
    wait_until(qtbot, lambda: shown_texts(page)[-1:] == ["echo: What does it say?"])


def test_reading_for_others_holds_up_no_question(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    ateneo.client.call(documents.INDEX, documents.IndexDocuments(("/home/ana/casa",), "Casa"))
    ateneo.client.call(documents.INDEX, documents.IndexDocuments((str(PLANS),), ATTACHED))
    open_garden(qtbot, page)
    send_question(page, "And beans?")
    wait_until(qtbot, lambda: shown_texts(page)[-1:] == ["echo: And beans?"])
    finish_all(ateneo)
    wait_until(qtbot, lambda: ateneo.client.is_idle)


def test_the_samples_are_asked_as_soon_as_they_are_read(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    part_of(page, Welcome).samples_clicked.emit()
    wait_until(qtbot, lambda: bool(waiting_texts(page)) and "Waits until “Samples” is read" in waiting_texts(page)[0])
    finish_all(ateneo)
    wait_until(qtbot, lambda: len(shown_texts(page)) == 2 and shown_texts(page)[1].startswith("echo: When does the"))
    (sent,) = received_params(qtbot, ateneo, chat.SEND.name)
    assert sent["collections"] == ["Samples"]


def test_a_file_that_cannot_be_read_says_so_on_its_chip(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    page.composing.attach([Path("/home/ana/broken.pdf")])
    finish_all(ateneo)
    wait_until(qtbot, lambda: chips(page) == [("broken.pdf", "failed")])
    assert "There is no text in" in composer(page).documents.buttons[0].toolTip()


def test_a_chip_removes_its_file_from_this_conversation(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    attach_and_read(qtbot, ateneo, page, CONTRACT, PLANS)
    button(composer(page), "Remove contract.pdf").click()
    assert chips(page) == [("plans.docx", "read")]
    page.open(NOVEL)
    wait_until(qtbot, lambda: page.session.id == NOVEL)
    open_garden(qtbot, page)
    wait_until(qtbot, lambda: chips(page) == [("plans.docx", "read")])


def test_a_file_that_was_never_read_is_read_when_its_conversation_opens(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    ateneo.client.call(chat.SAVE_FILES, chat.SaveFiles(1, (str(CONTRACT),)))
    open_garden(qtbot, page)
    wait_until(qtbot, lambda: chips(page) == [("contract.pdf", "reading")])
    assert received_params(qtbot, ateneo, documents.INDEX.name)[-1]["collection"] == ATTACHED
    finish_all(ateneo)
    wait_until(qtbot, lambda: chips(page) == [("contract.pdf", "read")])


def test_the_collection_of_attached_files_is_named_in_the_language_of_the_user(
    qtbot: QtBot, open_ateneo: Callable[..., Ateneo], qapp: QApplication
) -> None:
    from desktop.panels.collections import collection_title

    ateneo = open_ateneo()
    assert collection_title(ATTACHED) == "Attached files"
    ateneo.settings.change(language="es")
    assert collection_title(ATTACHED) == "Archivos adjuntos"
    assert collection_title("Casa") == "Casa"
