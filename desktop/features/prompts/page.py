"""The Prompts page: personas, saved prompts and chains, each on a tab."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QTabBar, QVBoxLayout

from desktop.feature import Action, Page, Shell
from desktop.features.prompts.chain_panel import ChainPanel
from desktop.features.prompts.entry_panel import EntryPanel
from desktop.features.prompts.persona_panel import PersonaPanel
from desktop.features.prompts.prompt_panel import PromptPanel
from desktop.features.prompts.prompt_requests import PromptRequests
from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.forms.file_dialog import ask_for_files, ask_where_to_save
from engine.capabilities.models import api as models
from engine.capabilities.prompts import api as prompts
from engine.capabilities.prompts.api import PROMPTS
from engine.capabilities.tools import api as tools

TABS = (tr_noop("prompts", "Personas"), tr_noop("prompts", "Saved prompts"), tr_noop("prompts", "Chains"))
PERSONAS, SAVED, CHAINS = range(3)


class PromptsPage(TranslatedMixin, Page):
    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell, self.requests = shell, PromptRequests(shell, self)
        self.tabs, self._stack = QTabBar(self), QStackedWidget(self)
        self.import_button, self.export_button = QPushButton(self), QPushButton(self)
        self._lay_out()

    def build_rest(self) -> Iterator[None]:
        self.personas = PersonaPanel(self._shell, self.requests, self._stack)
        yield
        self.saved = PromptPanel(self._shell, self.requests, self._stack)
        yield
        self.chains = ChainPanel(self._shell, self.requests, self._stack)
        for panel in self.panels:
            self._stack.addWidget(panel)
        yield
        self._connect()
        self.retranslate()
        self.reload()

    @property
    def panels(self) -> tuple[EntryPanel, ...]:
        """The panels in the order of the tabs."""
        return self.personas, self.saved, self.chains

    def palette_actions(self) -> Sequence[Action]:
        titles = (tr("prompts", "Personas"), tr("prompts", "Saved prompts"), tr("prompts", "Chains of prompts"))
        return [Action(title, partial(self.open_tab, number)) for number, title in enumerate(titles)]

    def palette_entries(self) -> Sequence[Action]:
        kinds = (tr("prompts", "Persona"), tr("prompts", "Prompt"), tr("prompts", "Chain"))
        return [
            Action(entry.name, partial(self._open, number, entry.id), kind=kinds[number])
            for number, panel in enumerate(self.panels)
            for entry in panel.list.entries
        ]

    def perform(self, action: str, argument: object = None) -> None:
        """`personas`, `prompts` and `chains` open a tab, with the entry whose id is given."""
        if action in ("personas", "prompts", "chains"):
            number = ("personas", "prompts", "chains").index(action)
            self._open(number, argument if isinstance(argument, int) else 0)

    def stop(self) -> None:
        self.personas.stop()
        self.chains.stop()

    def open_tab(self, number: int) -> None:
        """Show the page with a tab."""
        self._shell.show_page("prompts")
        self.tabs.setCurrentIndex(number)

    def reload(self) -> None:
        """Ask for all entries, and for the tools and models that a persona may have."""
        for panel in self.panels:
            panel.load()
        personas, request = self.personas, tools.ListTools(self.requests.language)
        self.requests.send(tools.LIST, request, lambda listed: personas.tools.show_tools(listed.tools))
        self.requests.send(
            models.LIST_MODELS, models.ListModels(), lambda listed: personas.preferences.show_models(listed.models)
        )

    def retranslate(self) -> None:
        self.tabs.setAccessibleName(tr("prompts", "Kind of prompts"))
        for index, name in enumerate(TABS):
            self.tabs.setTabText(index, tr("prompts", name))
        self.import_button.setText(tr("prompts", "Import…"))
        self.export_button.setText(tr("prompts", "Export…"))
        self.export_button.setToolTip(tr("prompts", "Your own personas, prompts and chains, in one file"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()

    def hideEvent(self, event: QHideEvent) -> None:
        for panel in self.panels:
            panel.flush()
        super().hideEvent(event)

    def _lay_out(self) -> None:
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for _ in TABS:
            self.tabs.addTab("")
        row = QHBoxLayout()
        row.setContentsMargins(Space.XL, Space.NONE, Space.XL, Space.NONE)
        row.addWidget(self.tabs)
        row.addStretch(1)
        for button in (self.import_button, self.export_button):
            role(button, "link")
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.S, Space.NONE, Space.NONE)
        column.setSpacing(Space.M)
        column.addLayout(row)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self.import_button.clicked.connect(self._import)
        self.export_button.clicked.connect(self._export)
        self._shell.client.changed.connect(self._on_changed)
        self._shell.client.state_changed.connect(lambda state: self.reload() if state == "ready" else None)

    def _open(self, number: int, id: int) -> None:
        self.open_tab(number)
        if id:
            self.panels[number].list.choose(id)

    def _on_changed(self, nouns: Collection[str]) -> None:
        if PROMPTS in nouns:
            for panel in self.panels:
                panel.load()

    def _import(self) -> None:
        title = tr("prompts", "Exported prompts")
        ask_for_files(
            self, title, lambda paths: self._read(str(paths[0])), f"{title} (*.json *.md *.markdown)", single=True
        )

    def _read(self, path: str) -> None:
        self.requests.send(prompts.IMPORT, prompts.ImportPrompts(path), self._say_counts)

    def _export(self) -> None:
        kinds = {"json": "JSON (*.json)", "md": tr("prompts", "Markdown (*.md)")}
        title, name = tr("prompts", "Exported prompts"), tr("prompts", "prompts")
        ask_where_to_save(self, title, name, "json", self._write, kinds)

    def _write(self, path: str) -> None:
        def say(_: object) -> None:
            self._shell.show_message(tr("prompts", "{name} was saved.", name=Path(path).name))

        self.requests.send(prompts.EXPORT, prompts.ExportPrompts(path, self.requests.language), say)

    def _say_counts(self, counts: prompts.PromptCounts) -> None:
        total = counts.personas + counts.prompts + counts.chains
        self._shell.show_message(tr("prompts", "%n entries were added.", total))
