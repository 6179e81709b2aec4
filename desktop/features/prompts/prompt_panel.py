"""Saved prompts: text with variables, a slash command, examples, and what could be clearer in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.feature import Shell
from desktop.features.prompts.entry_list import Entry
from desktop.features.prompts.entry_panel import EntryPanel
from desktop.features.prompts.example_fields import ExampleFields
from desktop.features.prompts.prompt_requests import PromptRequests
from desktop.features.prompts.text_field import TextField
from desktop.i18n import tr
from desktop.link.call import EngineFault
from desktop.panels.weakness_list import WeaknessList, show_place, write_mend
from desktop.theme.style import role
from desktop.widgets.controls.labelled_field import LabelledField
from engine.capabilities.prompts import api as prompts

CHECK_MS = 800
"""The check waits until the person pauses."""


class PromptPanel(EntryPanel):
    kind = "prompt"

    def __init__(self, shell: Shell, requests: PromptRequests, parent: QWidget) -> None:
        super().__init__(shell, requests, parent)
        self.command, self.text = QLineEdit(self), TextField(shell.theme, self, lines=4)
        self._labels = [LabelledField(field, self) for field in (self.text, self.command)]
        self._variables = QLabel(self)
        role(self._variables, "faint")
        self._variables.setWordWrap(True)
        self.weaknesses, self.examples = WeaknessList(self), ExampleFields(shell.theme, self)
        self._check_soon = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._check_soon.timeout.connect(self.check)
        at = self.items.count() - 2
        for widget in (self._labels[0], self._variables, self.weaknesses, self._labels[1], self.examples):
            self.items.insertWidget(at, widget)
            at += 1
        self.text.edited.connect(self._on_edited)
        self.command.textEdited.connect(self.begin_change)
        self.examples.changed.connect(self.begin_change)
        self.weaknesses.mended.connect(self._mend)
        self.weaknesses.pointed.connect(lambda weakness: show_place(self.text, weakness))
        self.retranslate()

    def title(self) -> str:
        return tr("prompts", "Saved prompts")

    def new_title(self) -> str:
        return tr("prompts", "New prompt")

    def load(self) -> None:
        def show(listed: prompts.SavedPrompts) -> None:
            self.show_entries(listed.prompts)
            self.choose_wanted()

        self.requests.send(prompts.LIST, prompts.ListPrompts(self.requests.language), show)

    def make_new(self, name: str) -> Entry:
        return prompts.SavedPrompt(name, tr("prompts", "Write about {example} for …", example="{{topic}}"))

    def copy_of(self, entry: Entry, name: str) -> Entry:
        """A command is given once: the copy has none."""
        return msgspec.structs.replace(super().copy_of(entry, name), command="")

    def show_entry(self, entry: Entry) -> None:
        prompt = cast(prompts.SavedPrompt, entry)
        self.text.show_text(prompt.text)
        self.command.setText(prompt.command)
        self.examples.show_examples(prompt.examples)
        self.weaknesses.show_weaknesses("", ())
        self._show_variables(prompt)
        self.check()

    def read_entry(self, entry: Entry) -> Entry:
        return msgspec.structs.replace(
            entry,
            text=self.text.toPlainText(),
            command=self.command.text().strip().lstrip("/"),
            examples=self.examples.examples,
        )

    def set_editable(self, is_editable: bool) -> None:
        self.text.setReadOnly(not is_editable)
        self.command.setReadOnly(not is_editable)
        self.examples.set_editable(is_editable)

    def send_entry(
        self, entry: Entry, on_saved: Callable[[int], object], on_failed: Callable[[EngineFault], object]
    ) -> None:
        def saved(prompt: prompts.SavedPrompt) -> None:
            if self.entry is not None and self.entry.id == prompt.id:
                self._show_variables(prompt)
            on_saved(prompt.id)

        self.requests.send(prompts.SAVE, prompts.SavePrompt(cast(prompts.SavedPrompt, entry)), saved, on_failed)

    def use_entry(self, entry: Entry) -> None:
        self.shell.show_page("chat", "prompt", entry)

    def check(self) -> None:
        """Ask what could be clearer in the text."""
        self._check_soon.stop()
        text = self.text.toPlainText()
        if not text.strip():
            self.weaknesses.show_weaknesses("", ())
            return

        def show(checked: prompts.CheckedPrompt) -> None:
            if text == self.text.toPlainText():
                self.weaknesses.show_weaknesses(text, checked.weaknesses)

        self.requests.send(prompts.CHECK, prompts.CheckPrompt(text), show)

    def retranslate(self) -> None:
        super().retranslate()
        self._labels[0].set_name(tr("prompts", "Prompt"))
        self._labels[1].set_name(tr("prompts", "Command"))
        self.command.setPlaceholderText(tr("prompts", "a word, such as translate: then /translate writes it"))
        self.use.setText(tr("prompts", "Use in a conversation"))
        if self.entry is not None:
            self._show_variables(cast(prompts.SavedPrompt, self.entry))

    def _on_edited(self) -> None:
        self.begin_change()
        self._check_soon.start()

    def _show_variables(self, prompt: prompts.SavedPrompt) -> None:
        names = ", ".join(variable.name for variable in prompt.variables)
        none = tr("prompts", "A place to be filled is written as {example}.", example="{{text}}")
        self._variables.setText(tr("prompts", "To be filled: {names}", names=names) if names else none)

    def _mend(self, weakness: prompts.PromptWeakness) -> None:
        if self.entry is not None and self.entry.id >= 0:
            write_mend(self.text, weakness)
            self.check()
