"""Check of the question being written: what is vague in it, with the mends, in a card above the composer."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from desktop.feature import Shell
from desktop.features.chat.conversation_view import ConversationView
from desktop.i18n import TranslatedMixin, tr
from desktop.panels.weakness_list import WeaknessList, show_place, write_mend
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.escape_key import EscapeKey
from desktop.widgets.controls.icon_button import IconButton
from engine.capabilities.prompts import api as prompts

CHECK_MS = 800
"""The check waits until the person pauses."""


class CheckCard(TranslatedMixin, QFrame):
    """The list of weaknesses, which scrolls where it is long, and a button that closes it. `ended` follows that and Esc."""

    ended = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self._theme = theme
        self.weaknesses, self._area = WeaknessList(), QScrollArea(self)
        role(self.weaknesses, "clear")
        self._area.setWidget(self.weaknesses)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.close_button = IconButton(theme, "x", Size.ICON_SMALL, "soft", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(self._area, 1)
        column = QVBoxLayout()
        column.addWidget(self.close_button)
        column.addStretch(1)
        row.addLayout(column)
        self.close_button.clicked.connect(self.end)
        theme.changed.connect(self._fit)
        EscapeKey(self, self.end)
        self.hide()
        self.retranslate()

    def show_weaknesses(self, text: str, checked: prompts.CheckedPrompt) -> None:
        """Show what is vague in a text."""
        self.weaknesses.show_weaknesses(text, checked.weaknesses)
        self.show()
        self._fit()

    def end(self) -> None:
        """Hide the card."""
        self.hide()
        self.ended.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("chat", "What is vague in this question"))
        self.close_button.set_name(tr("chat", "Close"), "Esc")

    def _fit(self) -> None:
        """Be as high as the list at this width, up to a bound."""
        column = self.weaknesses
        width = self._area.viewport().width()
        needed = column.heightForWidth(width) if column.hasHeightForWidth() else column.sizeHint().height()
        self._area.setFixedHeight(min(needed, self._theme.px(Size.PREVIEW_HEIGHT * 3 // 2)))


class QuestionCheck(QObject):
    """Offered in the menu of the text box. While the card is shown, what is typed is checked again after each pause."""

    def __init__(self, shell: Shell, view: ConversationView, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell, self._composer = shell, view.composer
        self.card = CheckCard(shell.theme)
        view.add_above_composer(self.card)
        self._check_soon = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._check_soon.timeout.connect(self.check)
        field = self._composer.field
        field.menu_opening.connect(self._add_line)
        field.textChanged.connect(self._on_text)
        self.card.ended.connect(self._composer.focus_text)
        self.card.weaknesses.pointed.connect(lambda weakness: show_place(field, weakness))
        self.card.weaknesses.mended.connect(self._mend)

    def check(self) -> None:
        """Ask what is vague in the question, and show it."""
        self._check_soon.stop()
        text = self._composer.text
        if not text.strip():
            self._shell.show_message(tr("chat", "Write the question first."))
            self._composer.focus_text()
            return
        if self._shell.client.state != "ready":
            return

        def show(checked: prompts.CheckedPrompt) -> None:
            if text == self._composer.text:
                self.card.show_weaknesses(text, checked)

        call = self._shell.client.call(prompts.CHECK, prompts.CheckPrompt(text), self)
        call.on_result(show)
        call.on_failed(self._shell.report)

    def _add_line(self, menu: QMenu) -> None:
        menu.addSeparator()
        action = menu.addAction(tr("chat", "What is vague in this question"))
        action.setEnabled(bool(self._composer.text.strip()))
        action.triggered.connect(self.check)

    def _mend(self, weakness: prompts.PromptWeakness) -> None:
        write_mend(self._composer.field, weakness)
        self._composer.focus_text()
        self.check()

    def _on_text(self) -> None:
        """Check again what was changed; a question that was sent needs no check any more."""
        if self.card.isHidden():
            return
        if self._composer.text.strip():
            self._check_soon.start()
        else:
            self.card.hide()
