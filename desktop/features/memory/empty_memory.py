"""Contents of the Memory page while nothing is remembered: how memories come about, and what never becomes one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space


class EmptyMemory(TranslatedMixin, QFrame):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        role(self, "card")
        self._icon, self._title, self._sentence, self._never = (QLabel(self) for _ in range(4))
        role(self._title, "title")
        role(self._sentence, "soft")
        role(self._never, "soft")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XXL, Space.XXL, Space.XXL, Space.XXL)
        column.setSpacing(Space.M)
        for label in (self._icon, self._title, self._sentence, self._never):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
            column.addWidget(label)
        theme.changed.connect(self._update_icon)
        self._update_icon()
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(tr("memory", "Nothing is remembered yet"))
        self._sentence.setText(
            tr(
                "memory",
                "Write “Remember that I live in Cádiz” in any conversation, or add something above. Ateneo also proposes what "
                "you tell about yourself, and keeps it only when you say yes.",
            )
        )
        self._never.setText(
            tr(
                "memory",
                "Documents, pasted text and the model's own words never become memories. All of it stays on this computer.",
            )
        )

    def _update_icon(self) -> None:
        side = self._theme.px(Size.ICON_HERO)
        self._icon.setPixmap(self._theme.icon("brain", "accent").pixmap(QSize(side, side)))
