"""`ateneo chat export`, `chat import` and `chat show`."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any, Literal, get_args

import msgspec

from engine.capabilities.chat import api
from engine.cli.arguments import full_path
from engine.cli.console import AddCommand, Console
from engine.cli.pdf import write_pdf
from engine.protocol.i18n import Translations

CommandFormat = Literal["md", "html", "pdf", "docx", "json"]
FORMATS: tuple[CommandFormat, ...] = get_args(CommandFormat)
SOURCES: dict[api.ImportSource, str] = {
    "ateneo": "Ateneo",
    "chatgpt": "ChatGPT",
    "claude": "Claude",
    "gpt4all": "GPT4All",
    "jan": "Jan",
    "lm_studio": "LM Studio",
    "open_webui": "Open WebUI",
    "messages": "JSON",
    "markdown": "Markdown",
}
"""Names of the programs for a person."""


class ExportOutput(msgspec.Struct, frozen=True):
    """Printed by `chat export --json`."""

    path: str
    format: CommandFormat
    conversations: int
    messages: int
    missing_pictures: int


class ShownMessage(msgspec.Struct, frozen=True):
    """A message as `chat show --json` prints it. `path` tells whether it is on the branch that is shown."""

    id: int
    parent: int | None
    role: Literal["user", "assistant"]
    text: str
    state: api.MessageState
    path: bool
    created_at: int
    model: str
    tokens: int
    thinking: str
    citations: tuple[Any, ...]  # Any: engine.protocol.answering.passage.Citation, printed as it is
    pictures: tuple[str, ...]
    is_pinned: bool


class ShowOutput(msgspec.Struct, frozen=True):
    """Printed by `chat show --json`: the whole tree, parents before their children. `leaf` ends the branch that is shown."""

    conversation: int
    title: str
    leaf: int
    messages: tuple[ShownMessage, ...]


def add_transfer(add: AddCommand, translations: Translations) -> None:
    """Add `chat export`, `chat import` and `chat show`."""
    tr = partial(translations.tr, "cli")
    export = add("chat export", tr("write conversations to a file: to read, or to import them again"))
    export.add_argument(
        "ids", nargs="*", type=int, metavar="NUMBER", help=tr("the conversations' numbers, from the list")
    )
    export.add_argument("--all", action="store_true", dest="is_all", help=tr("all conversations"))
    about = tr("json holds everything and can be imported again; the others hold the branch that is shown")
    export.add_argument("--format", choices=FORMATS, help=about)
    about = tr("the file to write; its ending says the format where --format does not")
    export.add_argument("-o", "--output", required=True, metavar="FILE", help=about)
    export.set_defaults(run=_export)

    about = tr(
        "add the conversations of an export: of Ateneo, ChatGPT, Claude, GPT4All, Jan, LM Studio, Open WebUI, or Markdown"
    )
    import_ = add("chat import", about)
    about = tr("the exported file, or the folder that a program keeps its conversations in")
    import_.add_argument("file", type=full_path, metavar="FILE", help=about)
    import_.set_defaults(run=_import)

    show = add("chat show", tr("print a conversation; with --json all its branches"))
    show.add_argument("id", type=int, metavar="NUMBER", help=tr("the conversation's number, from the list"))
    show.set_defaults(run=_show)


def _export(options: argparse.Namespace, console: Console) -> int:
    if bool(options.ids) == options.is_all:
        console.complain(console.tr("cli", "Name the conversations by their numbers, or say --all."))
        return 2
    format = options.format or _format_of(options.output)
    if format is None:
        sentence = "Say the format with --format, or end the file's name in .md, .html, .pdf, .docx or .json."
        console.complain(console.tr("cli", sentence))
        return 2
    done = write_export(console, full_path(options.output), format, tuple(options.ids))
    if console.json:
        output = ExportOutput(options.output, format, done.conversations, done.messages, done.missing_pictures)
        console.print_json(output)
        return 0
    sentence = "Conversations written to {path}: {count}."
    console.print(console.tr("cli", sentence, path=options.output, count=done.conversations))
    if done.missing_pictures:
        sentence = "Pictures that are no longer there, and are missing in the file: {count}."
        console.complain(console.tr("cli", sentence, count=done.missing_pictures))
    return 0


def export_answer(console: Console, path: str, answer: int) -> None:
    """Write one answer with its question and its numbered sources to a file, whose name's end says the format."""
    format = _format_of(path)
    if format is None or format == "json":
        raise ValueError(path)
    write_export(console, path, format, (), answer)


def answer_file(path: str) -> str:
    """Return the full path of a file for an answer. Raises ValueError where the name's end is no format for it."""
    if _format_of(path) in (None, "json"):
        raise ValueError
    return full_path(path)


def _format_of(path: str) -> CommandFormat | None:
    ending = path.rpartition(".")[2].lower()
    return next(
        (format for format in FORMATS if ending in (format, {"md": "markdown", "html": "htm"}.get(format))), None
    )


def write_export(
    console: Console, path: str, format: CommandFormat, ids: tuple[int, ...], answer: int | None = None
) -> api.Exported:
    """Write conversations, or one answer, to a file."""
    language: Literal["en", "es"] = "es" if console.translations.language == "es" else "en"
    if format != "pdf":
        return console.call(api.EXPORT, api.Export(path, format, ids, language, answer), console.progress)
    results: list[api.Exported] = []

    def write_html(html: str) -> None:
        request = api.Export(html, "print", ids, language, answer)
        results.append(console.call(api.EXPORT, request, console.progress))

    write_pdf(path, write_html)
    return results[0]


def _import(options: argparse.Namespace, console: Console) -> int:
    done = console.call(api.IMPORT, api.Import(options.file), console.progress)
    if console.json:
        console.print_json(done)
        return 1 if done.is_cancelled else 0
    tr = partial(console.tr, "cli")
    source = SOURCES[done.source]
    console.print(tr("Conversations added from {source}: {count}.", source=source, count=len(done.conversations)))
    for merged in done.merged:
        sentence = "Messages added to “{title}”, which was here already: {count}."
        console.print(tr(sentence, title=merged.title, count=len(merged.messages)))
    if done.known:
        console.print(tr("Already there, and not added again: {count}.", count=done.known))
    if done.damaged:
        console.complain(tr("Damaged, and left out: {count}.", count=done.damaged))
    if done.is_cut:
        console.complain(tr("The file is cut short or damaged; what stands before that was added."))
    if done.missing_pictures and done.conversations:
        console.complain(tr("Pictures that the export does not hold: {count}.", count=done.missing_pictures))
    if done.is_cancelled:
        console.complain(tr("Stopped. What was added is kept; import the file again for the rest."))
    return 1 if done.is_cancelled else 0


def _show(options: argparse.Namespace, console: Console) -> int:
    tree = console.call(api.READ_TREE, api.ReadTree(options.id))
    by_id = {message.id: message for message in tree.messages}
    path: list[int] = []
    at: int | None = tree.leaf
    while at is not None and at in by_id:
        path.append(at)
        at = by_id[at].parent
    if console.json:
        messages = tuple(_shown_message(message, message.id in path) for message in tree.messages)
        console.print_json(ShowOutput(tree.conversation.id, tree.conversation.title, tree.leaf, messages))
        return 0
    console.print(tree.conversation.title)
    for id in reversed(path):
        message = by_id[id]
        who = console.tr("cli", "You") if message.role == "user" else message.model or console.tr("cli", "Assistant")
        versions = sum(m.parent == message.parent and m.role == message.role for m in tree.messages)
        more = f"  ({console.tr('cli', 'one of {count} versions', count=versions)})" if versions > 1 else ""
        more += f"  ({console.tr('cli', 'always read')})" if message.is_pinned else ""
        console.print(f"\n[{id}] {who}:{more}\n{message.text}")
    return 0


def _shown_message(message: api.Message, is_shown: bool) -> ShownMessage:
    return ShownMessage(
        message.id,
        message.parent,
        message.role,
        message.text,
        message.state,
        is_shown,
        message.created_at,
        message.model,
        message.tokens,
        message.remarks.thinking,
        message.citations,
        tuple(picture.path for picture in message.pictures),
        message.is_pinned,
    )
