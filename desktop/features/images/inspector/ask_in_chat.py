"""What a chat model that sees can say of a picture: two ways into Chat, or how to come by such a model."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout

from desktop.feature import Shell
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.tokens import Space
from engine.capabilities.models import api as models


class Asking(TranslatedWidget):
    """Empty until it is known whether a model sees."""

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
        shell.client.call(models.LIST_MODELS, models.ListModels(), self).on_result(self._show)

    def retranslate(self) -> None:
        self.describe.setText(tr("images", "Describe"))
        self.ask.setText(tr("images", "Ask about this picture…"))
        self.hint.setText(
            tr("images", "To have pictures described, add a chat model with its projector on the Models page.")
        )

    def _show(self, registry: models.ModelList) -> None:
        sees = any(model.sees and model.state == "ready" for model in registry.models)
        self.describe.setVisible(sees)
        self.ask.setVisible(sees)
        self.hint.setVisible(not sees)
