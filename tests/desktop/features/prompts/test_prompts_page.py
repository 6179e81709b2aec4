"""The Prompts page over the real engine: personas, saved prompts, the check, chains."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.prompts.page import CHAINS, PERSONAS, SAVED, PromptsPage
from desktop.paths import Paths
from desktop.widgets.shell.message_bar import MessageBar
from engine.capabilities.prompts import api as prompts

pytestmark = pytest.mark.model
TIMEOUT_MS = 60_000


@pytest.fixture
def ateneo(qtbot: QtBot, open_ateneo: Callable[..., Ateneo], home: Path, models: Path) -> Ateneo:
    opened = open_ateneo(StartOptions("en", "light"), engine_command(Paths(home, models)), ("chat", "prompts"))
    opened.client.start()
    qtbot.waitUntil(lambda: opened.client.state == "ready" and opened.client.is_idle, timeout=TIMEOUT_MS)
    opened.window.show_page("prompts")
    return opened


@pytest.fixture
def page(qtbot: QtBot, ateneo: Ateneo) -> PromptsPage:
    found = ateneo.window.page("prompts")
    assert isinstance(found, PromptsPage)
    qtbot.waitUntil(lambda: all(panel.entry is not None for panel in found.panels), timeout=TIMEOUT_MS)
    return found


def add(qtbot: QtBot, page: PromptsPage, tab: int) -> None:
    page.open_tab(tab)
    panel = page.panels[tab]
    before = panel.entry.id if panel.entry else 0
    panel.list.new_button.click()
    qtbot.waitUntil(
        lambda: panel.entry is not None and panel.entry.id > 0 and panel.entry.id != before, timeout=TIMEOUT_MS
    )


def own(page: PromptsPage, tab: int) -> list[str]:
    return [entry.name for entry in page.panels[tab].list.entries if entry.id > 0]


def test_a_persona_is_made_previewed_and_kept_by_itself(qtbot: QtBot, ateneo: Ateneo, page: PromptsPage) -> None:
    add(qtbot, page, PERSONAS)
    panel = page.personas
    panel.fields["role"].setFocus()
    qtbot.keyClicks(panel.fields["role"], "a gardener")
    qtbot.waitUntil(lambda: panel.preview.text() == "You are a gardener.", timeout=TIMEOUT_MS)
    ateneo.window.show_page("chat")  # what is typed is saved when the page goes
    ateneo.window.show_page("prompts")
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    saved = panel.list.current
    assert isinstance(saved, prompts.Persona) and saved.fields.role == "a gardener"


def test_a_persona_answers_a_trial_question(qtbot: QtBot, page: PromptsPage) -> None:
    panel = page.personas
    panel.question.setText("Hello")
    panel.ask.click()
    assert panel.ask.text() == "Stop"
    qtbot.waitUntil(lambda: len(panel.answer.text) > 10, timeout=TIMEOUT_MS)
    if panel.ask.text() == "Stop":
        page.stop()
    qtbot.waitUntil(lambda: panel.ask.text() == "Try it", timeout=TIMEOUT_MS)
    assert panel.answer.text.strip()


def test_what_comes_with_ateneo_is_read_only_until_it_is_ones_own(qtbot: QtBot, page: PromptsPage) -> None:
    page.open_tab(SAVED)
    panel = page.saved
    assert panel.entry is not None and panel.entry.id < 0 and panel.text.isReadOnly()
    name = panel.entry.name
    panel.copy.click()
    qtbot.waitUntil(lambda: panel.entry is not None and panel.entry.id > 0, timeout=TIMEOUT_MS)
    assert own(page, SAVED) == [name] and not panel.text.isReadOnly() and panel.copy.isHidden()


def test_a_vague_prompt_is_mended_with_one_click(qtbot: QtBot, page: PromptsPage) -> None:
    add(qtbot, page, SAVED)
    panel = page.saved
    panel.text.selectAll()
    qtbot.keyClicks(panel.text, "Write about dogs")
    kinds = {"no_audience", "no_format", "no_length"}
    qtbot.waitUntil(lambda: {w.kind for w in panel.weaknesses.weaknesses} == kinds, timeout=TIMEOUT_MS)
    while left := len(panel.weaknesses.weaknesses):
        panel.weaknesses.buttons[0].click()
        qtbot.waitUntil(lambda left=left: len(panel.weaknesses.weaknesses) < left, timeout=TIMEOUT_MS)
    assert panel.text.toPlainText().startswith("Write about dogs. ")
    panel.text.undo()
    qtbot.waitUntil(lambda: len(panel.weaknesses.weaknesses) > 0, timeout=TIMEOUT_MS)
    panel.flush()
    qtbot.waitUntil(lambda: panel.read_entry(panel.entry) == panel.entry, timeout=TIMEOUT_MS)  # type: ignore[arg-type]  # one is chosen


def test_a_command_that_is_taken_is_said_beside_the_form(qtbot: QtBot, page: PromptsPage) -> None:
    for _ in range(2):
        add(qtbot, page, SAVED)
        page.saved.command.setText("same")
        page.saved.command.textEdited.emit("same")
        page.saved.flush()
        qtbot.wait(50)
    qtbot.waitUntil(lambda: "same" in page.saved.note.text(), timeout=TIMEOUT_MS)


def test_a_removed_entry_comes_back(qtbot: QtBot, ateneo: Ateneo, page: PromptsPage) -> None:
    add(qtbot, page, CHAINS)
    (name,) = own(page, CHAINS)
    page.chains.remove.click()
    qtbot.waitUntil(lambda: own(page, CHAINS) == [], timeout=TIMEOUT_MS)
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar) and bar.sentence == f"“{name}” was removed."
    bar.undo()
    qtbot.waitUntil(lambda: own(page, CHAINS) == [name], timeout=TIMEOUT_MS)


def test_steps_are_added_moved_and_run(qtbot: QtBot, page: PromptsPage) -> None:
    add(qtbot, page, CHAINS)
    panel = page.chains
    panel.steps.add.click()
    first, second = panel.steps.cards
    first.prompt.setPlainText("Say the word {{input}} and nothing else.")
    second.prompt.setPlainText("Count the letters of: {{previous}}")
    panel.flush()
    panel.input.setPlainText("sea")
    panel.use.click()
    qtbot.waitUntil(lambda: panel.use.text() == "Stop", timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: bool(second.output.text), timeout=3 * TIMEOUT_MS)
    page.stop()  # a small model may write on for a minute
    qtbot.waitUntil(lambda: panel.use.text() == "Run", timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: panel.runs.count() == 2, timeout=TIMEOUT_MS)
    assert first.output.text
    qtbot.waitUntil(lambda: panel.runs.isEnabled(), timeout=TIMEOUT_MS)
    second.up.click()
    panel.flush()
    qtbot.waitUntil(lambda: "previous" in panel.note.text(), timeout=TIMEOUT_MS)  # the first step has none before it


def test_all_fields_have_names_and_the_tabs_open_from_the_palette(qtbot: QtBot, page: PromptsPage) -> None:
    for number, action in enumerate(page.palette_actions()):
        action.run()
        assert page.tabs.currentIndex() == number
    page.open_tab(PERSONAS)
    for field in page.personas.fields.values():
        assert field.accessibleName()
    qtbot.keyClick(page.tabs, Qt.Key.Key_Right)
    assert page.tabs.currentIndex() == SAVED
