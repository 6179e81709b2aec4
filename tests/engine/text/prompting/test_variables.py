"""Prompts with variables: names, defaults, choices, and values that are never read as variables."""

from __future__ import annotations

import pytest

from engine.text.prompting.variables import Variable, fill_variables, find_variables

PROMPT = "Translate to {{language=English}} in a {{tone:friendly|formal}} tone: {{text}} ({{language}})"


def test_variables_are_found_once_each_with_default_and_choices() -> None:
    assert find_variables(PROMPT) == (
        Variable("language", "English"),
        Variable("tone", "friendly", ("friendly", "formal")),
        Variable("text"),
    )
    assert find_variables("{{ año }} y {{tu nombre}}") == (Variable("año"), Variable("tu nombre"))


def test_values_take_the_place_of_variables_everywhere() -> None:
    filled = fill_variables(PROMPT, {"language": "Italian", "text": "hola"})
    assert filled == "Translate to Italian in a friendly tone: hola (Italian)"


def test_a_value_is_never_read_as_a_variable() -> None:
    assert fill_variables("{{text}} {{other=x}}", {"text": "{{other}} \\1 \\g<0>"}) == "{{other}} \\1 \\g<0> x"


def test_a_variable_without_a_value_is_named() -> None:
    with pytest.raises(KeyError, match="text"):
        fill_variables(PROMPT, {"language": "Italian"})


@pytest.mark.parametrize("text", ["{{}}", "{{ }}", "{ {text} }", "{{a{b}}}", '{"a": {"b": 1}}', "{{{{", "\\frac{{1}"])
def test_braces_that_name_nothing_stay(text: str) -> None:
    assert find_variables(text) == ()
    assert fill_variables(text, {}) == text
