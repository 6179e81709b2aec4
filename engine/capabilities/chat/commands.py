"""`ateneo chat` and `ateneo ask`: the conversations of the window, in a terminal or a pipe."""

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
from engine.protocol.passage import Citation
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
"""The fields of Sampling that have an option, with their types."""


class ChatOutput(msgspec.Struct, frozen=True):
    """Printed by `chat --json`."""

    text: str
    conversation: int
    message: int
    finish: str
    tokens: int
    seconds: float
    model: str
    label: PredictedLabel | None = msgspec.field(name="labelled", default=None)


class CitedPassage(msgspec.Struct, frozen=True):
    """One source of an answer, as `ask --json` prints it."""

    number: int
    path: str
    page: int
    text: str
    start: int
    end: int
    label: str


class AskOutput(msgspec.Struct, frozen=True):
    """Printed by `ask --json`."""

    text: str
    citations: tuple[CitedPassage, ...]
    conversation: int
    finish: str


def add_commands(add: AddCommand, translations: Translations) -> None:
    """Add `chat` and `ask` to the command line."""
    chat = add("chat", translations.tr("cli", "talk with the model; without a question, line by line"))
    chat.add_argument(
        "question", nargs="*", help=translations.tr("cli", "the question; read from a pipe when left out")
    )
    chat.add_argument(
        "--image",
        action="append",
        default=[],
        help=translations.tr("cli", "a picture the question is about; may be repeated"),
    )
    _add_options(chat, translations)
    chat.add_argument(
        "--classifier",
        default="",
        metavar="NAME",
        help=translations.tr("cli", "a classifier that labels the question first"),
    )
    chat.set_defaults(run=_chat)

    ask = add("ask", translations.tr("cli", "answer a question from indexed documents, with its sources"))
    ask.add_argument("question", nargs="+", help=translations.tr("cli", "the question"))
    ask.add_argument(
        "--collection",
        action="append",
        default=[],
        help=translations.tr("cli", "the collection to ask; may be repeated"),
    )
    ask.add_argument(
        "-k", "--passages", type=int, default=3, help=translations.tr("cli", "how many passages the model reads")
    )
    _add_options(ask, translations)
    ask.set_defaults(run=_ask)


def _add_options(parser: argparse.ArgumentParser, translations: Translations) -> None:
    parser.add_argument("--conversation", type=int, help=translations.tr("cli", "continue this conversation"))
    parser.add_argument(
        "--system", default="", help=translations.tr("cli", "instructions for the model (the system prompt)")
    )
    parser.add_argument("--model", help=translations.tr("cli", "the id of a model to use instead of the chosen one"))
    group = parser.add_argument_group(translations.tr("cli", "how the next token is chosen"))
    for name, type_ in SAMPLING.items():
        group.add_argument(f"--{name.replace('_', '-')}", dest=name, type=type_)
    group.add_argument(
        "--stop", action="append", help=translations.tr("cli", "end the answer at this text; may be repeated")
    )


def _chat(arguments: argparse.Namespace, console: Console) -> int:
    question = " ".join(arguments.question)
    if not question and not arguments.image and sys.stdin.isatty():
        return _talk(arguments, console)
    question = question or sys.stdin.read()
    if not question.strip():
        console.complain(console.tr("cli", "There is no question."))
        return 2
    pictures = tuple(str(Path(image).absolute()) for image in arguments.image)
    request = msgspec.structs.replace(_request(arguments, question), pictures=pictures, classifier=arguments.classifier)
    reply = _send(console, request)
    if console.json:
        message = reply.message
        console.print_json(
            ChatOutput(
                text=message.text,
                conversation=reply.conversation,
                message=message.id,
                finish=reply.finish,
                tokens=message.tokens,
                seconds=message.seconds,
                model=message.model,
                label=reply.question.label,
            )
        )
    return 0


def _talk(arguments: argparse.Namespace, console: Console) -> int:
    """Ask each line that is typed, until the end of input."""
    request = msgspec.structs.replace(_request(arguments, ""), classifier=arguments.classifier)
    while True:
        try:
            question = input("> ")
        except EOFError:
            console.print("")
            return 0
        if question.strip():
            reply = _send(console, msgspec.structs.replace(request, text=question))
            request = msgspec.structs.replace(request, conversation=reply.conversation)


def _ask(arguments: argparse.Namespace, console: Console) -> int:
    request = _request(arguments, " ".join(arguments.question))
    request = msgspec.structs.replace(
        request,
        collections=tuple(arguments.collection) or ("default",),
        settings=msgspec.structs.replace(request.settings, passages=arguments.passages),
    )
    reply = _send(console, request)
    if console.json:
        cited = tuple(_cited_passage(citation) for citation in reply.message.citations)
        console.print_json(AskOutput(reply.message.text, cited, reply.conversation, reply.finish))
        return 0
    for citation in reply.message.citations:
        place = citation.label or console.tr("cli", "page {page}", page=citation.page)
        console.print(f"[{citation.number}] {citation.path}, {place}: {' '.join(citation.text.split())}")
    return 0


def _cited_passage(citation: Citation) -> CitedPassage:
    return CitedPassage(
        citation.number, citation.path, citation.page, citation.text, citation.start, citation.end, citation.label
    )


def _send(console: Console, request: api.Send) -> api.Reply:
    """Stream the answer, unless JSON is printed. A predicted label goes to standard error, so that a pipe does not get it."""

    def show(event: api.ReplyEvent) -> None:
        if console.json:
            return
        if isinstance(event, api.ReplyStarted) and event.label is not None:
            console.complain(f"{event.label.classifier}: {event.label.label} ({event.label.probability:.0%})")
        elif isinstance(event, api.AnswerDelta):
            console.print(event.text, end="")

    reply = console.call(api.SEND, request, show)
    if not console.json:
        console.print("")
    return reply


def _request(arguments: argparse.Namespace, text: str) -> api.Send:
    given = {name: getattr(arguments, name) for name in SAMPLING if getattr(arguments, name) is not None}
    sampling = msgspec.structs.replace(Sampling(), **given, stop=tuple(arguments.stop or ()))
    settings = api.ConversationSettings(sampling, arguments.system, model=arguments.model)
    return api.Send(text, conversation=arguments.conversation, settings=settings)
