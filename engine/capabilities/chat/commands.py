"""`ateneo chat` and `ateneo ask`: the conversations of the window, in a terminal or a pipe."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from engine.capabilities.chat import api
from engine.capabilities.chat.acting.commands import (
    add_tool_options,
    after_hand_over,
    print_hand_over,
    print_step,
    with_saved_persona,
    with_tools,
)
from engine.capabilities.chat.compare.commands import add_compare
from engine.capabilities.chat.context.commands import (
    add_context_commands,
    add_history_options,
    save_history,
    with_history,
)
from engine.capabilities.chat.lab.commands import add_next
from engine.capabilities.chat.organising.commands import add_organising, find_folder
from engine.capabilities.chat.terminal.ask_output import ask_output, print_sources
from engine.capabilities.chat.terminal.ask_scope import add_scope_options, scope_of
from engine.capabilities.chat.terminal.branch_commands import (
    add_branch_options,
    find_message,
    problem,
    typed_request,
    with_branch,
)
from engine.capabilities.chat.terminal.conversation_commands import add_conversations
from engine.capabilities.chat.terminal.sampling_options import add_sampling_options, settings_of
from engine.capabilities.chat.terminal.search_commands import add_search
from engine.capabilities.chat.transfer.commands import add_transfer, answer_file, export_answer
from engine.cli.arguments import full_path
from engine.cli.console import AddCommand, Console
from engine.cli.standard_input import encoding_name, is_terminal, read_text, typed_lines
from engine.protocol.answering.personas import HandOver
from engine.protocol.answering.tools import ToolStep
from engine.protocol.classification import PredictedLabel
from engine.protocol.errors import AteneoError, EngineError
from engine.protocol.i18n import Translations

NEW, STANDARD_INPUT = "new", "-"
REPLACED = {
    "language": "That was in another language than the question. The answer again:",
    "repetition": "The model began to repeat itself. The answer without the repetition:",
    "thinking": "That was what the model thought before it answered. Its answer:",
    "unsupported": "The documents do not support that. They say:",
    "more": "The best passage alone does not say it. After reading the others:",
    "tool": "That only repeats the question. The result itself:",
}
"""Why the text so far gives way to another → the sentence between the two."""

NOTICES: dict[api.Notice, str] = {
    "repetition": "The model began to repeat itself; the rest was cut.",
    "length": "The answer reached its longest length.",
    "other_language": "The model did not answer in the language of the question.",
    "language_quoted": "The model answered in another language, so your documents are quoted instead.",
    "beginning": "Your question names nothing to search for: only the beginning of your files was read.",
    "thinking_cut": "The model thought for too long and was asked to answer.",
    "uncounted": "No amounts that could be added up for sure were found in your files, so this comes from single passages.",
    "schema": "The answer is JSON that fits the schema.",
    "nothing_found": "Your documents do not say this; no model was asked.",
    "nothing_written": "The model ended without an answer.",
    "model_missing": "The model that “{persona}” prefers is not installed; {model} answered.",
}


class ChatOutput(msgspec.Struct, frozen=True):
    """Printed by `chat --json`, for each question.

    `truncated` messages of the oldest history were left out of the prompt. `notices` are kinds of api.Notice. `persona` is who
    answered, after the `hand_overs`. `searched_for` is the question as documents were searched for it, where it was rewritten.
    """

    text: str
    conversation: int
    message: int
    finish: str
    tokens: int
    seconds: float
    model: str
    label: PredictedLabel | None = msgspec.field(name="labelled", default=None)
    truncated: int = 0
    notices: tuple[api.Notice, ...] = ()
    prompt_tokens: int = 0
    steps: tuple[ToolStep, ...] = ()
    persona: str = ""
    hand_overs: tuple[HandOver, ...] = ()
    searched_for: str = ""


def add_commands(add: AddCommand, translations: Translations) -> None:
    """Add `chat`, `ask` and `conversations` to the command line."""
    _add_chat(add, translations)
    add_conversations(add, translations)
    add_context_commands(add, translations)
    add_organising(add, translations)
    add_search(add, translations)
    add_next(add, translations)
    add_compare(add, translations)
    add_transfer(add, translations)
    ask = add("ask", translations.tr("cli", "answer a question from indexed documents, with its sources"))
    ask.add_argument("question", nargs="+", help=translations.tr("cli", "the question"))
    ask.add_argument(
        "-k", "--passages", type=int, default=3, help=translations.tr("cli", "how many passages the model reads")
    )
    add_scope_options(ask, translations)
    about = translations.tr("cli", "answer with sentences of the documents alone, without a model")
    ask.add_argument("--extractive", action="store_true", help=about)
    about = translations.tr(
        "cli", "write the answer with its numbered sources to this file too; its name ends in .md, .html, .pdf or .docx"
    )
    ask.add_argument("-o", "--output", type=answer_file, metavar="FILE", help=about)
    _add_options(ask, translations)
    ask.set_defaults(run=_ask)


def _add_chat(add: AddCommand, translations: Translations) -> None:
    chat = add("chat", translations.tr("cli", "talk with the model; without a question, line by line"))
    about = translations.tr("cli", "the question; read from a pipe when left out; - puts the piped text there")
    chat.add_argument("question", nargs="*", help=about)
    about = translations.tr("cli", "a picture the question is about; may be repeated")
    chat.add_argument("--image", action="append", type=full_path, default=[], metavar="FILE", help=about)
    about = translations.tr(
        "cli", "the encoding of the piped text, such as cp1252; without it UTF-8, or what its mark says"
    )
    chat.add_argument("--encoding", type=encoding_name, metavar="NAME", help=about)
    _add_options(chat, translations)
    about = translations.tr("cli", "a classifier that labels the question first")
    chat.add_argument("--classifier", default="", metavar="NAME", help=about)
    chat.add_argument("--folder", metavar="NAME", help=translations.tr("cli", "begin the conversation in this folder"))
    about = translations.tr("cli", "begin a private conversation: nothing of it is remembered elsewhere")
    chat.add_argument("--private", action="store_true", help=about)
    add_branch_options(chat, translations)
    add_tool_options(chat, translations)
    chat.set_defaults(run=_chat)


def _add_options(parser: argparse.ArgumentParser, translations: Translations) -> None:
    about = translations.tr("cli", "continue the conversation of this number; new, as without it, begins one")
    parser.add_argument("--conversation", type=_conversation, metavar="NUMBER", help=about)
    parser.add_argument(
        "--system", default="", help=translations.tr("cli", "instructions for the model (the system prompt)")
    )
    about = translations.tr("cli", "the persona that answers, by its name")
    parser.add_argument("--persona", default="", metavar="NAME", help=about)
    parser.add_argument("--model", help=translations.tr("cli", "the id of a model to use instead of the chosen one"))
    add_history_options(parser, translations)
    add_sampling_options(parser, translations)


def _conversation(text: str) -> int | None:
    """Return the number of a conversation, None for a new one. Raises ValueError."""
    return None if text == NEW else int(text)


def _chat(arguments: argparse.Namespace, console: Console) -> int:
    if sentence := problem(arguments):
        console.complain(console.tr("cli", sentence))
        return 2
    if arguments.retry is not None and not (is_terminal() and not arguments.question):
        return _retry(arguments, console)
    if not arguments.question and not arguments.image and is_terminal():
        return _talk(arguments, console)
    question = _question(arguments)
    if not question.strip():
        console.complain(console.tr("cli", "There is no question."))
        return 2
    request = msgspec.structs.replace(
        _beginning(console, arguments, question),
        pictures=tuple(arguments.image),
        classifier=arguments.classifier,
        remembers=STANDARD_INPUT not in arguments.question,  # what is piped into a question is somebody's text
    )
    reply = _send(console, with_branch(console, arguments, request))
    _print_chat(console, reply)
    if request.conversation is None:
        _tell_conversation(console, reply.conversation)
    save_history(console, arguments, request.settings, reply.conversation)
    return 0


def _retry(arguments: argparse.Namespace, console: Console) -> int:
    """Answer again, beside the answer that is named or the last one."""
    settings = _request(console, arguments, "").settings
    message = find_message(console, arguments.conversation, "assistant", arguments.retry)
    _print_chat(console, _send(console, api.Retry(message, settings)))
    return 0


def _beginning(console: Console, arguments: argparse.Namespace, question: str) -> api.Send:
    """Return the request for a question, with the place of the conversation that it may begin. Raises NotFound."""
    folder = None if arguments.folder is None else find_folder(console, arguments.folder).id
    return msgspec.structs.replace(_request(console, arguments, question), folder=folder, is_private=arguments.private)


def _question(arguments: argparse.Namespace) -> str:
    """Return the question with the piped text at its "-", or the piped text. Raises TextUndecodable."""
    words: list[str] = arguments.question
    if not words:
        return read_text(arguments.encoding or "")
    if STANDARD_INPUT not in words:
        return " ".join(words)
    at = words.index(STANDARD_INPUT)
    parts = (" ".join(words[:at]), read_text(arguments.encoding or ""), " ".join(words[at + 1 :]))
    return "\n\n".join(part for part in parts if part.strip())


def _talk(arguments: argparse.Namespace, console: Console) -> int:
    """Ask each line that is typed, until the end of input. A question that fails does not end the conversation."""
    request = msgspec.structs.replace(_beginning(console, arguments, ""), classifier=arguments.classifier)
    is_new = request.conversation is None
    if arguments.retry is not None:
        _retry(arguments, console)
    try:
        for line in filter(str.strip, typed_lines("> ")):
            with _failure_told(console):
                asked = typed_request(console, with_branch(console, arguments, request), line)
                if asked is None:
                    continue
                reply = _send(console, asked)
                arguments.edit = arguments.branch = None  # they belong to the first question
                _print_chat(console, reply)
                settings = after_hand_over(console, asked.settings, reply)
                request = msgspec.structs.replace(request, conversation=reply.conversation, settings=settings)
                save_history(console, arguments, request.settings, reply.conversation)
    finally:
        console.complain("")  # after the last prompt
        if is_new and request.conversation is not None:
            _tell_conversation(console, request.conversation)
    return 0


@contextmanager
def _failure_told(console: Console) -> Iterator[None]:
    """Print the sentence of an error and go on, unless there is no engine to go on with."""
    try:
        yield
    except EngineError:
        raise
    except AteneoError as error:
        console.complain(console.translations.error(error))


def _print_chat(console: Console, reply: api.Reply) -> None:
    if not console.json:
        return
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
            truncated=reply.truncated,
            notices=message.remarks.notices,
            prompt_tokens=reply.prompt_tokens,
            steps=message.remarks.steps,
            persona=message.remarks.persona,
            hand_overs=message.remarks.hand_overs,
            searched_for=message.remarks.searched_for,
        )
    )


def _tell_conversation(console: Console, conversation: int) -> None:
    """Tell how to go on, on standard error; the JSON has the number already."""
    if not console.json:
        sentence = "This is conversation {number}. Continue it with --conversation {number}."
        console.complain(console.tr("cli", sentence, number=str(conversation)))


def _ask(arguments: argparse.Namespace, console: Console) -> int:
    scope = scope_of(console, arguments)
    if scope is None:
        return 1
    arguments.conversation = scope.conversation
    request = _request(console, arguments, " ".join(arguments.question))
    request = msgspec.structs.replace(
        request,
        collections=scope.collections,
        files=scope.files,
        folders=scope.folders,
        settings=msgspec.structs.replace(
            request.settings, passages=arguments.passages, extractive=arguments.extractive
        ),
    )
    reply = _send(console, request)
    if arguments.output:
        export_answer(console, arguments.output, reply.message.id)
    if console.json:
        console.print_json(ask_output(reply))
    else:
        print_sources(console, reply.message)
    return 0


def _send(console: Console, request: api.Send | api.Retry) -> api.Reply:
    """Stream the answer, unless JSON is printed. What else there is to say goes to standard error, not into a pipe."""

    def show(event: api.ReplyEvent) -> None:
        if console.json:
            return
        if isinstance(event, api.ReplyStarted) and event.label is not None:
            console.complain(f"{event.label.classifier}: {event.label.label} ({event.label.probability:.0%})")
        elif isinstance(event, api.ToolUsed):
            print_step(console, event.step)
        elif isinstance(event, api.HandedOver):
            print_hand_over(console, event.hand_over)
        elif isinstance(event, api.AnswerDelta):
            console.print(event.text, end="")
        elif isinstance(event, api.AnswerReplaced):
            console.print("")
            console.complain(console.tr("cli", REPLACED[event.reason]))
            console.print(event.text, end="")

    if isinstance(request, api.Retry):
        reply = console.call(api.RETRY, request, show)
    else:
        reply = console.call(api.SEND, request, show)
    if not console.json:
        console.print("")
        if reply.truncated:
            sentence = "The conversation is long: the model did not read its oldest messages ({count})."
            console.complain(console.tr("cli", sentence, count=reply.truncated))
        message = reply.message
        for notice in message.remarks.notices:
            persona, model = message.remarks.persona, message.model
            console.complain(console.tr("cli", NOTICES[notice], persona=persona, model=model))
    return reply


def _request(console: Console, arguments: argparse.Namespace, text: str) -> api.Send:
    settings = with_history(console, arguments, settings_of(arguments), arguments.conversation)
    settings = with_saved_persona(console, with_tools(arguments, settings), arguments.conversation)
    return api.Send(text, conversation=arguments.conversation, settings=settings)
