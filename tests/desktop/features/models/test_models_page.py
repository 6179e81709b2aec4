"""The Models page over the scripted engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.models.bigger_model_card import BiggerModelCard, SuggestionRow
from desktop.features.models.grade_runs import GradeRuns
from desktop.features.models.grade_sentences import grade_text
from desktop.features.models.model_card import DESCRIPTIONS, ModelCard
from desktop.features.models.page import ModelsPage
from desktop.i18n.language import Language
from desktop.theme.theme import Theme
from desktop.widgets.shell.message_bar import MessageBar
from engine.capabilities.models.api import GRADE_MODEL, LanguageGrade, ModelInfo
from engine.protocol.i18n import Translations
from tests.desktop.conftest import TIMEOUT_MS
from tests.support.scripted_engine import RECEIVED, Nothing, ReceivedCall, ReceivedCalls

RESOURCES = Path(__file__).parents[4] / "resources"


@pytest.fixture
def ateneo(qtbot: QtBot, open_ateneo: Callable[..., Ateneo]) -> Ateneo:
    opened = open_ateneo(features=("models",))
    opened.client.start()
    opened.window.show_page("models")
    qtbot.waitUntil(lambda: len(cards(opened)) == 5, timeout=TIMEOUT_MS)
    return opened


def page(ateneo: Ateneo) -> ModelsPage:
    found = ateneo.window.page("models")
    assert isinstance(found, ModelsPage)
    return found


def cards(ateneo: Ateneo) -> list[ModelCard]:
    return page(ateneo).findChildren(ModelCard)


def card(ateneo: Ateneo, name: str) -> ModelCard:
    return next(c for c in cards(ateneo) if any(name in label.text() for label in c.findChildren(QLabel)))


def button(where: QWidget, text: str) -> QPushButton:
    return next(b for b in where.findChildren(QPushButton) if b.text() == text and b.isVisibleTo(where))


def message(ateneo: Ateneo) -> str:
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    return bar.sentence


def words(of: QWidget) -> str:
    return " ".join(label.text() for label in of.findChildren(QLabel) if label.isVisibleTo(of))


def test_a_card_says_what_the_model_is_and_does(ateneo: Ateneo) -> None:
    said = words(card(ateneo, "SmolLM2"))
    for part in ("In use", "Writes answers", "93.8 MB", "Apache-2.0", "English", "8,192 tokens", "about 110 tokens/s"):
        assert part in said


def test_a_damaged_model_says_so_and_cannot_be_chosen(ateneo: Ateneo) -> None:
    broken = card(ateneo, "cut short")
    assert "Damaged" in words(broken)
    assert "Use this model" not in [b.text() for b in broken.findChildren(QPushButton) if b.isVisibleTo(broken)]


def test_a_quarantined_model_says_why_and_can_be_tried_again(qtbot: QtBot, ateneo: Ateneo) -> None:
    crashed = card(ateneo, "that crashed")
    assert "Switched off after a crash" in words(crashed)
    assert "signal 6" in words(crashed)
    button(crashed, "Try again").click()
    qtbot.waitUntil(lambda: message(ateneo) == "The model that crashed works again.", timeout=TIMEOUT_MS)
    assert "Try again" not in [
        b.text() for b in card(ateneo, "Qwen").findChildren(QPushButton) if b.isVisibleTo(card(ateneo, "Qwen"))
    ]


def test_the_chosen_model_comes_first_and_damaged_ones_last(ateneo: Ateneo) -> None:
    assert [card.model.id for card in page(ateneo).cards] == ["smollm2", "qwen", "broken", "crashed", "e5"]


def test_adding_a_file_shows_a_job_and_a_message_at_the_end(qtbot: QtBot, ateneo: Ateneo) -> None:
    page(ateneo).add(Path("/media/usb/qwen.gguf"))
    assert ateneo.window.status.jobs.running == 1
    qtbot.waitUntil(lambda: message(ateneo) == "Qwen 2.5 3B Instruct was added.", timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: ateneo.window.status.jobs.running == 0, timeout=TIMEOUT_MS)


def test_removing_can_be_undone(qtbot: QtBot, ateneo: Ateneo) -> None:
    button(card(ateneo, "Qwen"), "Remove").click()
    qtbot.waitUntil(lambda: message(ateneo) == "Qwen 2.5 3B Instruct was removed.", timeout=TIMEOUT_MS)
    undo = next(b for b in ateneo.window.findChildren(QPushButton) if b.text() == "Undo")
    with qtbot.waitSignal(ateneo.client.changed, timeout=TIMEOUT_MS):
        undo.click()


def test_a_changed_model_is_reported_with_advice(qtbot: QtBot, ateneo: Ateneo) -> None:
    button(card(ateneo, "cut short"), "Verify").click()
    qtbot.waitUntil(lambda: "Copy it again" in message(ateneo), timeout=TIMEOUT_MS)


def test_choosing_a_model_reloads_the_list(qtbot: QtBot, ateneo: Ateneo) -> None:
    with qtbot.waitSignal(ateneo.client.changed, timeout=TIMEOUT_MS):
        button(card(ateneo, "Qwen"), "Use this model").click()
    qtbot.waitUntil(lambda: len(cards(ateneo)) >= 5, timeout=TIMEOUT_MS)


def test_the_health_check_lists_results_with_advice(qtbot: QtBot, ateneo: Ateneo) -> None:
    page(ateneo).check_health()

    def texts() -> str:
        return "\n".join(label.text() for label in page(ateneo).findChildren(QLabel))

    qtbot.waitUntil(lambda: "5.1 GB of 8 GB memory is free." in texts(), timeout=TIMEOUT_MS)
    assert "Free some space on this disk." in texts()


ADDED = {
    "base.gguf": "Qwen 2.5 3B Instruct was added. It continues texts; to chat, use another model.",
    "official.gguf": "This is Qwen 2.5 3B Instruct, the official file of Qwen. It was added.",
    "again.gguf": "This model is installed already: Qwen 2.5 3B Instruct.",
}


@pytest.mark.parametrize("file", ADDED)
def test_adding_says_what_the_file_turned_out_to_be(qtbot: QtBot, ateneo: Ateneo, file: str) -> None:
    page(ateneo).add(Path(file))
    qtbot.waitUntil(lambda: message(ateneo) == ADDED[file], timeout=TIMEOUT_MS)


def test_a_model_that_takes_over_says_so_and_the_one_before_can_be_had_back(qtbot: QtBot, ateneo: Ateneo) -> None:
    page(ateneo).add(Path("converted.gguf"))
    said = "This is Qwen 2.5 3B Instruct, unchanged, as somebody published it. It was added. It is used from now on."
    qtbot.waitUntil(lambda: message(ateneo) == said, timeout=TIMEOUT_MS)
    undo = next(b for b in ateneo.window.findChildren(QPushButton) if b.text() == "Undo" and b.isVisible())
    undo.click()
    received: list[ReceivedCall] = []
    ateneo.client.call(RECEIVED, Nothing(), page(ateneo)).on_result(lambda calls: received.extend(calls.calls))
    qtbot.waitUntil(lambda: bool(received), timeout=TIMEOUT_MS)
    assert [call.params for call in received if call.method == "models.choose"] == [{"model": "smollm2"}]


def test_a_base_model_is_said_to_continue_texts(qtbot: QtBot, theme: Theme, english: Language) -> None:
    shown = ModelCard(theme, ModelInfo("b", "Qwen 7B", "text", "ready", 1, "", "", "", is_base=True))
    qtbot.addWidget(shown)
    shown.show()
    assert "Continues texts" in words(shown) and "Writes answers" not in words(shown)
    assert "it continues a text and does not answer questions" in words(shown)


def bigger(ateneo: Ateneo) -> BiggerModelCard:
    return page(ateneo).findChild(BiggerModelCard)


def test_bigger_models_are_named_with_file_size_licence_and_hash(qtbot: QtBot, ateneo: Ateneo) -> None:
    qtbot.waitUntil(lambda: "Gemma" in words(bigger(ateneo)), timeout=TIMEOUT_MS)
    said = words(bigger(ateneo))
    for part in (
        "Ministral-3-8B-Instruct-2512-Q4_K_M.gguf",
        "4.8 GB",
        "Gemma Terms of Use",
        "3" * 16,
        "14.9 GB of memory",
    ):
        assert part in said
    assert len([row for row in bigger(ateneo).findChildren(SuggestionRow) if row.isVisibleTo(bigger(ateneo))]) == 2


def test_the_list_of_bigger_models_is_copied_and_saved(qtbot: QtBot, ateneo: Ateneo, tmp_path: Path) -> None:
    qtbot.waitUntil(lambda: "Gemma" in words(bigger(ateneo)), timeout=TIMEOUT_MS)
    button(bigger(ateneo), "Copy the list").click()
    assert QGuiApplication.clipboard().text() == "Bigger chat models for Ateneo\n"
    bigger(ateneo).save_list(str(tmp_path / "list.txt"))
    assert (tmp_path / "list.txt").read_text("utf-8") == "Bigger chat models for Ateneo\n"
    assert message(ateneo) == "The list is in list.txt."
    bigger(ateneo).save_list(str(tmp_path))
    assert message(ateneo) == f"{tmp_path.name} cannot be written. Choose another folder."


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("m.gguf", True), ("m.GGUF", True), ("m.onnx", True), ("m.safetensors", True), (f"sha256-{'a' * 64}", True),
        ("m.pdf", False), ("m.pt", False),
    ],
)  # fmt: skip
def test_only_models_are_offered_to_be_added_when_dropped(ateneo: Ateneo, name: str, offered: bool) -> None:
    assert bool(page(ateneo).drop_actions([Path("/tmp") / name])) == offered


def test_a_folder_with_a_model_can_be_dropped(ateneo: Ateneo, tmp_path: Path) -> None:
    assert not page(ateneo).drop_actions([tmp_path])
    (tmp_path / "model.toml").write_text("")
    assert page(ateneo).drop_actions([tmp_path])


def test_the_descriptions_of_the_starter_models_are_translated() -> None:
    spanish = Translations("es")
    recipes = "".join((RESOURCES / name).read_text("utf-8") for name in ("starter.toml", "starter_chat.toml"))
    for text in DESCRIPTIONS:
        assert spanish.translate("models", text) != text
        assert text in recipes


GRADE = "Short questions about a text, answered right: Spanish: 0 of 12 · English: 10 of 12."


def test_a_card_says_in_plain_words_how_the_model_did_and_what_that_means(ateneo: Ateneo) -> None:
    said = words(card(ateneo, "SmolLM2"))
    assert GRADE in said
    assert "Answers from your documents in Spanish begin with a quotation" in said
    assert button(card(ateneo, "SmolLM2"), "Test again").accessibleName() == "Test again: SmolLM2 135M Instruct"
    assert "Test" not in [
        b.text()[:4] for b in card(ateneo, "E5").findChildren(QPushButton) if b.isVisibleTo(page(ateneo))
    ]


@pytest.mark.parametrize(
    ("asked", "right", "sentence"),
    [
        ((0, 0), (0, 0), "How well it answers is not known yet. Ateneo tests it when nobody is waiting for an answer."),
        ((5, 0), (5, 0), "The test of its answers is under way: 5 of 24 questions."),
        ((12, 12), (11, 12), "Spanish: 11 of 12 · English: 12 of 12. It answers from your documents in its own words."),
        ((12, 12), (1, 0), "Answers from your documents begin with a quotation, since its own words are not reliable."),
        ((12, 12), (12, 0), "Answers from your documents in English begin with a quotation"),
    ],
)
def test_each_grade_has_its_sentence(asked: tuple[int, int], right: tuple[int, int], sentence: str) -> None:
    grades = tuple(
        LanguageGrade(code, 12, a, r, a, passed=r > 8) for code, a, r in zip(("es", "en"), asked, right, strict=True)
    )
    model = ModelInfo(
        "m", "M", "text", "ready", 1, "", "", "", grades=grades if any(asked) else (), needs_grade=sum(asked) < 24
    )
    assert sentence in grade_text(model)


def graded(ateneo: Ateneo, qtbot: QtBot) -> list[object]:
    """Return the models that the engine was asked to grade so far."""
    lists: list[ReceivedCalls] = []
    ateneo.client.call(RECEIVED, Nothing(), page(ateneo)).on_result(lists.append)
    qtbot.waitUntil(lambda: bool(lists), timeout=TIMEOUT_MS)
    return [call.params for call in lists[0].calls if call.method == GRADE_MODEL.name]


def test_a_new_model_that_nobody_knows_is_tested_at_once_with_a_job_in_the_tray(qtbot: QtBot, ateneo: Ateneo) -> None:
    page(ateneo).add(Path("unknown.gguf"))
    qtbot.waitUntil(lambda: message(ateneo) == "Qwen 2.5 3B Instruct was added.", timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: graded(ateneo, qtbot) == [{"model": "qwen"}], timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: ateneo.window.status.jobs.running == 0, timeout=TIMEOUT_MS)


def test_a_test_that_gave_way_to_a_question_goes_on_when_it_is_quiet(qtbot: QtBot, ateneo: Ateneo) -> None:
    runs = GradeRuns(ateneo.window, page(ateneo), quiet_ms=0)
    qwen = card(ateneo, "Qwen").model
    with qtbot.waitSignal(ateneo.client.changed, timeout=TIMEOUT_MS):
        runs.show_models([msgspec.structs.replace(qwen, needs_grade=True)])
    qtbot.waitUntil(lambda: graded(ateneo, qtbot) == [{"model": "qwen"}] * 2, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: ateneo.window.status.jobs.running == 0, timeout=TIMEOUT_MS)


def test_a_test_that_a_person_stopped_is_not_taken_up_again_by_itself(qtbot: QtBot, ateneo: Ateneo) -> None:
    runs = GradeRuns(ateneo.window, page(ateneo), quiet_ms=0)
    qwen = msgspec.structs.replace(card(ateneo, "Qwen").model, needs_grade=True)
    with qtbot.waitSignal(ateneo.client.changed, timeout=TIMEOUT_MS):
        runs.grade(qwen)
        stop = next(
            b for b in ateneo.window.findChildren(QAbstractButton) if b.accessibleName().startswith("Stop: Testing")
        )
        stop.click()
    runs.show_models([qwen])
    assert graded(ateneo, qtbot) == [{"model": "qwen"}]


def test_nothing_is_tested_unasked_after_a_pause(qtbot: QtBot, ateneo: Ateneo) -> None:
    runs = GradeRuns(ateneo.window, page(ateneo), quiet_ms=0)
    qwen = msgspec.structs.replace(card(ateneo, "Qwen").model, needs_grade=True)
    runs.show_models([qwen])
    runs.pause()
    runs.show_models([qwen])
    qtbot.wait(50)
    assert graded(ateneo, qtbot) == []
    runs.grade(qwen, asked_for=True)
    qtbot.waitUntil(lambda: {"model": "qwen"} in graded(ateneo, qtbot), timeout=TIMEOUT_MS)


def test_testing_again_asks_everything_anew_and_says_how_the_model_did(qtbot: QtBot, ateneo: Ateneo) -> None:
    button(card(ateneo, "Qwen"), "Test its answers").click()
    qtbot.waitUntil(lambda: ateneo.window.status.jobs.running == 0, timeout=TIMEOUT_MS)
    button(card(ateneo, "SmolLM2"), "Test again").click()
    qtbot.waitUntil(lambda: "Spanish: 12 of 12 · English: 12 of 12" in message(ateneo), timeout=TIMEOUT_MS)
    assert graded(ateneo, qtbot) == [{"model": "qwen"}, {"model": "smollm2", "again": True}]


def test_a_second_test_is_refused_with_a_sentence_while_one_runs(ateneo: Ateneo) -> None:
    page(ateneo).grade(card(ateneo, "Qwen").model)
    page(ateneo).grade(card(ateneo, "SmolLM2").model)
    assert message(ateneo) == "A test is running already; the bar at the bottom shows it."


def test_a_test_that_fails_is_told_only_to_whoever_asked_for_it(qtbot: QtBot, ateneo: Ateneo) -> None:
    runs = GradeRuns(ateneo.window, page(ateneo), quiet_ms=0)
    odd = msgspec.structs.replace(card(ateneo, "E5").model, needs_grade=True)
    runs.show_models([odd])
    qtbot.waitUntil(lambda: graded(ateneo, qtbot) == [{"model": "e5"}], timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: ateneo.window.status.jobs.running == 0, timeout=TIMEOUT_MS)
    assert message(ateneo) == ""
    runs.grade(odd, asked_for=True)
    qtbot.waitUntil(lambda: message(ateneo) != "", timeout=TIMEOUT_MS)
