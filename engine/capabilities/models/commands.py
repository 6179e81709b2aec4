"""`ateneo models`: list, add, remove, verify, retry and choose models."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from engine.capabilities.models import api
from engine.cli.console import AddCommand, Console
from engine.protocol.i18n import Translations


def add_commands(add: AddCommand, words: Translations) -> None:
    models = add("models", words.say("cli", "the models on the shelf: list, add, remove, verify, retry, use"))
    models.add_argument("action", nargs="?", choices=tuple(ACTIONS), default="list")
    models.add_argument("model", nargs="?", help=words.say("cli", "a model's id; for add, its file or folder"))
    models.add_argument("--name", default="", help=words.say("cli", "what to call an added model"))
    models.add_argument("--projector", help=words.say("cli", "the file that lets an added model see pictures"))
    models.add_argument("--to", default="", help=words.say("cli", "the model that an added projector is for"))
    models.set_defaults(run=_models, usage=models.error)


def _models(arguments: argparse.Namespace, console: Console) -> int:
    if arguments.action != "list" and not arguments.model:
        arguments.usage(console.say("cli", "name a model"))
    ACTIONS[arguments.action](arguments, console)
    return 0


def _list(arguments: argparse.Namespace, console: Console) -> None:
    models = console.call(api.LIST_MODELS, api.ListModels())
    if console.json:
        return console.print_json(models)
    for one in models.models:
        mark = "*" if one.chosen else " "
        state = "" if one.state == "ready" else f"  ({console.say('library', one.state)})"
        kind = console.say("library", one.kind)
        console.print(f"{mark} {one.id:40} {kind:12} {one.bytes / 1e6:7,.0f} MB  {one.licence}{state}")
    return None


def _add(arguments: argparse.Namespace, console: Console) -> None:
    path = str(Path(arguments.model).absolute())
    projector = str(Path(arguments.projector).absolute()) if arguments.projector else ""
    request = api.AddModel(path, arguments.name, projector, arguments.to)
    _show(console, console.call(api.ADD_MODEL, request, console.progress))


def _verify(arguments: argparse.Namespace, console: Console) -> None:
    _show(console, console.call(api.VERIFY_MODEL, api.VerifyModel(arguments.model), console.progress))


def _retry(arguments: argparse.Namespace, console: Console) -> None:
    _show(console, console.call(api.RETRY_MODEL, api.RetryModel(arguments.model)))


def _show(console: Console, model: api.ModelInfo) -> None:
    if console.json:
        console.print_json(model)
    else:
        console.print(console.say("cli", "{name} is ready.", name=model.name))


def _remove(arguments: argparse.Namespace, console: Console) -> None:
    console.call(api.REMOVE_MODEL, api.RemoveModel(arguments.model))


def _use(arguments: argparse.Namespace, console: Console) -> None:
    console.call(api.CHOOSE_MODEL, api.ChooseModel(arguments.model))


ACTIONS: dict[str, Callable[[argparse.Namespace, Console], None]] = {
    "list": _list,
    "add": _add,
    "remove": _remove,
    "verify": _verify,
    "retry": _retry,
    "use": _use,
}
