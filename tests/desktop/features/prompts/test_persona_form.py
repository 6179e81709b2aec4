"""The form of a persona: how it chooses words, the model it prefers, and to whom it may pass a question on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.prompts.page import PERSONAS, PromptsPage
from desktop.paths import Paths
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
    """The page with a persona of the person's own, which is chosen."""
    found = ateneo.window.page("prompts")
    assert isinstance(found, PromptsPage)
    qtbot.waitUntil(lambda: found.personas.entry is not None, timeout=TIMEOUT_MS)
    found.open_tab(PERSONAS)
    found.personas.list.new_button.click()
    qtbot.waitUntil(lambda: found.personas.entry is not None and found.personas.entry.id > 0, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: found.personas.preferences.model_box.count() > 1, timeout=TIMEOUT_MS)
    return found


def saved(qtbot: QtBot, ateneo: Ateneo, page: PromptsPage) -> prompts.Persona:
    page.personas.flush()
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    persona = page.personas.list.current
    assert isinstance(persona, prompts.Persona)
    return persona


def test_all_is_left_to_the_conversation_until_it_is_chosen(qtbot: QtBot, ateneo: Ateneo, page: PromptsPage) -> None:
    persona = saved(qtbot, ateneo, page)
    assert (persona.preset, persona.model, persona.hands_to, persona.tools) == (None, "", (), ())
    box = page.personas.preferences.preset_box
    assert [box.itemText(row) for row in range(box.count())] == [
        "As the conversation does",
        "Precise",
        "Balanced",
        "Creative",
    ]


def test_a_preset_a_model_and_takers_are_chosen_and_saved(qtbot: QtBot, ateneo: Ateneo, page: PromptsPage) -> None:
    panel = page.personas
    for box, text in ((panel.preferences.preset_box, "Creative"), (panel.preferences.model_box, "SmolLM2")):
        row = next(row for row in range(box.count()) if text in box.itemText(row))
        box.setCurrentIndex(row)
        box.activated.emit(row)
    name = panel.entry.name if panel.entry else ""
    assert name not in panel.takers.boxes and "Teacher" in panel.takers.boxes
    panel.takers.boxes["Teacher"].click()
    persona = saved(qtbot, ateneo, page)
    assert persona.preset == "creative" and "smollm2" in persona.model and persona.hands_to == ("Teacher",)


def test_a_model_that_is_not_installed_stays_preferred_and_it_is_said(
    qtbot: QtBot, ateneo: Ateneo, page: PromptsPage
) -> None:
    panel = page.personas
    assert isinstance(panel.entry, prompts.Persona)
    panel.show_entry(msgspec.structs.replace(panel.entry, model="big-model", hands_to=("Somebody gone",)))
    assert "not installed" in panel.preferences.note.text() and panel.preferences.note.isVisible()
    assert panel.preferences.model_box.currentText() == "big-model"
    kept = panel.read_entry(panel.entry)
    assert isinstance(kept, prompts.Persona)
    assert kept.model == "big-model" and kept.hands_to == ("Somebody gone",)


def test_what_comes_with_ateneo_cannot_be_changed(page: PromptsPage) -> None:
    panel = page.personas
    built_in = next(entry for entry in panel.list.entries if entry.id < 0)
    panel.list.choose(built_in.id)
    assert not panel.takers.isEnabled() and not panel.preferences.preset_box.isEnabled()


def test_a_conversation_with_it_may_pass_questions_on(qtbot: QtBot, ateneo: Ateneo, page: PromptsPage) -> None:
    page.personas.takers.boxes["Teacher"].click()
    page.personas.use.click()
    chat = ateneo.window.page("chat")
    qtbot.waitUntil(lambda: bool(chat.conversation_settings.current.hands_to), timeout=TIMEOUT_MS)  # type: ignore[attr-defined]  # the Chat page
    assert chat.conversation_settings.current.hands_to == ("Teacher",)  # type: ignore[attr-defined]


def test_the_new_fields_have_names_and_speak_spanish(qtbot: QtBot, ateneo: Ateneo, page: PromptsPage) -> None:
    fields = page.personas.preferences
    assert fields.preset_box.accessibleName() == "How it chooses words"
    ateneo.settings.change(language="es")
    qtbot.waitUntil(lambda: fields.model_box.accessibleName() == "El modelo que prefiere", timeout=TIMEOUT_MS)
    assert fields.preset_box.itemText(0) == "Como la conversación"
