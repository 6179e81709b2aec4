"""`ateneo chat` and `ateneo ask` as a person and a script meet them, beside an engine with scripted answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import msgspec
import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.commands import NOTICES, REPLACED
from engine.protocol.answering.passage import Passage
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import PromptTooLong
from engine.protocol.i18n import Translations
from engine.rpc.routes import route
from tests.support.command_line import ROOT, run_command
from tests.support.local_peers import serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="commands find the scripted engine on Linux only")

NEW_CONVERSATION = 7
TOO_LONG = "too long"
QUESTION = "¿Cuánto cuesta el año?"


class ScriptedChat:
    """Answers as the test says, and keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[api.Send] = []
        self.events: tuple[api.ReplyEvent, ...] = (api.AnswerDelta("Twelve "), api.AnswerDelta("euros."))
        self.text, self.truncated, self.remarks = "Twelve euros.", 0, api.AnswerRemarks()
        self.passages: tuple[Passage, ...] = ()

    def send(self, request: api.Send, is_cancelled: IsCancelled) -> Generator[api.ReplyEvent, None, api.Reply]:
        self.sent.append(request)
        if request.text == TOO_LONG:
            raise PromptTooLong(tokens=9, context=8)
        yield from self.events
        conversation = request.conversation or NEW_CONVERSATION
        question = api.Message(1, conversation, "user", request.text, "complete", 0)
        answer = api.Message(
            2, conversation, "assistant", self.text, "complete", 0, remarks=self.remarks, passages=self.passages
        )
        return api.Reply(conversation, question, answer, "", "stop", 1, 0, self.truncated)

    def open(self, request: api.OpenConversation, is_cancelled: IsCancelled) -> api.OpenedConversation:
        """A conversation without messages and settings of its own."""
        return api.OpenedConversation(api.Conversation(request.conversation, "", 0, 1), ())


class Ateneo:
    def __init__(self, home: Path) -> None:
        self.options = ("--home", str(home))

    def run(self, *arguments: str, piped: str | bytes = "", language: str = "en") -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if name != "ATENEO_MODELS"}
        return run_command([*arguments, *self.options, "--language", language], piped, environment)


@pytest.fixture
def scripted(home: Path) -> Iterator[ScriptedChat]:
    made = ScriptedChat()
    routes = (route(api.SEND, "model", made.send), route(api.OPEN, "quick", made.open))
    with serving(home, {route.method.name: route for route in routes}):
        yield made


@pytest.fixture
def ateneo(home: Path) -> Ateneo:
    return Ateneo(home)


def test_a_new_conversation_is_named_on_standard_error_at_the_end(ateneo: Ateneo, scripted: ScriptedChat) -> None:
    for options in ((), ("--conversation", "new")):
        done = ateneo.run("chat", "How", "much?", *options)
        assert (done.returncode, done.stdout) == (0, "Twelve euros.\n")
        assert done.stderr == "This is conversation 7. Continue it with --conversation 7.\n"
    assert [(request.text, request.conversation) for request in scripted.sent] == [("How much?", None)] * 2


def test_a_conversation_is_continued_by_its_number(ateneo: Ateneo, scripted: ScriptedChat) -> None:
    done = ateneo.run("chat", "And then?", "--conversation", "3")
    assert (done.returncode, done.stderr, scripted.sent[0].conversation) == (0, "", 3)
    for wrong in ("three", "new one", "3.5"):
        assert ateneo.run("chat", "And then?", "--conversation", wrong).returncode == 2


def test_json_has_the_conversation_and_nothing_is_said_beside_it(ateneo: Ateneo, scripted: ScriptedChat) -> None:
    scripted.truncated, scripted.remarks = 4, api.AnswerRemarks(notices=("length",))
    done = ateneo.run("chat", "How much?", "--json")
    assert done.stderr == ""
    said = json.loads(done.stdout)
    assert (said["conversation"], said["text"]) == (NEW_CONVERSATION, "Twelve euros.")
    assert (said["truncated"], said["notices"]) == (4, ["length"])


@pytest.mark.parametrize(
    ("piped", "options"),
    [
        (QUESTION.encode(), ()),
        (b"\xef\xbb\xbf" + QUESTION.encode(), ()),
        (QUESTION.encode("utf-16"), ()),
        (b"\xfe\xff" + QUESTION.encode("utf-16-be"), ()),
        (QUESTION.encode("utf-32"), ()),
        (QUESTION.encode("cp1252"), ("--encoding", "cp1252")),
        (QUESTION.encode("utf-16-le"), ("--encoding", "utf-16-le")),
        (b"\xef\xbb\xbf" + QUESTION.encode(), ("--encoding", "utf-8")),
    ],
)
def test_a_pipe_is_read_as_the_text_that_it_is(
    ateneo: Ateneo, scripted: ScriptedChat, piped: bytes, options: tuple[str, ...]
) -> None:
    assert ateneo.run("chat", *options, piped=piped).returncode == 0
    assert scripted.sent[0].text == QUESTION


@pytest.mark.parametrize(
    ("piped", "options", "name"),
    [
        (QUESTION.encode("cp1252"), (), "UTF-8"),
        ("año".encode("utf-16-le"), (), "UTF-8"),
        (b"\xff\xfe\x00", (), "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", (), "UTF-8"),
        (QUESTION.encode(), ("--encoding", "ascii"), "ascii"),
    ],
)
def test_a_pipe_that_is_no_text_is_refused_with_the_option_that_helps(
    ateneo: Ateneo, scripted: ScriptedChat, piped: bytes, options: tuple[str, ...], name: str
) -> None:
    done = ateneo.run("chat", *options, piped=piped, language="es")
    assert (done.returncode, done.stdout, scripted.sent) == (1, "", [])
    sentence = (
        f"El texto de la entrada no está en {name}. Indica su codificación; por ejemplo, con --encoding cp1252.\n"
    )
    assert done.stderr == sentence


@pytest.mark.parametrize("name", ["klingon", "hex", ""])
def test_an_encoding_that_nobody_knows_is_wrong_usage(ateneo: Ateneo, name: str) -> None:
    done = ateneo.run("chat", "--encoding", name, piped="hola")
    assert (done.returncode, f"--encoding cannot be '{name}'" in done.stderr) == (2, True)


def test_a_dash_puts_the_piped_text_into_the_question(ateneo: Ateneo, scripted: ScriptedChat) -> None:
    ateneo.run("chat", "Summarise this:", "-", "In Spanish.", piped="A long letter.\n")
    assert scripted.sent[0].text == "Summarise this:\n\nA long letter.\n\n\nIn Spanish."
    ateneo.run("chat", "A question", piped="left alone")
    assert scripted.sent[1].text == "A question"


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_an_empty_pipe_is_no_question(ateneo: Ateneo, scripted: ScriptedChat, arguments: tuple[str, ...]) -> None:
    done = ateneo.run("chat", *arguments, piped=" \n")
    assert (done.returncode, done.stderr, scripted.sent) == (2, "There is no question.\n", [])


def test_pictures_are_those_of_the_commands_folder(ateneo: Ateneo, scripted: ScriptedChat, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "ATENEO_MODELS"}
    arguments = ["chat", "What is it?", "--image", "a.png", *ateneo.options]
    assert run_command(arguments, environment=environment, folder=tmp_path).returncode == 0
    assert scripted.sent[0].pictures == (str(tmp_path / "a.png"),)


def test_an_answer_that_gives_way_is_followed_by_why_and_by_the_new_one(ateneo: Ateneo, scripted: ScriptedChat) -> None:
    scripted.events = (
        api.AnswerDelta("Douze"),
        api.ThinkingDelta("hm"),
        api.AnswerReplaced("", "language"),
        api.AnswerDelta("Twelve euros."),
    )
    done = ateneo.run("chat", "How much?", "--conversation", "3")
    assert done.stdout == "Douze\nTwelve euros.\n"
    assert done.stderr == REPLACED["language"] + "\n"


def test_notices_and_messages_that_were_left_out_are_told_on_standard_error(
    ateneo: Ateneo, scripted: ScriptedChat
) -> None:
    scripted.truncated, scripted.remarks = 4, api.AnswerRemarks(notices=("repetition",))
    done = ateneo.run("chat", "How much?", "--conversation", "3", language="es")
    assert done.stdout == "Twelve euros.\n"
    assert done.stderr.splitlines() == [
        "La conversación es larga: el modelo no ha leído sus mensajes más antiguos (4).",
        "El modelo ha empezado a repetirse; se ha cortado el resto.",
    ]


def test_sentences_that_the_documents_do_not_support_are_listed_after_the_sources(
    ateneo: Ateneo, scripted: ScriptedChat
) -> None:
    scripted.remarks = api.AnswerRemarks(unsupported=(api.UnsupportedSentence(0, 13, ("Twelve",)),))
    assert ateneo.run("ask", "How much?").stdout.splitlines()[1:] == [
        "Not in your documents:",
        "–  Twelve euros.  missing: Twelve",
    ]
    (line,) = json.loads(ateneo.run("ask", "How much?", "--json").stdout)["unsupported"]
    assert line == {"text": "Twelve euros.", "start": 0, "end": 13, "missing": ["Twelve"]}


def test_the_nearest_passages_are_told_where_the_documents_do_not_say(ateneo: Ateneo, scripted: ScriptedChat) -> None:
    scripted.remarks = api.AnswerRemarks(notices=("nothing_found",))
    scripted.passages = (Passage(1, 1, "/a/b.txt", "B", 2, 0, 3, "The cat.", 0.5),)
    done = ateneo.run("ask", "How much?", language="es")
    assert done.stdout.splitlines()[1:] == [
        "Los pasajes más cercanos, que no la responden:",
        "– /a/b.txt, pág. 2: The cat.",
    ]
    assert "Tus documentos no lo dicen; no se ha preguntado a ningún modelo." in done.stderr
    (nearest,) = json.loads(ateneo.run("ask", "How much?", "--json").stdout)["nearest"]
    assert nearest == {"path": "/a/b.txt", "page": 2, "text": "The cat.", "label": ""}


def test_extractive_answers_and_a_file_for_the_answer_are_options_of_ask(
    ateneo: Ateneo, scripted: ScriptedChat
) -> None:
    ateneo.run("ask", "How much?", "--extractive")
    assert scripted.sent[-1].settings.extractive
    ateneo.run("ask", "How much?")
    assert not scripted.sent[-1].settings.extractive
    for name in ("answer.txt", "answer.json"):
        refused = ateneo.run("ask", "How much?", "-o", name)
        assert refused.returncode == 2 and name in refused.stderr


def typed(home: Path, keys: bytes, *options: str) -> subprocess.CompletedProcess[str]:
    """`ateneo chat` with a terminal as its standard input, on which `keys` are typed."""
    ours, theirs = os.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "ATENEO_MODELS"}
    command = [sys.executable, "-m", "engine.cli", "chat", "--home", str(home), "--language", "en", *options]
    os.write(ours, keys)
    try:
        return subprocess.run(
            command, stdin=theirs, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=60, check=False
        )
    finally:
        os.close(ours)
        os.close(theirs)


def test_lines_that_are_typed_are_one_conversation_which_an_error_does_not_end(
    home: Path, scripted: ScriptedChat
) -> None:
    done = typed(home, f"one\n\n{TOO_LONG}\ntwo\n\x04".encode())
    assert (done.returncode, done.stdout) == (0, "Twelve euros.\nTwelve euros.\n")
    assert [(request.text, request.conversation) for request in scripted.sent] == [
        ("one", None),
        (TOO_LONG, NEW_CONVERSATION),
        ("two", NEW_CONVERSATION),
    ]
    assert "The text is 9 tokens long" in done.stderr
    assert done.stderr.endswith("\nThis is conversation 7. Continue it with --conversation 7.\n")


def test_lines_that_are_typed_have_their_answers_as_json_too(home: Path, scripted: ScriptedChat) -> None:
    done = typed(home, b"one\ntwo\n\x04", "--json", "--conversation", "3")
    decoder, answers, rest = json.JSONDecoder(), [], done.stdout
    while rest.strip():
        answer, end = decoder.raw_decode(rest)
        answers.append(answer["conversation"])
        rest = rest[end:].lstrip()
    assert answers == [3, 3]


def test_every_sentence_about_an_answer_has_its_spanish() -> None:
    words = Translations("es")
    missing = [said for said in (*REPLACED.values(), *NOTICES.values()) if words.translate("cli", said) == said]
    assert missing == []
    assert set(REPLACED) == set(msgspec.inspect.type_info(api.AnswerReplaced).fields[1].type.values)  # type: ignore[attr-defined]
