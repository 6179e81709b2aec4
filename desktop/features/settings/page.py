"""The Settings page. A change takes effect and is saved at once; there is no OK button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.feature import Action, Page, Shell
from desktop.features.settings.backups import BackupRows
from desktop.features.settings.deletion import DeletionRows
from desktop.features.settings.kept_states import KeptStatesRow
from desktop.features.settings.tool_servers import ToolServerRows
from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.cards.form_card import FormCard
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.forms.fields import ComboField, FloatField, IntField
from desktop.widgets.layout.reading_column import ReadingColumn
from engine.protocol.messages import VERSION

LANGUAGES, THEMES = ("", "es", "en"), ("system", "light", "dark")


TERMS = {
    "How varied answers are": tr_noop("settings", "Temperature"),
    "Only likely words": tr_noop("settings", "Top-p (nucleus sampling)"),
    "Words to choose from": tr_noop("settings", "Top-k"),
    "Avoid repetitions": tr_noop("settings", "Repetition penalty"),
}
"""Name of a setting to the expert's term, which is its tooltip."""


class SettingsPage(TranslatedMixin, Page):
    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._store = shell.settings
        self._column = ReadingColumn(shell.theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        layout.addWidget(self._column)
        self._cards = (
            self._make_appearance_card(),
            self._make_answers_card(),
            self._make_data_card(),
            self._make_tools_card(),
            self._make_about_card(),
        )
        for card in self._cards:
            self._column.items.addWidget(card)
        self._store.changed.connect(self._show_choices)
        shell.client.state_changed.connect(lambda _: self._load())
        self.retranslate()

    def palette_actions(self) -> Sequence[Action]:
        change = self._store.change
        return (
            Action(tr("settings", "Light theme"), lambda: change(theme="light")),
            Action(tr("settings", "Dark theme"), lambda: change(theme="dark")),
            Action(tr("settings", "Same theme as the system"), lambda: change(theme="system")),
            Action("Español", lambda: change(language="es")),
            Action("English", lambda: change(language="en")),
            Action(tr("settings", "Back up now"), self._backups.back_up),
        )

    def palette_entries(self) -> Sequence[Action]:
        kind = tr("settings", "Setting")
        return [
            Action(name, partial(self._show_setting, control), kind=kind)
            for card in self._cards
            for name, control in card.rows
        ]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._load()

    def _load(self) -> None:
        self._backups.load()
        self._kept_states.load()
        self.tool_servers.load()

    def _show_setting(self, control: QWidget) -> None:
        """Show a setting, with the keyboard in it."""
        self._shell.show_page("settings")
        self._column.scroll_to(control)
        focusable = (control, *control.findChildren(QWidget))
        next((w for w in focusable if w.focusPolicy() != Qt.FocusPolicy.NoFocus), control).setFocus()

    def retranslate(self) -> None:
        self._language.set_texts((tr("settings", "Same as the system"), "Español", "English"))
        self._theme.set_texts((tr("settings", "Same as the system"), tr("settings", "Light"), tr("settings", "Dark")))
        self._text_percent.setSuffix(" %")
        self._system.setPlaceholderText(tr("settings", "For example: Answer briefly, in Spanish."))
        for button in (self._open_home, self._open_models):
            button.setText(tr("settings", "Open folder"))
        self._backups.retranslate()
        self._kept_states.retranslate()
        self._deletion.retranslate()
        self.tool_servers.retranslate()
        self._licences.setText(tr("settings", "Show licences"))

        terms = {tr("settings", name): tr("settings", term) for name, term in TERMS.items()}
        for card in self._cards:
            for name, control in card.rows:
                control.setToolTip(terms.get(name, ""))

    def _show_choices(self) -> None:
        """Show the language and the theme, which the command palette changes too."""
        self._language.show_value(self._store.value.language)
        self._theme.show_value(self._store.value.theme)

    def _make_appearance_card(self) -> FormCard:
        value, change = self._store.value, self._store.change
        card = FormCard("settings", tr_noop("settings", "Appearance"))
        self._language = ComboField(LANGUAGES, value.language, lambda code: change(language=code))
        self._theme = ComboField(THEMES, value.theme, lambda mode: change(theme=mode))
        self._text_percent = IntField(
            self._shell.theme, 80, 200, 10, value.text_percent, lambda n: change(text_percent=n)
        )
        motion = QCheckBox()
        motion.setChecked(value.reduce_motion)
        motion.toggled.connect(lambda on: change(reduce_motion=on))
        card.add(tr_noop("settings", "Language"), self._language)
        card.add(tr_noop("settings", "Theme"), self._theme)
        card.add(tr_noop("settings", "Text size"), self._text_percent)
        card.add(tr_noop("settings", "Reduce motion"), motion, tr_noop("settings", "Shows changes without animations."))
        return card

    def _make_answers_card(self) -> FormCard:
        sampling, theme = self._store.value.sampling, self._shell.theme
        card = FormCard("settings", tr_noop("settings", "Answers"))
        card.add(
            tr_noop("settings", "How varied answers are"),
            FloatField(theme, 0, 2, sampling.temperature, self._change_sampling("temperature")),
            tr_noop("settings", "Low: sober, much the same each time. High: varied and inventive."),
        )
        card.add(
            tr_noop("settings", "Longest answer"),
            IntField(theme, 16, 32_768, 64, sampling.max_tokens, self._change_sampling("max_tokens")),
            tr_noop("settings", "In tokens; a token is about three quarters of a word."),
        )
        card.add(
            tr_noop("settings", "Only likely words"),
            FloatField(theme, 0, 1, sampling.top_p, self._change_sampling("top_p")),
            tr_noop("settings", "It chooses among the likeliest words that together reach this probability; 1: all."),
        )
        card.add(
            tr_noop("settings", "Words to choose from"),
            IntField(theme, 0, 1000, 10, sampling.top_k, self._change_sampling("top_k")),
            tr_noop("settings", "At most so many of the likeliest ones; 0: all."),
        )
        card.add(
            tr_noop("settings", "Avoid repetitions"),
            FloatField(theme, 1, 2, sampling.repeat_penalty, self._change_sampling("repeat_penalty")),
            tr_noop("settings", "1: it may repeat itself. Higher: what was said already becomes less likely."),
        )
        card.add(
            tr_noop("settings", "Passages to read when answering from documents"),
            IntField(theme, 1, 20, 1, self._store.value.passages, lambda n: self._store.change(passages=n)),
            tr_noop("settings", "With more passages the model knows more, and takes longer to answer."),
        )
        self._system = QPlainTextEdit(self._store.value.system)
        self._system.setTabChangesFocus(True)
        self._system.setFixedHeight(theme.px(Size.FIELD // 4))
        self._system.textChanged.connect(lambda: self._store.change(system=self._system.toPlainText()))
        card.add_wide(
            tr_noop("settings", "Instructions for every conversation"),
            self._system,
            tr_noop("settings", "The model reads them at the beginning of each new conversation."),
        )
        return card

    def _make_data_card(self) -> FormCard:
        card = FormCard("settings", tr_noop("settings", "Your data"))
        card.add_text(tr_noop("settings", "All your data is in these folders on this computer."))
        paths = self._shell.paths
        self._open_home, self._open_models = QPushButton(), QPushButton()
        card.add_wide(tr_noop("settings", "Library, backups and settings"), _folder_row(paths.home, self._open_home))
        card.add_wide(tr_noop("settings", "Models folder"), _folder_row(paths.models, self._open_models))
        self._kept_states = KeptStatesRow(self._shell, card)
        self._backups = BackupRows(self._shell, card)
        self._deletion = DeletionRows(self._shell, card)
        return card

    def _make_tools_card(self) -> FormCard:
        card = FormCard("settings", tr_noop("settings", "Tools"))
        self.tool_servers = ToolServerRows(self._shell, card)
        return card

    def _make_about_card(self) -> FormCard:
        card = FormCard("settings", tr_noop("settings", "About Ateneo"))
        card.add_text(
            tr_noop("settings", "An assistant that works without internet: nothing you write leaves this computer.")
        )
        version = QLabel(VERSION)
        self._licences = QPushButton()
        self._licences.clicked.connect(self._show_licences)
        card.add(tr_noop("settings", "Version"), version)
        card.add(
            tr_noop("settings", "Licence"),
            self._licences,
            tr_noop("settings", "Apache-2.0; fonts SIL OFL 1.1; icons Phosphor, MIT; Qt for Python LGPL-3.0."),
        )
        return card

    def _change_sampling(self, name: str) -> Callable[[float], None]:
        """Return a function that changes one field of the sampling settings."""

        def change(value: float) -> None:
            self._store.change(sampling=msgspec.structs.replace(self._store.value.sampling, **{name: value}))

        return change

    def _show_licences(self) -> None:
        from desktop.features.settings.licences import LicenceList

        self._shell.show_in_inspector(tr("settings", "Licences"), LicenceList())


def _folder_row(path: Path, button: QPushButton) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
    label = ElidedLabel(str(path))
    role(label, "mono")
    layout.addWidget(label, 1)
    layout.addWidget(button)
    button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
    return row
