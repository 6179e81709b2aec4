"""`ateneo chat` and `ateneo ask`: the same conversations as the window's, in a terminal or a pipe."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from engine.capabilities.chat import api
from engine.cli.console import AddCommand, Console
from engine.protocol.classification import PredictedLabel
from engine.protocol.i18n import Translations
from engine.protocol.sampling import Sampling

SAMPLING: dict[str, Callable[[str], float]] = {
    "temperature": float,
    "top_k": int,
    "top_p": float,
    "min_p": float,
    "typical_p": float,
    "repeat_penalty": float,
    "frequency_penalty": float,
    "presence_penalty": float,
    "mirostat": int,
    "mirostat_tau": float,
    "mirostat_eta": float,
    "seed": int,
    "max_tokens": int,
}


class Chatted(msgspec.Struct, frozen=True):
    """What `chat --json` prints."""

    text: str
    conversation: int
    message: int
    finish: str
    tokens: int
    seconds: float
    model: str
    labelled: PredictedLabel | None = None


class Source(msgspec.Struct, frozen=True):
    number: int
    path: str
    page: int
    text: str
    start: int
    end: int
    label: str


class Answered(msgspec.Struct, frozen=True):
    """What `ask --json` prints."""

    text: str
    citations: tuple[Source, ...]
    conversation: int
    finish: str


def add_commands(add: AddCommand, words: Translations) -> None:
    chat = add("chat", words.say("cli", "talk with the model; without a question, line by line"))
    chat.add_argument("question", nargs="*", help=words.say("cli", "the question; read from a pipe when left out"))
    chat.add_argument(
        "--image",
        action="append",
        default=[],
        help=words.say("cli", "a picture the question is about; may be repeated"),
    )
    _add_options(chat, words)
    chat.add_argument(
        "--classifier", default="", metavar="NAME", help=words.say("cli", "a classifier that labels the question first")
    )
    chat.set_defaults(run=_chat)

    ask = add("ask", words.say("cli", "answer a question from indexed documents, with its sources"))
    ask.add_argument("question", nargs="+", help=words.say("cli", "the question"))
    ask.add_argument(
        "--collection", action="append", default=[], help=words.say("cli", "the collection to ask; may be repeated")
    )
    ask.add_argument(
        "-k", "--passages", type=int, default=3, help=words.say("cli", "how many passages the model reads")
    )
    _add_options(ask, words)
    ask.set_defaults(run=_ask)


def _add_options(parser: argparse.ArgumentParser, words: Translations) -> None:
    parser.add_argument("--conversation", type=int, help=words.say("cli", "go on with this conversation"))
    parser.add_argument("--system", default="", help=words.say("cli", "what the model is told before everything else"))
    parser.add_argument("--model", help=words.say("cli", "a model of the shelf instead of the chosen one"))
    group = parser.add_argument_group(words.say("cli", "how the next token is drawn"))
    for name, kind in SAMPLING.items():
        group.add_argument(f"--{name.replace('_', '-')}", dest=name, type=kind)
    group.add_argument("--stop", action="append", help=words.say("cli", "end the answer at this text; may be repeated"))


def _chat(arguments: argparse.Namespace, console: Console) -> int:
    question = " ".join(arguments.question)
    if not question and not arguments.image and sys.stdin.isatty():
        return _talk(arguments, console)
    question = question or sys.stdin.read()
    if not question.strip():
        console.complain(console.say("cli", "There is no question."))
        return 2
    pictures = tuple(str(Path(image).absolute()) for image in arguments.image)
    request = msgspec.structs.replace(_request(arguments, question), pictures=pictures, classifier=arguments.classifier)
    labelled: list[PredictedLabel] = []
    replied = _send(console, request, labelled.append)
    if console.json:
        message = replied.message
        console.print_json(
            Chatted(
                text=message.text,
                conversation=replied.conversation,
                message=message.id,
                finish=replied.finish,
                tokens=message.tokens,
                seconds=message.seconds,
                model=message.model,
                labelled=labelled[0] if labelled else None,
            )
        )
    return 0


def _talk(arguments: argparse.Namespace, console: Console) -> int:
    """One line, one question, until the end of input."""
    request = msgspec.structs.replace(_request(arguments, ""), classifier=arguments.classifier)
    while True:
        try:
            question = input("> ")
        except EOFError:
            console.print("")
            return 0
        if question.strip():
            replied = _send(console, msgspec.structs.replace(request, text=question))
            request = msgspec.structs.replace(request, conversation=replied.conversation)


def _ask(arguments: argparse.Namespace, console: Console) -> int:
    collections = tuple(arguments.collection) or ("default",)
    request = _request(arguments, " ".join(arguments.question))
    request = msgspec.structs.replace(request, collections=collections, passages=arguments.passages)
    replied = _send(console, request)
    citations = tuple(
        Source(c.number, c.path, c.page, c.text, c.start, c.end, c.label) for c in replied.message.citations
    )
    if console.json:
        console.print_json(Answered(replied.message.text, citations, replied.conversation, replied.finish))
        return 0
    for one in citations:
        place = one.label or console.say("cli", "page {page}", page=one.page)
        console.print(f"[{one.number}] {one.path}, {place}: {' '.join(one.text.split())}")
    return 0


def _send(
    console: Console, request: api.Send, found: Callable[[PredictedLabel], object] = lambda labelled: None
) -> api.Reply:
    """Stream the answer, unless JSON is wanted. What a classifier says goes beside it, not into a pipe."""

    def show(event: api.ReplyEvent) -> None:
        if isinstance(event, api.ReplyStarted) and event.labelled is not None:
            found(event.labelled)
            if not console.json:
                console.complain(f"{event.labelled.classifier}: {event.labelled.label} ({event.labelled.share:.0%})")
        if isinstance(event, api.AnswerDelta) and not console.json:
            console.print(event.text, end="")

    replied = console.call(api.SEND, request, show)
    if not console.json:
        console.print("")
    return replied


def _request(arguments: argparse.Namespace, text: str) -> api.Send:
    given = {name: getattr(arguments, name) for name in SAMPLING if getattr(arguments, name) is not None}
    sampling = msgspec.structs.replace(Sampling(), **given, stop=tuple(arguments.stop or ()))
    return api.Send(
        text,
        conversation=arguments.conversation,
        sampling=sampling,
        system=arguments.system,
        model=arguments.model,
    )
