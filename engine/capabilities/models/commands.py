"""`ateneo models`: list, add, remove, verify, retry and choose models."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from engine.capabilities.models import api
from engine.cli.console import AddCommand, Console
from engine.protocol.i18n import Translations


def add_commands(add: AddCommand, translations: Translations) -> None:
    """Add `models` to the command line."""
    models = add("models", translations.tr("cli", "the installed models: list, add, remove, verify, retry, use"))
    models.add_argument("action", nargs="?", choices=tuple(ACTIONS), default="list")
    models.add_argument("model", nargs="?", help=translations.tr("cli", "a model's id; for add, its file or folder"))
    models.add_argument("--name", default="", help=translations.tr("cli", "a name for the added model"))
    models.add_argument("--projector", help=translations.tr("cli", "the file that lets an added model see pictures"))
    models.add_argument("--to", default="", help=translations.tr("cli", "the model that an added projector belongs to"))
    models.set_defaults(run=_models, usage=models.error)


def _models(arguments: argparse.Namespace, console: Console) -> int:
    if arguments.action != "list" and not arguments.model:
        arguments.usage(console.tr("cli", "say which model"))
    ACTIONS[arguments.action](arguments, console)
    return 0


def _list(arguments: argparse.Namespace, console: Console) -> None:
    models = console.call(api.LIST_MODELS, api.ListModels())
    if console.json:
        return console.print_json(models)
    for model in models.models:
        mark = "*" if model.chosen else " "
        state = "" if model.state == "ready" else f"  ({console.tr('models', model.state)})"
        if model.stand_in:
            state += "  " + console.tr("models", "{name} is used instead", name=model.stand_in)
        kind = console.tr("models", model.kind)
        console.print(f"{mark} {model.id:40} {kind:12} {model.bytes / 1e6:7,.0f} MB  {model.licence}{state}")
    return None


def _add(arguments: argparse.Namespace, console: Console) -> None:
    path = str(Path(arguments.model).absolute())
    projector = str(Path(arguments.projector).absolute()) if arguments.projector else ""
    request = api.AddModel(path, arguments.name, projector, arguments.to)
    _print_ready(console, console.call(api.ADD_MODEL, request, console.progress))


def _verify(arguments: argparse.Namespace, console: Console) -> None:
    _print_ready(console, console.call(api.VERIFY_MODEL, api.VerifyModel(arguments.model), console.progress))


def _retry(arguments: argparse.Namespace, console: Console) -> None:
    _print_ready(console, console.call(api.RETRY_MODEL, api.RetryModel(arguments.model)))


def _print_ready(console: Console, model: api.ModelInfo) -> None:
    if console.json:
        console.print_json(model)
    else:
        console.print(console.tr("cli", "{name} is ready.", name=model.name))


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
