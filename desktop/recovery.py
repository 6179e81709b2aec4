"""While no engine serves: says why in the page's place, and does what helps: restore, save what can be read, try again."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from desktop.i18n import Language, tr
from desktop.link.client import Client
from desktop.link.command import Command
from desktop.paths import PROGRAM, Paths
from desktop.widgets.shell.recovery_page import RescuePage
from desktop.window import Window


class _Restored(msgspec.Struct):
    replaced: str


class _Rescued(msgspec.Struct):
    path: str
    messages: int


class Rescue(QObject):
    def __init__(self, client: Client, window: Window, paths: Paths, language: Language) -> None:
        super().__init__(window)
        self._client, self._window, self._paths, self._language = client, window, paths, language
        self._page: RescuePage | None = None
        client.state_changed.connect(self._engine_is)

    def _engine_is(self, state: str) -> None:
        if state == "failed" and self._client.why is not None:
            if self._page is None:
                self._page = self._make_page()
            self._window.show_instead(self._page)
            self._page.explain(self._client.why)
        elif state == "ready":
            self._window.show_instead(None)
        elif self._page is not None:
            self._page.show_busy(True)

    def _make_page(self) -> RescuePage:
        page = RescuePage(self._window.theme)
        page.restore_clicked.connect(self._restore)
        page.rescue_clicked.connect(self._save_readable)
        page.folder_clicked.connect(lambda: _open(str(self._paths.home)))
        page.again_clicked.connect(self._client.start_again)
        return page

    def _restore(self) -> None:
        command = self._run("restore")
        command.done.connect(self._restored)

    def _restored(self, printed: bytes) -> None:
        done = msgspec.json.decode(printed, type=_Restored)
        said = tr(
            "shell", "The newest good backup was restored. What it replaced is kept in {folder}.", folder=done.replaced
        )
        self._window.tell(said)
        self._client.start_again()

    def _save_readable(self) -> None:
        command = self._run("rescue")
        command.done.connect(self._saved)

    def _saved(self, printed: bytes) -> None:
        done = msgspec.json.decode(printed, type=_Rescued)
        self._tell(tr("shell", "%n message(s) saved as text in {folder}.", done.messages, folder=done.path))
        _open(done.path)

    def _run(self, name: str) -> Command:
        if self._page is not None:
            self._page.show_busy(True)
            self._page.tell("")
        command = Command([name], self._paths.home, PROGRAM, self._language.code, self)
        command.failed.connect(self._tell)
        return command

    def _tell(self, sentence: str) -> None:
        if self._page is not None:
            self._page.show_busy(False)
            self._page.tell(sentence)


def _open(folder: str) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(folder))
