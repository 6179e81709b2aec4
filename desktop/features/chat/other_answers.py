"""Other answers than the one on the screen: with another model or setting, several at once, all versions, the sampling lab."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from desktop.feature import Action, Shell
from desktop.features.chat.conversation_settings import ConversationSettingsController
from desktop.features.chat.conversation_view import ConversationView
from desktop.features.chat.lab.lab_controller import LabController
from desktop.features.chat.session import ChatSession
from desktop.features.chat.transcript.version_menu import VersionAction
from desktop.i18n import tr
from engine.capabilities.chat import api as chat
from engine.capabilities.chat.api import comparisons, lab

if TYPE_CHECKING:
    from desktop.features.chat.compare.comparison_controller import ComparisonController
    from desktop.features.chat.compare.comparison_view import ComparisonView
    from desktop.features.chat.compare.versions_view import VersionsView


class OtherAnswers(QObject):
    """`stack` shows the conversation, a comparison or the versions of an answer; the latter two are made on first use.

    `retried` follows when a question is answered again, `opened` carries the id of a conversation to be shown.
    """

    retried = Signal()
    opened = Signal(int)

    def __init__(
        self,
        shell: Shell,
        view: ConversationView,
        session: ChatSession,
        settings: ConversationSettingsController,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._shell, self._view, self._session, self._settings = shell, view, session, settings
        self.stack = QStackedWidget()
        self.stack.addWidget(view)
        self.lab = LabController(shell, session, self)
        self._comparison_view: ComparisonView | None = None
        self._comparisons: ComparisonController | None = None
        self._versions: VersionsView | None = None
        self.models: dict[str, str] = {}
        view.transcript.version_action.connect(self._on_action)
        view.transcript.version_menu.follows_clicks = self.lab.shows

    @property
    def is_shown(self) -> bool:
        """Whether something stands in the place of the conversation."""
        return self.stack.currentWidget() is not self._view

    def show_conversation(self) -> bool:
        """Show the conversation again; return whether something else was shown."""
        was_shown = self.is_shown
        self.stack.setCurrentWidget(self._view)
        return was_shown

    def show_models(self, models: dict[str, str]) -> None:
        """Take over the names of the chat models by their ids."""
        self.models = models
        self._view.transcript.version_menu.models = models
        if self._comparison_view is not None:
            self._comparison_view.show_models(models)

    def palette_actions(self) -> Sequence[Action]:
        return (
            Action(tr("chat", "Answer in several ways"), self.compare_draft),
            Action(tr("chat", "Sampling lab of the last answer"), self.show_lab),
        )

    def compare_draft(self) -> None:
        """Show the form of a comparison, with the text in the composer."""
        self._shell.show_page("chat")
        self._controller().show_new(self._view.composer.text)

    def open_comparison(self, comparison: int) -> None:
        """Show a saved comparison."""
        self._controller().open(comparison)

    def show_lab(self) -> None:
        """Show the sampling lab for the last answer of the conversation."""
        self._shell.show_page("chat")
        answers = [
            m for m in self._session.messages if m.role == "assistant" and m.text.strip() and m.state != "writing"
        ]
        if answers:
            self.lab.show(answers[-1])
        else:
            self._shell.show_message(tr("chat", "The sampling lab looks into an answer: ask a question first."))

    def _on_action(self, action: VersionAction) -> None:
        message = action.message
        if action.kind == "retry" and action.change is not None:
            self._view.transcript.scroll_to_end()
            self._session.retry(message.id, action.change(self._settings.current))
            self.retried.emit()
        elif action.kind == "lab":
            self.lab.show(message, action.offset)
        elif action.kind == "compare":
            at = next((at for at, m in enumerate(self._session.messages) if m.id == message.id), 0)
            question = self._session.messages[at - 1] if at else None
            self._controller().show_new(question.text if question else "", message.id)
        elif action.kind == "versions":
            self._load_versions(message)

    def _controller(self) -> ComparisonController:
        from desktop.features.chat.compare.comparison_controller import ComparisonController
        from desktop.features.chat.compare.comparison_view import ComparisonView

        if self._comparisons is None:
            view = self._comparison_view = ComparisonView(self._shell.theme)
            self.stack.addWidget(view)
            self._comparisons = ComparisonController(self._shell, view, lambda: self._settings.current, self)
            self._comparisons.shown.connect(lambda: self.stack.setCurrentWidget(view))
            self._comparisons.closed.connect(self.show_conversation)
            self._comparisons.went_on.connect(self._on_went_on)
            view.show_models(self.models)
            self._comparisons.load()
        return self._comparisons

    def _on_went_on(self, used: comparisons.UsedAnswer) -> None:
        self.show_conversation()
        if used.conversation == self._session.id:
            self._session.open(used.conversation)
        else:
            self.opened.emit(used.conversation)

    def _load_versions(self, message: chat.Message) -> None:
        call = self._shell.client.call(lab.LIST_VERSIONS, lab.ListVersions(message.id), self)
        call.on_result(lambda versions: self._show_versions(versions, message.id))
        call.on_failed(self._shell.report)

    def _show_versions(self, versions: lab.MessageVersions, current: int) -> None:
        from desktop.features.chat.compare.versions_view import VersionsView

        if self._versions is None:
            self._versions = VersionsView(self._shell.theme)
            self._versions.closed.connect(self.show_conversation)
            self._versions.chosen.connect(self._on_chosen)
            self.stack.addWidget(self._versions)
        self._versions.show_versions(versions, current)
        self.stack.setCurrentWidget(self._versions)

    def _on_chosen(self, message: int) -> None:
        self.show_conversation()
        self._session.choose(message)
