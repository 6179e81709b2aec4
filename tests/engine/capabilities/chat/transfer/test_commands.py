"""`ateneo chat export|import|show` and the options for branches, as a person and a script meet them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pypdfium2
import pytest

from engine.capabilities.chat import api
from engine.protocol.cancellation import IsCancelled
from engine.rpc.routes import Route, route
from tests.engine.capabilities.chat.test_commands import typed
from tests.support import conversation_exports as exports
from tests.support.command_line import run_command
from tests.support.harness import EngineHarness
from tests.support.local_peers import serving

GONE = "What you asked for is no longer in the library."

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="commands find the engine of the test on Linux only")


class Ateneo:
    def __init__(self, home: Path) -> None:
        self._home = home

    def run(self, *arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
        return run_command([*arguments, "--home", str(self._home), "--language", language], "", None)

    def data(self, *arguments: str) -> dict[str, object]:
        done = self.run(*arguments, "--json")
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)  # type: ignore[no-any-return]


@pytest.fixture
def ateneo(engine: EngineHarness) -> Iterator[Ateneo]:
    """Commands beside the engine of the test, which has a scripted model."""
    with serving(engine.home, dict(engine.routes)):
        yield Ateneo(engine.home)


def test_what_is_imported_is_shown_and_exported(ateneo: Ateneo, tmp_path: Path) -> None:
    exports.write_json(tmp_path / "conversations.json", [exports.chatgpt_conversation()])
    done = ateneo.data("chat", "import", str(tmp_path / "conversations.json"))
    assert (done["source"], done["conversations"], done["missing_pictures"]) == ("chatgpt", [1], 2)
    assert ateneo.run("chat", "import", str(tmp_path / "conversations.json")).stdout.splitlines() == [
        "Conversations added from ChatGPT: 0.",
        "Already there, and not added again: 1.",
    ]
    shown = ateneo.data("chat", "show", "1")
    assert (shown["conversation"], shown["title"], shown["leaf"]) == (1, "Recetas de lentejas", 4)
    messages = shown["messages"]
    assert isinstance(messages, list)
    assert [(m["id"], m["parent"], m["path"]) for m in messages] == [
        (1, None, True), (2, 1, False), (3, 1, True), (4, 3, True), (5, None, False), (6, 5, False)]  # fmt: skip
    printed = ateneo.run("chat", "show", "1").stdout
    assert "[1] You:  (one of 2 versions)\n¿Qué plato es este?" in printed and "[3] gpt-4o:" in printed
    for ending in ("md", "html", "docx", "json"):
        written = ateneo.data("chat", "export", "1", "--output", str(tmp_path / f"e.{ending}"))
        assert (written["format"], written["conversations"]) == (ending, 1)
        assert (tmp_path / f"e.{ending}").stat().st_size > 500


def test_a_pdf_is_written_and_its_text_is_found(ateneo: Ateneo, tmp_path: Path) -> None:
    (tmp_path / "chat.md").write_text(
        "**You:** ¿Mañana a las 22:13? 🚰 שלום\n\n**Assistant:** Sí\n\n| a | b |\n|---|---|\n| 1 | ñ |\n"
    )
    ateneo.data("chat", "import", str(tmp_path / "chat.md"))
    assert ateneo.run("chat", "export", "--all", "-o", str(tmp_path / "e.pdf"), language="es").returncode == 0
    document = pypdfium2.PdfDocument(tmp_path / "e.pdf")
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "¿Mañana a las 22:13?" in text and "שלום" in text and "ñ" in text and "Asistente" in text
    refused = ateneo.run("chat", "export", "--all", "--format", "pdf", "-o", "/dev/null")
    assert refused.returncode == 1 and "/dev/null" not in refused.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "-o", "e.json"), "Name the conversations by their numbers, or say --all."),
        (("export", "1", "--all", "-o", "e.json"), "Name the conversations by their numbers, or say --all."),
        (("export", "--all", "-o", "e.xyz"), "Say the format with --format"),
        (("export", "--all", "-o", "e.json"), "There is no conversation to export yet."),
        (("export", "9", "-o", "e.json"), GONE),
        (("show", "9"), GONE),
        (("import", "none.json"), "none.json was not found"),
    ],
)
def test_wrong_commands_are_a_sentence(ateneo: Ateneo, arguments: tuple[str, ...], said: str) -> None:
    done = ateneo.run("chat", *arguments)
    assert done.returncode in (1, 2) and said in done.stderr and "Traceback" not in done.stderr


def test_a_bad_file_is_a_sentence_in_spanish_too(ateneo: Ateneo, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[1, 2]")
    done = ateneo.run("chat", "import", str(tmp_path / "x.json"), language="es")
    assert done.returncode == 1 and done.stderr.startswith("En x.json no hay conversaciones que Ateneo pueda leer.")


def test_another_branch_is_asked_for_with_options(ateneo: Ateneo) -> None:
    first = ateneo.data("chat", "One?")
    conversation = str(first["conversation"])
    ateneo.data("chat", "Two?", "--conversation", conversation)
    ateneo.data("chat", "Two, edited?", "--conversation", conversation, "--edit")
    ateneo.data("chat", "--retry", "--conversation", conversation)
    ateneo.data("chat", "Three?", "--conversation", conversation, "--branch", str(first["message"]))
    ateneo.data("chat", "One, edited?", "--conversation", conversation, "--edit", "1")
    shown = ateneo.data("chat", "show", conversation)["messages"]
    assert isinstance(shown, list)
    assert [(m["parent"], m["text"]) for m in shown if m["role"] == "user"] == [
        (None, "One?"), (2, "Two?"), (2, "Two, edited?"), (2, "Three?"), (None, "One, edited?")]  # fmt: skip
    edited = next(m["id"] for m in shown if m["text"] == "Two, edited?")
    assert len([m for m in shown if m["parent"] == edited]) == 2


def test_options_for_branches_that_do_not_fit_are_a_sentence(ateneo: Ateneo) -> None:
    ateneo.data("chat", "One?")
    for arguments, said in (
        (("--edit", "1"), "Say which conversation with --conversation."),
        (("--edit", "1", "--branch", "1", "--conversation", "1"), "Use one of --edit, --retry and --branch."),
        (("--edit", "2", "--conversation", "1"), GONE),
        (("--branch", "77", "--conversation", "1"), GONE),
    ):
        done = ateneo.run("chat", "Two?", *arguments)
        assert done.returncode in (1, 2) and said in done.stderr


def test_two_questions_at_once_are_answered_one_after_the_other(engine: EngineHarness, tmp_path: Path) -> None:
    """From two terminals, as from the window and a terminal: the second waits for the model."""
    running: list[str] = []
    most = 0

    def send(request: api.Send, is_cancelled: IsCancelled) -> Generator[api.ReplyEvent, None, api.Reply]:
        nonlocal most
        running.append(request.text)
        most = max(most, len(running))
        try:
            return (yield from engine.routes[api.SEND.name].handler(request, is_cancelled))
        finally:
            running.remove(request.text)

    routes: dict[str, Route] = dict(engine.routes) | {api.SEND.name: route(api.SEND, "model", send)}
    options = ["--home", str(engine.home), "--language", "en"]
    with serving(engine.home, routes):
        children = [
            subprocess.Popen(
                [sys.executable, "-m", "engine.cli", "chat", f"Q{n}", *options], stdout=subprocess.PIPE, text=True
            )
            for n in range(3)
        ]
        outputs = [child.communicate(timeout=60)[0] for child in children]
    assert most == 1 and all(child.returncode == 0 for child in children) and all(outputs)
    assert len(engine.call(api.LIST, api.ListConversations()).conversations) == 3


def test_lines_of_a_talk_go_to_other_branches(engine: EngineHarness) -> None:
    options = ("--language", "en")
    with serving(engine.home, dict(engine.routes)):
        done = typed(engine.home, b"One?\n/edit One, edited?\n/retry\n/branch 1\n/branch 77\nTwo?\n\x04", *options)
    assert done.returncode == 0 and "What you asked for is no longer in the library." in done.stderr
    (conversation,) = engine.call(api.LIST, api.ListConversations()).conversations
    tree = engine.call(api.READ_TREE, api.ReadTree(conversation.id)).messages
    questions = [(message.id, message.text) for message in tree if message.role == "user"]
    assert [text for _, text in questions] == ["One?", "One, edited?", "Two?"]
    assert len([message for message in tree if message.parent == questions[1][0]]) == 2
    assert next(message.parent for message in tree if message.text == "Two?") == 2  # after "/branch 1" it goes on there
