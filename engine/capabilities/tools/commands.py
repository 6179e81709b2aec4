"""`ateneo tools`: lists and runs the tools that a model may call, and manages tool servers."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable
from functools import partial

import msgspec

from engine.capabilities.tools import api
from engine.cli.arguments import Parser
from engine.cli.console import AddCommand, Console, common_options
from engine.protocol.i18n import Translations

SERVER_ACTIONS = ("list", "add", "enable", "disable", "allow-network", "refuse-network", "remove", "restore")
YES = ("y", "yes", "s", "si", "sí")

_NETWORK: dict[api.NetworkState, Callable[[Console], str]] = {
    "allowed": lambda console: console.tr("cli", "with the network"),
    "after_restart": lambda console: console.tr("cli", "with the network from the next start on"),
}


class ToolOutput(msgspec.Struct, frozen=True):
    """Printed by `tools run --json`."""

    tool: str
    text: str
    is_error: bool
    passages: int


def add_commands(add: AddCommand, translations: Translations) -> None:
    """Add `tools` with its subcommands."""
    tr = partial(translations.tr, "cli")
    parser = add("tools", tr("the tools that a model may call: list them, run one, manage tool servers"))
    parser.set_defaults(run=_list)
    actions: argparse._SubParsersAction[argparse.ArgumentParser] = parser.add_subparsers(  # type: ignore[call-overload]  # parser_class: any callable serves
        title=tr("commands"), metavar=tr("command"), parser_class=partial(Parser, translations)
    )
    common = common_options(translations)
    about = tr("list the tools that can be used now")
    actions.add_parser("list", help=about, description=about, parents=[common]).set_defaults(run=_list)
    about = tr("run one tool")
    run = actions.add_parser("run", help=about, description=about, parents=[common])
    run.add_argument("name", metavar="NAME", help=tr("the tool's name, from the list"))
    run.add_argument(
        "arguments", metavar="ARGUMENTS", help=tr("its arguments: a JSON object, or the text of its only one")
    )
    run.add_argument(
        "--collection", action="append", default=[], help=tr("a collection of documents to search; may be repeated")
    )
    run.set_defaults(run=_run)
    about = tr("tool servers: programs that offer tools over their standard input and output (MCP)")
    server = actions.add_parser("server", help=about, description=about, parents=[common])
    server.add_argument("action", choices=SERVER_ACTIONS, nargs="?", default="list")
    server.add_argument("name", nargs="?", default="", metavar="NAME", help=tr("the server's name"))
    server.add_argument("--yes", action="store_true", help=tr("do it without asking; the command line is still shown"))
    server.add_argument("command_line", nargs="*", metavar="-- COMMAND", help=tr("its command line, after --"))
    assert isinstance(server, Parser)
    server.rest = "command_line"
    server.set_defaults(run=_server)


def _list(options: argparse.Namespace, console: Console) -> int:
    listed = console.call(api.LIST, api.ListTools(console.translations.language))
    if console.json:
        console.print_json(listed)
        return 0
    for tool in listed.tools:
        console.print(f"{tool.name:<22} {tool.description}")
    return 0


def _run(options: argparse.Namespace, console: Console) -> int:
    language = console.translations.language
    arguments = _as_object(console, options.name, options.arguments)
    request = api.CallTool(options.name, arguments, tuple(options.collection), language)
    result = console.call(api.CALL, request)
    if console.json:
        console.print_json(ToolOutput(options.name, result.text, result.is_error, len(result.passages)))
    elif result.is_error:
        console.complain(result.text)
    else:
        console.print(result.text)
    return 1 if result.is_error else 0


def _as_object(console: Console, name: str, text: str) -> str:
    """Return the arguments as a JSON object; a plain text fills the first argument of the tool."""
    if text.lstrip().startswith("{"):
        return text
    listed = console.call(api.LIST, api.ListTools()).tools
    tool = next((tool for tool in listed if tool.name == name), None)
    schema = msgspec.json.decode(tool.parameters) if tool is not None else {}
    first = next(iter(schema.get("properties", {})), "text")
    return msgspec.json.encode({first: text}).decode()


def _server(options: argparse.Namespace, console: Console) -> int:
    if options.action == "list":
        return _list_servers(console)
    if not options.name:
        console.complain(console.tr("cli", "Name the tool server."))
        return 2
    match options.action:
        case "add":
            return _add(options, console)
        case "enable":
            return _enable(options, console)
        case "disable":
            console.call(api.ENABLE_SERVER, api.EnableServer(options.name, is_enabled=False))
        case "allow-network":
            return _allow_network(options, console)
        case "refuse-network":
            console.call(api.ALLOW_NETWORK, api.AllowNetwork(options.name, is_allowed=False))
        case "remove":
            console.call(api.REMOVE_SERVER, api.RemoveServer(options.name))
        case "restore":
            console.call(api.RESTORE_SERVER, api.RestoreServer(options.name))
    return 0


def _list_servers(console: Console) -> int:
    servers = console.call(api.LIST_SERVERS, api.ListServers()).servers
    if console.json:
        console.print_json(api.ToolServers(servers))
        return 0
    for server in servers:
        state = console.tr("cli", "on") if server.is_enabled else console.tr("cli", "off")
        network = f" ({_NETWORK[server.network](console)})" if server.network in _NETWORK else ""
        console.print(f"{server.name:<20} {state:<4} {shlex.join(server.command)}{network}")
    return 0


def _add(options: argparse.Namespace, console: Console) -> int:
    server = console.call(api.ADD_SERVER, api.AddServer(options.name, tuple(options.command_line)))
    if console.json:
        console.print_json(server)
    else:
        sentence = "“{name}” is added and off. Turn it on with: ateneo tools server enable {name}"
        console.complain(console.tr("cli", sentence, name=server.name))
    return 0


def _enable(options: argparse.Namespace, console: Console) -> int:
    """Show the whole command line, and turn the server on once the person agrees."""
    server = _find(options.name, console)
    if server is None:
        return 1
    if server.network == "refused":
        sentence = "This program will be run, without the network, whenever a model calls one of its tools:"
    else:
        sentence = "This program will be run, with the network, whenever a model calls one of its tools:"
    question = console.tr("cli", "Turn it on? (y/n)")
    if not _shown_and_agreed(server, console.tr("cli", sentence), question, options, console):
        console.complain(console.tr("cli", "It stays off."))
        return 1
    enabled = console.call(api.ENABLE_SERVER, api.EnableServer(server.name, is_enabled=True, command=server.command))
    if console.json:
        console.print_json(enabled)
    else:
        console.print(", ".join(enabled.tools))
    return 0


def _allow_network(options: argparse.Namespace, console: Console) -> int:
    """Show the whole command line and the danger, and let the server use the network once the person agrees."""
    server = _find(options.name, console)
    if server is None:
        return 1
    warning = console.tr(
        "cli",
        "This program can then send what a model tells it, and every file that you can read, to other computers, and Ateneo does "
        "not see it:",
    )
    question = console.tr("cli", "Let it use the network? (y/n)")
    if not _shown_and_agreed(server, warning, question, options, console):
        console.complain(console.tr("cli", "It stays without the network."))
        return 1
    allowed = console.call(api.ALLOW_NETWORK, api.AllowNetwork(server.name, is_allowed=True, command=server.command))
    if console.json:
        console.print_json(allowed)
    else:
        console.complain(console.tr("cli", "“{name}” can use the network from the next start on.", name=server.name))
    return 0


def _find(name: str, console: Console) -> api.ToolServer | None:
    """Return a server; None, and a sentence, where there is none of that name."""
    servers = console.call(api.LIST_SERVERS, api.ListServers()).servers
    server = next((server for server in servers if server.name == name), None)
    if server is None:
        console.complain(console.tr("cli", "There is no tool server “{name}”.", name=name))
    return server


def _shown_and_agreed(
    server: api.ToolServer, sentence: str, question: str, options: argparse.Namespace, console: Console
) -> bool:
    """Show the whole command line below a sentence; return whether the person agrees, or has done so with --yes."""
    console.complain(sentence)
    console.complain(f"  {shlex.join(server.command)}")
    return bool(options.yes) or _agrees(question, console)


def _agrees(question: str, console: Console) -> bool:
    """Ask on a terminal; in a pipe nobody can agree."""
    if not sys.stdin.isatty():
        console.complain(console.tr("cli", "Add --yes to agree."))
        return False
    print(question, end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in YES
