"""Recovery while no engine runs: shows why in place of the pages, and restores, saves readable messages or retries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from desktop.i18n import tr
from desktop.i18n.faults import fault_sentence
from desktop.i18n.language import Language
from desktop.link.call import EngineFault
from desktop.link.client import Client
from desktop.link.command import Command
from desktop.paths import PROGRAM, Paths
from desktop.window import Window
from engine.capabilities.system import api as system
from engine.protocol.errors import LibraryDamaged, LibraryGone, LibraryMissing

if TYPE_CHECKING:
    from desktop.widgets.shell.recovery_page import RecoveryPage

RESTORABLE = (LibraryDamaged.kind, LibraryMissing.kind)


class _RestoreResult(msgspec.Struct):
    """JSON that `ateneo restore` prints; `replaced` is the folder of the old library."""

    replaced: str
    repaired: int = 0


class _RescueResult(msgspec.Struct):
    """JSON that `ateneo rescue` prints; `path` is the folder of the text files."""

    path: str
    messages: int


class Recovery(QObject):
    """Shows the recovery page when the engine gives up, and hides it when one is ready."""

    def __init__(self, client: Client, window: Window, paths: Paths, language: Language) -> None:
        super().__init__(window)
        self._client, self._window, self._paths, self._language = client, window, paths, language
        self._page: RecoveryPage | None = None
        client.state_changed.connect(self._on_state_changed)
        window.offer(LibraryGone.kind, lambda: tr("shell", "Save a copy elsewhere…"), self._ask_where_to_copy)

    def _on_state_changed(self, state: str) -> None:
        if state == "failed" and self._client.failure is not None:
            if self._page is None:
                self._page = self._make_page()
            self._window.replace_pages(self._page)
            self._explain(self._page, self._client.failure)
        elif state == "ready":
            self._window.replace_pages(None)
        elif self._page is not None:
            self._page.show_busy(True)

    def _make_page(self) -> RecoveryPage:
        from desktop.widgets.shell.recovery_page import RecoveryPage  # hardly ever shown, so not loaded with the window

        page = RecoveryPage(self._window.theme)
        page.restore_clicked.connect(self._restore)
        page.save_readable_clicked.connect(self._save_readable)
        page.open_folder_clicked.connect(lambda: _open_folder(str(self._paths.home)))
        page.retry_clicked.connect(self._client.start_again)
        page.new_library_clicked.connect(lambda: self._client.start_again(new_library=True))
        return page

    def _explain(self, page: RecoveryPage, fault: EngineFault) -> None:
        is_damaged = fault.kind == LibraryDamaged.kind
        page.explain(
            lambda: fault_sentence(fault),
            fault.detail,
            can_restore=fault.kind in RESTORABLE,
            can_save_readable=is_damaged,
            can_retry=not is_damaged,
            can_begin_new=fault.kind == LibraryMissing.kind,
        )

    def _restore(self) -> None:
        command = self._run("restore")
        command.done.connect(self._on_restored)

    def _on_restored(self, output: bytes) -> None:
        result = msgspec.json.decode(output, type=_RestoreResult)
        sentence = tr(
            "shell",
            "The latest good backup was restored. The library it replaced is in {folder}.",
            folder=result.replaced,
        )
        if result.repaired:
            emptied = tr("shell", "%n damaged entry(s) could not be read and are empty now.", result.repaired)
            sentence = f"{sentence} {emptied}"
        self._window.show_message(sentence)
        self._window.settings.read_again()
        self._client.start_again()

    def _save_readable(self) -> None:
        command = self._run("rescue")
        command.done.connect(self._on_saved)

    def _on_saved(self, output: bytes) -> None:
        result = msgspec.json.decode(output, type=_RescueResult)
        self._show_outcome(tr("shell", "%n message(s) saved as text in {folder}.", result.messages, folder=result.path))
        _open_folder(result.path)

    def _ask_where_to_copy(self) -> None:
        """The engine still has the files open that were deleted."""
        from desktop.widgets.forms.file_dialog import ask_for_folder

        ask_for_folder(self._window, tr("shell", "Save a copy elsewhere…"), lambda paths: self._copy(paths[0]), "saved")

    def _copy(self, folder: Path) -> None:
        call = self._client.call(system.SAVE_COPY, system.SaveCopy(str(folder)), self)
        call.on_result(
            lambda copy: self._window.show_message(tr("shell", "The copy is in {folder}.", folder=copy.path))
        )
        call.on_failed(self._window.report)

    def _run(self, name: str) -> Command:
        if self._page is not None:
            self._page.show_busy(True)
            self._page.show_outcome("")
        command = Command([name], self._paths.home, PROGRAM, self._language.code, self)
        command.failed.connect(self._show_outcome)
        return command

    def _show_outcome(self, sentence: str) -> None:
        if self._page is not None:
            self._page.show_busy(False)
            self._page.show_outcome(sentence)


def _open_folder(folder: str) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(folder))
