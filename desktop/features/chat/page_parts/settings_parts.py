"""Further widgets of the settings pane, which belong to other parts of the page: memory and tools."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from desktop.feature import Shell
from desktop.features.chat.acting.tool_choice import ToolChoice
from desktop.features.chat.context.history_choice import HistoryChoice
from desktop.features.chat.settings.recall_switch import RecallSwitch
from engine.capabilities.chat.api import ConversationSettings


def settings_parts(shell: Shell) -> Callable[[ConversationSettings], Sequence[QWidget]]:
    """Return the function that makes these widgets for settings."""

    def make(settings: ConversationSettings) -> Sequence[QWidget]:
        history, recall = HistoryChoice(shell.theme, settings), RecallSwitch(settings)
        return history, recall, ToolChoice(shell.theme, settings, shell.client)

    return make
