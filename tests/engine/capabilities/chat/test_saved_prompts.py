"""Saved prompts as lines of `ateneo chat`: listed by "/", written by "/name" after asking for their variables."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.chat import api
from engine.protocol.answering.prompt_example import PromptExample
from engine.protocol.answering.saved_prompts import SavedPrompt
from engine.rpc.routes import route
from tests.engine.capabilities.chat.test_commands import typed
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer
from tests.support.local_peers import serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a terminal of Linux")
EXAMPLES = (PromptExample("I am cold", "complaint"),)
OWN = (
    SavedPrompt("Two values", "{{greeting=Hello}} {{name}}, {{mood:glad|sad}}", "greet"),
    SavedPrompt("Without command", "Only this"),
    SavedPrompt("Sorted", "{{text}}", "kinds", examples=EXAMPLES),
)


@pytest.fixture
def engine(home: Path) -> Iterator[EngineHarness]:
    from engine.capabilities.prompts import api as prompts

    pool = FakeModelPool(FakeTextModel(answer="Twelve euros."))
    engine = EngineHarness(
        home, home / "models", "chat", "prompts", pool=pool, indexer=NoIndexer(), interactive_indexer=NoIndexer()
    )
    for prompt in OWN:
        engine.call(prompts.SAVE, prompts.SavePrompt(prompt))
    yield engine
    engine.close()


def talk(engine: EngineHarness, *lines: str) -> tuple[subprocess.CompletedProcess[str], list[api.Send]]:
    """Type lines; return what was printed and what was sent."""
    sent: list[api.Send] = []

    def send(request: api.Send, is_cancelled):
        sent.append(request)
        return (yield from engine.routes[api.SEND.name].handler(request, is_cancelled))

    with serving(engine.home, dict(engine.routes) | {api.SEND.name: route(api.SEND, "model", send)}):
        done = typed(engine.home, "".join(f"{line}\n" for line in lines).encode() + b"\x04")
    assert done.returncode == 0, done.stderr
    return done, sent


def test_the_variables_are_asked_for_one_after_the_other(engine: EngineHarness) -> None:
    done, sent = talk(engine, "/greet", "", "", "Ana", "2", "And now?")
    assert [request.text for request in sent] == ["Hello Ana, sad", "And now?"]
    assert "greeting [Hello]: " in done.stderr and "name: name: " in done.stderr
    assert "mood (1 glad, 2 sad) [glad]: " in done.stderr


def test_text_behind_the_command_is_the_first_value(engine: EngineHarness) -> None:
    _, sent = talk(engine, "/GREET Good day", "Ana", "glad", "/without command", "/Without")
    assert [request.text for request in sent] == ["Good day Ana, glad", "Only this"]


def test_a_slash_alone_lists_the_commands_and_prompts(engine: EngineHarness) -> None:
    done, sent = talk(engine, "/", "/ two")
    assert sent == [] and "/edit TEXT" in done.stdout and "/summarise" in done.stdout
    assert done.stdout.count("/greet            Two values") == 2 and "/Without command" in done.stdout
    assert done.stdout.count("/edit TEXT") == 1


def test_an_unknown_command_is_not_sent_and_a_path_is(engine: EngineHarness) -> None:
    done, sent = talk(engine, "/nothing", "/edit", "/etc/hosts is what?")
    assert [request.text for request in sent] == ["/etc/hosts is what?"]
    assert "There is no prompt “/nothing”. “/” lists what there is." in done.stderr


def test_the_end_of_input_instead_of_a_value_leaves_the_prompt(engine: EngineHarness) -> None:
    _, sent = talk(engine, "/greet\n\x04Another question?")
    assert [request.text for request in sent] == ["Another question?"]


def test_the_examples_of_a_prompt_count_from_then_on(engine: EngineHarness) -> None:
    _, sent = talk(engine, "Before", "/kinds It is late", "After")
    assert [request.settings.examples for request in sent] == [(), EXAMPLES, EXAMPLES]
    assert sent[1].text == "It is late"
