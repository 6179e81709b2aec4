"""A hand-over as a person and a script meet it in `ateneo chat`, beside an engine with a scripted answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from engine.capabilities.chat import api
from engine.protocol.answering.personas import HandOver
from engine.protocol.cancellation import IsCancelled
from engine.rpc.routes import route
from tests.support.command_line import ROOT, run_command
from tests.support.local_peers import serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="commands find the scripted engine on Linux only")

HANDED = HandOver("Gardener", "Reception", "It is about roses.")
GARDENER = api.ConversationSettings(
    persona="Gardener", system="You dig.", tools=("calculator",), allowed_tools=("calculator",), hands_to=("Reception",)
)


class HandingChat:
    """Hands each question over, and keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[api.Send] = []
        self.saved: api.ConversationSettings | None = None
        self.notices: tuple[api.Notice, ...] = ()

    def send(self, request: api.Send, _: IsCancelled) -> Generator[api.ReplyEvent, None, api.Reply]:
        self.sent.append(request)
        self.saved = GARDENER
        yield api.HandedOver(HANDED, GARDENER)
        yield api.AnswerDelta("In the evening.")
        remarks = api.AnswerRemarks(persona="Gardener", hand_overs=(HANDED,), notices=self.notices)
        question = api.Message(1, 7, "user", request.text, "complete", 0)
        answer = api.Message(2, 7, "assistant", "In the evening.", "complete", 0, model="SmolLM2", remarks=remarks)
        return api.Reply(7, question, answer, "", "stop", 1, 0)

    def open(self, request: api.OpenConversation, _: IsCancelled) -> api.OpenedConversation:
        return api.OpenedConversation(api.Conversation(7, "", 0, 1), (), settings=self.saved)


@pytest.fixture
def chat(home: Path) -> Iterator[HandingChat]:
    made = HandingChat()
    routes = (route(api.SEND, "model", made.send), route(api.OPEN, "quick", made.open))
    with serving(home, {route.method.name: route for route in routes}):
        yield made


def run(home: Path, *arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "ATENEO_MODELS"}
    return run_command(["chat", *arguments, "--home", str(home), "--language", language], "", environment)


def test_it_is_told_on_standard_error_with_its_reason(home: Path, chat: HandingChat) -> None:
    done = run(home, "When do I water?", "--persona", "Reception")
    assert done.stdout == "In the evening.\n"
    assert done.stderr.splitlines()[0] == "── From here on Gardener answers. It is about roses. ──"
    assert run(home, "¿Cuándo?", language="es").stderr.startswith("── A partir de aquí responde Gardener.")


def test_json_says_who_answered_and_who_passed_it_on(home: Path, chat: HandingChat) -> None:
    said = json.loads(run(home, "When do I water?", "--json").stdout)
    assert said["persona"] == "Gardener"
    assert said["hand_overs"] == [{"persona": "Gardener", "before": "Reception", "reason": "It is about roses."}]


def test_the_conversation_goes_on_with_the_persona_it_was_passed_to(home: Path, chat: HandingChat) -> None:
    run(home, "When do I water?", "--persona", "Reception")
    run(home, "And tulips?", "--conversation", "7")
    first, second = (request.settings for request in chat.sent)
    assert (first.persona, first.system) == ("Reception", "")
    assert (second.persona, second.system, second.hands_to) == ("Gardener", "You dig.", ("Reception",))
    assert second.callable_tools == ("calculator",)
    run(home, "And tulips?", "--conversation", "7", "--persona", "Reception")
    assert chat.sent[-1].settings.persona == "Reception"
    run(home, "And tulips?", "--conversation", "7", "--system", "Be brief.")
    assert (chat.sent[-1].settings.persona, chat.sent[-1].settings.system) == ("", "Be brief.")


def test_a_model_that_is_missing_is_told(home: Path, chat: HandingChat) -> None:
    chat.notices = ("model_missing",)
    sentence = "The model that “Gardener” prefers is not installed; SmolLM2 answered."
    assert sentence in run(home, "When do I water?").stderr
    assert "El modelo que prefiere «Gardener» no está instalado" in run(home, "¿Cuándo?", language="es").stderr


def test_lines_that_are_typed_go_on_with_the_persona_they_were_passed_to(home: Path, chat: HandingChat) -> None:
    ours, theirs = os.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "ATENEO_MODELS"}
    options = ("--home", str(home), "--language", "en", "--persona", "Reception")
    os.write(ours, b"one\ntwo\n\x04")
    try:
        command = [sys.executable, "-m", "engine.cli", "chat", *options]
        subprocess.run(command, stdin=theirs, capture_output=True, cwd=ROOT, env=environment, timeout=60, check=True)
    finally:
        os.close(ours)
        os.close(theirs)
    assert [request.settings.persona for request in chat.sent] == ["Reception", "Gardener"]
    assert chat.sent[1].settings.system == "You dig."
