"""`ateneo chat context`, `chat summary` and `chat keep`, and the options that choose what the model reads again."""

from __future__ import annotations

import argparse
from typing import get_args

import msgspec

from engine.capabilities.chat import api
from engine.capabilities.chat.api import context as context_api
from engine.capabilities.chat.terminal.sampling_options import add_sampling_options, settings_of
from engine.cli.arguments import full_path
from engine.cli.console import AddCommand, Console, read_stdin
from engine.protocol.i18n import Translations

MODES: tuple[api.HistoryMode, ...] = get_args(api.HistoryMode)
PARTS = {
    "system": "instructions",
    "summary": "summary of earlier turns",
    "memory": "what you told elsewhere",
    "documents": "passages of documents",
    "history": "this conversation",
    "question": "this question",
}
"""Fields of ContextParts, and what a person reads."""


class KeptOutput(msgspec.Struct, frozen=True):
    """Printed by `chat keep --json`: the messages that are always read from now on, or no longer."""

    messages: tuple[int, ...]
    is_pinned: bool


def add_context_commands(add: AddCommand, translations: Translations) -> None:
    """Add the commands."""
    tr = translations.tr
    measure = add("chat context", tr("cli", "count what the model would read with a question, before it is sent"))
    measure.add_argument("question", nargs="+", help=tr("cli", "the question"))
    measure.add_argument("--conversation", type=int, metavar="NUMBER", help=tr("cli", "the conversation's number"))
    measure.add_argument("--system", default="", help=tr("cli", "instructions for the model (the system prompt)"))
    measure.add_argument("--model", help=tr("cli", "the id of a model to use instead of the chosen one"))
    about = tr("cli", "the collection to ask; may be repeated")
    measure.add_argument("--collection", action="append", default=[], help=about)
    about = tr("cli", "a document or folder to ask; may be repeated")
    measure.add_argument("--file", action="append", type=full_path, default=[], metavar="FILE", help=about)
    about = tr("cli", "a picture the question is about; may be repeated")
    measure.add_argument("--image", action="append", type=full_path, default=[], metavar="FILE", help=about)
    add_history_options(measure, translations)
    add_sampling_options(measure, translations)
    measure.set_defaults(run=_measure)
    summary = add("chat summary", tr("cli", "show the running summary of a conversation, update it or change it"))
    summary.add_argument("conversation", type=int, metavar="NUMBER", help=tr("cli", "the conversation's number"))
    summary.add_argument("--update", action="store_true", help=tr("cli", "bring it up to date first"))
    about = tr("cli", "replace it by this text; - reads it from a pipe; an empty text has it written anew")
    summary.add_argument("--set", dest="text", metavar="TEXT", help=about)
    summary.add_argument("--model", help=tr("cli", "the id of a model to use instead of the chosen one"))
    summary.add_argument(
        "--exchanges", type=_count, metavar="N", help=tr("cli", "how many exchanges stay word for word")
    )
    summary.set_defaults(run=_summary)
    pin = add("chat keep", tr("cli", "keep messages in the model's context, whatever else is left out"))
    pin.add_argument("messages", nargs="+", type=int, metavar="NUMBER", help=tr("cli", "the messages' numbers"))
    pin.add_argument("--off", action="store_true", help=tr("cli", "keep them no longer"))
    pin.set_defaults(run=_pin)


def add_history_options(parser: argparse.ArgumentParser, translations: Translations) -> None:
    """Add --history and --exchanges."""
    about = translations.tr(
        "cli",
        "what the model reads again: whole, the conversation as far as it fits; last, its last exchanges; summary, a "
        "summary of all older ones and the last. It is kept with the conversation",
    )
    parser.add_argument("--history", choices=MODES, help=about)
    about = translations.tr("cli", "how many exchanges “last” and “summary” keep word for word")
    parser.add_argument("--exchanges", type=_count, metavar="N", help=about)


def with_history(
    console: Console, arguments: argparse.Namespace, settings: api.ConversationSettings, conversation: int | None
) -> api.ConversationSettings:
    """Return the settings with what the model reads again: by the options, else as it is saved with the conversation."""
    history, exchanges = arguments.history, arguments.exchanges
    if (history is None or exchanges is None) and conversation is not None:
        saved = console.call(api.OPEN, api.OpenConversation(conversation)).settings
        if saved is not None:
            history, exchanges = history or saved.history, saved.exchanges if exchanges is None else exchanges
    return msgspec.structs.replace(
        settings,
        history=history or settings.history,
        exchanges=settings.exchanges if exchanges is None else exchanges,
    )


def save_history(console: Console, arguments: argparse.Namespace, settings: api.ConversationSettings, id: int) -> None:
    """Keep with a conversation what the options chose, and bring its summary up to date where one is read."""
    if arguments.history is not None or arguments.exchanges is not None:
        saved = console.call(api.OPEN, api.OpenConversation(id)).settings or api.ConversationSettings()
        saved = msgspec.structs.replace(saved, history=settings.history, exchanges=settings.exchanges)
        console.call(api.SAVE_SETTINGS, api.SaveConversationSettings(id, saved))
    if settings.history == "summary":
        summary = console.call(context_api.READ_SUMMARY, context_api.ReadSummary(id, settings))
        if summary.waiting:
            console.complain(console.tr("cli", "Updating the summary of the conversation. Ctrl+C leaves it for later."))
            console.call(context_api.SUMMARISE, context_api.UpdateSummary(id, settings))


def _count(text: str) -> int:
    """Return a number from 0 on. Raises ValueError."""
    if int(text) < 0:
        raise ValueError
    return int(text)


def _measure(arguments: argparse.Namespace, console: Console) -> int:
    settings = with_history(console, arguments, settings_of(arguments), arguments.conversation)
    request = context_api.MeasureContext(
        " ".join(arguments.question),
        arguments.conversation,
        collections=tuple(arguments.collection),
        files=tuple(arguments.file),
        settings=settings,
        retrieves=True,
        pictures=tuple(arguments.image),
    )
    measured = console.call(context_api.MEASURE, request)
    if console.json:
        console.print_json(measured)
        return 0
    figures = msgspec.structs.asdict(measured.parts)
    rows = [(console.tr("cli", about), figures[name]) for name, about in PARTS.items() if figures[name]]
    rows.append((console.tr("cli", "kept free for the answer"), measured.reserve))
    for about, tokens in rows:
        console.print(f"{console.number(tokens, 0):>8}  {about}")
    sentence = "{used} of {window} tokens"
    used = measured.prompt + measured.reserve
    console.print(console.tr("cli", sentence, used=used, window=measured.window))
    for message in measured.left_out:
        console.print(f"{console.tr('cli', 'left out')}  {message.id}  {message.beginning}")
    return 0


def _summary(arguments: argparse.Namespace, console: Console) -> int:
    id, settings = arguments.conversation, api.ConversationSettings(model=arguments.model)
    saved = console.call(api.OPEN, api.OpenConversation(id)).settings or api.ConversationSettings()
    exchanges = saved.exchanges if arguments.exchanges is None else arguments.exchanges
    settings = msgspec.structs.replace(
        saved, history="summary", exchanges=exchanges, model=settings.model or saved.model
    )
    if arguments.update:
        console.call(context_api.SUMMARISE, context_api.UpdateSummary(id, settings))
    summary = console.call(context_api.READ_SUMMARY, context_api.ReadSummary(id, settings))
    if arguments.text is not None:
        text = read_stdin() if arguments.text == "-" else arguments.text
        summary = console.call(context_api.SAVE_SUMMARY, context_api.SaveSummary(id, summary.upto, text))
    if console.json:
        console.print_json(summary)
    else:
        console.print(summary.text or console.tr("cli", "This conversation has no summary yet."))
    return 0


def _pin(arguments: argparse.Namespace, console: Console) -> int:
    for id in arguments.messages:
        console.call(context_api.PIN, context_api.PinMessage(id, is_pinned=not arguments.off))
    if console.json:
        console.print_json(KeptOutput(tuple(arguments.messages), not arguments.off))
    return 0
