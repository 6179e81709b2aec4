"""Choice of the persona that answers in a conversation, in the pane of its settings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.feature import Shell
from desktop.i18n import TranslatedWidget, tr, window_language
from desktop.theme.style import role
from desktop.theme.tokens import Space
from engine.capabilities.chat.api import ConversationSettings
from engine.capabilities.prompts import api as prompts


class PersonaChoice(TranslatedWidget):
    """Lists the personas; the chosen one is passed to `choose`, None for nobody. It changes no settings by itself."""

    changed = Signal()

    def __init__(
        self,
        shell: Shell,
        settings: ConversationSettings,
        choose: Callable[[prompts.ComposedPersona | None], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._choose = settings.persona, choose
        self._personas: tuple[prompts.ComposedPersona, ...] = ()
        self._label, self.box, self.edit = QLabel(self), QComboBox(self), QPushButton(self)
        role(self._label, "soft")
        role(self.edit, "link")
        self._label.setBuddy(self.box)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.box, 1)
        row.addWidget(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.XS)
        column.addWidget(self._label)
        column.addLayout(row)
        self.box.activated.connect(self._on_activated)
        self.edit.clicked.connect(lambda: shell.show_page("prompts", "personas"))
        self.retranslate()
        request = prompts.ListPersonas(window_language())
        shell.client.call(prompts.LIST_PERSONAS, request, self).on_result(self._show)

    def apply(self, settings: ConversationSettings) -> ConversationSettings:
        """Return the settings as they are."""
        return settings

    def retranslate(self) -> None:
        self._label.setText(tr("chat", "Who answers"))
        self.box.setAccessibleName(tr("chat", "Who answers"))
        self.edit.setText(tr("chat", "Personas…"))
        self._fill()

    def _show(self, listed: prompts.Personas) -> None:
        self._personas = listed.personas
        self._fill()

    def _fill(self) -> None:
        names = [composed.persona.name for composed in self._personas]
        self.box.clear()
        self.box.addItem(tr("chat", "Ateneo, without a persona"))
        self.box.addItems(names)
        if self._name and self._name not in names:
            self.box.addItem(self._name)  # one that was removed or renamed
        self.box.setCurrentIndex(max(self.box.findText(self._name), 0) if self._name else 0)

    def _on_activated(self, row: int) -> None:
        if row == 0:
            self._choose(None)
        elif row <= len(self._personas):
            self._choose(self._personas[row - 1])
