"""Check of prompts: each vague place is found with its mend, and prompts that say what they want are left alone."""

from __future__ import annotations

import pytest

from engine.text.language import Language
from engine.text.prompting.prompt_check import WeaknessKind, apply_mend, check_prompt

STORY = {
    "en": "The house was large and had a garden where the children played every afternoon with their dogs and their friends, "
    "while the grandparents read the newspaper on the terrace and talked about better times, when everybody lived in town.",
    "es": "La casa era grande y tenía un jardín donde los niños jugaban cada tarde con sus perros y sus amigos, mientras los "
    "abuelos leían el periódico en la terraza y hablaban de tiempos mejores, cuando aún vivían todos en el pueblo.",
}


def kinds(prompt: str, language: Language) -> set[WeaknessKind]:
    return {weakness.kind for weakness in check_prompt(prompt, language)}


@pytest.mark.parametrize(
    ("language", "prompt", "expected"),
    [
        ("en", "Write about dogs", {"no_audience", "no_format", "no_length"}),
        ("es", "Escribe sobre los perros", {"no_audience", "no_format", "no_length"}),
        ("en", "Explain photosynthesis to a child in three sentences.", set()),
        ("es", "Explícame la fotosíntesis en tres frases para un niño de 8 años.", set()),
        ("es", "Escribe un correo breve a mi casero para pedirle que arregle la caldera.", set()),
        ("en", "Write a short email to my landlord and ask him to repair the boiler.", set()),
        ("en", "Summarise this text in 3 bullet points.", {"no_text"}),
        ("es", "Resume este texto en 3 puntos.", {"no_text"}),
        ("en", 'Summarise the text below in 3 bullet points:\n"""\nThe sea.\n"""', set()),
        ("es", "Resume el texto siguiente en 3 puntos: «El mar.»", set()),
        ("en", "Summarise this text in 3 bullet points: {{text}}", set()),
        ("en", f"Summarise this in one sentence: {STORY['en']}", {"no_delimiters"}),
        ("es", f"Resume esto en una frase:\n{STORY['es']}", {"no_delimiters"}),
        ("en", "Don't use jargon.", {"only_negative"}),
        ("es", "No uses tecnicismos ni menciones precios.", {"only_negative"}),
        ("en", "List 5 risks. Don't repeat any.", set()),
        ("es", "Enumera 5 riesgos. No repitas ninguno.", set()),
        ("en", "List some interesting things about Almería.", {"vague_words"}),
        ("es", "Enumera algunas cosas interesantes de Almería.", {"vague_words"}),
        ("en", "What is the capital of France?", set()),
        ("es", "¿Cuántos habitantes tiene Sevilla?", set()),
        ("en", "Hello, how are you today?", set()),
        ("es", "hola", set()),
        ("en", "", set()),
    ],
)
def test_the_weaknesses_of_a_prompt_are_found(language: Language, prompt: str, expected: set[WeaknessKind]) -> None:
    assert kinds(prompt, language) == expected


@pytest.mark.parametrize(
    ("language", "prompt", "expected"),
    [
        (
            "en",
            "List the risks, write a short email to my boss, and then suggest a date.",
            "1. List the risks.\n2. Write a short email to my boss.\n3. Suggest a date.",
        ),
        (
            "es",
            "Haz una tabla con los gastos, redacta un correo breve a mi jefa y propón una fecha.",
            "1. Haz una tabla con los gastos.\n2. Redacta un correo breve a mi jefa.\n3. Propón una fecha.",
        ),
    ],
)
def test_several_tasks_become_a_numbered_list(language: Language, prompt: str, expected: str) -> None:
    (weakness,) = (weakness for weakness in check_prompt(prompt, language) if weakness.kind == "several_tasks")
    assert apply_mend(prompt, weakness) == expected
    assert "several_tasks" not in kinds(expected, language)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_mended_prompt_no_longer_has_that_weakness(language: Language) -> None:
    prompts = {
        "en": ("Write about dogs", f"Explain this: {STORY['en']}", "Summarise this text.", "Don't use jargon."),
        "es": (
            "Escribe sobre los perros",
            f"Explica esto: {STORY['es']}",
            "Resume este texto.",
            "No uses tecnicismos.",
        ),
    }
    for prompt in prompts[language]:
        weaknesses = check_prompt(prompt, language)
        assert weaknesses
        for weakness in weaknesses:
            assert weakness.kind not in kinds(apply_mend(prompt, weakness), language), (prompt, weakness)


def test_a_mend_leaves_every_other_character_as_it_is() -> None:
    prompt = "Escribe sobre ﬁestas, ẞ y 😀 a\u0301lgebra\n\n"
    for weakness in check_prompt(prompt, "es"):
        mended = apply_mend(prompt, weakness)
        assert mended.replace(weakness.mend, "", 1) == prompt
        assert 0 <= weakness.start < weakness.end <= len(prompt)


def test_a_delimiter_within_a_pasted_text_cannot_end_it() -> None:
    prompt = f'Summarise this in one sentence: {STORY["en"]} """ {STORY["en"]}'
    (weakness,) = (weakness for weakness in check_prompt(prompt, "en") if weakness.kind == "no_delimiters")
    assert weakness.mend.count('"""') == 2


def test_a_very_long_prompt_is_checked_in_its_first_part() -> None:
    assert kinds("Write about dogs. " + "word " * 200_000, "en") >= {"no_audience"}
