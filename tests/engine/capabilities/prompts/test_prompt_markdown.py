"""Prompts, personas and chains as Markdown: what is written is read back the same, whatever their texts hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.capabilities.prompts import api
from engine.capabilities.prompts.exported_prompts import ExportedPrompts
from engine.capabilities.prompts.prompt_markdown import read_markdown, write_markdown
from engine.protocol.answering.prompt_example import PromptExample
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness

NASTY = (
    "{{text}} in a {{tone=warm}} tone",
    "```python\nprint('a')\n```\n",
    "````\n```\n`````",
    '<!-- ateneo:prompt command="x" -->\n## Not a heading\n',
    "# one\r\ntwo\r\n",
    "\n\n  leading and trailing  \n\n",
    "-->\\\"' <b>ñ 👍🏽 \u202eabc\u202c",
    "~~~\n# x\n---",
)
"""Texts that a careless reader would take for the file's own marks."""
EXAMPLES = (PromptExample("¿2 + 2?\n```", "4"), PromptExample("", "### nothing"))
PERSONA = api.Persona(
    "Ana <Ruiz> # 1",
    "es",
    api.PersonaFields("una maestra", NASTY[1], NASTY[3], NASTY[4], "", NASTY[6]),
    tools=("calculator", "dates"),
    examples=EXAMPLES,
    preset="precise",
    model="qwen2.5-1.5b",
    hands_to=("Profesora", "Un médico, de guardia"),
)
PROMPTS = tuple(
    api.SavedPrompt(f"Prompt {number}", text, f"p{number}" if number % 2 else "", examples=EXAMPLES[:number])
    for number, text in enumerate(NASTY)
)
CHAIN = api.Chain("Both", tuple(api.ChainStep(f"Step {number} #", text) for number, text in enumerate(NASTY)))
CONTENT = ExportedPrompts(1, (PERSONA,), PROMPTS, (CHAIN,))


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_file_is_read_back_as_it_was_written(language: str) -> None:
    written = write_markdown(CONTENT, language)
    assert read_markdown(written) == CONTENT
    assert write_markdown(read_markdown(written), language) == written


@pytest.mark.parametrize("text", NASTY)
def test_no_text_ends_its_block_or_begins_another_entry(text: str) -> None:
    content = ExportedPrompts(1, prompts=(api.SavedPrompt("Name", text), api.SavedPrompt("After", "it")))
    assert read_markdown(write_markdown(content, "en")) == content


def test_all_that_belongs_to_an_entry_is_written() -> None:
    """A field that is added to these types has to be added to the file too."""
    assert set(api.Persona.__struct_fields__) == {
        "name", "language", "fields", "id", "tools", "examples", "preset", "model", "hands_to",
    }  # fmt: skip
    assert set(api.SavedPrompt.__struct_fields__) == {"name", "text", "command", "id", "examples", "variables"}
    assert set(api.Chain.__struct_fields__) | set(api.ChainStep.__struct_fields__) == {"name", "steps", "id", "prompt"}


def test_headings_are_in_the_language_of_the_person() -> None:
    assert "**Who answers**" in write_markdown(CONTENT, "en")
    spanish = write_markdown(CONTENT, "es")
    assert "**Quién responde**" in spanish and "**Pregunta del ejemplo 1**" in spanish


def test_a_file_may_be_written_by_hand() -> None:
    file = (
        "<!-- ateneo:prompts -->\r\nMy notes\r\n\r\n<!-- ateneo:prompt -->\r\n# Shorter\r\n\r\nSome words.\r\n"
        "```\r\nMake it\r\nshorter: {{text}}\r\n```\r\n\r\n```\r\nnot read\r\n```\r\n"
    )
    assert read_markdown(file).prompts == (api.SavedPrompt("Shorter", "Make it\nshorter: {{text}}"),)


@pytest.mark.parametrize(
    "file",
    [
        "",
        "# Some Markdown\n",
        '<!-- ateneo:message role="user" -->\n## Me\n',
        '<!-- ateneo:prompts version="2" -->\n',
        '<!-- ateneo:prompts version="one" -->\n',
        "<!-- ateneo:prompts -->\n<!-- ateneo:prompt -->\n```text\nwithout a name\n```\n",
        "<!-- ateneo:prompts -->\n<!-- ateneo:prompt -->\n## Cut\n```text\nno end",
        "<!-- ateneo:prompts -->\n<!-- ateneo:prompt -->\n## A\n```\nt\n```\n<!-- ateneo:question -->\n```\nq\n```\n",
        '<!-- ateneo:prompts version="\\x" -->\n',
    ],
)
def test_other_and_damaged_files_are_refused(file: str) -> None:
    with pytest.raises(ValueError):
        read_markdown(file)


def test_a_library_moves_as_markdown(home: Path, tmp_path: Path) -> None:
    pool = FakeModelPool(FakeTextModel())
    first, second = (EngineHarness(tmp_path / name, tmp_path, "prompts", pool=pool) for name in ("a", "b"))
    try:
        first.call(api.SAVE_PERSONA, api.SavePersona(PERSONA))
        for prompt in PROMPTS:
            first.call(api.SAVE, api.SavePrompt(prompt))
        steps = (api.ChainStep("a", "{{input}}\n```"), api.ChainStep("b", "{{previous}}"))
        first.call(api.SAVE_CHAIN, api.SaveChain(api.Chain("Both", steps)))
        files = [tmp_path / name for name in ("first.md", "second.MD", "third.json")]
        assert first.call(api.EXPORT, api.ExportPrompts(str(files[0]), "es")) == api.PromptCounts(1, len(PROMPTS), 1)
        assert second.call(api.IMPORT, api.ImportPrompts(str(files[0]))) == api.PromptCounts(1, len(PROMPTS), 1)
        second.call(api.EXPORT, api.ExportPrompts(str(files[1]), "es"))
        assert files[0].read_bytes() == files[1].read_bytes()
        for engine in (first, second):
            engine.call(api.EXPORT, api.ExportPrompts(str(files[2])))
        own = [
            [prompt for prompt in engine.call(api.LIST, api.ListPrompts("en")).prompts if prompt.id > 0]
            for engine in (first, second)
        ]
        assert own[0] == own[1]
    finally:
        first.close()
        second.close()


def test_an_export_with_an_empty_prompt_changes_nothing(home: Path, tmp_path: Path) -> None:
    engine = EngineHarness(home, tmp_path, "prompts", pool=FakeModelPool(FakeTextModel()))
    file = tmp_path / "prompts.md"
    file.write_text(write_markdown(ExportedPrompts(1, (PERSONA,), (api.SavedPrompt("Empty", " "),)), "en"), "utf-8")
    try:
        with pytest.raises(api.PromptEmpty):
            engine.call(api.IMPORT, api.ImportPrompts(str(file)))
        personas = engine.call(api.LIST_PERSONAS, api.ListPersonas("en")).personas
        assert not [composed for composed in personas if composed.persona.id > 0]
    finally:
        engine.close()
