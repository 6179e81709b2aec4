"""The rows of the Settings page about backups: whether they are made automatically, when the last was made, and one for now."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton

from desktop.feature import Shell
from desktop.i18n import tr, tr_noop
from desktop.i18n.faults import error_sentence
from desktop.theme.style import role
from desktop.widgets.cards.form_card import FormCard
from engine.capabilities.system import api as system


class BackupRows:
    """Adds a check box, a button and a sentence to a card."""

    def __init__(self, shell: Shell, card: FormCard) -> None:
        self._shell, self._card = shell, card
        self._backups: system.BackupList | None = None
        self.automatic, self.now, self.last = QCheckBox(), QPushButton(), QLabel()
        self.automatic.clicked.connect(self._set_automatic)
        self.now.clicked.connect(self.back_up)
        self.last.setWordWrap(True)
        role(self.last, "soft")
        card.add(
            tr_noop("settings", "Back up automatically"),
            self.automatic,
            tr_noop(
                "settings",
                "Once a day, at a quiet moment. Older copies go step by step; each new one is checked first.",
            ),
        )
        card.add(
            tr_noop("settings", "Backup"),
            self.now,
            tr_noop("settings", "Conversations with their pictures, what was read, classifiers and settings."),
        )
        card.add_wide(tr_noop("settings", "Last backup"), self.last)

    def load(self) -> None:
        """Ask the engine for the backups."""
        if self._shell.client.state == "ready":
            self._shell.client.call(system.BACKUPS, system.GetBackups(), self._card).on_result(self._show)

    def retranslate(self) -> None:
        self.now.setText(tr("settings", "Back up now"))
        self.last.setText(self._sentence())

    def back_up(self) -> None:
        self.now.setEnabled(False)
        call = self._shell.client.call(system.BACK_UP, system.BackUp(), self._card)
        call.on_result(lambda made: self._shell.show_message(tr("settings", "Backup saved: {path}", path=made.path)))
        call.on_failed(self._shell.report)
        call.on_ended(self._on_ended)

    def _on_ended(self) -> None:
        self.now.setEnabled(True)
        self.load()

    def _set_automatic(self, on: bool) -> None:
        call = self._shell.client.call(system.SET_AUTOMATIC_BACKUPS, system.SetAutomaticBackups(on), self._card)
        call.on_result(self._show)
        call.on_failed(self._shell.report)
        call.on_failed(lambda _: self.load())

    def _show(self, backups: system.BackupList) -> None:
        self._backups = backups
        self.automatic.setChecked(backups.automatic)
        self.retranslate()

    def _sentence(self) -> str:
        backups = self._backups
        if backups is None:
            return ""
        if backups.failure:
            return error_sentence(backups.failure, backups.failure_values)
        if not backups.count:
            return tr("settings", "None yet.")
        made = QDateTime.fromMSecsSinceEpoch(backups.made_at)
        when = QLocale().toString(made, QLocale.FormatType.ShortFormat)
        return tr("settings", "{when}, in {path}", when=when, path=backups.path)
