"""`ateneo doctor`, `ateneo backup`, `ateneo restore`, `ateneo kept` and `ateneo rescue`."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from engine.capabilities.system import api
from engine.capabilities.system.api import BackupMissing
from engine.cli.arguments import non_negative_int
from engine.cli.console import AddCommand, Console
from engine.protocol import paths
from engine.protocol.i18n import Translations

MEGABYTE = 1_000_000
SIGNS = {"good": "✓", "warning": "!", "bad": "✗"}


class DoctorOutput(msgspec.Struct, frozen=True):
    """Printed by `doctor --json`; sentences in the user's language. `bad` counts the bad results."""

    results: tuple[api.CheckResult, ...] = msgspec.field(name="findings")
    bad: int


class RestoreOutput(msgspec.Struct, frozen=True):
    """Printed by `restore --json`: the backup that was used, and the folder with the replaced library.

    `repaired` cells of it were damaged and are empty now.
    """

    path: str
    replaced: str
    repaired: int = 0


def add_commands(add: AddCommand, translations: Translations) -> None:
    """Add the commands to the command line."""
    doctor = add("doctor", translations.tr("cli", "check this computer, the models and the library"))
    doctor.add_argument(
        "--deep", action="store_true", help=translations.tr("cli", "also read every model file and the whole library")
    )
    doctor.set_defaults(run=_doctor)

    backup = add("backup", translations.tr("cli", "make a checked copy of the library"))
    about = translations.tr("cli", "then delete all older backups, which may hold what was deleted since")
    backup.add_argument("--clean", action="store_true", help=about)
    about = translations.tr("cli", "make backups automatically, or no longer")
    backup.add_argument("--automatic", choices=("on", "off"), help=about)
    backup.set_defaults(run=_backup)

    restore = add("restore", translations.tr("cli", "replace the library by a backup; the replaced library is kept"))
    restore.add_argument(
        "backup",
        nargs="?",
        type=Path,
        help=translations.tr("cli", "the folder of a backup; the newest good one when left out"),
    )
    restore.set_defaults(run=_restore)

    kept = add("kept", translations.tr("cli", "show or limit what models have computed of conversations"))
    about = translations.tr("cli", "keep at most so many megabytes; 0 keeps none")
    kept.add_argument("--limit", type=non_negative_int, metavar="MB", help=about)
    kept.set_defaults(run=_kept)

    rescue = add("rescue", translations.tr("cli", "write what can still be read of a damaged library to text files"))
    rescue.set_defaults(run=_rescue)


def _doctor(arguments: argparse.Namespace, console: Console) -> int:
    """Exit code 1 when a result is bad."""
    report = console.call(api.HEALTH_CHECK, api.CheckHealth(arguments.deep), console.progress)
    results = tuple(_translated(console, result) for result in report.results)
    bad = sum(result.state == "bad" for result in results)
    if console.json:
        console.print_json(DoctorOutput(results, bad))
    else:
        for result in results:
            console.print(f"{SIGNS[result.state]} {result.text}" + (f" {result.advice}" if result.advice else ""))
    return 1 if bad else 0


def _translated(console: Console, result: api.CheckResult) -> api.CheckResult:
    """The result in the user's language. The sentence of an error is found in the context "errors"."""
    translations = console.translations
    text = translations.translate("system", result.text)
    if text == result.text:
        text = translations.translate("errors", result.text)
    advice = translations.translate("system", result.advice)
    return msgspec.structs.replace(
        result, text=translations.fill(text, result.values), advice=translations.fill(advice, result.values)
    )


def _backup(arguments: argparse.Namespace, console: Console) -> int:
    if arguments.automatic:
        return _set_automatic_backups(console, arguments.automatic == "on")
    if arguments.clean:
        return _clean_backups(console)
    backup = console.call(api.BACK_UP, api.BackUp())
    if console.json:
        console.print_json(backup)
    else:
        console.print(console.tr("cli", "The copy is {path}.", path=backup.path))
    return 0


def _kept(arguments: argparse.Namespace, console: Console) -> int:
    if arguments.limit is None:
        kept = console.call(api.KEPT_STATES, api.GetKeptStates())
    else:
        kept = console.call(api.LIMIT_KEPT_STATES, api.LimitKeptStates(arguments.limit * MEGABYTE))
    if console.json:
        console.print_json(kept)
        return 0
    used, limit = (f"{bytes / MEGABYTE:.0f} MB" for bytes in (kept.used, kept.limit))
    text = "Of your conversations the models have kept {used} of {limit}, so that they need not read them again."
    console.print(console.tr("cli", text, used=used, limit=limit))
    return 0


def _set_automatic_backups(console: Console, on: bool) -> int:
    backups = console.call(api.SET_AUTOMATIC_BACKUPS, api.SetAutomaticBackups(on))
    if console.json:
        console.print_json(backups)
    elif on:
        console.print(console.tr("cli", "Ateneo makes a backup every day, in {folder}.", folder=backups.folder))
    else:
        console.print(console.tr("cli", "Ateneo makes no backups by itself any more."))
    return 0


def _clean_backups(console: Console) -> int:
    cleaned = console.call(api.CLEAN_BACKUPS, api.CleanBackups())
    if console.json:
        console.print_json(cleaned)
    else:
        console.print(console.tr("cli", "The copy is {path}.", path=cleaned.path))
        console.print(
            console.tr("cli", "Older backups and replaced libraries deleted: {count}.", count=cleaned.deleted)
        )
    return 0


def _restore(arguments: argparse.Namespace, console: Console) -> int:
    """Works without an engine: the library may be damaged or missing."""
    from engine.store.recovery.restore import newest_good_backup, restore

    home = arguments.home or paths.home()
    backup = arguments.backup or newest_good_backup(home)
    if backup is not None and backup.name == paths.library(backup).name:
        backup = backup.parent  # the file in the folder was named
    if backup is None or not paths.library(backup).is_file():
        raise BackupMissing
    replaced, repaired = restore(home, backup)
    if console.json:
        console.print_json(RestoreOutput(str(backup), str(replaced), repaired))
    else:
        console.print(
            console.tr("cli", "Restored from {path}. The replaced library is in {kept}.", path=backup, kept=replaced)
        )
        if repaired:
            sentence = (
                "{count} damaged entries of the backup could not be read and are empty now; all else is as it was."
            )
            console.print(console.tr("cli", sentence, count=repaired))
    return 0


def _rescue(arguments: argparse.Namespace, console: Console) -> int:
    """Works without an engine: the damaged library is only read."""
    from engine.capabilities.system.rescue import rescue

    report = rescue(arguments.home or paths.home())
    if console.json:
        console.print_json(report)
    else:
        sentence = (
            "Saved in {path}: {messages} messages, the text of {texts} documents, {examples} examples of classifiers and a "
            "list of {images} pictures."
        )
        counts = {name: getattr(report, name) for name in ("messages", "texts", "examples", "images")}
        console.print(console.tr("cli", sentence, path=report.path, **counts))
    return 0
