"""`ateneo tools` with the real engine, and `ateneo chat --tools`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from engine.capabilities.chat import api as chat
from engine.protocol.answering.tools import ToolStep
from engine.protocol.cancellation import IsCancelled
from engine.rpc.routes import route
from tests.support.command_line import run_command
from tests.support.harness import EngineHarness, NoIndexer
from tests.support.local_peers import serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="commands find the engine on Linux only")
SERVER = Path(__file__).parents[3] / "support" / "tool_server.py"
DONE = ToolStep("calculator", '{"expression": "2 + 2"}', "2 + 2 = 4", "done")


@pytest.fixture
def engine(home: Path) -> Iterator[EngineHarness]:
    engine = EngineHarness(home, home / "models", "tools", indexer=NoIndexer())
    with serving(home, engine.routes):
        yield engine
    for close in engine.closers:
        close()
    engine.close()


def run(home: Path, *arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "ATENEO_MODELS"}
    return run_command(["--home", str(home), "--language", language, *arguments], "", environment)


def test_tools_are_listed_in_the_persons_language(home: Path, engine: EngineHarness) -> None:
    listed = run(home, "tools", "list", language="es")
    assert listed.returncode == 0 and "calculator" in listed.stdout and "Calcula con exactitud" in listed.stdout
    names = [tool["name"] for tool in json.loads(run(home, "tools", "list", "--json").stdout)["tools"]]
    assert names == ["calculator", "dates", "units"]


@pytest.mark.parametrize("arguments", ['{"expression": "2,5 * 4"}', "2,5 * 4"])
def test_a_tool_is_run_with_json_or_with_its_only_argument(home: Path, engine: EngineHarness, arguments: str) -> None:
    output = json.loads(run(home, "tools", "run", "calculator", arguments, "--json").stdout)
    assert output == {"tool": "calculator", "text": "2.5 * 4 = 10", "is_error": False, "passages": 0}


def test_what_a_tool_cannot_do_is_a_sentence_and_an_exit_code(home: Path, engine: EngineHarness) -> None:
    failed = run(home, "tools", "run", "calculator", "1/0", language="es")
    assert failed.returncode == 1 and failed.stderr.strip() == "No se puede dividir entre cero."
    assert run(home, "tools", "run", "nothing", "x").returncode != 0


def test_a_server_is_added_shown_and_turned_on(home: Path, engine: EngineHarness) -> None:
    added = run(home, "tools", "server", "add", "notes", "--", sys.executable, str(SERVER), "plain")
    assert added.returncode == 0, added.stderr
    refused = run(home, "tools", "server", "enable", "notes")
    assert refused.returncode == 1 and f"{SERVER} plain" in refused.stderr and "--yes" in refused.stderr
    enabled = run(home, "tools", "server", "enable", "notes", "--yes")
    assert enabled.returncode == 0 and f"{SERVER} plain" in enabled.stderr and "echo" in enabled.stdout
    assert run(home, "tools", "run", "notes_echo", "hola").stdout.strip() == "hola"
    assert "off" not in run(home, "tools", "server", "list").stdout
    assert run(home, "tools", "server", "remove", "notes").returncode == 0
    assert run(home, "tools", "server").stdout.strip() == ""
    assert run(home, "tools", "server", "enable", "nothing").returncode == 1


def test_options_before_the_dashes_are_ours_and_all_after_them_the_servers(home: Path, engine: EngineHarness) -> None:
    command = ["prog", "--json", "--yes", "-x", "--", "--language", "es"]
    added = run(home, "tools", "server", "add", "notes", "--json", "--", *command)
    assert added.returncode == 0, added.stderr
    assert json.loads(added.stdout)["command"] == command
    again = run(home, "tools", "server", "add", "notes", "--", language="es")
    assert again.returncode != 0 and again.stderr.strip()
    unknown = run(home, "tools", "server", "add", "notes", "--what", "--", "prog", language="es")
    assert unknown.returncode == 2 and "--what" in unknown.stderr


class ScriptedSteps:
    """Answers with a step, and keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[chat.Send] = []

    def send(self, request: chat.Send, is_cancelled: IsCancelled) -> Generator[chat.ReplyEvent, None, chat.Reply]:
        self.sent.append(request)
        yield chat.ToolUsed(0, ToolStep(DONE.tool, DONE.arguments))
        yield chat.ToolUsed(0, DONE)
        yield chat.AnswerDelta("It is 4.")
        question = chat.Message(1, 7, "user", request.text, "complete", 0)
        remarks = chat.AnswerRemarks(steps=(DONE,))
        answer = chat.Message(2, 7, "assistant", "It is 4.", "complete", 0, remarks=remarks)
        return chat.Reply(7, question, answer, "", "stop", 1, 0)


def test_the_steps_of_an_answer_are_printed(home: Path) -> None:
    script = ScriptedSteps()
    with serving(home, {chat.SEND.name: route(chat.SEND, "model", script.send)}):
        shown = run(home, "chat", "--tools", "calculator, dates", "--tool-steps", "2", "What is 2 + 2?")
        output = json.loads(run(home, "chat", "--tools", "calculator", "What is 2 + 2?", "--json").stdout)
    assert shown.stdout.strip() == "It is 4."
    assert '→ calculator {"expression": "2 + 2"}' in shown.stderr and "2 + 2 = 4" in shown.stderr
    assert script.sent[0].settings.tools == ("calculator", "dates") and script.sent[0].settings.tool_steps == 2
    assert output["steps"] == [
        {"tool": "calculator", "arguments": '{"expression": "2 + 2"}', "result": "2 + 2 = 4", "state": "done"}
    ]
