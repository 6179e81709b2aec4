"""The Chat page over a scripted engine: ask, read, stop, go on, change, go back; and never lose a word."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.answer import AnswerView
from desktop.features.chat.conversation_list import ConversationList
from desktop.features.chat.page import ChatPage
from desktop.features.chat.question import QuestionView
from desktop.features.chat.conversation_settings_pane import MannerPane
from desktop.features.chat.transcript import FIRST_BUILT, NEAR, Transcript
from desktop.features.chat.welcome import QUESTIONS, Welcome
from desktop.panels.page_preview import PagePreview
from desktop.widgets.cards.source_card import SourceCard
from desktop.widgets.forms.composer import Composer
from desktop.widgets.shell.message_bar import MessageBar
from desktop.widgets.text.find_bar import FindBar
from desktop.widgets.text.markdown import CitationMark
from desktop.widgets.text.message_text import MessageText
from engine.capabilities.chat import api as chat
from tests.desktop.conftest import TIMEOUT_MS
from tests.support.scripted_chat import MANY, QUOTE

GARDEN, NOVEL = 1, 2


def part(of: QWidget, kind: type[QWidget]) -> QWidget:
    found = of.findChild(kind)
    assert found is not None
    return found


def composer(page: ChatPage) -> Composer:
    found = part(page, Composer)
    assert isinstance(found, Composer)
    return found


def transcript(page: ChatPage) -> Transcript:
    found = part(page, Transcript)
    assert isinstance(found, Transcript)
    return found


def field(page: ChatPage) -> QPlainTextEdit:
    found = part(composer(page), QPlainTextEdit)
    assert isinstance(found, QPlainTextEdit)
    return found


def listed(page: ChatPage) -> list[str]:
    view = part(part(page, ConversationList), QListView)
    assert isinstance(view, QListView)
    model = view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def shown(page: ChatPage) -> list[str]:
    return [view.text.plain_text() for view in transcript(page).views]


def answer(page: ChatPage) -> AnswerView:
    last = transcript(page).views[-1]
    assert isinstance(last, AnswerView)
    return last


def words(of: QWidget) -> str:
    return "\n".join(label.text() for label in of.findChildren(QLabel) if label.isVisibleTo(of))


def button(of: QWidget, name: str) -> QAbstractButton:
    return next(b for b in buttons(of) if name in (b.text(), b.accessibleName()))


def buttons(of: QWidget) -> list[QAbstractButton]:
    return [b for b in of.findChildren(QAbstractButton) if b.isVisibleTo(of)]


def message(ateneo: Ateneo) -> str:
    bar = part(ateneo.window, MessageBar)
    assert isinstance(bar, MessageBar)
    return bar.sentence


def ask(page: ChatPage, text: str) -> None:
    field(page).setPlainText(text)
    QTest.keyClick(field(page), Qt.Key.Key_Return)


def until(qtbot: QtBot, is_so: Callable[[], bool]) -> None:
    qtbot.waitUntil(is_so, timeout=TIMEOUT_MS)


def ask_and_wait(qtbot: QtBot, page: ChatPage, text: str, answered: str) -> None:
    ask(page, text)
    until(qtbot, lambda: not page._desk.busy and bool(shown(page)) and shown(page)[-1] == answered)


def open_garden(qtbot: QtBot, page: ChatPage) -> None:
    page.open(GARDEN)
    until(qtbot, lambda: shown(page) == ["When are tomatoes sown?", "In February, indoors."])


# asking and reading


def test_an_empty_page_teaches_and_a_sample_question_is_asked(qtbot: QtBot, page: ChatPage) -> None:
    welcome = part(page, Welcome)
    assert welcome.isVisible()
    button(welcome, QUESTIONS[0]).click()
    until(qtbot, lambda: len(shown(page)) == 2 and shown(page)[1] == f"echo: {QUESTIONS[0]}")
    assert not welcome.isVisible()


def test_a_question_is_shown_at_once_and_its_answer_follows(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    ask(page, "What is it?")
    assert shown(page)[0] == "What is it?"
    assert field(page).toPlainText() == ""
    until(qtbot, lambda: shown(page) == ["What is it?", "echo: What is it?"] and not page._desk.busy)
    assert "2.1 s" in words(answer(page)) and "25 tok/s" in words(answer(page))
    until(qtbot, lambda: "What is it?" in listed(page))


def test_an_answer_says_what_it_is_doing_and_shows_sources_before_it_writes(qtbot: QtBot, page: ChatPage) -> None:
    ask(page, "read this")
    until(qtbot, lambda: "Reading…" in words(answer(page)))
    progress = part(answer(page), QProgressBar)
    assert isinstance(progress, QProgressBar)
    assert (progress.value(), progress.maximum()) == (40, 120)
    assert QUOTE in part(answer(page), SourceCard).toolTip()


def test_a_citation_opens_its_page_in_the_inspector(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    ask_and_wait(qtbot, page, "cite it", "It is serviced every October.\u200a1 Nothing else is known.".replace("1", ""))
    assert "1 source · 1.0 s" in words(answer(page))
    answer(page).text.citation_clicked.emit(1)
    preview = part(ateneo.window, PagePreview)
    assert isinstance(preview, PagePreview)
    assert (preview.source.number, preview.source.page, preview.source.text) == (1, 3, QUOTE)


def test_a_source_card_is_opened_by_keyboard(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    ask(page, "cite it")
    until(qtbot, lambda: not page._desk.busy and answer(page).findChild(SourceCard) is not None)
    QTest.keyClick(part(answer(page), SourceCard), Qt.Key.Key_Return)
    assert ateneo.window.findChild(PagePreview) is not None


def test_copying_an_answer_copies_its_markdown(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    button(answer(page), "Copy the answer").click()
    assert QApplication.clipboard().text() == "In **February**, indoors."


# stopping and going on


@pytest.mark.parametrize("question", ["hold on", "read on"])
def test_escape_stops_and_keeps_what_was_written(qtbot: QtBot, ateneo: Ateneo, page: ChatPage, question: str) -> None:
    ask(page, question)
    until(qtbot, lambda: page._desk.live is not None and page._desk.live.started)
    QTest.keyClick(ateneo.window, Qt.Key.Key_Escape)
    until(qtbot, lambda: not page._desk.busy and "You stopped this answer." in words(answer(page)))
    assert message(ateneo) == ""


def test_the_stop_button_stops(qtbot: QtBot, page: ChatPage) -> None:
    ask(page, "hold on")
    until(qtbot, lambda: shown(page)[-1] == "Two words")
    button(composer(page), "Stop").click()
    until(qtbot, lambda: "Send" in [b.text() for b in buttons(composer(page))])
    assert shown(page)[-1] == "Two words"


def test_stop_pressed_a_hundred_times_stops_once(qtbot: QtBot, page: ChatPage) -> None:
    ask(page, "hold on")
    until(qtbot, lambda: shown(page)[-1] == "Two words")
    for _ in range(100):
        page.stop()
    until(qtbot, lambda: not page._desk.busy)
    ask_and_wait(qtbot, page, "Still there?", "echo: Still there?")


def test_what_is_typed_while_an_answer_is_written_stays(qtbot: QtBot, page: ChatPage) -> None:
    ask(page, "hold on")
    until(qtbot, lambda: shown(page)[-1] == "Two words")
    QTest.keyClicks(field(page), "next question")
    QTest.keyClick(field(page), Qt.Key.Key_Return)
    page.stop()
    until(qtbot, lambda: not page._desk.busy)
    assert field(page).toPlainText() == "next question"


def test_a_stopped_answer_can_be_asked_for_again(qtbot: QtBot, page: ChatPage) -> None:
    ask(page, "hold on")
    until(qtbot, lambda: shown(page)[-1] == "Two words")
    page.stop()
    until(qtbot, lambda: "You stopped this answer." in words(answer(page)))
    button(answer(page), "Try again").click()
    until(qtbot, lambda: page._desk.busy and shown(page)[-1] == "Two words")
    page.stop()
    until(qtbot, lambda: not page._desk.busy and "2/2" in words(answer(page)))


def test_a_stopped_answer_can_be_gone_on_with(qtbot: QtBot, page: ChatPage) -> None:
    ask(page, "hold on")
    until(qtbot, lambda: shown(page)[-1] == "Two words")
    page.stop()
    until(qtbot, lambda: "You stopped this answer." in words(answer(page)) and not page._desk.busy)
    button(answer(page), "Go on").click()
    until(qtbot, lambda: shown(page)[2:] == ["Go on from where you stopped.", "echo: Go on from where you stopped."])


def test_a_death_of_the_engine_keeps_the_words_and_marks_them(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    ask(page, "die now")
    until(qtbot, lambda: ateneo.client.state == "restarting")
    assert shown(page) == ["die now", "Half an answer"]
    assert "This answer was interrupted; what was written is kept." in words(answer(page))
    assert message(ateneo).startswith("The engine stopped and was started again.")
    until(qtbot, lambda: ateneo.client.state == "ready")


def test_a_question_that_was_refused_is_given_back(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    ask(page, "refuse")
    until(qtbot, lambda: field(page).toPlainText() == "refuse")
    assert message(ateneo) != ""
    assert part(page, Welcome).isVisible()


# changing and going back


def test_an_answer_again_is_a_version_beside_the_first(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    button(answer(page), "Answer again").click()
    until(qtbot, lambda: not page._desk.busy and "2/2" in words(answer(page)))
    assert shown(page)[-1] == "echo: When are tomatoes sown?"
    button(answer(page), "Previous version").click()
    until(qtbot, lambda: shown(page)[-1] == "In February, indoors." and "1/2" in words(answer(page)))


def test_a_changed_question_begins_a_branch_and_the_old_one_is_kept(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    question = transcript(page).views[0]
    assert isinstance(question, QuestionView)
    button(question, "Change this question").click()
    assert field(page).toPlainText() == "When are tomatoes sown?"
    ask(page, "When are they planted out?")
    until(qtbot, lambda: shown(page) == ["When are they planted out?", "echo: When are they planted out?"])
    until(qtbot, lambda: not page._desk.busy and "2/2" in words(transcript(page).views[0]))
    button(transcript(page).views[0], "Previous version").click()
    until(qtbot, lambda: shown(page) == ["When are tomatoes sown?", "In February, indoors."])


def test_leaving_a_change_gives_the_draft_back(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    field(page).setPlainText("half a thought")
    button(transcript(page).views[0], "Change this question").click()
    page.stop()
    assert field(page).toPlainText() == "half a thought"


# conversations


def test_conversations_stand_under_their_days(qtbot: QtBot, page: ChatPage) -> None:
    until(qtbot, lambda: listed(page) == ["Older", "The garden", "A very long conversation"])


def test_who_leaves_as_an_answer_ends_is_not_taken_back(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    page._desk.finished.connect(lambda _: page.new())
    with qtbot.waitSignal(page._desk.finished):
        ask(page, "Hello")
    until(qtbot, lambda: ateneo.client.is_idle)
    assert shown(page) == []


def test_a_search_narrows_the_list(qtbot: QtBot, page: ChatPage) -> None:
    page.find_in_page()
    search = part(part(page, ConversationList), QLineEdit)
    assert search.hasFocus() or not page.isActiveWindow()
    QTest.keyClicks(search, "garden")
    until(qtbot, lambda: listed(page) == ["Older", "The garden"])


def test_a_conversation_is_renamed_in_place(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    until(qtbot, lambda: len(listed(page)) == 3)
    view = part(part(page, ConversationList), QListView)
    assert isinstance(view, QListView)
    view.model().setData(view.model().index(1, 0), "Tomatoes")
    until(qtbot, lambda: listed(page) == ["Older", "Tomatoes", "A very long conversation"])
    assert not view.model().setData(view.model().index(1, 0), "   ")
    assert not view.model().setData(view.model().index(0, 0), "Heading")


def test_deleting_has_a_way_back(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    view = part(part(page, ConversationList), QListView)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Delete)
    until(
        qtbot,
        lambda: (
            message(ateneo) == "“The garden” was deleted." and listed(page) == ["Older", "A very long conversation"]
        ),
    )
    assert part(page, Welcome).isVisible()
    button(ateneo.window, "Undo").click()
    until(qtbot, lambda: "The garden" in listed(page))
    until(qtbot, lambda: shown(page) == ["When are tomatoes sown?", "In February, indoors."])


def test_no_stray_key_or_click_deletes_a_conversation(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    until(qtbot, lambda: len(listed(page)) == 3)
    before = listed(page)
    view = part(part(page, ConversationList), QListView)
    assert isinstance(view, QListView)
    at = view.visualRect(view.model().index(1, 0)).center()
    for key in (Qt.Key.Key_Backspace, Qt.Key.Key_Space, Qt.Key.Key_D, Qt.Key.Key_Escape):
        QTest.keyClick(view, key)
    QTest.keyClick(view, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.keyClick(QApplication.focusWidget() or view, Qt.Key.Key_Escape)
    assert not view.dragEnabled()
    page._errands.list_conversations("")
    until(qtbot, lambda: page._shell.client.is_idle)
    assert listed(page) == before
    assert not message(ateneo)


def test_stop_pressed_a_hundred_times_stops_once_and_blocks_nothing(qtbot: QtBot, page: ChatPage) -> None:
    ask(page, "hold on")
    until(qtbot, lambda: shown(page)[-1] == "Two words")
    for _ in range(100):
        page.stop()
    until(qtbot, lambda: not page._desk.busy)
    assert answer(page).message.state == "stopped"
    ask_and_wait(qtbot, page, "And now?", "echo: And now?")


def test_another_conversation_can_be_read_while_an_answer_is_written(qtbot: QtBot, page: ChatPage) -> None:
    ask(page, "hold on")
    until(qtbot, lambda: shown(page)[-1] == "Two words")
    held = page._desk.id
    open_garden(qtbot, page)
    page.stop()
    assert page._desk.busy
    page.open(held)
    until(qtbot, lambda: shown(page) == ["hold on", "Two words"])
    page.stop()
    until(qtbot, lambda: not page._desk.busy)


def test_the_palette_knows_the_conversations(qtbot: QtBot, page: ChatPage) -> None:
    until(qtbot, lambda: [entry.title for entry in page.palette_entries()] == ["The garden", "A very long conversation"])
    page.palette_entries()[0].run()
    until(qtbot, lambda: shown(page)[-1:] == ["In February, indoors."])


# drafts


def test_a_draft_survives_another_conversation_and_the_page(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    QTest.keyClicks(field(page), "half a thought")
    page.open(NOVEL)
    until(qtbot, lambda: page._desk.id == NOVEL)
    assert field(page).toPlainText() == ""
    page.open(GARDEN)
    until(qtbot, lambda: field(page).toPlainText() == "half a thought")
    ateneo.window.show_page("settings")
    ateneo.window.show_page("chat")
    assert field(page).toPlainText() == "half a thought"


def test_a_draft_of_a_new_conversation_survives_too(qtbot: QtBot, page: ChatPage) -> None:
    QTest.keyClicks(field(page), "not begun yet")
    open_garden(qtbot, page)
    page.new()
    until(qtbot, lambda: field(page).toPlainText() == "not begun yet")


def test_attached_pictures_wait_for_ones_return(qtbot: QtBot, page: ChatPage, tmp_path: Path) -> None:
    open_garden(qtbot, page)
    page._writing.look_at([tmp_path / "roses.jpg"])
    page.open(NOVEL)
    until(qtbot, lambda: page._desk.id == NOVEL)
    assert attached(page) == []
    page.new()
    page._writing.look_at([tmp_path / "new.jpg"])
    open_garden(qtbot, page)
    until(qtbot, lambda: attached(page) == ["roses.jpg"])
    page.new()
    assert attached(page) == ["new.jpg"]


def attached(page: ChatPage) -> list[str]:
    return [file.name for file in page._composer.pictures.files]


def test_a_sent_question_is_no_draft_any_more(qtbot: QtBot, page: ChatPage) -> None:
    QTest.keyClicks(field(page), "Sent.")
    QTest.keyClick(field(page), Qt.Key.Key_Return)
    until(qtbot, lambda: not page._desk.busy)
    page.new()
    until(qtbot, lambda: page._shell.client.is_idle)
    assert field(page).toPlainText() == ""


# finding


def find(page: ChatPage, words: str) -> FindBar:
    page.find_in_page()
    bar = part(page, FindBar)
    assert isinstance(bar, FindBar)
    bar.field.setText(words)
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    return bar


def marked(page: ChatPage) -> list[tuple[int, str, bool]]:
    """Message, words and whether it is the place of now, of every mark in what is built."""
    now = page._shell.theme.colour("accent")
    return [
        (view.message.id, mark.cursor.selectedText(), mark.format.background().color() == now)
        for view in transcript(page).views
        for mark in view.text.extraSelections()
    ]


def test_words_are_found_in_the_open_conversation_and_marked(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    bar = find(page, "IN")
    assert "2 of 2" in words(bar)
    until(qtbot, lambda: [(text.lower(), now) for _, text, now in marked(page)] == [("in", False), ("in", True)])
    QTest.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert "1 of 2" in words(bar)
    until(qtbot, lambda: [now for *_, now in marked(page)] == [True, False])
    bar.field.setText("nowhere")
    until(qtbot, lambda: "Not found" in words(bar))
    assert marked(page) == []


def test_a_place_far_above_is_built_up_to_and_shown(qtbot: QtBot, page: ChatPage) -> None:
    page.open(NOVEL)
    until(qtbot, lambda: page._desk.id == NOVEL)
    bar = find(page, f"Message {MANY - 40}:")
    assert "1 of 1" in words(bar)
    until(qtbot, lambda: any(now for *_, now in marked(page)))
    view = next(v for v in transcript(page).views if v.text.extraSelections())

    def is_seen() -> bool:
        return 0 <= stands(page, view) < transcript(page).viewport().height()

    until(qtbot, is_seen)
    assert len(transcript(page).views) < 100


def test_escape_ends_the_search_and_takes_the_marks_away(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    bar = find(page, "indoors")
    QTest.keyClick(ateneo.window, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert marked(page) == []
    find(page, "indoors")
    page.new()
    assert not bar.isVisible()


def test_all_conversations_are_searched_where_none_is_open_and_with_shift(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    search = next(f for f in part(page, ConversationList).findChildren(QLineEdit))
    page.find_in_page()
    assert page.focusWidget() is search
    open_garden(qtbot, page)
    page.find_in_page()
    assert page.focusWidget() is part(page, FindBar).findChild(QLineEdit)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(field(page), Qt.Key.Key_F, both)
    assert page.focusWidget() is search


# long conversations


def test_of_a_long_conversation_only_the_end_is_built(qtbot: QtBot, page: ChatPage) -> None:
    page.open(NOVEL)
    until(qtbot, lambda: len(transcript(page).views) >= FIRST_BUILT)
    until(qtbot, lambda: transcript(page).verticalScrollBar().maximum() > 0)
    assert len(transcript(page).views) < 60
    assert transcript(page).views[-1].message.text.startswith(f"Message {MANY - 1}")
    assert transcript(page).from_the_end == 0


def test_one_message_is_built_in_a_turn_of_the_event_loop(qtbot: QtBot, page: ChatPage) -> None:
    column, counts = transcript(page), [0]
    column._build_soon.timeout.connect(lambda: counts.append(len(column.views)))
    page._desk.shown.connect(lambda: counts.append(len(column.views)) if page._desk.id == NOVEL else None)
    page.open(NOVEL)
    until(qtbot, lambda: column.verticalScrollBar().maximum() > NEAR and not column._build_soon.isActive())
    assert len(counts) > 6
    assert max(later - before for before, later in pairwise(counts)) <= FIRST_BUILT


def test_another_branch_of_a_long_conversation_is_built_in_turns_and_in_order(page: ChatPage, qtbot: QtBot) -> None:
    column = transcript(page)
    told = [chat.Message(n, NOVEL, "assistant" if n % 2 else "user", f"Told {n}", "complete", 0) for n in range(1, 41)]
    column.show_messages(told[:1], fresh=True)
    column.show_messages([told[0], *told[1:]], fresh=False)
    assert len(column.views) == 1 + FIRST_BUILT
    until(qtbot, lambda: [view.message for view in column.views] == told)
    column.show_messages(told[:10], fresh=False)
    assert [view.message for view in column.views] == told[:10]


def test_scrolling_up_builds_earlier_messages_and_keeps_the_place(qtbot: QtBot, page: ChatPage) -> None:
    page.open(NOVEL)
    bar = transcript(page).verticalScrollBar()
    until(qtbot, lambda: bar.maximum() > NEAR and page._shell.client.is_idle)
    built = len(transcript(page).views)
    read = transcript(page).views[0]
    bar.setValue(0)
    before = stands(page, read)
    until(qtbot, lambda: len(transcript(page).views) > built and bar.value() > NEAR)
    until(qtbot, lambda: abs(stands(page, read) - before) <= 4)  # between two frames it may be elsewhere


def stands(page: ChatPage, view: QWidget) -> int:
    """Where it is seen: pixels below the top of the column's window."""
    return view.mapTo(transcript(page), view.rect().topLeft()).y()


def test_all_of_a_long_conversation_can_be_reached(qtbot: QtBot, page: ChatPage) -> None:
    page.open(NOVEL)
    bar = transcript(page).verticalScrollBar()
    until(qtbot, lambda: bar.maximum() > NEAR)

    def at_the_top() -> bool:
        bar.setValue(0)
        return len(transcript(page).views) == MANY

    until(qtbot, at_the_top)
    assert transcript(page).views[0].message.text.startswith("Message 0:")


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_new_theme_dresses_only_what_is_near_and_moves_nothing(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, share: float
) -> None:
    page.open(NOVEL)
    read = transcript(page)
    bar = read.verticalScrollBar()
    until(qtbot, lambda: page._desk.id == NOVEL)
    read.reach(page._desk.messages[-80].id)
    until(qtbot, lambda: len(read.views) >= 80 and read.views[0].text.drawn)
    bar.setValue(round(bar.maximum() * share))
    seen = next(view for view in read.views if read.top_of(view) >= bar.value() - read.viewport().height() // 2)
    text, place = seen.message.text, read.top_of(seen) - bar.value()
    ateneo.settings.change(theme="dark")
    assert seen in read.views
    assert len(read.views) < 60
    until(qtbot, lambda: not read._build_soon.isActive() and all(view.text.drawn for view in read.views))
    until(qtbot, lambda: read.top_of(seen) - bar.value() == place)
    assert seen.message.text == text
    numbers = [int(text.split()[1][:-1]) for text in shown(page)]
    assert numbers == list(range(numbers[0], MANY))


def test_new_text_never_moves_who_has_scrolled_up(qtbot: QtBot, page: ChatPage) -> None:
    ask_and_wait_long(qtbot, page)
    bar = transcript(page).verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    place = bar.value()
    ask(page, "hold on")
    until(qtbot, lambda: shown(page)[-1] == "Two words")
    bar.setValue(place)
    live = answer(page)
    for n in range(60):
        live.happened(chat.AnswerDelta(f"And more of it, {n}.\n\n"))
    until(qtbot, lambda: live.text.drawn)
    until(qtbot, lambda: "↓ New text" in [b.text() for b in buttons(page)])
    assert bar.value() == place
    pill = button(page, "↓ New text")
    pill.click()
    assert bar.value() == bar.maximum()
    assert not pill.isVisible()
    page.stop()
    until(qtbot, lambda: not page._desk.busy)


def test_who_reads_the_end_is_taken_along(qtbot: QtBot, page: ChatPage) -> None:
    ask_and_wait_long(qtbot, page)
    bar = transcript(page).verticalScrollBar()
    until(qtbot, lambda: bar.maximum() > 0 and bar.value() == bar.maximum())


def ask_and_wait_long(qtbot: QtBot, page: ChatPage) -> None:
    ask(page, "long please")
    until(qtbot, lambda: not page._desk.busy and len(shown(page)) == 2 and "Paragraph 39" in shown(page)[1])
    until(qtbot, lambda: transcript(page).verticalScrollBar().maximum() > 0)


# what stays


def test_the_open_conversation_comes_back_after_a_restart_of_the_window(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, open_ateneo: Callable[..., Ateneo]
) -> None:
    from tests.desktop.features.chat.conftest import SCRIPTED_CHAT

    open_garden(qtbot, page)
    ateneo.window.close()
    again = open_ateneo(command=SCRIPTED_CHAT)
    again.client.start()
    other = again.window.page("chat")
    assert isinstance(other, ChatPage)
    until(qtbot, lambda: shown(other) == ["When are tomatoes sown?", "In February, indoors."])


def test_a_conversation_keeps_its_own_settings(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    page.perform("settings")
    pane = part(ateneo.window, MannerPane)
    temperature = next(b for b in pane.findChildren(QAbstractSpinBox) if b.accessibleName() == "Temperature")
    temperature.setValue(0.1)  # type: ignore[attr-defined]
    assert page._manners.now.sampling.temperature == 0.1
    page.new()
    assert page._manners.now.sampling.temperature == ateneo.settings.value.sampling.temperature != 0.1


def test_settings_chosen_before_the_first_question_go_with_the_conversation(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    page.perform("settings")
    pane = part(ateneo.window, MannerPane)
    temperature = next(b for b in pane.findChildren(QAbstractSpinBox) if b.accessibleName() == "Temperature")
    temperature.setValue(0.1)  # type: ignore[attr-defined]
    ask_and_wait(qtbot, page, "Begin.", "echo: Begin.")
    assert page._manners.now.sampling.temperature == 0.1
    page.new()
    assert page._manners.now.sampling.temperature != 0.1


def test_settings_of_a_conversation_come_back_with_it_and_its_pane_follows(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    open_garden(qtbot, page)
    page.perform("settings")
    temperature_of(ateneo).setValue(0.1)
    page.open(NOVEL)
    until(qtbot, lambda: temperature_of(ateneo).value() != 0.1)
    assert page._manners.now.sampling.temperature != 0.1
    page._manners._chosen.clear()  # as after a restart of the window
    page.open(GARDEN)
    until(qtbot, lambda: temperature_of(ateneo).value() == 0.1)
    assert page._manners.now.sampling.temperature == 0.1


def temperature_of(ateneo: Ateneo) -> QDoubleSpinBox:
    pane = next(p for p in ateneo.window.findChildren(MannerPane) if p.isVisible())
    return next(b for b in pane.findChildren(QDoubleSpinBox) if b.accessibleName() == "Temperature")


def test_each_conversation_is_found_where_it_was_left(qtbot: QtBot, page: ChatPage) -> None:
    page.open(NOVEL)
    bar = transcript(page).verticalScrollBar()
    until(qtbot, lambda: bar.maximum() > NEAR and not transcript(page)._build_soon.isActive())
    bar.setValue(bar.maximum() - 700)
    left = transcript(page).from_the_end
    open_garden(qtbot, page)
    page.open(NOVEL)
    until(qtbot, lambda: page._desk.id == NOVEL and transcript(page).from_the_end == left)


def test_settings_can_be_kept_for_new_conversations(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    page.perform("settings")
    pane = part(ateneo.window, MannerPane)
    seed = next(b for b in pane.findChildren(QLineEdit) if b.accessibleName() == "Seed")
    for typed, kept in (("42", 42), ("abc", None), ("٣", None), ("99999999999999", 2**32 - 1)):
        seed.setText(typed)
        button(pane, "Use for new conversations").click()
        assert ateneo.settings.value.sampling.seed == kept


def test_documents_are_asked_when_another_page_says_so(ateneo: Ateneo, page: ChatPage) -> None:
    ateneo.window.show_page("chat", "ask", "Casa")
    assert composer(page).collections == ("Casa",)


def test_dropped_files_can_be_asked_about(page: ChatPage) -> None:
    assert [choice.title for choice in page.drop_actions([Path("/tmp/a.pdf")])] == ["Ask about these files"]


# everybody


def test_every_control_has_a_name_to_read_aloud(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    ask(page, "cite it")
    until(qtbot, lambda: not page._desk.busy and answer(page).findChild(SourceCard) is not None)
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
    assert listed(page)[0] == "Más antiguas"
    ateneo.language.use("en")


def test_a_bubble_is_as_wide_as_its_words_and_breaks_only_when_it_must(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    ask_and_wait(
        qtbot, page, "When must the boiler be serviced, and whom?", "echo: When must the boiler be serviced, and whom?"
    )
    question = transcript(page).views[0]
    assert isinstance(question, QuestionView)
    until(qtbot, lambda: question.text.document().begin().layout().lineCount() == 1)
    assert question.bubble.width() < 0.82 * question.width()
    ask_and_wait(qtbot, page, "word " * 60, "echo: " + ("word " * 60).strip())
    other = transcript(page).views[2]
    assert isinstance(other, QuestionView)
    until(qtbot, lambda: other.bubble.width() >= 0.7 * other.width())


def test_marks_of_an_answer_follow_its_citations(qtbot: QtBot, page: ChatPage) -> None:
    ask(page, "cite it")
    until(qtbot, lambda: not page._desk.busy)
    text = answer(page).text
    assert isinstance(text, MessageText)
    assert text._marks == (CitationMark(1, 29),)


def test_try_the_samples_is_offered_as_the_one_primary_button(page: ChatPage) -> None:
    primary = [b for b in part(page, Welcome).findChildren(QPushButton) if b.property("role") == "primary"]
    assert [b.text() for b in primary] == ["Try it with the sample documents"]
