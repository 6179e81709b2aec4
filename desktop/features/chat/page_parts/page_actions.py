"""Actions of the Chat page for the palette and for dropped files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from desktop.feature import Action, DropAction
from desktop.features.chat.composing import ComposerController, is_picture
from desktop.features.chat.context.context_controller import ContextController
from desktop.features.chat.conversation_settings import ConversationSettingsController
from desktop.features.chat.other_answers import OtherAnswers
from desktop.features.chat.transfer.transfers import Transfers
from desktop.i18n import tr


class PageActions:
    """Made anew each time they are asked for, so that they follow the language."""

    def __init__(
        self,
        composing: ComposerController,
        settings: ConversationSettingsController,
        context: ContextController,
        transfers: Transfers,
        other_answers: OtherAnswers,
        check_question: Callable[[], None],
    ) -> None:
        self._composing, self._settings, self._context = composing, settings, context
        self._transfers, self._other_answers = transfers, other_answers
        self._check_question = check_question

    def palette(
        self, new: Callable[[], None], new_private: Callable[[], None], search: Callable[[], None]
    ) -> Sequence[Action]:
        """Return the lines of the palette."""
        return (
            Action(tr("chat", "New conversation"), new, "Ctrl+N"),
            Action(tr("chat", "New private conversation"), new_private, "Ctrl+Shift+N"),
            Action(tr("chat", "Search in all conversations"), search, "Ctrl+Shift+F"),
            Action(tr("chat", "Settings of this conversation"), self._settings.show),
            Action(tr("chat", "What the model reads"), self._context.show_pane),
            Action(tr("chat", "What is vague in this question"), self._check_question),
            Action(tr("chat", "Attach files to this conversation"), self._composing.choose_files),
            *self._transfers.palette_actions(),
            *self._other_answers.palette_actions(),
        )

    def drops(self, files: Sequence[Path]) -> Sequence[DropAction]:
        """Return what can be done with dropped files."""
        pictures = sum(is_picture(file) for file in files)
        if pictures == len(files) and files:
            return (DropAction(tr("chat", "Ask about %n picture(s)", pictures), self._composing.attach),)
        ask = DropAction(tr("chat", "Ask about these files"), self._composing.attach)
        return (ask, *self._transfers.drop_actions(files))
