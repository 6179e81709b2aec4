"""`ateneo doctor`, `ateneo backup`, `ateneo restore` and `ateneo rescue`."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from engine.capabilities.system import api
from engine.cli.console import AddCommand, Console
from engine.protocol import paths
from engine.protocol.errors import BackupMissing
from engine.protocol.i18n import Translations

SIGNS = {"good": "✓", "warning": "!", "bad": "✗"}


class Diagnosis(msgspec.Struct, frozen=True):
    """What `doctor --json` prints; sentences in the user's language."""

    findings: tuple[api.CheckResult, ...]
    bad: int


class Restored(msgspec.Struct, frozen=True):
    """What `restore --json` prints: the backup used, and the folder with what it replaced."""

    path: str
    replaced: str


def add_commands(add: AddCommand, words: Translations) -> None:
    doctor = add("doctor", words.say("cli", "check this machine, the models and the library"))
    doctor.add_argument(
        "--deep", action="store_true", help=words.say("cli", "also read every model and the whole library")
    )
    doctor.set_defaults(run=_doctor)

    backup = add("backup", words.say("cli", "make a checked copy of the library"))
    backup.set_defaults(run=_backup)

    restore = add("restore", words.say("cli", "put a backup in the library's place; the replaced one is kept"))
    restore.add_argument(
        "backup", nargs="?", type=Path, help=words.say("cli", "a backup; the newest good one when left out")
    )
    restore.set_defaults(run=_restore)

    rescue = add("rescue", words.say("cli", "write what can be read of a damaged library to text files"))
    rescue.set_defaults(run=_rescue)


def _doctor(arguments: argparse.Namespace, console: Console) -> int:
    """Exit code 1 when something is bad."""
    found = console.call(api.HEALTH_CHECK, api.CheckHealth(arguments.deep), console.progress).findings
    findings = tuple(_said(console, one) for one in found)
    bad = sum(one.state == "bad" for one in findings)
    if console.json:
        console.print_json(Diagnosis(findings, bad))
    else:
        for one in findings:
            console.print(f"{SIGNS[one.state]} {one.text}" + (f" {one.advice}" if one.advice else ""))
    return 1 if bad else 0


def _said(console: Console, finding: api.CheckResult) -> api.CheckResult:
    """A finding with its sentences in the user's language; an error's sentence is translated as an error."""
    words = console.words
    text = words.translate("library", finding.text)
    if text == finding.text:
        text = words.translate("errors", finding.text)
    advice = words.translate("library", finding.advice)
    return msgspec.structs.replace(
        finding, text=text.format_map(finding.values), advice=advice.format_map(finding.values)
    )


def _backup(arguments: argparse.Namespace, console: Console) -> int:
    made = console.call(api.BACK_UP, api.BackUp())
    if console.json:
        console.print_json(made)
    else:
        console.print(console.say("cli", "Copied to {path}.", path=made.path))
    return 0


def _restore(arguments: argparse.Namespace, console: Console) -> int:
    """Works without an engine: the library may be damaged or gone."""
    from engine.store.restore import newest_good_backup, restore

    home = arguments.home or paths.home()
    chosen = arguments.backup or newest_good_backup(home)
    if chosen is None or not chosen.is_file():
        raise BackupMissing
    kept = restore(home, chosen)
    if console.json:
        console.print_json(Restored(str(chosen), str(kept)))
    else:
        console.print(
            console.say("cli", "Restored from {path}. The replaced library is in {kept}.", path=chosen, kept=kept)
        )
    return 0


def _rescue(arguments: argparse.Namespace, console: Console) -> int:
    """Works without an engine: the library is damaged. What is in it is only read."""
    from engine.capabilities.system.rescue import rescue

    done = rescue(arguments.home or paths.home())
    if console.json:
        console.print_json(done)
    else:
        console.print(console.say("cli", "Saved in {path}: {n} messages.", path=done.path, n=done.messages))
    return 0
