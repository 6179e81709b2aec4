"""Personas: six fields that make a system prompt, its preview, and a question to try it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.feature import Shell
from desktop.features.prompts.entry_list import Entry
from desktop.features.prompts.entry_panel import EntryPanel
from desktop.features.prompts.example_fields import ExampleFields
from desktop.features.prompts.persona_parts.preference_fields import PreferenceFields
from desktop.features.prompts.persona_parts.taker_boxes import TakerBoxes
from desktop.features.prompts.persona_parts.tool_boxes import ToolBoxes
from desktop.features.prompts.prompt_requests import PromptRequests
from desktop.features.prompts.text_field import TextField
from desktop.i18n import tr
from desktop.link.call import Call, EngineFault
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.controls.labelled_field import LabelledField
from desktop.widgets.text.message_text import MessageText
from engine.capabilities.prompts import api as prompts

PREVIEW_MS = 150
FIELDS = ("role", "instruction", "context", "format", "audience", "tone")


class PersonaPanel(EntryPanel):
    kind = "persona"

    def __init__(self, shell: Shell, requests: PromptRequests, parent: QWidget) -> None:
        super().__init__(shell, requests, parent)
        self.fields = {name: TextField(shell.theme, self, lines=1) for name in FIELDS}
        self._labels = {name: LabelledField(field, self) for name, field in self.fields.items()}
        self.examples = ExampleFields(shell.theme, self)
        self.tools, self.takers, self.preferences = ToolBoxes(self), TakerBoxes(self), PreferenceFields(self)
        self.preview, self._preview_title = QLabel(self), QLabel(self)
        self.question, self.ask = QLineEdit(self), QPushButton(self)
        self.answer = MessageText(shell.theme, parent=self)
        self._trial: Call[prompts.StepDelta, prompts.TriedAnswer] | None = None
        self._preview_soon = QTimer(self, singleShot=True, interval=PREVIEW_MS)
        self._preview_soon.timeout.connect(self._compose)
        self._lay_out()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return tr("prompts", "Personas")

    def new_title(self) -> str:
        return tr("prompts", "New persona")

    def load(self) -> None:
        def show(listed: prompts.Personas) -> None:
            self.takers.show_names(composed.persona.name for composed in listed.personas)
            self.show_entries([composed.persona for composed in listed.personas])
            self.choose_wanted()

        self.requests.send(prompts.LIST_PERSONAS, prompts.ListPersonas(self.requests.language), show)

    def make_new(self, name: str) -> Entry:
        return prompts.Persona(name, self.requests.language, prompts.PersonaFields())

    def show_entry(self, entry: Entry) -> None:
        persona = cast(prompts.Persona, entry)
        for name, field in self.fields.items():
            field.show_text(getattr(persona.fields, name))
        self.examples.show_examples(persona.examples)
        self.tools.show_chosen(persona.tools)
        self.takers.show_takers(persona.name, persona.hands_to)
        self.preferences.show_preferences(persona.preset, persona.model)
        self.answer.show_text("")
        self._compose()

    def read_entry(self, entry: Entry) -> Entry:
        values = {name: field.toPlainText().strip() for name, field in self.fields.items()}
        return msgspec.structs.replace(
            entry,
            fields=prompts.PersonaFields(**values),
            examples=self.examples.examples,
            tools=self.tools.chosen,
            hands_to=self.takers.chosen,
            preset=self.preferences.preset,
            model=self.preferences.model,
        )

    def set_editable(self, is_editable: bool) -> None:
        for field in self.fields.values():
            field.setReadOnly(not is_editable)
        self.examples.set_editable(is_editable)
        self.tools.setEnabled(is_editable)
        self.takers.setEnabled(is_editable)
        self.preferences.set_editable(is_editable)

    def send_entry(
        self, entry: Entry, on_saved: Callable[[int], object], on_failed: Callable[[EngineFault], object]
    ) -> None:
        request = prompts.SavePersona(cast(prompts.Persona, entry))
        self.requests.send(prompts.SAVE_PERSONA, request, lambda saved: on_saved(saved.persona.id), on_failed)

    def use_entry(self, entry: Entry) -> None:
        request = prompts.ComposePersona(cast(prompts.Persona, entry))
        self.requests.send(
            prompts.COMPOSE_PERSONA, request, lambda composed: self.shell.show_page("chat", "persona", composed)
        )

    def stop(self) -> None:
        """Stop the answer to the trial question."""
        if self._trial is not None:
            self._trial.cancel()

    def retranslate(self) -> None:
        super().retranslate()
        texts = {
            "role": (tr("prompts", "Who answers"), tr("prompts", "a patient teacher")),
            "instruction": (
                tr("prompts", "What it does"),
                tr("prompts", "Explain one idea at a time, with an example"),
            ),
            "context": (tr("prompts", "What it should know"), tr("prompts", "the class is preparing an exam")),
            "format": (tr("prompts", "Form of its answers"), tr("prompts", "short paragraphs")),
            "audience": (tr("prompts", "For whom it writes"), tr("prompts", "a student of 14 years")),
            "tone": (tr("prompts", "How it sounds"), tr("prompts", "warm and clear")),
        }
        for name, (label, example) in texts.items():
            self._labels[name].set_name(label)
            self.fields[name].setPlaceholderText(tr("prompts", "for example: {text}", text=example))
        self.use.setText(tr("prompts", "Begin a conversation"))
        self._preview_title.setText(tr("prompts", "What the model is told"))
        self.preview.setAccessibleName(self._preview_title.text())
        self.question.setPlaceholderText(tr("prompts", "A question to try it out"))
        self.question.setAccessibleName(self.question.placeholderText())
        self._show_trial()

    def _lay_out(self) -> None:
        at = self.items.count() - 2
        for label in self._labels.values():
            self.items.insertWidget(at, label)
            at += 1
        for widget in (self.preferences, self.tools, self.takers, self.examples):
            self.items.insertWidget(at, widget)
            at += 1
        card = QFrame(self)
        role(card, "card")
        role(self._preview_title, "faint")
        self.preview.setWordWrap(True)
        self.preview.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        inside.addWidget(self._preview_title)
        inside.addWidget(self.preview)
        self.items.addWidget(card)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.question, 1)
        row.addWidget(self.ask)
        self.items.addLayout(row)
        self.items.addWidget(self.answer)

    def _connect(self) -> None:
        for field in self.fields.values():
            field.edited.connect(self._on_edited)
        for part in (self.examples, self.tools, self.takers, self.preferences):
            part.changed.connect(self._on_edited)
        self.ask.clicked.connect(self._ask)
        self.question.returnPressed.connect(self._ask)

    def _on_edited(self) -> None:
        self.begin_change()
        self._preview_soon.start()

    def _compose(self) -> None:
        if self.entry is None:
            return
        request = prompts.ComposePersona(cast(prompts.Persona, self.read_entry(self.entry)))
        self.requests.send(prompts.COMPOSE_PERSONA, request, lambda composed: self._show_preview(composed.system))

    def _show_preview(self, system: str) -> None:
        self.preview.setText(system or tr("prompts", "Nothing yet: it answers as Ateneo does."))

    def _ask(self) -> None:
        if self._trial is not None:
            self._trial.cancel()
            return
        text = self.question.text().strip()
        if self.entry is None or not text:
            return
        self.answer.show_text("")
        request = prompts.TryPersona(cast(prompts.Persona, self.read_entry(self.entry)), text)
        call = self.requests.send(prompts.TRY_PERSONA, request, lambda tried: self.answer.show_text(tried.text))
        if call is not None:
            self._trial = call
            call.on_event(lambda event: self.answer.append(event.text))
            call.on_ended(self._end_trial)
        self._show_trial()

    def _end_trial(self) -> None:
        self._trial = None
        self._show_trial()

    def _show_trial(self) -> None:
        self.ask.setText(tr("prompts", "Stop") if self._trial is not None else tr("prompts", "Try it"))
