"""The Settings page: every change holds at once and is saved at once; there is no OK button."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.feature import Action, Page, Shell
from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.cards.form_card import FormCard
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.forms.fields import ComboField, FloatField, IntField
from desktop.widgets.layout.reading_column import ReadingColumn
from engine.capabilities.system import api as system

LANGUAGES, THEMES = ("", "es", "en"), ("system", "light", "dark")


class SettingsPage(TranslatedMixin, Page):
    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._store = shell.settings
        self._column = ReadingColumn(shell.theme)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        whole.addWidget(self._column)
        for card in (self._appearance(), self._answers(), self._data(), self._about()):
            self._column.items.addWidget(card)
        self.retranslate()

    def palette_actions(self) -> Sequence[Action]:
        change = self._store.change
        return (
            Action(tr("settings", "Light theme"), lambda: change(theme="light")),
            Action(tr("settings", "Dark theme"), lambda: change(theme="dark")),
            Action(tr("settings", "Theme of the system"), lambda: change(theme="system")),
            Action("Español", lambda: change(language="es")),
            Action("English", lambda: change(language="en")),
            Action(tr("settings", "Back up now"), self._back_up),
        )

    def retranslate(self) -> None:
        self._language.set_texts((tr("settings", "As the system"), "Español", "English"))
        self._theme.set_texts((tr("settings", "As the system"), tr("settings", "Light"), tr("settings", "Dark")))
        self._percent.setSuffix(" %")
        self._system.setPlaceholderText(tr("settings", "For example: Answer briefly, in Spanish."))
        for button in (self._open_home, self._open_models):
            button.setText(tr("settings", "Open folder"))
        self._backup.setText(tr("settings", "Back up now"))
        self._licences.setText(tr("settings", "Show licences"))

    def _appearance(self) -> FormCard:
        value, change = self._store.value, self._store.change
        card = FormCard("settings", tr_noop("settings", "Appearance"))
        self._language = ComboField(LANGUAGES, value.language, lambda code: change(language=code))
        self._theme = ComboField(THEMES, value.theme, lambda mode: change(theme=mode))
        self._percent = IntField(self._shell.theme, 80, 200, 10, value.text_percent, lambda n: change(text_percent=n))
        motion = QCheckBox()
        motion.setChecked(value.reduce_motion)
        motion.toggled.connect(lambda on: change(reduce_motion=on))
        card.add(tr_noop("settings", "Language"), self._language)
        card.add(tr_noop("settings", "Theme"), self._theme)
        card.add(tr_noop("settings", "Text size"), self._percent)
        card.add(tr_noop("settings", "Reduce motion"), motion, tr_noop("settings", "Changes appear without movement."))
        return card

    def _answers(self) -> FormCard:
        now, theme = self._store.value.sampling, self._shell.theme
        card = FormCard("settings", tr_noop("settings", "Answers"))
        card.add(
            tr_noop("settings", "Temperature"),
            FloatField(theme, 0, 2, now.temperature, self._sampling("temperature")),
            tr_noop("settings", "Low: sober and repeatable. High: varied and inventive."),
        )
        card.add(
            tr_noop("settings", "Longest answer, in tokens"),
            IntField(theme, 16, 32_768, 64, now.max_tokens, self._sampling("max_tokens")),
            tr_noop("settings", "A token is about three quarters of a word."),
        )
        card.add(
            tr_noop("settings", "Top-p"),
            FloatField(theme, 0, 1, now.top_p, self._sampling("top_p")),
            tr_noop("settings", "Draw only from the likeliest tokens that together reach this probability."),
        )
        card.add(tr_noop("settings", "Top-k"), IntField(theme, 0, 1000, 10, now.top_k, self._sampling("top_k")))
        card.add(
            tr_noop("settings", "Repetition penalty"),
            FloatField(theme, 1, 2, now.repeat_penalty, self._sampling("repeat_penalty")),
        )
        card.add(
            tr_noop("settings", "Passages read for an answer from documents"),
            IntField(theme, 1, 20, 1, self._store.value.passages, lambda n: self._store.change(passages=n)),
            tr_noop("settings", "More passages know more and take longer to read."),
        )
        self._system = QPlainTextEdit(self._store.value.system)
        self._system.setTabChangesFocus(True)
        self._system.setFixedHeight(theme.px(Size.FIELD // 4))
        self._system.textChanged.connect(lambda: self._store.change(system=self._system.toPlainText()))
        card.add_wide(
            tr_noop("settings", "Instructions for every conversation"),
            self._system,
            tr_noop("settings", "Kept in front of each new conversation."),
        )
        return card

    def _data(self) -> FormCard:
        card = FormCard("settings", tr_noop("settings", "Your data"))
        card.add_text(tr_noop("settings", "Everything stays in these folders on this computer."))
        paths = self._shell.paths
        self._open_home, self._open_models, self._backup = QPushButton(), QPushButton(), QPushButton()
        card.add_wide(tr_noop("settings", "Library, backups and settings"), _folder(paths.home, self._open_home))
        card.add_wide(tr_noop("settings", "Models folder"), _folder(paths.models, self._open_models))
        self._backup.clicked.connect(self._back_up)
        card.add(
            tr_noop("settings", "Backup"),
            self._backup,
            tr_noop("settings", "A checked copy of the library, beside it in “backups”."),
        )
        return card

    def _about(self) -> FormCard:
        card = FormCard("settings", tr_noop("settings", "About Ateneo"))
        card.add_text(
            tr_noop("settings", "An assistant that works without internet: nothing you write leaves this computer.")
        )
        version = QLabel(importlib.metadata.version("ateneo"))
        self._licences = QPushButton()
        self._licences.clicked.connect(self._show_licences)
        card.add(tr_noop("settings", "Version"), version)
        card.add(
            tr_noop("settings", "Licence"),
            self._licences,
            tr_noop("settings", "Apache-2.0; fonts SIL OFL 1.1; icons Phosphor, MIT; Qt for Python LGPL-3.0."),
        )
        return card

    def _sampling(self, name: str) -> Callable[[Any], None]:
        def change(value: Any) -> None:
            self._store.change(sampling=msgspec.structs.replace(self._store.value.sampling, **{name: value}))

        return change

    def _back_up(self) -> None:
        self._backup.setEnabled(False)
        call = self._shell.client.call(system.BACK_UP, system.BackUp(), self)
        call.on_result(lambda made: self._shell.show_message(tr("settings", "Backup made: {path}", path=made.path)))
        call.on_failed(self._shell.report)
        call.on_ended(lambda: self._backup.setEnabled(True))

    def _show_licences(self) -> None:
        from desktop.features.settings.licences import LicenceList

        self._shell.show_in_inspector(tr("settings", "Licences"), LicenceList())


def _folder(path: Path, button: QPushButton) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
    shown = ElidedLabel(str(path))
    role(shown, "mono")
    line.addWidget(shown, 1)
    line.addWidget(button)
    button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
    return row
