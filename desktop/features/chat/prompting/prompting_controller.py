"""Connects saved prompts and personas to the open conversation."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.feature import Shell
from desktop.features.chat.answers.live_answer import LiveAnswer
from desktop.features.chat.conversation_settings import ConversationSettingsController
from desktop.features.chat.conversation_view import ConversationView
from desktop.features.chat.prompting.question_check import QuestionCheck
from desktop.features.chat.prompting.suggestions import Suggestions
from desktop.features.chat.prompting.tool_button import ToolButton
from desktop.features.chat.prompting.variable_form import VariableForm
from desktop.features.chat.session import ChatSession
from desktop.features.chat.transcript.answer import AnswerView
from desktop.i18n import tr, window_language
from desktop.i18n.faults import fault_sentence
from desktop.link.call import EngineFault
from engine.capabilities.chat import api as chat
from engine.capabilities.chat.api import ConversationSettings, Message
from engine.capabilities.prompts import api as prompts
from engine.protocol.answering.presets import with_preset

LONGEST_COMMAND = 40
"""Characters after a slash that are looked for."""


class PromptingController(QObject):
    """A slash at the beginning of a question lists the saved prompts; a persona's settings become the conversation's."""

    def __init__(
        self,
        shell: Shell,
        view: ConversationView,
        session: ChatSession,
        settings: ConversationSettingsController,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._shell, self._composer, self._session, self._settings = shell, view.composer, session, settings
        self.suggestions = Suggestions(shell.theme, self._composer.field, view)
        self.form = VariableForm(shell.theme)
        view.add_above_composer(self.form)
        self.question_check = QuestionCheck(shell, view, parent)
        self._composer.add_chip(ToolButton(shell, session, settings))
        self._is_dismissed = False
        self._composer.field.textChanged.connect(self._on_text)
        self.suggestions.chosen.connect(self.use)
        self.suggestions.dismissed.connect(self._dismiss)
        self.form.filled.connect(self._fill)
        self.form.ended.connect(self._composer.focus_text)
        view.transcript.added.connect(self._show_persona)
        session.answer_started.connect(self._follow_hand_overs)
        session.answered.connect(lambda reply: self._show_personas())
        self._transcript = view.transcript
        self._read_messages: Sequence[Message] = ()
        self._personas_before: dict[int, str] = {}

    def use(self, prompt: prompts.SavedPrompt) -> None:
        """Write a prompt into the question, after asking for its variables; its examples become the conversation's."""
        self._composer.show_draft("")
        if prompt.examples:
            self._settings.change(msgspec.structs.replace(self._settings.current, examples=prompt.examples))
            self._shell.show_message(tr("chat", "The examples of this prompt now count in this conversation."))
        if prompt.variables:
            self.form.ask(prompt)
        else:
            self._composer.type_text(prompt.text)

    def answer_as(self, composed: prompts.ComposedPersona) -> None:
        """Let a persona answer from the next question on, with what was said so far."""
        persona, old = composed.persona, self._settings.current
        sampling = with_preset(old.sampling, persona.preset) if persona.preset else old.sampling
        new = msgspec.structs.replace(
            old,
            system=composed.system,
            persona=persona.name,
            examples=persona.examples,
            tools=persona.tools or old.tools,
            allowed_tools=persona.tools,
            hands_to=persona.hands_to,
            model=persona.model or old.model,
            sampling=sampling,
        )
        self._hand_over(old, new, tr("chat", "“{name}” answers from here on.", name=persona.name))

    def answer_as_nobody(self) -> None:
        """Let Ateneo answer without a persona from the next question on."""
        old = self._settings.current
        new = msgspec.structs.replace(old, system="", persona="", examples=(), allowed_tools=(), hands_to=())
        self._hand_over(old, new, tr("chat", "Ateneo answers without a persona from here on."))

    def choose(self, composed: prompts.ComposedPersona | None) -> None:
        """Let a persona answer, or nobody."""
        if composed is None:
            self.answer_as_nobody()
        else:
            self.answer_as(composed)

    def _follow_hand_overs(self, live: LiveAnswer) -> None:
        live.on_hand_over = self._on_handed_over

    def _on_handed_over(self, conversation: int, event: chat.HandedOver) -> None:
        """The persona passed the question on: the other one answers the next questions too, unless the person undoes it."""
        old = self._settings.current
        self._settings.take_over(conversation, event.settings)
        if conversation == self._session.id:
            said = tr("chat", "“{name}” answers from here on.", name=event.hand_over.persona)
            self._shell.show_message(said, undo=lambda: self._settings.change(old))

    def _hand_over(self, old: ConversationSettings, new: ConversationSettings, said: str) -> None:
        self._settings.change(new)
        self._shell.show_message(said, undo=lambda: self._settings.change(old))
        self._composer.focus_text()

    def _on_text(self) -> None:
        text = self._composer.text
        if not text.startswith("/"):
            self._is_dismissed = False
        if self._is_dismissed or not text.startswith("/") or "\n" in text or len(text) > LONGEST_COMMAND:
            self.suggestions.show_prompts(())
            return
        word = text[1:].casefold()

        def show(listed: prompts.SavedPrompts) -> None:
            if self._composer.text == text and not self._is_dismissed:
                self.suggestions.show_prompts([prompt for prompt in listed.prompts if _begins(prompt, word)])

        if self._shell.client.state == "ready":
            call = self._shell.client.call(prompts.LIST, prompts.ListPrompts(window_language()), self)
            call.on_result(show)
            call.on_failed(self._shell.report)

    def _dismiss(self) -> None:
        self._is_dismissed = True

    def _fill(self, prompt: prompts.SavedPrompt, values: dict[str, str]) -> None:
        def write(filled: prompts.FilledPrompt) -> None:
            self.form.end()
            self._composer.type_text(filled.text)

        def refuse(fault: EngineFault) -> None:
            self.form.show_problem(fault_sentence(fault))

        call = self._shell.client.call(prompts.FILL, prompts.FillPrompt(prompt.text, values), self)
        call.on_result(write)
        call.on_failed(refuse)

    def _show_persona(self, view: object) -> None:
        if isinstance(view, AnswerView):
            view.show_persona(self._persona_before(view.message))

    def _show_personas(self) -> None:
        for view in self._transcript.findChildren(AnswerView):
            self._show_persona(view)

    def _persona_before(self, answer: Message) -> str:
        """Return the persona of the answer before this one; empty where there is none."""
        messages = self._session.messages
        if (
            messages is not self._read_messages
        ):  # all at once: each of ten thousand messages would look through the others
            self._read_messages, self._personas_before = messages, _personas_before(messages)
        return self._personas_before.get(answer.id, "")


def _personas_before(messages: Sequence[Message]) -> dict[int, str]:
    """Return the persona of the answer before each answer that has one before it."""
    before, found = "", {}
    for message in messages:
        if message.role == "assistant":
            if before:
                found[message.id] = before
            before = message.remarks.persona
    return found


def _begins(prompt: prompts.SavedPrompt, word: str) -> bool:
    names = (prompt.command.casefold(), *prompt.name.casefold().split())
    return any(name.startswith(word) for name in names)
