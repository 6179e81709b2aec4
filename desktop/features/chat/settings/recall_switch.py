"""Switch for what the person told in other conversations."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.tokens import Space
from engine.capabilities.chat.api import ConversationSettings


class RecallSwitch(TranslatedWidget):
    """`changed` comes when the person chose otherwise; `apply` puts the choice into settings."""

    changed = Signal()

    def __init__(self, settings: ConversationSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QCheckBox(self)
        self._box.setChecked(settings.recall)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.addWidget(self._box)
        self._box.toggled.connect(lambda _: self.changed.emit())
        self.retranslate()

    def apply(self, settings: ConversationSettings) -> ConversationSettings:
        return msgspec.structs.replace(settings, recall=self._box.isChecked())

    def show_settings(self, settings: ConversationSettings) -> None:
        """Show what was chosen elsewhere, without `changed`."""
        self._box.blockSignals(True)
        self._box.setChecked(settings.recall)
        self._box.blockSignals(False)

    def retranslate(self) -> None:
        self._box.setText(tr("chat", "Use what I told in other conversations"))
        about = tr("chat", "Only what you approved on the Memory page, and only where a question needs it.")
        self._box.setToolTip(about)
        self._box.setAccessibleDescription(about)
