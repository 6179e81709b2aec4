"""`ateneo models`: list, add, remove, verify, retry and choose models, and name bigger ones."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.capabilities.models import api
from engine.cli.arguments import full_path
from engine.cli.console import AddCommand, Console
from engine.files.atomic_file import write_text_atomically
from engine.protocol.i18n import Translations

BASE_MODEL = (
    "It is a base model: it continues a text and does not answer questions. Chat does not use it unless you choose it "
    "(ateneo models use)."
)

LANGUAGE_NAMES = {"es": "Spanish", "en": "English"}


def add_commands(add: AddCommand, translations: Translations) -> None:
    """Add `models` to the command line."""
    models = add(
        "models", translations.tr("cli", "the installed models: list, add, remove, verify, retry, use, grade, bigger")
    )
    models.add_argument("action", nargs="?", choices=tuple(ACTIONS), default="list")
    models.add_argument("model", nargs="?", help=translations.tr("cli", "a model's id; for add, its file or folder"))
    models.add_argument("--name", default="", help=translations.tr("cli", "a name for the added model"))
    models.add_argument("--projector", help=translations.tr("cli", "the file that lets an added model see pictures"))
    models.add_argument("--to", default="", help=translations.tr("cli", "the model that an added projector belongs to"))
    about = translations.tr(
        "cli", "for bigger: the file for the list of bigger models, to take to a computer with internet"
    )
    models.add_argument("--output", type=Path, metavar="FILE", help=about)
    models.add_argument("--again", action="store_true", help=translations.tr("cli", "for grade: ask everything anew"))
    models.set_defaults(run=_models, usage=models.error)


def _models(arguments: argparse.Namespace, console: Console) -> int:
    if arguments.action not in ("list", "bigger") and not arguments.model:
        arguments.usage(console.tr("cli", "say which model"))
    ACTIONS[arguments.action](arguments, console)
    return 0


def _list(arguments: argparse.Namespace, console: Console) -> None:
    models = console.call(api.LIST_MODELS, api.ListModels(speeds=True))
    if console.json:
        return console.print_json(models)
    console.print_entries(line for model in models.models for line in _lines(console, model))
    return None


def _lines(console: Console, model: api.ModelInfo) -> Iterator[str]:
    mark = "*" if model.chosen else " "
    state = "" if model.state == "ready" else f"  ({console.tr('models', model.state)})"
    if model.is_base:
        state += f"  ({console.tr('cli', 'continues texts, not for chat')})"
    if model.stand_in:
        state += "  " + console.tr("models", "{name} is used instead", name=model.stand_in)
    kind = console.tr("models", model.kind)
    yield f"{mark} {model.id:40} {kind:12} {model.bytes / 1e6:7,.0f} MB  {model.licence}{state}"
    if model.grades:
        yield f"  {_grade_line(console, model)}"


def _add(arguments: argparse.Namespace, console: Console) -> None:
    projector = full_path(arguments.projector or "")
    request = api.AddModel(full_path(arguments.model), arguments.name, projector, arguments.to)
    model = console.call(api.ADD_MODEL, request, console.progress)
    if console.json:
        return console.print_json(model)
    if model.was_there:
        return console.print(
            console.tr("cli", "This model is installed already: {name} ({id}).", name=model.name, id=model.id)
        )
    if model.publisher:
        console.print(_recognition(console, model))
    if model.is_base:
        console.complain(console.tr("cli", BASE_MODEL))
    console.print(console.tr("cli", "{name} is ready.", name=model.name))
    return None


def _recognition(console: Console, model: api.ModelInfo) -> str:
    if model.is_official:
        return console.tr(
            "cli", "This is {name}, the official file of {publisher}.", name=model.name, publisher=model.publisher
        )
    sentence = "This is {name}, unchanged, as {publisher} published it."
    return console.tr("cli", sentence, name=model.name, publisher=model.publisher)


def _bigger(arguments: argparse.Namespace, console: Console) -> None:
    suggested = console.call(api.SUGGEST_MODELS, api.SuggestModels(console.translations.language))
    if console.json:
        return console.print_json(suggested)
    if not suggested.models:
        return console.print(
            console.tr("cli", "This computer's memory has no room for a bigger model than the one in use.")
        )
    if arguments.output is None:
        return console.print(suggested.text, end="")
    with write_text_atomically(arguments.output) as file:
        file.write(suggested.text)
    return console.print(console.tr("cli", "Written: {file}", file=arguments.output))


def _grade(arguments: argparse.Namespace, console: Console) -> None:
    """Ask the model until it has answered everything: the engine gives way to whoever asks something meanwhile."""
    request = api.GradeModel(arguments.model, arguments.again)
    model = console.call(api.GRADE_MODEL, request, console.progress)
    while any(grade.asked < grade.questions for grade in model.grades) or not model.grades:
        model = console.call(api.GRADE_MODEL, api.GradeModel(arguments.model), console.progress)
    if console.json:
        return console.print_json(model)
    console.print(_grade_line(console, model))
    for grade in model.grades:
        console.print(_meaning(console, grade))
    return None


def _grade_line(console: Console, model: api.ModelInfo) -> str:
    return " · ".join(
        console.tr(
            "models",
            "{language}: {right} of {asked}",
            language=console.tr("models", LANGUAGE_NAMES.get(grade.language, grade.language)),
            right=grade.right,
            asked=grade.asked,
        )
        for grade in model.grades
    )


def _meaning(console: Console, grade: api.LanguageGrade) -> str:
    language = console.tr("models", LANGUAGE_NAMES.get(grade.language, grade.language))
    if grade.passed:
        return console.tr("cli", "{language}: it answers from documents in its own words.", language=language)
    return console.tr("cli", "{language}: answers from documents quote them first.", language=language)


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
    "grade": _grade,
    "bigger": _bigger,
}
