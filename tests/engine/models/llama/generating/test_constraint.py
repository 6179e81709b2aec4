"""Answers within a JSON schema or a grammar: every one is possible, and a format that cannot be used is an error."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from engine.models.interfaces import ChatMessage, TextDelta
from engine.protocol.answering.sampling import Sampling
from engine.protocol.errors import GrammarInvalid, SchemaInvalid
from tests.engine.models.llama.test_text_model_contract import never, run

if TYPE_CHECKING:
    from engine.models.llama.text_model import LlamaTextModel

pytestmark = pytest.mark.model

ANIMAL = [ChatMessage("user", "Describe an animal that lives in the sea, as JSON.")]
PERSON = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 12},
        "legs": {"type": "integer", "minimum": 0, "maximum": 8},
        "kind": {"enum": ["fish", "bird", "mammal", "año «é» 🐙"]},
        "tags": {"type": "array", "items": {"type": "boolean"}, "maxItems": 3},
        "home": {
            "oneOf": [
                {"type": "null"},
                {"type": "object", "properties": {"deep": {"type": "boolean"}}, "additionalProperties": False},
            ]
        },
    },
    "required": ["name", "legs", "kind", "tags"],
    "additionalProperties": False,
}
SUM = """
root ::= "(" number (operator number){1,3} ")"  # a comment
operator ::= " + " | " - "
number ::= [0-9]{1,3}
"""
HOT = Sampling(temperature=2.0, top_k=0, top_p=1.0, min_p=0.0, max_tokens=200)


def answer(model: LlamaTextModel, sampling: Sampling) -> tuple[str, str]:
    """Return the text and how it ended."""
    events, generated = run(model.generate(model.prompt(ANIMAL), sampling, never))
    return "".join(event.text for event in events if isinstance(event, TextDelta)), generated.finish


@pytest.mark.parametrize(
    "settings", [{}, {"top_k": 40, "min_p": 0.05, "typical_p": 0.9}, {"mirostat": 2}, {"temperature": 0}]
)
def test_every_answer_is_in_the_schema(loaded_model: LlamaTextModel, settings: dict[str, float]) -> None:
    for seed in range(6):
        text, finish = answer(loaded_model, replace(HOT, schema=json.dumps(PERSON), seed=seed, **settings))
        assert finish == "stop", text
        content = json.loads(text)
        assert set(content) - {"home"} == {"name", "legs", "kind", "tags"}
        assert len(content["name"]) <= 12 and 0 <= content["legs"] <= 8 and len(content["tags"]) <= 3
        assert content["kind"] in PERSON["properties"]["kind"]["enum"]


def test_every_answer_is_in_the_grammar(loaded_model: LlamaTextModel) -> None:
    for seed in range(8):
        text, finish = answer(loaded_model, replace(HOT, grammar=SUM, seed=seed))
        assert finish == "stop" and re.fullmatch(r"\(\d{1,3}( [+-] \d{1,3}){1,3}\)", text), text


def test_an_answer_cut_short_is_the_beginning_of_one(loaded_model: LlamaTextModel) -> None:
    text, finish = answer(loaded_model, Sampling(temperature=0, max_tokens=5, schema=json.dumps(PERSON)))
    assert finish == "length" and text.startswith('{"name": "')


def test_thinking_that_the_template_began_is_free(loaded_model: LlamaTextModel) -> None:
    prompt = [*loaded_model.prompt(ANIMAL), *loaded_model.weights.tokenize("<think>\n", False, False)]
    sampling = Sampling(temperature=0, max_tokens=40, thinking_tokens=8, grammar='root ::= "yes" | "no"')
    events, generated = run(loaded_model.generate(prompt, sampling, never))
    assert "".join(event.text for event in events if isinstance(event, TextDelta)).strip() in ("yes", "no")
    assert generated.tokens > 8


def test_other_answers_do_not_load_the_library(loaded_model: LlamaTextModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llguidance", None)
    assert answer(loaded_model, Sampling(max_tokens=2))[1] == "length"


@pytest.mark.parametrize(
    "schema",
    [
        "not JSON",
        "[]",
        "7",
        "\ud800",
        '{"type": "octopus"}',
        '{"$ref": "https://example.org/schema.json"}',
        '{"$ref": "file:///etc/passwd"}',
        '{"$ref": "#/nowhere"}',
        '{"type": "string", "pattern": "("}',
        '{"type": "integer", "minimum": 5, "maximum": 4}',
        '{"allOf": [{"type": "string"}, {"type": "integer"}]}',
        '{"a":' * 5_000 + "1" + "}" * 5_000,
        '{"properties": {"a":' * 100 + "{}" + "}}" * 100,
        json.dumps({"type": "string", "description": "x" * 100_000}),
    ],
    ids=lambda schema: repr(schema[:40]),
)
def test_a_schema_that_cannot_be_used_is_refused(loaded_model: LlamaTextModel, schema: str) -> None:
    with pytest.raises(SchemaInvalid) as refused:
        answer(loaded_model, Sampling(max_tokens=30, schema=schema, seed=1))
    assert "JSON schema" in refused.value.message and refused.value.detail
    assert answer(loaded_model, Sampling(max_tokens=2))[1] == "length"


def doubling(levels: int) -> str:
    """A grammar of few rules with 2 ** levels ways to write the same."""
    return (
        "root ::= r0\n"
        + "".join(f"r{n} ::= r{n + 1} r{n + 1} | r{n + 1}\n" for n in range(levels))
        + f'r{levels} ::= "a"?'
    )


@pytest.mark.parametrize(
    "grammar",
    [
        "root ::= missing",
        'start ::= "a"',
        'root ::= "a',
        "root ::= root",
        'root ::= "\\q"',
        "root ::= [z-a]",
        "\0\ud800",
        'root ::= "a"{1000000000}',
        "root ::= " + "(" * 40_000 + '"a"' + ")" * 40_000,
        "root ::= " + "(" * 30_000,
        "\n".join(f"r{n} ::= r{n + 1}" for n in range(20_000)),
        'root ::= "' + "a" * 100_000 + '"',
        "root ::= " + "(" * 20 + "[a-z]" + "{0,1000})" * 20,
    ],
    ids=lambda grammar: repr(grammar[:40]),
)
def test_a_grammar_that_cannot_be_used_is_refused(loaded_model: LlamaTextModel, grammar: str) -> None:
    with pytest.raises(GrammarInvalid) as refused:
        answer(loaded_model, Sampling(max_tokens=30, grammar=grammar, seed=1))
    assert "grammar" in refused.value.message and refused.value.detail
    assert answer(loaded_model, Sampling(max_tokens=2))[1] == "length"


@pytest.mark.parametrize(
    "grammar",
    [doubling(60), 'root ::= "a" root root | "a" other root | "a"\nother ::= "a" other root | "a" root other | "a"'],
    ids=["doubling", "ambiguous"],
)
def test_an_ambiguous_grammar_ends_in_an_answer_or_in_an_error(loaded_model: LlamaTextModel, grammar: str) -> None:
    """In llama.cpp's own sampler the memory grows with the number of ways to read the text."""
    try:
        text, _ = answer(loaded_model, Sampling(max_tokens=60, grammar=grammar, seed=1))
    except GrammarInvalid as refused:
        assert refused.detail
    else:
        assert set(text) <= {"a"}
