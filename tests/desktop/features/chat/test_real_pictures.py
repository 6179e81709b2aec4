"""Pictures on the Chat page over the real engine and a real model that sees colours: attach, send, change, be refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.chat.page import ChatPage
from desktop.features.chat.transcript.answer import AnswerView
from desktop.features.chat.transcript.question import QuestionView
from desktop.features.images.inspector.ask_in_chat import AskInChat
from desktop.paths import Paths
from desktop.widgets.forms.picture_chips import PictureChips
from desktop.widgets.shell.message_bar import MessageBar
from engine.protocol.answering.sampling import Sampling
from tests.desktop.features.chat.driver import composer, question_field, send_question, transcript
from tests.support.colour_projector import multimodal_models

pytestmark = pytest.mark.model
TIMEOUT_MS = 60_000
OpenReal = Callable[[Path], tuple[Ateneo, ChatPage]]


@pytest.fixture(scope="module")
def registry(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return multimodal_models(models, tmp_path_factory.mktemp("seeing") / "models")


@pytest.fixture
def open_real(qtbot: QtBot, open_ateneo: Callable[..., Ateneo], home: Path) -> OpenReal:
    def open_one(registry: Path) -> tuple[Ateneo, ChatPage]:
        ateneo = open_ateneo(StartOptions("en", "light"), engine_command(Paths(home, registry)), ("chat",))
        ateneo.settings.change(sampling=Sampling(seed=7, temperature=0.0, max_tokens=12))
        ateneo.client.start()
        ateneo.window.show_page("chat")
        page = ateneo.window.page("chat")
        assert isinstance(page, ChatPage)
        qtbot.waitUntil(lambda: ateneo.client.state == "ready" and ateneo.client.is_idle, timeout=TIMEOUT_MS)
        return ateneo, page

    return open_one


@pytest.fixture
def red(tmp_path: Path) -> Path:
    path = tmp_path / "red square.png"
    picture = QImage(80, 60, QImage.Format.Format_RGB32)
    picture.fill(QColor(255, 0, 0))
    picture.save(str(path))
    return path


def last_question(page: ChatPage) -> QuestionView:
    return [view for view in transcript(page).views if isinstance(view, QuestionView)][-1]


def is_answered(page: ChatPage) -> bool:
    views = transcript(page).views
    last = views[-1] if views else None
    return isinstance(last, AnswerView) and last.message.state == "complete" and last.message.id > 0


def paste(page: ChatPage, data: QMimeData) -> None:
    question_field(page).insertFromMimeData(data)  # type: ignore[attr-defined]  # what Ctrl+V calls


def test_a_picture_is_sent_shown_and_changed(qtbot: QtBot, open_real: OpenReal, registry: Path, red: Path) -> None:
    ateneo, page = open_real(registry)
    page.drop_actions([red])[0].run([red])
    chips = page.findChild(PictureChips)
    assert [chip.accessibleName() for chip in chips.chips] == ["Remove red square.png"]
    send_question(page, "What is it?")
    assert chips.files == ()
    qtbot.waitUntil(lambda: is_answered(page) and not page.session.is_busy, timeout=TIMEOUT_MS)
    red.unlink()
    view = last_question(page)
    (button,) = view.pictures.buttons
    assert (button.accessibleName(), view.pictures.isVisible()) == ("red square.png", True)
    thumbnail = QImage(button.content.thumbnail)
    assert thumbnail.pixelColor(10, 10).red() > 240 and thumbnail.pixelColor(10, 10).blue() < 20
    with qtbot.waitSignal(view.pictures.opened) as opened:
        view.pictures.clicked.emit(0)
    assert Path(opened.args[0]).is_file()
    view.edit_clicked.emit(view.message)
    assert [file.name for file in chips.files] == ["red square.png"]
    chips.chips[0].click()
    page.stop()
    assert chips.files == ()  # as it was before the change was begun
    ateneo.window.grab()


def test_without_a_multimodal_model_words_and_picture_come_back_to_the_composer(
    qtbot: QtBot, open_real: OpenReal, models: Path, red: Path
) -> None:
    ateneo, page = open_real(models)
    page.perform("look", str(red))
    send_question(page, "What is it?")
    qtbot.waitUntil(lambda: composer(page).text == "What is it?", timeout=TIMEOUT_MS)
    assert [file.path for file in composer(page).pictures.files] == [str(red)]
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    assert "cannot see pictures" in bar.sentence


def test_a_pasted_picture_and_pasted_files_are_attached(
    qtbot: QtBot, open_real: OpenReal, registry: Path, red: Path
) -> None:
    _, page = open_real(registry)
    files, picture = QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(red))])
    picture.setImageData(QImage(str(red)))
    paste(page, files)
    paste(page, picture)
    attached = composer(page).pictures.files
    assert [file.name for file in attached] == ["red square.png", "Pasted picture 1.png"]
    assert QImage(attached[1].path).size() == QImage(str(red)).size()
    page.new()  # nothing was sent, so the pictures stay, as a draft does
    assert composer(page).pictures.files == attached


def test_a_picture_is_described_from_the_inspector(
    qtbot: QtBot, open_real: OpenReal, registry: Path, red: Path
) -> None:
    ateneo, page = open_real(registry)
    asking = AskInChat(ateneo.window, str(red))
    qtbot.addWidget(asking)
    qtbot.waitUntil(lambda: asking.describe.isVisibleTo(asking), timeout=TIMEOUT_MS)
    assert asking.ask.isVisibleTo(asking) and not asking.hint.isVisibleTo(asking)
    asking.describe.click()
    qtbot.waitUntil(lambda: is_answered(page), timeout=TIMEOUT_MS)
    assert last_question(page).text.text == "Describe this picture."
    assert len(last_question(page).message.pictures) == 1
    asking.ask.click()
    assert [file.path for file in composer(page).pictures.files] == [str(red)]
