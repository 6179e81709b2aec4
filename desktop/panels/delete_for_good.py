"""Deleting for good what a person deleted, or chooses now: it asks first, and cleans the backups where that is wished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QMessageBox, QWidget

from desktop.feature import Shell
from desktop.i18n import tr
from desktop.widgets.forms.delete_dialog import ask_before_deleting
from engine.capabilities.system import api as system
from engine.protocol.method import Method

Requests = Sequence[tuple[Method[Any, None, Any], object]]  # of methods with several types of requests and results


def delete_for_good(
    shell: Shell,
    owner: QWidget,
    question: str,
    requests: Requests,
    on_confirmed: Callable[[], object] = lambda: None,
) -> QMessageBox:
    """Ask, then send the requests one after the other, and say what became of it."""

    def delete(clean: bool) -> None:
        on_confirmed()
        _send(shell, owner, requests, lambda: _clean_backups(shell, owner) if clean else _say_that_backups_stay(shell))

    return ask_before_deleting(owner, question, delete)


def clean_backups(shell: Shell, owner: QWidget) -> QMessageBox:
    """Ask, then make a backup and delete all older ones."""
    question = tr("panels", "Delete all backups made before now? A new one is made first.")
    return ask_before_deleting(owner, question, lambda _: _clean_backups(shell, owner), offers_cleaning=False)


def _send(shell: Shell, owner: QWidget, requests: Requests, on_done: Callable[[], object]) -> None:
    if not requests:
        on_done()
        return
    (method, request), *others = requests
    call = shell.client.call(method, request, owner)
    call.on_failed(shell.report)
    call.on_result(lambda _: _send(shell, owner, others, on_done))


def _say_that_backups_stay(shell: Shell) -> None:
    shell.show_message(tr("panels", "Deleted for good. Backups made before still hold it; Settings can clean them."))


def _clean_backups(shell: Shell, owner: QWidget) -> None:
    call = shell.client.call(system.CLEAN_BACKUPS, system.CleanBackups(), owner)
    call.on_failed(shell.report)
    call.on_result(lambda cleaned: shell.show_message(_cleaned(cleaned)))


def _cleaned(cleaned: system.BackupsCleaned) -> str:
    return tr("panels", "A new backup was made, and %n older one(s) deleted.", cleaned.deleted)
