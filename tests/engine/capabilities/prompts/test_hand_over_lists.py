"""The personas that a persona may hand over to, its preset and its model: saved, renamed, found by chat, taken elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from engine.capabilities.prompts import api
from engine.protocol.answering.personas import PersonaSettings
from tests.support.command_line import run_command
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness


def save(engine: EngineHarness, persona: api.Persona) -> api.Persona:
    return engine.call(api.SAVE_PERSONA, api.SavePersona(persona)).persona


def own(engine: EngineHarness) -> dict[str, api.Persona]:
    listed = engine.call(api.LIST_PERSONAS, api.ListPersonas("en")).personas
    return {composed.persona.name: composed.persona for composed in listed if composed.persona.id > 0}


def reception(*hands_to: str) -> api.Persona:
    fields = api.PersonaFields("a receptionist", "Ask what it is about")
    return api.Persona("Reception", "en", fields, preset="precise", model="smol", hands_to=hands_to)


def test_they_are_saved_and_found_by_chat(engine: EngineHarness) -> None:
    save(engine, reception("Gardener", "Teacher"))
    assert own(engine)["Reception"].hands_to == ("Gardener", "Teacher")
    find = engine.exports["find_persona"]
    found = find("reception")
    assert isinstance(found, PersonaSettings)
    assert (found.hands_to, found.preset, found.model) == (("Gardener", "Teacher"), "precise", "smol")
    assert found.about == "a receptionist. Ask what it is about"


def test_they_follow_the_name_of_a_persona(engine: EngineHarness) -> None:
    gardener = save(engine, api.Persona("Gardener", "en", api.PersonaFields("a gardener")))
    save(engine, reception("Gardener", "Teacher"))
    save(engine, msgspec.structs.replace(gardener, name=" Head  gardener "))
    assert own(engine)["Reception"].hands_to == ("Head gardener", "Teacher")


def test_they_move_to_another_library(engine: EngineHarness, tmp_path: Path) -> None:
    save(engine, reception("Gardener, the old one", "Teacher"))
    for name in ("prompts.json", "prompts.md"):
        engine.call(api.EXPORT, api.ExportPrompts(str(tmp_path / name)))
        other = EngineHarness(tmp_path / f"library of {name}", tmp_path, "prompts", pool=FakeModelPool(FakeTextModel()))
        try:
            other.call(api.IMPORT, api.ImportPrompts(str(tmp_path / name)))
            taken = own(other)["Reception"]
            assert taken.hands_to == ("Gardener, the old one", "Teacher") and taken.preset == "precise"
        finally:
            other.close()


def test_a_persona_is_tried_with_the_model_in_use_where_its_own_is_missing(engine: EngineHarness) -> None:
    pool = engine.pool
    assert isinstance(pool, FakeModelPool)
    pool.absent = ("smol",)
    assert engine.call(api.TRY_PERSONA, api.TryPersona(reception(), "Hello")).text


def test_the_commands_set_and_clear_them(home: Path, tmp_path: Path) -> None:
    options = ("--home", str(home), "--models", str(tmp_path / "no-models"), "--language", "en")

    def ateneo(*arguments: str) -> str:
        return run_command(["persona", *arguments, *options]).stdout

    def shown() -> dict[str, object]:
        persona: dict[str, object] = json.loads(ateneo("show", "Desk", "--json"))["persona"]
        return {name: persona.get(name) for name in ("hands_to", "preset", "model")}

    ateneo(
        "add", "Desk", "--role", "a clerk", "--hands-to", "Teacher, Editor", "--preset", "creative", "--model", "smol"
    )
    assert shown() == {"hands_to": ["Teacher", "Editor"], "preset": "creative", "model": "smol"}
    ateneo("edit", "Desk", "--tone", "dry")
    assert shown() == {"hands_to": ["Teacher", "Editor"], "preset": "creative", "model": "smol"}
    ateneo("edit", "Desk", "--hands-to", "", "--preset", "none", "--model", "none")
    assert shown() == {"hands_to": None, "preset": None, "model": None}
