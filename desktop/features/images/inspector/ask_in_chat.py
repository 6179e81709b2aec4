"""Buttons that take a picture to Chat, or a hint on how to add a multimodal model."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout

from desktop.feature import Shell
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.tokens import Space
from engine.capabilities.models import api as models


class AskInChat(TranslatedWidget):
    """Empty until the list of models has arrived."""

    def __init__(self, shell: Shell, path: str) -> None:
        super().__init__()
        self.describe, self.ask, self.hint = QPushButton(self), QPushButton(self), QLabel(self)
        self.hint.setWordWrap(True)
        role(self.hint, "faint")
        self.describe.setIcon(shell.theme.icon("chat-text"))
        self.ask.setIcon(shell.theme.icon("question"))
        self.describe.clicked.connect(lambda: shell.show_page("chat", "describe", path))
        self.ask.clicked.connect(lambda: shell.show_page("chat", "look", path))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        for widget in (self.describe, self.ask, self.hint):
            widget.hide()
            column.addWidget(widget)
        self.retranslate()
        shell.client.call(models.LIST_MODELS, models.ListModels(), self).on_result(self._on_models)

    def retranslate(self) -> None:
        self.describe.setText(tr("images", "Describe"))
        self.ask.setText(tr("images", "Ask about this picture…"))
        self.hint.setText(
            tr("images", "To have pictures described, add a chat model with its projector on the Models page.")
        )

    def _on_models(self, models_list: models.ModelList) -> None:
        has_multimodal = any(model.is_multimodal and model.state == "ready" for model in models_list.models)
        self.describe.setVisible(has_multimodal)
        self.ask.setVisible(has_multimodal)
        self.hint.setVisible(not has_multimodal)
