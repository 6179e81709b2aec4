"""Choice of what the model reads again of a conversation, with the number of its last exchanges."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.forms.fields import ComboField, IntField
from engine.capabilities.chat.api import ConversationSettings, HistoryMode

MODES: tuple[HistoryMode, ...] = ("whole", "last", "summary")
MOST_EXCHANGES = 50


class HistoryChoice(TranslatedWidget):
    """`changed` comes when the person chose otherwise; `apply` puts the choice into settings."""

    changed = Signal()

    def __init__(self, theme: Theme, settings: ConversationSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mode: HistoryMode = settings.history
        self._title, self._about, self._count = QLabel(self), QLabel(self), QLabel(self)
        role(self._title, "soft")
        role(self._count, "soft")
        role(self._about, "faint")
        for label in (self._about, self._count):
            label.setWordWrap(True)
        self._combo = ComboField(MODES, settings.history, self._on_mode)
        self._combo.setSizeAdjustPolicy(ComboField.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        exchanges = min(max(settings.exchanges, 1), MOST_EXCHANGES)
        self._exchanges = IntField(theme, 1, MOST_EXCHANGES, 1, exchanges, lambda _: self.changed.emit())
        self._title.setBuddy(self._combo)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._count, 1)
        row.addWidget(self._exchanges)
        self._count.setBuddy(self._exchanges)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.XS)
        column.addWidget(self._title)
        column.addWidget(self._combo)
        column.addWidget(self._about)
        column.addLayout(row)
        self.retranslate()

    def apply(self, settings: ConversationSettings) -> ConversationSettings:
        """Return the settings with the choice."""
        return msgspec.structs.replace(settings, history=self._mode, exchanges=self._exchanges.value())

    def show_settings(self, settings: ConversationSettings) -> None:
        """Show what was chosen elsewhere."""
        self._mode = settings.history
        self._combo.show_value(settings.history)
        self._exchanges.blockSignals(True)
        self._exchanges.setValue(min(max(settings.exchanges, 1), MOST_EXCHANGES))
        self._exchanges.blockSignals(False)
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(tr("chat", "What the model reads again"))
        self._combo.set_texts(
            (
                tr("chat", "The whole conversation"),
                tr("chat", "The last exchanges"),
                tr("chat", "A summary, and the last exchanges"),
            )
        )
        self._combo.setAccessibleName(tr("chat", "What the model reads again"))
        self._count.setText(tr("chat", "Exchanges it reads word for word"))
        self._exchanges.setAccessibleName(tr("chat", "Exchanges it reads word for word"))
        self._exchanges.setToolTip(
            tr("chat", "A question and its answer are one exchange. At times it reads a few more, to answer sooner.")
        )
        about = {
            "whole": tr("chat", "As far as it fits; the oldest messages give way first."),
            "last": tr(
                "chat", "What is older is not read: answers come sooner, and what you said before is forgotten."
            ),
            "summary": tr(
                "chat", "The model takes notes of what is older while you read. You can see and change them."
            ),
        }
        self._about.setText(about[self._mode])
        for widget in (self._count, self._exchanges):
            widget.setVisible(self._mode != "whole")

    def _on_mode(self, value: str) -> None:
        self._mode = next(mode for mode in MODES if mode == value)
        self.retranslate()
        self.changed.emit()
