"""Personas and prompts: saved, found, filled, checked, deleted with undo, purged, taken to another library."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from engine.capabilities.prompts import api, prompt_library
from engine.protocol.answering.prompt_example import PromptExample
from engine.protocol.errors import FileNotOrdinary, FileVanished, NameTaken, NotFound
from engine.text.prompting.prompt_check import check_prompt
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness

TEACHER = api.Persona("Ana", "es", api.PersonaFields("profesora", tone="alegre"), tools=("calculator",))


def own_prompts(engine: EngineHarness) -> list[api.SavedPrompt]:
    return [prompt for prompt in engine.call(api.LIST, api.ListPrompts("en")).prompts if prompt.id > 0]


def save(engine: EngineHarness, name: str, text: str = "Say {{what}}", command: str = "") -> api.SavedPrompt:
    return engine.call(api.SAVE, api.SavePrompt(api.SavedPrompt(name, text, command)))


def test_a_persona_is_saved_composed_and_changed(engine: EngineHarness) -> None:
    saved = engine.call(api.SAVE_PERSONA, api.SavePersona(TEACHER))
    assert saved.system == "Eres profesora.\nTono: alegre."
    changed = msgspec.structs.replace(saved.persona, fields=api.PersonaFields("profesora", instruction="Pregunta"))
    engine.call(api.SAVE_PERSONA, api.SavePersona(changed))
    listed = engine.call(api.LIST_PERSONAS, api.ListPersonas("es")).personas
    assert (listed[0].persona, listed[0].system) == (changed, "Eres profesora.\nPregunta.")
    assert [composed.persona.id < 0 for composed in listed[1:]] == [True] * len(prompt_library.library_personas("es"))


def test_one_that_comes_with_ateneo_is_saved_as_a_new_one(engine: EngineHarness) -> None:
    built_in = prompt_library.library_personas("en")[0]
    saved = engine.call(api.SAVE_PERSONA, api.SavePersona(msgspec.structs.replace(built_in, name="Mine")))
    assert saved.persona.id > 0
    prompt = prompt_library.library_prompts("en")[0]
    assert engine.call(api.SAVE, api.SavePrompt(prompt)).id > 0


def test_prompts_are_found_by_all_words_of_name_command_and_text(engine: EngineHarness) -> None:
    save(engine, "Carta al casero", "Escribe sobre la calefacción", "/carta formal")
    found = engine.call(api.LIST, api.ListPrompts("es", "CALEFACCION carta")).prompts
    assert [(prompt.name, prompt.command) for prompt in found] == [("Carta al casero", "carta-formal")]
    assert engine.call(api.LIST, api.ListPrompts("es", "calefacción perro")).prompts == ()


def test_a_prompt_has_its_variables_and_takes_their_values(engine: EngineHarness) -> None:
    saved = save(engine, "Tone", "{{text}} in a {{tone:warm|cold}} tone")
    assert saved.variables == (api.PromptVariable("text"), api.PromptVariable("tone", "warm", ("warm", "cold")))
    filled = engine.call(api.FILL, api.FillPrompt(saved.text, {"text": "hello {{tone}}"}))
    assert filled.text == "hello {{tone}} in a warm tone"
    with pytest.raises(api.VariableMissing, match="text"):
        engine.call(api.FILL, api.FillPrompt(saved.text))


@pytest.mark.parametrize("name", ["tone", " TONE ", ""])
def test_a_name_is_given_once(engine: EngineHarness, name: str) -> None:
    save(engine, "Tone", command="tone")
    with pytest.raises(NameTaken):
        save(engine, name)
    with pytest.raises(NameTaken):
        save(engine, "another", command="TONE")


def test_bad_prompts_are_refused_with_a_sentence(engine: EngineHarness) -> None:
    with pytest.raises(api.PromptEmpty):
        save(engine, "a", " \n")
    with pytest.raises(api.PromptTextTooLong):
        save(engine, "a", "x" * (api.LONGEST_TEXT + 1))
    with pytest.raises(api.PromptTextTooLong):
        save(engine, "n" * (api.LONGEST_NAME + 1))
    with pytest.raises(NotFound):
        engine.call(api.SAVE, api.SavePrompt(api.SavedPrompt("a", "x", id=99)))
    assert own_prompts(engine) == []


def test_what_is_deleted_comes_back_until_it_is_purged(engine: EngineHarness) -> None:
    saved = save(engine, "Zanahoria", "words of a secret recipe: zanahoria")
    engine.call(api.DELETE, api.DeleteSaved("prompt", saved.id))
    assert own_prompts(engine) == []
    with pytest.raises(NotFound):
        engine.call(api.DELETE, api.DeleteSaved("prompt", saved.id))
    engine.call(api.RESTORE, api.RestoreSaved("prompt", saved.id))
    assert [prompt.name for prompt in own_prompts(engine)] == ["Zanahoria"]
    engine.call(api.DELETE, api.DeleteSaved("prompt", saved.id))
    save(engine, "Zanahoria", "another")
    with pytest.raises(NameTaken):
        engine.call(api.RESTORE, api.RestoreSaved("prompt", saved.id))
    assert engine.call(api.PURGE_DELETED, api.PurgeDeletedPrompts()).count == 1
    with pytest.raises(NotFound):
        engine.call(api.RESTORE, api.RestoreSaved("prompt", saved.id))
    files = [path for path in engine.home.rglob("*") if path.is_file()]
    assert not any(b"secret recipe" in path.read_bytes() for path in files)


def test_prompts_move_to_another_library(engine: EngineHarness, tmp_path: Path) -> None:
    engine.call(api.SAVE_PERSONA, api.SavePersona(TEACHER))
    examples = (PromptExample("2 + 2", "4"),)
    engine.call(api.SAVE, api.SavePrompt(api.SavedPrompt("Sum", "{{sum}}", "sum", examples=examples)))
    engine.call(api.SAVE_CHAIN, api.SaveChain(api.Chain("Both", (api.ChainStep("a", "{{input}}"),))))
    file = tmp_path / "prompts.json"
    assert engine.call(api.EXPORT, api.ExportPrompts(str(file))) == api.PromptCounts(1, 1, 1)
    other = EngineHarness(tmp_path / "other", tmp_path, "prompts", pool=FakeModelPool(FakeTextModel()))
    try:
        for _ in range(2):
            assert other.call(api.IMPORT, api.ImportPrompts(str(file))) == api.PromptCounts(1, 1, 1)
        assert [(p.name, p.command, p.examples) for p in own_prompts(other)] == [
            ("Sum", "sum", examples),
            ("Sum 2", "sum-2", examples),
        ]
        names = [composed.persona.name for composed in other.call(api.LIST_PERSONAS, api.ListPersonas("es")).personas]
        assert names[:2] == ["Ana", "Ana 2"]
    finally:
        other.close()


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"\x00\xff", b"[" * 100_000, b'{"ateneo_prompts": 1, "prompts": [{"name": 3}]}', b"PK\x03\x04"],
)
def test_a_file_that_is_no_export_changes_nothing(engine: EngineHarness, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "foreign.json"
    file.write_bytes(content)
    with pytest.raises(api.PromptFileUnreadable):
        engine.call(api.IMPORT, api.ImportPrompts(str(file)))
    assert own_prompts(engine) == []


def test_pipes_and_missing_files_are_not_waited_for(engine: EngineHarness, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileNotOrdinary):
        engine.call(api.IMPORT, api.ImportPrompts(str(tmp_path / "pipe")))
    with pytest.raises(FileVanished):
        engine.call(api.IMPORT, api.ImportPrompts(str(tmp_path / "none")))


def test_a_prompt_is_checked_in_its_own_language(engine: EngineHarness) -> None:
    checked = engine.call(api.CHECK, api.CheckPrompt("Escribe sobre los perros"))
    assert checked.language == "es" and {w.kind for w in checked.weaknesses} == {
        "no_audience",
        "no_format",
        "no_length",
    }


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_library_has_a_dozen_prompts_that_say_what_they_want(language: api.PromptLanguage) -> None:
    prompts = prompt_library.library_prompts(language)
    assert len(prompts) >= 12 and len({prompt.command for prompt in prompts}) == len(prompts)
    for prompt in prompts:
        kinds = {weakness.kind for weakness in check_prompt(prompt.text, language)}
        assert not kinds & {"no_text", "no_delimiters", "several_tasks", "only_negative", "no_format"}, prompt.name


def test_no_two_entries_of_the_library_share_an_id() -> None:
    ids = [
        entry.id
        for language in ("en", "es")
        for entries in (
            prompt_library.library_prompts(language),
            prompt_library.library_personas(language),
            prompt_library.library_chains(language),
        )
        for entry in entries
    ]
    assert len(set(ids)) == len(ids) and max(ids) < 0


def test_a_persona_is_tried_out_without_being_saved(engine: EngineHarness, model: FakeTextModel) -> None:
    persona = msgspec.structs.replace(TEACHER, examples=(PromptExample("2 + 2", "4"),), preset="precise")
    assert engine.call(api.TRY_PERSONA, api.TryPersona(persona, "¿Hola?")).text == "Una respuesta corta."
    assert [message.text for message in model.received[0]] == ["Eres profesora.\nTono: alegre.", "2 + 2", "4", "¿Hola?"]
    with pytest.raises(api.PromptEmpty):
        engine.call(api.TRY_PERSONA, api.TryPersona(persona, " "))
    assert [
        c.persona.id for c in engine.call(api.LIST_PERSONAS, api.ListPersonas("es")).personas if c.persona.id > 0
    ] == []


def test_a_prompt_is_run_without_being_kept(engine: EngineHarness, model: FakeTextModel) -> None:
    request = api.RunPrompt("{{a}} + {{b=2}} {{a}}", {"a": "{{b}}"}, (PromptExample("2 + 2", "4"),))
    answer = engine.call(api.RUN, request)
    assert (answer.text, answer.prompt, answer.model) == ("Una respuesta corta.", "{{b}} + 2 {{b}}", model.name)
    assert [message.text for message in model.received[0]] == ["2 + 2", "4", "{{b}} + 2 {{b}}"]
    assert "".join(event.text for event in engine.events).strip() == answer.text
    for refused, error in ((api.RunPrompt("{{a}}"), api.VariableMissing), (api.RunPrompt(" "), api.PromptEmpty)):
        with pytest.raises(error):
            engine.call(api.RUN, refused)


@pytest.mark.parametrize("name", ["tone", "/tone", "Warm Words", "warm words", "7", "/7"])
def test_a_prompt_is_meant_by_its_name_its_command_or_its_number(name: str) -> None:
    prompt = api.SavedPrompt("Warm words", "text", "tone", 7)
    assert prompt.is_named(name) and not api.SavedPrompt("Other", "text").is_named(name)


def test_no_prompt_is_meant_by_nothing() -> None:
    assert not api.SavedPrompt("Without a command", "text").is_named("/")
